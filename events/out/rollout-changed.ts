import type { Rollout } from "../../shared/core/model.ts";

/** An event of ours as PutEvents takes it, without the envelope that EventBridge adds. */
interface RolloutChanged {
  readonly source: "ecs-gardener";
  readonly detailType: "ECS Gardener Rollout State Change";
  readonly resources: readonly string[];
  readonly detail: {
    readonly rolloutId: string;
    readonly service: string;
    readonly status: Rollout["status"];
    readonly reason: string;
    readonly images: readonly {
      readonly container: string;
      readonly repository: string;
      readonly tag: string;
      readonly digest: string;
    }[];
    readonly taskDefinitionArn: string | null;
    readonly deploymentId: string | null;
  };
}

/** Tells the bus where a rollout stands, once for every change of it. */
export function rolloutChanged(rollout: Rollout): RolloutChanged {
  return {
    source: "ecs-gardener",
    detailType: "ECS Gardener Rollout State Change",
    resources: rollout.taskDefinition === undefined ? [] : [rollout.taskDefinition],
    detail: {
      rolloutId: rollout.id,
      service: rollout.service,
      status: rollout.status,
      reason: rollout.reason,
      images: rollout.images.map(({ container, repository, tag, digest }) => ({ container, repository, tag, digest })),
      taskDefinitionArn: rollout.taskDefinition ?? null,
      deploymentId: rollout.deploymentId ?? null,
    },
  };
}
