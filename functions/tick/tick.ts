import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { parse } from "../../events/scheduled/parse.ts";
import { createTagging } from "../../shared/aws/tagging.ts";
import type { Environment } from "../../shared/runtime/environment.ts";
import { createGardenKeeper } from "../../shared/runtime/garden-in-force.ts";
import { createGardener } from "../../shared/runtime/gardener.ts";
import { lookAtIncidents } from "../../shared/runtime/incidents.ts";
import { lookAtEach } from "../../shared/runtime/look.ts";
import { onEvent } from "../../shared/runtime/on-event.ts";
import { refreshIndex } from "../../shared/runtime/refresh-index.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";
import { loadActive, loadSwept } from "./load.ts";

const KINDS = { "Scheduled Event": parse };

/**
 * A minute passed: the garden in force is left for the command line, deadlines, bakes and interrupted starts come due,
 * services that joined the garden are found, a part of the garden is swept for what no event told, and people hear how
 * incidents go on.
 */
export function createTick(environment: Environment, gardener = createGardener(environment)): LambdaHandler {
  const { clientOptions, connect } = environment;
  const tagging = createTagging(connect(new ResourceGroupsTaggingAPIClient(clientOptions)));
  const keepGarden = createGardenKeeper(gardener);
  return lambda(environment, (event, context) =>
    onEvent(gardener, KINDS, event, async (minute) => {
      await keepGarden();
      try {
        await lookAtEach(gardener, context, await loadActive(gardener), "rollout");
        await lookAtEach(gardener, context, await refreshIndex(gardener, tagging), "tags");
        await lookAtEach(gardener, context, await loadSwept(gardener, minute), "tags");
      } finally {
        // Services that are in trouble must not keep people from hearing of it.
        await lookAtIncidents(gardener);
      }
    }),
  );
}
