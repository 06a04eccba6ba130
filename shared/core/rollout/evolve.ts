import { tagName } from "../images/follow.ts";
import type {
  Fact,
  ForeignDeployment,
  Instant,
  KnownGood,
  Rollout,
  ServiceName,
  ServiceState,
  TagDecision,
  TagName,
  WayBack,
} from "../model.ts";
import { own } from "../own.ts";
import { withFailure } from "./failing.ts";
import { imageOfRollout } from "./in-words.ts";

/** What is remembered of a service that has never been seen. */
export const unknownService = (service: ServiceName): ServiceState => ({
  service,
  version: 0,
  fence: 0,
  followed: [],
  decided: {},
  late: [],
  outbox: [],
  unrecorded: [],
});

/**
 * How long an UpdateService of an overtaken decision may still be on its way: as long as the function that sends it may
 * run (time-outs in functions/<verb>/function.yml, five minutes at most), and a minute for AWS.
 */
const LATE_SECONDS = 360;

/** Folds one fact into what is remembered. Facts about a rollout apply to the newest one. */
export function evolve(state: ServiceState, fact: Fact): ServiceState {
  switch (fact.kind) {
    case "ServiceAdopted": {
      const { drift, withheld: _withheld, ...rest } = withTags(state, fact, fact.at);
      const left = drift && stillDrifted(drift, fact);
      return { ...rest, ...(left ? { drift: left } : {}) };
    }
    case "ServiceRecreated": {
      const { service, version, fence, hold, outbox, unrecorded } = state;
      return {
        ...unknownService(service),
        version,
        fence: fence + 1,
        outbox,
        unrecorded,
        // Names decide where a call arrives: one that was for the other service may arrive at this one.
        late: stillLate(state, fact.at),
        createdAt: fact.createdAt,
        ...(hold ? { hold } : {}),
      };
    }
    case "RolloutPlanned": {
      const { drift: _drift, withheld, ...rest } = withTags(state, fact, fact.at);
      const planned = { ...rest, fence: state.fence + 1, rollout: fact.rollout, late: stillLate(state, fact.at) };
      if (fact.rollout.askedBy === undefined) return planned;
      return { ...goneBackTo(fact.knownGood, state, planned), ...(withheld ? { withheld } : {}) };
    }
    case "RolloutRefused":
      return {
        ...withTags(state, fact, fact.at),
        rollout: isUnderWay(state.rollout) ? state.rollout : fact.rollout,
      };
    case "MoveWithheld":
      return { ...state, withheld: fact.withheld };
    case "RolloutSuperseded":
      return {
        ...withRollout(state, { status: "Superseded", endedAt: fact.at, reason: fact.reason }),
        late: stillLate(state, fact.at),
        ...(fact.restingOn === undefined ? {} : { restingOn: fact.restingOn }),
        ...(fact.isWithdrawn ? { decided: withoutDecisions(state) } : {}),
      };
    case "RolloutResumed":
      return {
        ...(state.rollout?.wayBack
          ? withWayBack(state, { leaseUntil: fact.leaseUntil })
          : withRollout(state, { leaseUntil: fact.leaseUntil })),
        fence: state.fence + 1,
        // Whoever was at it may have sent its UpdateService, which may arrive behind what is decided next.
        late: stillLate(state, fact.at),
      };
    case "RolloutDelayed":
      return withRollout(state, {
        delayedAt: fact.at,
        warnings: [...(state.rollout?.warnings ?? []), fact.reason],
      });
    case "RolloutRestarted": {
      const change = { status: "Planned", leaseUntil: fact.leaseUntil } as const;
      return {
        ...(state.rollout?.wayBack
          ? withWayBack(state, change)
          : withRollout(state, { ...change, reason: fact.reason })),
        fence: state.fence + 1,
      };
    }
    case "RevisionRegistered":
      return withRollout(state, { taskDefinition: fact.taskDefinition });
    case "DeploymentStarted":
      return {
        ...withRollout(state, {
          ...(state.rollout ? { deadlineAt: fact.at + timeAllowed(state.rollout) } : {}),
          status: "InProgress",
          deploymentId: fact.deploymentId,
          deploymentCreatedAt: fact.deploymentCreatedAt,
          startedAt: fact.at,
          reason: "ECS is replacing the tasks",
        }),
        restingOn: fact.deploymentId,
      };
    case "DeploymentCompleted":
      return withRollout(state, {
        status: "Baking",
        deployedAt: fact.at,
        bakeUntil: fact.bakeUntil,
        reason: "ECS has replaced the tasks; now they must stay up",
      });
    case "RolloutCompleted":
      return withKnownGood(
        withRollout(withoutFailures(state), {
          status: "Completed",
          endedAt: fact.at,
          reason:
            fact.warnings.length === 0
              ? `all tasks run ${state.rollout ? imageOfRollout(state.rollout) : "the new image"} and stayed up`
              : ["ECS has replaced the tasks", ...fact.warnings].join("; "),
          warnings: [...(state.rollout?.warnings ?? []), ...fact.warnings],
        }),
        fact.knownGood,
      );
    case "RolloutFailed":
      return {
        ...withRollout(state, {
          status: "Failed",
          reason: fact.reason,
          ...(fact.wayBack ? { wayBack: fact.wayBack } : { endedAt: fact.at }),
        }),
        fence: state.fence + 1,
        late: stillLate(state, fact.at),
        ...(fact.wayBack?.deploymentId === undefined ? {} : { restingOn: fact.wayBack.deploymentId }),
      };
    case "TasksFailed":
      return withRollout(state, { failures: withFailure(state.rollout?.failures, fact.failure) });
    case "ImagesQuarantined":
      return withRollout(state, { isQuarantined: true });
    case "QuarantineLifted": {
      const { withheld, ...rest } = state;
      const isOf = withheld?.restraint.kind === "quarantined" && withheld.restraint.quarantine.digest === fact.digest;
      const decided = Object.entries(state.decided).filter(([, { digest }]) => digest !== fact.digest);
      return { ...(isOf ? rest : state), decided: Object.fromEntries(decided) };
    }
    case "RolloutRetried":
      return state.rollout
        ? {
            ...state,
            rollout: { ...startedAnew(state.rollout, fact), retries: (state.rollout.retries ?? 0) + 1 },
            fence: state.fence + 1,
            late: stillLate(state, fact.at),
          }
        : state;
    case "RolloutResized": {
      const { rollout } = state;
      if (!rollout) return state;
      const { taskDefinition: tooSmall, ...anew } = startedAnew(rollout, fact);
      const from = tooSmall ?? rollout.fromTaskDefinition;
      return {
        ...state,
        rollout: { ...anew, fromTaskDefinition: from, size: fact.size },
        fence: state.fence + 1,
        late: stillLate(state, fact.at),
      };
    }
    case "ReturnRequested":
      return withWayBack(state, { status: "InProgress" });
    case "ReturnRevisionRegistered":
      return withWayBack(state, { taskDefinition: fact.taskDefinition });
    case "ReturnRevisionInactive": {
      const wayBack = state.rollout?.wayBack;
      if (!wayBack) return state;
      const { taskDefinition: _inactive, ...rest } = wayBack;
      const to = { ...wayBack.to, pinned: false };
      return withRollout(state, { wayBack: { ...rest, to, status: "Planned", leaseUntil: fact.at } });
    }
    case "ReturnStarted": {
      const wayBack = state.rollout?.wayBack;
      return {
        ...withWayBack(state, {
          status: "InProgress",
          deploymentId: fact.deploymentId,
          deploymentCreatedAt: fact.deploymentCreatedAt,
          ...(wayBack ? { deadlineAt: fact.at + timeAllowedBack(wayBack) } : {}),
        }),
        restingOn: fact.deploymentId,
      };
    }
    case "ReturnCompleted": {
      // ECS went back by itself: AWS calls that a rollback. Where we had to do it, the rollout stays what it is, failed.
      const { by, isAsked } = state.rollout?.wayBack ?? {};
      const status = by === "ecs" && !isAsked ? "RolledBack" : "Failed";
      return withRollout(withWayBack(state, { status: "Done" }), { status, endedAt: fact.at });
    }
    case "ReturnFailed":
      return {
        ...withRollout(withWayBack(state, { status: "Failed" }), {
          endedAt: fact.at,
          warnings: [...(state.rollout?.warnings ?? []), fact.reason],
        }),
        fence: state.fence + 1,
        late: stillLate(state, fact.at),
        ...(fact.restingOn === undefined ? {} : { restingOn: fact.restingOn }),
      };
    case "ForeignDeploymentSeen": {
      const { drift: _drift, ...rest } = state;
      return { ...rest, restingOn: fact.restingOn, ...(fact.drift ? { drift: fact.drift } : {}) };
    }
    case "KnownGoodSeen":
      return withKnownGood(state, fact.knownGood);
    case "ImagesMissing":
      return { ...state, missing: fact.digests };
    case "ImagesPublished":
      return { ...state, published: fact.images };
    case "ServiceHeld":
      return { ...state, hold: fact.hold };
    case "ServiceReleased": {
      const { hold: _hold, ...rest } = state;
      return rest;
    }
    default: {
      const never: never = fact;
      return never;
    }
  }
}

