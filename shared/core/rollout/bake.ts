import type { Decision, Instant, KnownGood, Rollout, ServiceSnapshot, ServiceState } from "../model.ts";
import { inWords } from "../text.ts";
import { crashesOf, crashInWords } from "./crash.ts";
import { nothing } from "./decision.ts";
import { overtakenBy, primaryDeployment } from "./effects.ts";
import { bakingFailure, failureInWords } from "./failing.ts";
import {
  arrivesLate,
  decided,
  type JudgeInput,
  type Observed,
  otherPrimary,
  restingOn,
  runningInWords,
} from "./judging.ts";
import { resize } from "./resize.ts";
import { fail } from "./way-back.ts";

/**
 * After the bake a service may be short of tasks for reasons of its own (scaling, interrupted capacity). It is given so
 * long to get them; then the rollout ends without the revision being called known good.
 */
const SHORT_OF_TASKS_GRACE_SECONDS = 300;

/** Tasks that stop are looked into at once; their last log lines may follow half a minute later. */
const DIAGNOSED_WITHIN_SECONDS = 45;

/** While it bakes: what speaks against the image, and whether all has shown itself to be well. */
export function judgeBake(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Decision {
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

/** The rollout ends well; its revision is known good only if all its tasks were up to show it. */
export function bakedWell(rollout: Rollout, service: ServiceSnapshot, input: JudgeInput): Observed {
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
