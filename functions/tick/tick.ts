import type { Environment } from "../../shared/runtime/environment.ts";
import { forEachService } from "../../shared/runtime/for-each-service.ts";
import { createGardener } from "../../shared/runtime/gardener.ts";
import { lookAtRollout } from "../../shared/runtime/look-at-rollout.ts";
import { lookForImages } from "../../shared/runtime/look-for-images.ts";
import { onEvent } from "../../shared/runtime/on-event.ts";
import { refreshIndex } from "../../shared/runtime/refresh-index.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { tellAgain } from "../../shared/runtime/tell.ts";
import { loadActive } from "./load.ts";

/** A minute passed: deadlines, bakes and interrupted starts come due, and services that joined the garden are found. */
export function createTick(environment: Environment): LambdaHandler {
  const gardener = createGardener(environment);
  return lambda(environment, (event, context) =>
    onEvent(gardener, "MinutePassed", event, async () => {
      const { underWay, untold } = await loadActive(gardener);
      await forEachService(environment, context, untold, (state) => tellAgain(gardener, state));
      await forEachService(environment, context, underWay, ({ service }) => lookAtRollout(gardener, service));
      await forEachService(environment, context, await refreshIndex(gardener), (newcomer) =>
        lookForImages(gardener, newcomer),
      );
    }),
  );
}