/** Whether something is still to happen to the rollout: ECS works on it, it bakes, or the service is on its way back. */
export function isUnderWay(rollout: Rollout | undefined): rollout is Rollout {
  return rollout !== undefined && rollout.endedAt === undefined;
}

/**
 * Whether an outcome of the newest decision is still news: whoever acted for long may find that others saw it before, and
 * that the rollout has gone on since.
 */
export function isStillNews({ rollout }: ServiceState, { kind }: Fact): boolean {
  if (kind === "RevisionRegistered" || kind === "DeploymentStarted")
    return isUnderWay(rollout) && !rollout.wayBack && rollout.status === "Planned";
  if (kind === "ReturnRevisionRegistered" || kind === "ReturnStarted" || kind === "ReturnRequested")
    return isUnderWay(rollout) && rollout.wayBack?.status === "Planned";
  return true;
}

/**
 * The revisions that may still arrive at `now`, the newest decision's own included where its UpdateService has not been
 * noted yet: asked when that decision is overtaken, or when somebody else takes it up.
 */
function stillLate(state: ServiceState, now: Instant): ServiceState["late"] {
  const late = state.late.filter(({ until }) => until > now);
  const { rollout } = state;
  const planned = rollout?.wayBack ?? rollout;
  const taskDefinition = planned?.taskDefinition;
  if (!isUnderWay(rollout) || planned?.status !== "Planned" || taskDefinition === undefined) return late;
  const others = late.filter((one) => one.taskDefinition !== taskDefinition);
  return [...others, { taskDefinition, until: now + LATE_SECONDS * 1000 }];
}

