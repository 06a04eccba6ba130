import type { Environment } from "../../shared/runtime/environment.ts";
import { createGardener } from "../../shared/runtime/gardener.ts";
import { lookAtRollout } from "../../shared/runtime/look-at-rollout.ts";
import { onEvent } from "../../shared/runtime/on-event.ts";
import { type LambdaHandler, lambda } from "../../shared/runtime/shell.ts";

/** ECS said something about a deployment: the service's rollout, if one of ours is under way, is looked at. */
export function createTrack(environment: Environment): LambdaHandler {
  const gardener = createGardener(environment);
  return lambda(environment, (event) =>
    onEvent(gardener, "DeploymentChanged", event, (change) => lookAtRollout(gardener, change.service)),
  );
}
