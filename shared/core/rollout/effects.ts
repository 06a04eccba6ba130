import { followedTags } from "../images/follow.ts";
import type {
  Decision,
  Deployment,
  Effect,
  FollowedImage,
  Instant,
  Rollout,
  ServiceSnapshot,
  ServiceState,
} from "../model.ts";
import { shortArn } from "../text.ts";

/** Tag on every revision that we register: which rollout it belongs to, so that an interrupted try finds it again. */
export const ROLLOUT_TAG = "gardener:rollout";

/**
 * Whoever plans a rollout, or a way back, is left alone with it for so long. Registering and updating take a few seconds;
 * a retry by Lambda comes after a minute. The fence protects against one that wakes up later.
 */
export const LEASE_SECONDS = 60;

/** The newest deployment of a service. */
export const primaryDeployment = (service: ServiceSnapshot): Deployment | undefined =>
  service.deployments.find((deployment) => deployment.status === "PRIMARY");

/** Why something of ours has ended whose deployment is not the PRIMARY one any more. */
export const overtakenBy = (primary: Deployment | undefined): string =>
  primary ? `somebody else deployed ${shortArn(primary.taskDefinition)} (${primary.id})` : "the deployment is gone";

/** Register the revision with the new digests, unless that is done, and deploy it. */
export function rolloutEffects(
  rollout: Rollout,
  followed: readonly FollowedImage[],
  resumed: boolean,
): readonly Effect[] {
  const images = Object.fromEntries(rollout.images.map((change) => [change.container, change.image]));
  return [
    ...(rollout.taskDefinition === undefined
      ? [registration(rollout, "rollout", rollout.id, rollout.fromTaskDefinition, images, followed, resumed)]
      : []),
    {
      kind: "updateService",
      service: rollout.service,
      purpose: "rollout",
      ...(rollout.taskDefinition === undefined ? {} : { taskDefinition: rollout.taskDefinition }),
    },
  ];
}

/** Deploy the known good revision: itself where it is pinned, else a copy pinned to the digests that it ran. */
export function wayBackEffects(
  rollout: Rollout,
  followed: readonly FollowedImage[],
  resumed: boolean,
): readonly Effect[] {
  const { wayBack } = rollout;
  if (wayBack?.by !== "gardener") return [];
  const taskDefinition = wayBack.taskDefinition ?? (wayBack.to.pinned ? wayBack.to.taskDefinition : undefined);
  return [
    ...(taskDefinition === undefined
      ? [
          registration(
            rollout,
            "wayBack",
            `${rollout.id}/back`,
            wayBack.to.taskDefinition,
            wayBack.to.images,
            followed,
            resumed,
          ),
        ]
      : []),
    {
      kind: "updateService",
      service: rollout.service,
      purpose: "wayBack",
      ...(taskDefinition === undefined ? {} : { taskDefinition }),
    },
  ];
}

/**
 * A rollout, or its way back, was decided on and saved, and its function died: the same effects again once the lease is
 * over. Where ECS runs the revision already, the earlier try came so far that only its note is missing.
 */
export function resumeRollout(state: ServiceState, service: ServiceSnapshot, now: Instant): Decision {
  const { rollout, followed } = state;
  const planned = rollout?.wayBack ?? rollout;
  if (!rollout || planned?.status !== "Planned") return { effects: [], facts: [], reasons: ["nothing to take up"] };

  const purpose = rollout.wayBack ? "wayBack" : "rollout";
  const primary = primaryDeployment(service);
  if (primary && primary.taskDefinition === planned.taskDefinition && primary.createdAt >= startOf(rollout))
    return {
      effects: [],
      facts: [
        { kind: purpose === "rollout" ? "DeploymentStarted" : "ReturnStarted", at: now, deploymentId: primary.id },
      ],
      reasons: [`${primary.id} carries the revision of ${rollout.id} already: an earlier try came so far`],
    };
  if (now < planned.leaseUntil)
    return { effects: [], facts: [], reasons: [`${rollout.id} is being started by another invocation`] };
  // A way back is planned while our own deployment is the PRIMARY one: another one is somebody's will.
  if (purpose === "wayBack" && primary?.id !== rollout.deploymentId) {
    const reason = overtakenBy(primary);
    return { effects: [], facts: [{ kind: "ReturnFailed", at: now, reason }], reasons: [reason] };
  }
  return {
    effects: purpose === "rollout" ? rolloutEffects(rollout, followed, true) : wayBackEffects(rollout, followed, true),
    facts: [{ kind: "RolloutResumed", at: now, leaseUntil: now + LEASE_SECONDS * 1000 }],
    reasons: [`takes up ${rollout.id} where an earlier try left it`],
  };
}

const startOf = (rollout: Rollout): Instant => rollout.wayBack?.startedAt ?? rollout.plannedAt;

function registration(
  rollout: Rollout,
  purpose: "rollout" | "wayBack",
  key: string,
  from: string,
  images: Readonly<Record<string, string>>,
  followed: readonly FollowedImage[],
  resumed: boolean,
): Effect {
  const tags = { ...followedTags(followed), [ROLLOUT_TAG]: key };
  return { kind: "registerTaskDefinition", service: rollout.service, key, purpose, from, images, tags, resumed };
}
