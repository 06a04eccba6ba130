import { servicePolicy } from "../config/garden.ts";
import type { Decision, ServiceName, ServiceState } from "../core/model.ts";
import { primaryDeployment } from "../core/rollout/effects.ts";
import { isUnderWay } from "../core/rollout/evolve.ts";
import { judgeRollout } from "../core/rollout/judge.ts";
import type { Gardener } from "./gardener.ts";
import { settle } from "./settle.ts";

/** Looks how the rollout of a service goes, and completes, ends or takes it back. */
export async function lookAtRollout(gardener: Gardener, service: ServiceName): Promise<void> {
  await settle(gardener, service, (state) => decideOn(gardener, service, state));
}

/** Reads no more than the rollout's status asks for, and judges. */
async function decideOn(gardener: Gardener, name: ServiceName, state: ServiceState): Promise<Decision> {
  const policy = servicePolicy(await gardener.garden(), name);
  const base = {
    now: gardener.environment.now(),
    policy: { ...policy, follow: policy.follow ?? "" },
    state,
    serviceDeployments: [],
    stoppedTasks: [],
  };
  const { rollout } = state;
  if (!isUnderWay(rollout)) return judgeRollout({ ...base, service: undefined });

  const service = (await gardener.ecs.describeServices([name])).get(name);
  // ECS still shows a deleted service for a while, but answers for its deployments no more.
  if (service?.status !== "ACTIVE") return judgeRollout({ ...base, service });
  const isOurs = primaryDeployment(service)?.id === rollout.deploymentId;
  return judgeRollout({
    ...base,
    service,
    serviceDeployments:
      rollout.status === "InProgress" && !isOurs ? await gardener.ecs.serviceDeployments(name, rollout.plannedAt) : [],
    stoppedTasks: rollout.status === "Baking" && isOurs ? await gardener.ecs.stoppedTasks(name) : [],
  });
}
