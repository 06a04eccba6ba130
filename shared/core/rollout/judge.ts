import type {
  Decision,
  Deployment,
  Fact,
  Failure,
  Instant,
  KnownGood,
  Policy,
  Rollout,
  ServiceDeploymentSnapshot,
  ServiceSnapshot,
  ServiceState,
  StoppedTask,
  WayBack,
} from "../model.ts";
import { own } from "../own.ts";
import { inWords, listed, shortArn, withoutFullStop } from "../text.ts";
import { crashesOf, crashInWords } from "./crash.ts";
import { nothing } from "./decision.ts";
import {
  isLate,
  LEASE_SECONDS,
  othersLate,
  overtakenBy,
  primaryDeployment,
  restartRollout,
  resumeRollout,
  startedFact,
  takeOverWayBack,
  wayBackEffects,
} from "./effects.ts";
import { evolve, isUnderWay } from "./evolve.ts";
import { bakingFailure, endingFailure, failureInWords, isHeldUp, isHopeless, withCause } from "./failing.ts";
import { imageOfRollout } from "./in-words.ts";
import { resize } from "./resize.ts";

/**
 * After the bake a service may be short of tasks for reasons of its own (scaling, interrupted capacity). It is given so
 * long to get them; then the rollout ends without the revision being called known good.
 */
const SHORT_OF_TASKS_GRACE_SECONDS = 300;

/** One breaker acts at a time: where ECS goes back by itself it is given so long to begin. Seen to take a few seconds. */
const ECS_GOES_BACK_WITHIN_SECONDS = 60;

/** Tasks that stop are looked into at once; their last log lines may follow half a minute later. */
const DIAGNOSED_WITHIN_SECONDS = 45;

/** How the reason begins of a rollout that failed at its deadline. */
export const TOO_LATE = "ECS has not replaced the tasks within";

/** What must be known to judge how a rollout goes. */
export interface JudgeInput {
  readonly now: Instant;
  readonly policy: Pick<Policy, "bakeSeconds" | "deadlineSeconds" | "rollback" | "rightsizeMemoryMax">;
  readonly state: ServiceState;
  /** None: ECS does not know the service any more. */
  readonly service: ServiceSnapshot | undefined;
  /** The service's deployments since the rollout was planned, newest first; read when ours is not the PRIMARY one. */
  readonly serviceDeployments: readonly ServiceDeploymentSnapshot[];
  /** The service's stopped tasks; read while it bakes. */
  readonly stoppedTasks: readonly StoppedTask[];
}

/**
 * Judges the rollout that is under way by the deployment that we started, never by "steady state": ECS calls a service
 * steady after it went back, too.
 */
