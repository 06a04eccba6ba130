import { followedTags } from "../images/follow.ts";
import type {
  Decision,
  Deployment,
  Effect,
  Fact,
  FollowedImage,
  Instant,
  Purpose,
  RegisterTaskDefinition,
  Rollout,
  ServiceSnapshot,
  ServiceState,
  WayBack,
} from "../model.ts";
import { inWords, shortArn } from "../text.ts";
import { nothing } from "./decision.ts";
import { restraintInWords } from "./restraint.ts";

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

/** ECS's answers may lag behind for up to five minutes after a change (Amazon ECS API, RunTask, eventual consistency). */
const LAG_SECONDS = 300;

/**
 * Whether ECS shows a deployment from before the one that we made: that is no ground for anything. An old one that it
 * still shows later is what it went back to by itself.
 */
export function isOlderThanKnown(
  { rollout, restingOn }: ServiceState,
  service: ServiceSnapshot,
  now: Instant,
): boolean {
  const known = rollout?.wayBack?.deploymentCreatedAt ?? rollout?.deploymentCreatedAt;
  const primary = primaryDeployment(service);
  if (known === undefined || !primary || primary.id === restingOn) return false;
  return primary.createdAt < known && now < known + LAG_SECONDS * 1000;
}

/** Register the revision with the new digests, unless that is done, and deploy it. */
export function rolloutEffects(
  rollout: Rollout,
  followed: readonly FollowedImage[],
  resumed: boolean,
): readonly Effect[] {
  const images = Object.fromEntries(rollout.images.map((change) => [change.container, change.image]));
  return [
    ...(rollout.taskDefinition === undefined
      ? [
          {
            ...registration(rollout, "rollout", keyOf(rollout), rollout.fromTaskDefinition, images, followed, resumed),
            ...(rollout.size ? { size: rollout.size } : {}),
          },
        ]
      : []),
    {
      kind: "updateService",
      service: rollout.service,
      purpose: "rollout",
      ...(rollout.taskDefinition === undefined ? {} : { taskDefinition: rollout.taskDefinition }),
    },
  ];
}

/** The revision that was too small has the rollout's own key. */
const keyOf = ({ id, size }: Rollout): string => (size ? `${id}/${size.memory}` : id);

