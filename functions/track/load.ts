import type { DeploymentChanged } from "../../shared/core/model.ts";
import { isUnderWay } from "../../shared/core/rollout/evolve.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";
import { enterService } from "../../shared/runtime/refresh-index.ts";

/** The service that a deployment's event is about, or why it is of no concern: every deployment of the account is heard here. */
export async function loadConcerned(
  gardener: Gardener,
  { service, deploymentId, eventName }: DeploymentChanged,
): Promise<Target | { readonly why: string }> {
  const state = await gardener.services.read(service);
  const known = await gardener.imageIndex.entry(service);
  if (isUnderWay(state.rollout)) return { service, entry: known };
  // A service that was created has a deployment in progress. What else ECS says of services that follow nothing costs no call.
  const mayBeNew = known?.taskDefinition === undefined && eventName === "SERVICE_DEPLOYMENT_IN_PROGRESS";
  const entry = mayBeNew ? await enterService(gardener, service, known) : known;
  if (!entry) return { why: "it follows nothing here" };
  return deploymentId === state.restingOn ? { why: `it rests on ${deploymentId}, which is known` } : { service, entry };
}
