import type { ServiceState } from "../../shared/core/model.ts";
import { isUnderWay } from "../../shared/core/rollout/evolve.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";

/** The services that are not calm: with a rollout under way, or with one that ended and may not have been told. */
export async function loadActive(
  gardener: Gardener,
): Promise<{ readonly underWay: readonly ServiceState[]; readonly untold: readonly ServiceState[] }> {
  const states: ServiceState[] = [];
  for (const service of await gardener.services.active()) states.push(await gardener.services.read(service));
  return {
    underWay: states.filter(({ rollout }) => isUnderWay(rollout)),
    untold: states.filter(({ rollout }) => !isUnderWay(rollout)),
  };
}