/** Deploy the known good revision: itself where it is pinned, else a copy pinned to the digests that it ran. */
export function wayBackEffects(
  rollout: Rollout,
  followed: readonly FollowedImage[],
  resumed: boolean,
): readonly Effect[] {
  const { wayBack } = rollout;
  if (!wayBack) return [];
  if (wayBack.by === "ecs") return askForWayBack(rollout);
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

/** ECS is asked to end the rollout's deployment and to go back, unless it is at that already. */
const askForWayBack = ({ service, taskDefinition, wayBack, plannedAt }: Rollout): readonly Effect[] =>
  taskDefinition === undefined || wayBack?.status !== "Planned"
    ? []
    : [{ kind: "stopServiceDeployment", service, taskDefinition, since: plannedAt }];

/**
 * A rollout, or its way back, was decided on and saved, and its function died: the same effects again once the lease is
 * over. Where ECS runs the revision already, the earlier try came so far that only its note is missing.
 */
export function resumeRollout(state: ServiceState, service: ServiceSnapshot, now: Instant): Decision {
  const { rollout } = state;
  const planned = rollout?.wayBack ?? rollout;
  if (!rollout || planned?.status !== "Planned") return nothing("nothing to take up");

  const primary = primaryDeployment(service);
  if (primary && primary.taskDefinition === planned.taskDefinition && primary.createdAt >= startOf(rollout))
    return {
      effects: [],
      facts: [startedFact(rollout.wayBack ? "wayBack" : "rollout", primary, now)],
      reasons: [`${primary.id} carries the revision of ${rollout.id} already: an earlier try came so far`],
    };
  if (now < planned.leaseUntil) return nothing(`${rollout.id} is being started by another invocation`);
  if (isOvertaken(rollout, primary)) {
    if (primary && isLate(state, primary)) return restartRollout(state, rollout, primary, now);
    const restingOn = primary ? { restingOn: primary.id } : {};
    const reason = overtakenBy(primary);
    const kind = rollout.wayBack ? "ReturnFailed" : "RolloutSuperseded";
    return { effects: [], facts: [{ kind, at: now, reason, ...restingOn }], reasons: [reason] };
  }
  // A hold stops what pushes start, not what a person asked for.
  if (!rollout.wayBack && rollout.askedBy === undefined && state.hold) {
    const reason = `it was not started: ${restraintInWords({ kind: "held", hold: state.hold })}`;
    return {
      effects: [],
      facts: [{ kind: "RolloutSuperseded", at: now, reason, isWithdrawn: true }],
      reasons: [reason],
    };
  }
  const delays = delaysOf(rollout, planned, now);
  return {
    effects: effectsOf(state, rollout, true),
    facts: [...delays, { kind: "RolloutResumed", at: now, leaseUntil: now + LEASE_SECONDS * 1000 }],
    reasons: [`takes up ${rollout.id} where an earlier try left it`, ...delays.map(({ reason }) => reason)],
  };
}

/**
 * The calls of a plan were busy, or went unanswered, for all of its time: told once, and tried on, since nothing says that
 * its image is bad. However long it lay waiting, in a pause for instance, its first try after that is no delay.
 */
function delaysOf(rollout: Rollout, planned: Rollout | WayBack, now: Instant): readonly RolloutDelayed[] {
  const { wayBack, delayedAt = 0, startedAt } = rollout;
  const isTold = delayedAt >= startOf(rollout);
  const wasStarted = startedAt !== undefined && wayBack === undefined;
  if (isTold || wasStarted || now < planned.deadlineAt || planned.leaseUntil <= planned.deadlineAt) return [];
  const what =
    wayBack?.by === "ecs"
      ? "ECS could not be asked to go back (StopServiceDeployment)"
      : planned.taskDefinition === undefined
        ? `${shortArn(wayBack?.to.taskDefinition ?? rollout.fromTaskDefinition)} could not be copied (RegisterTaskDefinition)`
        : `${shortArn(planned.taskDefinition)} could not be deployed (UpdateService)`;
  const allowed = inWords(Math.round((planned.deadlineAt - startOf(rollout)) / 1000));
  const reason = `${wayBack ? "the way back" : "it"} was not started within ${allowed}: ${what}, the functions' log says why. It is tried every minute`;
  return [{ kind: "RolloutDelayed", at: now, reason }];
}

type RolloutDelayed = Extract<Fact, { readonly kind: "RolloutDelayed" }>;

/** Whether somebody else deployed since a rollout, or its way back, was planned: that is their will. */
function isOvertaken(rollout: Rollout, primary: Deployment | undefined): boolean {
  // A way back is planned while our own deployment is the PRIMARY one, or the one that ECS went back to.
  if (rollout.wayBack) return primary?.id !== (rollout.wayBack.leaves ?? rollout.deploymentId);
  // An older one is ECS's own way back from a rollout before. The revision that is copied loses nothing by the copy.
  return (
    primary !== undefined &&
    primary.createdAt > rollout.plannedAt &&
    primary.taskDefinition !== rollout.fromTaskDefinition
  );
}

/**
 * An overtaken decision of ours arrived after the newest one (UpdateService has no compare-and-set): the newest one, or
 * its way back, is deployed once more.
 */
export function restartRollout(state: ServiceState, rollout: Rollout, primary: Deployment, now: Instant): Decision {
  if (rollout.wayBack?.by === "ecs") {
    const arrived = `${primary.id} of an overtaken decision arrived late, after ECS had gone back by itself`;
    return takeOverWayBack(state, rollout, rollout.wayBack, { primary, now, why: arrived });
  }
  const reason = `${primary.id} of an overtaken decision arrived late; the newest one is deployed once more`;
  return {
    effects: effectsOf(state, rollout, true),
    facts: [{ kind: "RolloutRestarted", at: now, leaseUntil: now + LEASE_SECONDS * 1000, reason }],
    reasons: [reason],
  };
}

/**
 * ECS went back by itself, and will not do so again when something arrives late, nor does it know which revision is good:
 * from then on the way back is ours.
 */
export function takeOverWayBack(
  state: ServiceState,
  rollout: Rollout,
  before: WayBack,
  { primary, now, why }: { readonly primary: Deployment; readonly now: Instant; readonly why: string },
): Decision {
  const wayBack = wayBackInstead(rollout, before, { leaves: primary.id, now });
  if (!wayBack) {
    const reason = `${why}; no earlier revision is known to be good. A person is needed`;
    return {
      effects: [],
      facts: [{ kind: "ReturnFailed", at: now, reason, restingOn: primary.id }],
      reasons: [reason],
    };
  }
  return {
    effects: wayBackEffects({ ...rollout, wayBack }, state.followed, false),
    facts: [{ kind: "RolloutFailed", at: now, reason: rollout.reason, wayBack }],
    reasons: [`${why}; takes the service back to ${shortArn(wayBack.to.taskDefinition)}`],
  };
}

/** Our own way back in place of ECS's; none where no revision is known to be good. */
export function wayBackInstead(
  { knownGood: to }: Rollout,
  before: WayBack,
  { leaves, now }: { readonly leaves: string | undefined; readonly now: Instant },
): WayBack | undefined {
  return (
    to && {
      by: "gardener",
      status: "Planned",
      to,
      ...(leaves === undefined ? {} : { leaves }),
      startedAt: now,
      leaseUntil: now + LEASE_SECONDS * 1000,
      deadlineAt: now + before.deadlineAt - before.startedAt,
      ...(to.pinned ? { taskDefinition: to.taskDefinition } : {}),
    }
  );
}

/** Whether a deployment carries a revision of an overtaken decision that was still on its way when it was overtaken. */
export const isLate = (state: ServiceState, deployment: Deployment): boolean =>
  othersLate(state).some(
    ({ taskDefinition, until }) => taskDefinition === deployment.taskDefinition && deployment.createdAt < until,
  );

/** What may still arrive, but for the revision that the newest decision wants: of that a second call does no harm. */
export const othersLate = ({ late, rollout }: ServiceState): ServiceState["late"] =>
  late.filter(({ taskDefinition }) => taskDefinition !== (rollout?.wayBack ?? rollout)?.taskDefinition);

/** What is noted when ECS has made the deployment of a rollout, or of its way back. */
export const startedFact = (purpose: Purpose, deployment: Pick<Deployment, "id" | "createdAt">, at: Instant): Fact => ({
  kind: purpose === "rollout" ? "DeploymentStarted" : "ReturnStarted",
  at,
  deploymentId: deployment.id,
  deploymentCreatedAt: deployment.createdAt,
});

const effectsOf = ({ followed }: ServiceState, rollout: Rollout, resumed: boolean): readonly Effect[] =>
  rollout.wayBack ? wayBackEffects(rollout, followed, resumed) : rolloutEffects(rollout, followed, resumed);

const startOf = (rollout: Rollout): Instant => rollout.wayBack?.startedAt ?? rollout.plannedAt;

function registration(
  rollout: Rollout,
  purpose: Purpose,
  key: string,
  from: string,
  images: Readonly<Record<string, string>>,
  followed: readonly FollowedImage[],
  resumed: boolean,
): RegisterTaskDefinition {
  const tags = tagsOfRollout(followed, key);
  return { kind: "registerTaskDefinition", service: rollout.service, key, purpose, from, images, tags, resumed };
}

/** The tags that every revision of ours has, beside those of the revision that it is a copy of. */
export const tagsOfRollout = (followed: readonly FollowedImage[], key: string): Readonly<Record<string, string>> => ({
  ...followedTags(followed),
  [ROLLOUT_TAG]: key,
});
