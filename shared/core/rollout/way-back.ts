import type { Decision, Deployment, Fact, KnownGood, Rollout, ServiceSnapshot, WayBack } from "../model.ts";
import { own } from "../own.ts";
import { inWords, shortArn, withoutFullStop } from "../text.ts";
import { nothing } from "./decision.ts";
import {
  LEASE_SECONDS,
  overtakenBy,
  primaryDeployment,
  resumeRollout,
  startedFact,
  takeOverWayBack,
  wayBackEffects,
} from "./effects.ts";
import { evolve } from "./evolve.ts";
import { isEnvironments } from "./failing.ts";
import {
  arrivesLate,
  decided,
  ECS_GOES_BACK_WITHIN_SECONDS,
  type JudgeInput,
  type Observed,
  otherPrimary,
  restingOn,
  runningInWords,
} from "./judging.ts";

/** On the way back: whether the service has arrived, and where it stands otherwise. */
export function judgeWayBack(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
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
      reason: `the way back failed too: ${withoutFullStop(primary.rolloutStateReason)}${whoHelps(rollout)}`,
    });
  if (input.now >= wayBack.deadlineAt)
    return decided({
      kind: "ReturnFailed",
      at: input.now,
      reason: `the way back is not through after ${inWords(input.policy.deadlineSeconds)}: ${runningInWords(service)}${whoHelps(rollout)}`,
    });
  return nothing(`${rollout.id} is on its way back to ${shortArn(wayBack.to.taskDefinition)}`);
}

/** What surrounded both may heal: then the rollout is tried again. Of everything else nobody knows how to get out. */
const whoHelps = (rollout: Rollout): string =>
  isEnvironments(rollout) && rollout.askedBy === undefined ? "" : ". A person is needed";

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
export function ecsGoesBack(rollout: Rollout, primary: Deployment, input: JudgeInput, reason: string): Decision {
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
export function fail(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput, reason: string): Decision {
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