/** How long ECS may take, of a rollout planned or started: one that is started once more gets the same time again. */
const timeAllowed = ({ deadlineAt, startedAt, plannedAt }: Rollout): number => deadlineAt - (startedAt ?? plannedAt);

/** The same for a way back, whose start is known by ECS's own clock. */
const timeAllowedBack = ({ deadlineAt, deploymentCreatedAt, startedAt }: WayBack): number =>
  deadlineAt - (deploymentCreatedAt ?? startedAt);

/** The same decision, as if it were made now: nothing of it has been started. */
function startedAnew(
  rollout: Rollout,
  { at, leaseUntil, reason }: Extract<Fact, { kind: "RolloutRetried" | "RolloutResized" }>,
): Rollout {
  const { id, service, images, fromTaskDefinition, taskDefinition, knownGood, retries, size } = rollout;
  return {
    id,
    service,
    status: "Planned",
    images,
    fromTaskDefinition,
    ...(taskDefinition === undefined ? {} : { taskDefinition }),
    plannedAt: at,
    leaseUntil,
    deadlineAt: at + timeAllowed(rollout),
    reason,
    warnings: [],
    ...(knownGood ? { knownGood } : {}),
    ...(retries === undefined ? {} : { retries }),
    ...(size ? { size } : {}),
  };
}

