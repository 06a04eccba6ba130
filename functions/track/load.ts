import type { DeploymentChanged } from "../../shared/core/model.ts";
import { isUnderWay } from "../../shared/core/rollout/evolve.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";

/** The service that a deployment's event is about, or why it is of no concern: every deployment of the account is heard here. */
export async function loadConcerned(
  { services, imageIndex }: Gardener,
  { service, deploymentId }: DeploymentChanged,
): Promise<Target | { readonly why: string }> {
  const state = await services.read(service);
  const entry = await imageIndex.entry(service);
  if (isUnderWay(state.rollout)) return { service, entry };
  if (!entry) return { why: "it follows nothing here" };
  return deploymentId === state.restingOn ? { why: `it rests on ${deploymentId}, which is known` } : { service, entry };
}