export function judgeRollout(input: JudgeInput): Decision {
  const { rollout } = input.state;
  if (!isUnderWay(rollout)) return nothing(`no rollout of ours is under way on ${input.state.service}`);
  if (!input.service || input.service.status !== "ACTIVE")
    return decided({
      kind: rollout.wayBack ? "ReturnFailed" : "RolloutFailed",
      at: input.now,
      reason: "the service was deleted meanwhile",
    });

  const service = input.service;
  switch (rollout.status) {
    case "Planned":
      return resumeRollout(input.state, service, input.now);
    case "InProgress":
      return judgeDeployment(rollout, service, input);
    case "Baking":
      return judgeBake(rollout, service, input);
    case "Failed":
      return judgeWayBack(rollout, service, input);
    case "Completed":
    case "RolledBack":
    case "Superseded":
      return nothing(`${rollout.id} has ended: ${rollout.status}`);
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}

function judgeDeployment(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
  const ours = service.deployments.find((deployment) => deployment.id === rollout.deploymentId);
  const primary = primaryDeployment(service);

  if (ours && ours === primary) {
    if (ours.rolloutState === "COMPLETED") return completed(rollout, service, input);
    if (ours.rolloutState === "FAILED")
      return service.rollsBackItself && input.now < ours.updatedAt + ECS_GOES_BACK_WITHIN_SECONDS * 1000
        ? nothing(`${ours.id} has failed; ECS is about to go back by itself`)
        : fail(rollout, service, input, withCause(ours.rolloutStateReason, rollout));
    const ending = endingFailure(rollout);
    if (ending && isLeftToEcs(ending, service, input))
      return nothing(`${failureInWords(ending)}; ECS is about to go back by itself`);
    if (ending)
      return resize(input.state, rollout, ending, input) ?? fail(rollout, service, input, failureInWords(ending));
    if (input.now < rollout.deadlineAt)
      return nothing(`${ours.id} is in progress: ${ours.runningCount} of ${service.desiredCount} tasks run`);
    return isHeldUp(rollout, input.now)
      ? waitForEnvironment(rollout, ours, service, input)
      : fail(rollout, service, input, withCause(whyTooLate(rollout, ours, service), rollout));
  }

  const record = input.serviceDeployments.find((one) => one.taskDefinition === rollout.taskDefinition);
  const hasFailed = ours?.rolloutState === "FAILED" && service.rollsBackItself;
  if (primary && (hasFailed || record?.status.startsWith("ROLLBACK")))
    return ecsGoesBack(
      rollout,
      primary,
      input,
      withCause(record?.reason || ours?.rolloutStateReason || "ECS gave the deployment up", rollout),
    );
  return (
    otherPrimary(rollout, { ...rollout, shownUntil: rollout.deadlineAt }, primary, input) ??
    decided({ kind: "RolloutSuperseded", at: input.now, reason: overtakenBy(primary), ...restingOn(primary) })
  );
}

/** ECS counts failures as well, and knows its own threshold; it cannot know of one that is hopeless from the first on. */
const isLeftToEcs = (ending: Failure, { rollsBackItself }: ServiceSnapshot, { now }: JudgeInput): boolean =>
  rollsBackItself && !isHopeless(ending) && now < ending.lastAt + ECS_GOES_BACK_WITHIN_SECONDS * 1000;

/** Going back would help nobody while what surrounds the service keeps every task from starting: told once, and waited for. */
function waitForEnvironment(
  rollout: Rollout,
  ours: Deployment,
  service: ServiceSnapshot,
  { now }: JudgeInput,
): Decision {
  const reason = `${withCause(whyTooLate(rollout, ours, service), rollout)}. That is no fault of the image: ECS tries on`;
  if (rollout.delayedAt !== undefined) return nothing(reason);
  return { effects: [], facts: [{ kind: "RolloutDelayed", at: now, reason }], reasons: [reason] };
}

/** The deployment that we wait for, and how long ECS may go on showing an older one. */
interface Awaited {
  readonly taskDefinition?: string;
  readonly deploymentCreatedAt?: Instant;
  readonly shownUntil: Instant;
}

/**
 * What it means that another deployment than the one that we started is the PRIMARY one, unless somebody else made it:
 * ECS's answer is older than ours, or our revision was deployed anew, or an overtaken decision of ours arrived late.
 */
function otherPrimary(
  rollout: Rollout,
  ours: Awaited,
  primary: Deployment | undefined,
  { state, now }: JudgeInput,
): Decision | undefined {
  if (!primary) return undefined;
  // Where ECS goes back by itself, it may take up a deployment that is older than the one that failed.
  const isOlder = primary.id === rollout.deploymentId || primary.createdAt < (ours.deploymentCreatedAt ?? 0);
  if (isOlder && now < ours.shownUntil)
    return nothing(
      `ECS shows ${primary.id}, which is older than the deployment of ${rollout.id}; it will be looked at again`,
    );
  if (primary.taskDefinition === ours.taskDefinition)
    return {
      effects: [],
      facts: [startedFact(rollout.wayBack ? "wayBack" : "rollout", primary, now)],
      reasons: [`the revision of ${rollout.id} was deployed anew as ${primary.id}`],
    };
  return isLate(state, primary) ? restartRollout(state, rollout, primary, now) : undefined;
}

function completed(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
  const bakeUntil = input.now + input.policy.bakeSeconds * 1000;
  const done: Observed = { kind: "DeploymentCompleted", at: input.now, bakeUntil };
  if (input.policy.bakeSeconds === 0 && !arrivesLate(input)) return decided(done, bakedWell(rollout, service, input));
  return decided(done);
}

function judgeBake(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
  const primary = primaryDeployment(service);
  if (primary?.id !== rollout.deploymentId)
    return (
      otherPrimary(rollout, { ...rollout, shownUntil: shortOfTasksUntil(rollout, input) }, primary, input) ??
      decided({ kind: "RolloutSuperseded", at: input.now, reason: overtakenBy(primary), ...restingOn(primary) })
    );

  const failure = bakingFailure(rollout);
  if (failure)
    return (
      resize(input.state, rollout, failure, input) ??
      fail(rollout, service, input, `during the bake, ${failureInWords(failure)}`)
    );
  const crashes = crashesOf(input.stoppedTasks, rollout);
  const [crash] = crashes;
  // Whoever is told of a crash says within this time why; who looks meanwhile does not know yet whose fault it is.
  if (crash && !isDiagnosed(rollout)) {
    const reason = `during the bake, ${crashInWords(crash, crashes.length)}`;
    return input.now < crash.stoppedAt + DIAGNOSED_WITHIN_SECONDS * 1000
      ? nothing(`${reason}; it is being looked into`)
      : fail(rollout, service, input, reason);
  }

  const bakeUntil = rollout.bakeUntil ?? input.now;
  if (input.now < bakeUntil)
    return nothing(`${rollout.id} bakes for ${inWords(Math.ceil((bakeUntil - input.now) / 1000))} more`);
  const short = service.runningCount < service.desiredCount;
  if (short && input.now < shortOfTasksUntil(rollout, input))
    return nothing(`${rollout.id} has baked, but only ${runningInWords(service)}`);
  return arrivesLate(input) ?? decided(bakedWell(rollout, service, input));
}

/** Whether it is known why tasks failed after ECS had called the deployment complete: what is left is not the image's fault. */
const isDiagnosed = ({ failures = [], deployedAt = 0 }: Rollout): boolean =>
  failures.some(({ lastAt }) => lastAt >= deployedAt);

const shortOfTasksUntil = (rollout: Rollout, { now }: JudgeInput): Instant =>
  (rollout.bakeUntil ?? now) + SHORT_OF_TASKS_GRACE_SECONDS * 1000;

/** While an overtaken decision of ours may still arrive, the newest one is not called done. */
function arrivesLate({ state, now }: JudgeInput): Decision | undefined {
  const until = Math.max(0, ...othersLate(state).map((late) => late.until));
  return now < until
    ? nothing(`an overtaken decision may still arrive within ${inWords(Math.ceil((until - now) / 1000))}`)
    : undefined;
}

/** The rollout ends well; its revision is known good only if all its tasks were up to show it. */
function bakedWell(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Observed {
  const { taskDefinition } = rollout;
  const short = service.runningCount < service.desiredCount;
  const proven = service.desiredCount > 0 && !short && taskDefinition !== undefined;
  const images = Object.fromEntries(rollout.images.map((change) => [change.container, change.image]));
  const knownGood: KnownGood | undefined = proven
    ? {
        taskDefinition,
        images: { ...input.state.knownGood?.images, ...images },
        pinned: isPinned(rollout, input.state),
      }
    : undefined;
  const warnings = short
    ? [`only ${runningInWords(service)}`]
    : service.desiredCount === 0
      ? ["no task runs, so nothing is proven about this image yet"]
      : [];
  return { kind: "RolloutCompleted", at: input.now, warnings, ...(knownGood ? { knownGood } : {}) };
}

/** Whether the rollout's revision names a digest for every container that follows: by this rollout, or since before it. */
function isPinned(rollout: Rollout, { followed }: ServiceState): boolean {
  const { knownGood, fromTaskDefinition, images } = rollout;
  const wasPinned = knownGood?.pinned === true && knownGood.taskDefinition === fromTaskDefinition;
  return wasPinned || followed.every(({ container }) => images.some((change) => change.container === container));
}

function judgeWayBack(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
  const { wayBack } = rollout;
  if (!wayBack) return nothing(`${rollout.id} has failed, and there is no way back`);
  if (wayBack.isAsked && wayBack.deploymentId === undefined) return judgeAsked(rollout, wayBack, service, input);
  if (wayBack.status === "Planned") return resumeRollout(input.state, service, input.now);

  const primary = primaryDeployment(service);
  if (primary?.id !== wayBack.deploymentId)
    return (
      otherPrimary(rollout, { ...wayBack, shownUntil: wayBack.deadlineAt }, primary, input) ??
      decided({ kind: "ReturnFailed", at: input.now, reason: overtakenBy(primary), ...restingOn(primary) })
    );
  if (primary?.rolloutState === "COMPLETED")
    return (
      arrivesLate(input) ??
      goOnToKnownGood(rollout, wayBack, primary, input) ??
      decided({ kind: "ReturnCompleted", at: input.now })
    );
  if (primary?.rolloutState === "FAILED")
    return decided({
      kind: "ReturnFailed",
      at: input.now,
      reason: `the way back failed too: ${withoutFullStop(primary.rolloutStateReason)}. A person is needed`,
    });
  if (input.now >= wayBack.deadlineAt)
    return decided({
      kind: "ReturnFailed",
      at: input.now,
      reason: `the way back is not through after ${inWords(input.policy.deadlineSeconds)}: ${runningInWords(service)}. A person is needed`,
    });
  return nothing(`${rollout.id} is on its way back to ${shortArn(wayBack.to.taskDefinition)}`);
}

/** ECS is to go back by our asking: it was not asked yet, or it has not begun, or the deployment that it makes is there. */
function judgeAsked(rollout: Rollout, wayBack: WayBack, service: ServiceSnapshot, input: JudgeInput): Decision {
  const primary = primaryDeployment(service);
  if (primary && primary.id === rollout.deploymentId) {
    if (primary.rolloutState === "COMPLETED")
      return instead(
        rollout,
        wayBack,
        primary,
        input,
        `ECS had completed ${primary.id} before it was asked to go back`,
      );
    if (wayBack.status === "Planned") return resumeRollout(input.state, service, input.now);
    return input.now < wayBack.startedAt + ECS_GOES_BACK_WITHIN_SECONDS * 1000
      ? nothing(`ECS was asked to go back to ${shortArn(wayBack.to.taskDefinition)}`)
      : instead(rollout, wayBack, primary, input, "ECS was asked to go back, and did not begin");
  }
  const record = input.serviceDeployments.find((one) => one.taskDefinition === rollout.taskDefinition);
  if (primary && (primary.taskDefinition === wayBack.to.taskDefinition || record?.status.startsWith("ROLLBACK")))
    return {
      effects: [],
      facts: [startedFact("wayBack", primary, input.now)],
      reasons: [`ECS goes back to ${shortArn(primary.taskDefinition)} as ${primary.id}`],
    };
  return (
    otherPrimary(rollout, { ...wayBack, shownUntil: wayBack.deadlineAt }, primary, input) ??
    decided({ kind: "ReturnFailed", at: input.now, reason: overtakenBy(primary), ...restingOn(primary) })
  );
}

const instead = (
  rollout: Rollout,
  wayBack: WayBack,
  primary: Deployment,
  { state, now }: JudgeInput,
  why: string,
): Decision => takeOverWayBack(state, rollout, wayBack, { primary, now, why });

/**
 * ECS goes back to what it completed last, which may have been overtaken before its bake was over: what is known to be
 * good is better.
 */
function goOnToKnownGood(
  rollout: Rollout,
  wayBack: WayBack,
  primary: Deployment,
  input: JudgeInput,
): Decision | undefined {
  if (!endsBeyondKnownGood(rollout, primary, input) || wayBack.by !== "ecs") return undefined;
  const why = `ECS went back to ${shortArn(primary.taskDefinition)}, which is not known to be good`;
  return takeOverWayBack(input.state, rollout, wayBack, { primary, now: input.now, why });
}

const endsBeyondKnownGood = ({ knownGood }: Rollout, { taskDefinition }: Deployment, { policy }: JudgeInput): boolean =>
  knownGood !== undefined && knownGood.taskDefinition !== taskDefinition && policy.rollback === "auto";

/** One breaker acts at a time: ECS is going back already, so we only watch. */
function ecsGoesBack(rollout: Rollout, primary: Deployment, input: JudgeInput, reason: string): Decision {
  const images = Object.fromEntries(
    rollout.images.flatMap((change) => {
      const known = own(rollout.knownGood?.images, change.container);
      return known === undefined ? [] : [[change.container, known] as const];
    }),
  );
  const wayBack: WayBack = {
    ...plannedWayBack(input, { taskDefinition: primary.taskDefinition, images, pinned: true }),
    by: "ecs",
    status: "InProgress",
    taskDefinition: primary.taskDefinition,
    deploymentId: primary.id,
    deploymentCreatedAt: primary.createdAt,
  };
  const failed: Observed = { kind: "RolloutFailed", at: input.now, reason, wayBack };
  return primary.rolloutState === "COMPLETED" && !arrivesLate(input) && !endsBeyondKnownGood(rollout, primary, input)
    ? decided(failed, { kind: "ReturnCompleted", at: input.now })
    : decided(failed);
}

/** The rollout failed and nobody takes the service back: we do, where there is somewhere to go. */
function fail(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput, reason: string): Decision {
  const to = rollout.knownGood;
  const noWay =
    input.policy.rollback === "never"
      ? "rollback is set to never"
      : to === undefined
        ? "no earlier revision is known to be good"
        : undefined;
  if (noWay !== undefined || to === undefined)
    return decided({
      kind: "RolloutFailed",
      at: input.now,
      reason: `${withoutFullStop(reason)}. The service stays as it is: ${noWay}`,
    });

  const byEcs = mayEcsGoBack(rollout, to, service);
  const wayBack: WayBack = {
    ...plannedWayBack(input, to),
    by: byEcs ? "ecs" : "gardener",
    ...(byEcs ? { isAsked: true } : {}),
    status: "Planned",
    ...(to.pinned && !byEcs ? { taskDefinition: to.taskDefinition } : {}),
  };
  const fact: Fact = { kind: "RolloutFailed", at: input.now, reason, wayBack };
  const after = evolve(input.state, fact);
  return {
    effects: after.rollout ? wayBackEffects(after.rollout, after.followed, false) : [],
    facts: [fact],
    reasons: [
      `${rollout.id} has failed: ${withoutFullStop(reason)}; takes the service back to ${shortArn(to.taskDefinition)}`,
    ],
  };
}

/**
 * Whether ECS itself can go back by StopServiceDeployment: the deployment is still in progress, and what ECS completed
 * before it is just the known good revision. That has to name its digest, since nobody but ECS knows what ECS makes of a tag.
 */
function mayEcsGoBack(rollout: Rollout, to: KnownGood, service: ServiceSnapshot): boolean {
  const primary = primaryDeployment(service);
  const isInProgress = primary?.id === rollout.deploymentId && primary?.rolloutState === "IN_PROGRESS";
  return isInProgress && to.pinned && to.taskDefinition === rollout.fromTaskDefinition && rollout.askedBy === undefined;
}

const plannedWayBack = (input: JudgeInput, to: KnownGood) => ({
  to,
  startedAt: input.now,
  leaseUntil: input.now + LEASE_SECONDS * 1000,
  deadlineAt: input.now + input.policy.deadlineSeconds * 1000,
});

function whyTooLate(rollout: Rollout, ours: Deployment, service: ServiceSnapshot): string {
  const allowed = inWords(Math.round((rollout.deadlineAt - (rollout.startedAt ?? rollout.plannedAt)) / 1000));
  return `${TOO_LATE} ${allowed}: ${ours.runningCount} of ${service.desiredCount} run ${imageOfRollout(rollout)}`;
}

const runningInWords = (service: ServiceSnapshot): string =>
  `${service.runningCount} of ${service.desiredCount} tasks run`;

const restingOn = (primary: Deployment | undefined) => (primary ? { restingOn: primary.id } : {});

/** What a look can find ECS to have done, as opposed to what comes of an effect of ours. */
type Observed = Extract<
  Fact,
  {
    kind:
      | "DeploymentCompleted"
      | "RolloutCompleted"
      | "RolloutFailed"
      | "RolloutSuperseded"
      | "ReturnCompleted"
      | "ReturnFailed";
  }
>;

/** A decision that only records what ECS did. */
function decided(...facts: [Observed, ...Observed[]]): Decision {
  return { effects: [], facts, reasons: [listed(facts.map((fact) => withoutFullStop(factInWords(fact))))] };
}

function factInWords(fact: Observed): string {
  switch (fact.kind) {
    case "DeploymentCompleted":
      return "ECS calls the deployment complete";
    case "RolloutCompleted":
      return ["the rollout is complete", ...fact.warnings].join("; ");
    case "RolloutFailed":
    case "ReturnFailed":
    case "RolloutSuperseded":
      return fact.reason;
    case "ReturnCompleted":
      return "the service is back on the last known good revision";
    default: {
      const never: never = fact;
      return never;
    }
  }
}