/** The tags as they were decided on, but for those that the newest rollout decided on. */
function withoutDecisions({ decided, rollout }: ServiceState): ServiceState["decided"] {
  const withdrawn = new Set(rollout?.images.map((image) => tagName(image)));
  return Object.fromEntries(Object.entries(decided).filter(([tag]) => !withdrawn.has(tag)));
}

/** What still drifts, of containers whose tags were not decided on by this. */
function stillDrifted(drift: ForeignDeployment, { followed, decided }: TagDecision): ForeignDeployment | undefined {
  const adopted = new Set(
    followed.filter((image) => Object.hasOwn(decided, tagName(image))).map((one) => one.container),
  );
  const digests = Object.entries(drift.digests).filter(([container]) => !adopted.has(container));
  return digests.length === 0 ? undefined : { ...drift, digests: Object.fromEntries(digests) };
}

function withTags(state: ServiceState, tags: TagDecision, at: Instant): ServiceState {
  const decided = Object.entries(tags.decided).map(([tag, digest]): [TagName, { digest: string; at: Instant }] => [
    tag,
    { digest, at },
  ]);
  return {
    ...withKnownGood(state, tags.knownGood),
    followed: tags.followed,
    decided: { ...state.decided, ...Object.fromEntries(decided) },
    createdAt: tags.createdAt,
    ...(state.restingOn === undefined && tags.restingOn !== undefined ? { restingOn: tags.restingOn } : {}),
  };
}

/** The newest known good revision; the one before, of which it is not merely a copy, is kept for a person's rollback. */
function withKnownGood(state: ServiceState, knownGood: KnownGood | undefined): ServiceState {
  if (!knownGood) return state;
  const before = state.knownGood;
  const isOther = before !== undefined && !isSameOrCopy(knownGood.taskDefinition, before, state.rollout);
  return { ...state, knownGood, ...(isOther ? { knownGoodBefore: before } : {}) };
}

/** Whether a revision is a known good one, or the copy of it that the newest rollout or its way back has deployed. */
export function isSameOrCopy(taskDefinition: string, good: KnownGood, rollout: Rollout | undefined): boolean {
  if (taskDefinition === good.taskDefinition) return true;
  if (rollout?.wayBack?.taskDefinition === taskDefinition)
    return rollout.wayBack.to.taskDefinition === good.taskDefinition;
  return (
    rollout?.askedBy !== undefined &&
    rollout.taskDefinition === taskDefinition &&
    rollout.fromTaskDefinition === good.taskDefinition &&
    rollout.images.every(({ container, image }) => own(good.images, container) === image)
  );
}

/** Where a person goes back to a known good revision, what was newer than it is good to go back to no more. */
function goneBackTo(knownGood: KnownGood | undefined, before: ServiceState, planned: ServiceState): ServiceState {
  if (!knownGood || knownGood.taskDefinition === before.knownGood?.taskDefinition) return planned;
  const { knownGoodBefore: _left, ...rest } = planned;
  return rest;
}

function withRollout(state: ServiceState, change: Partial<Rollout>): ServiceState {
  return state.rollout ? { ...state, rollout: { ...state.rollout, ...change } } : state;
}

/** What kept tasks from starting for a while does not matter any more once all of them ran well. */
function withoutFailures(state: ServiceState): ServiceState {
  if (!state.rollout) return state;
  const { failures: _overcome, ...rollout } = state.rollout;
  return { ...state, rollout };
}

function withWayBack(state: ServiceState, change: Partial<WayBack>): ServiceState {
  const wayBack = state.rollout?.wayBack;
  return wayBack ? withRollout(state, { wayBack: { ...wayBack, ...change } }) : state;
}
