import type { Decision, Deployment, Failure, Rollout, ServiceSnapshot } from "../model.ts";
import { inWords } from "../text.ts";
import { bakedWell, judgeBake } from "./bake.ts";
import { nothing } from "./decision.ts";
import { overtakenBy, primaryDeployment, resumeRollout } from "./effects.ts";
import { isUnderWay } from "./evolve.ts";
import { endingFailure, failureInWords, isHeldUp, isHopeless, withCause } from "./failing.ts";
import { complaintInWords, imageOfRollout } from "./in-words.ts";
import {
  arrivesLate,
  decided,
  ECS_GOES_BACK_WITHIN_SECONDS,
  type JudgeInput,
  type Observed,
  otherPrimary,
  restingOn,
} from "./judging.ts";
import { resize } from "./resize.ts";
import { ecsGoesBack, fail, judgeWayBack } from "./way-back.ts";

/** How the reason begins of a rollout that failed at its deadline. */
export const TOO_LATE = "ECS has not replaced the tasks within";

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

function completed(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
  const bakeUntil = input.now + input.policy.bakeSeconds * 1000;
  const done: Observed = { kind: "DeploymentCompleted", at: input.now, bakeUntil };
  if (input.policy.bakeSeconds === 0 && !arrivesLate(input)) return decided(done, bakedWell(rollout, service, input));
  return decided(done);
}

function whyTooLate(rollout: Rollout, ours: Deployment, service: ServiceSnapshot): string {
  const allowed = inWords(Math.round((rollout.deadlineAt - (rollout.startedAt ?? rollout.plannedAt)) / 1000));
  const late = `${TOO_LATE} ${allowed}: ${ours.runningCount} of ${service.desiredCount} run ${imageOfRollout(rollout)}`;
  const said = complaintInWords(service, ours);
  return said === undefined ? late : `${late}. ${said}`;
}
