import { parse } from "../../events/ecs-deployment-state-change/parse.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import { createGardener } from "../../shared/runtime/gardener.ts";
import { look } from "../../shared/runtime/look.ts";
import { onEvent } from "../../shared/runtime/on-event.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { loadConcerned } from "./load.ts";

const KINDS = { "ECS Deployment State Change": parse };

/** ECS said something about a deployment: the service's rollout is looked at, or what somebody else deployed. */
export function createTrack(environment: Environment, gardener = createGardener(environment)): LambdaHandler {
  return lambda(environment, (event) =>
    onEvent(gardener, KINDS, event, async (change) => {
      const concerned = await loadConcerned(gardener, change);
      if ("why" in concerned) environment.logger.info(`${change.service}: ${concerned.why}`);
      else await look(gardener, concerned, "rollout");
    }),
  );
}
