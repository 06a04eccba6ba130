import type { Failure, Instant, Rollout } from "../model.ts";
import { withoutFullStop } from "../text.ts";

/**
 * So many tasks of a new revision that fail alike end its rollout, where the revision is to blame but the cause may heal or
 * is only likely: as many as ECS's own circuit breaker waits for at least (ECS developer guide, deployment-circuit-breaker).
 */
export const LIKE_FAILURES_MAX = 3;

/** Kinds of failure that one rollout remembers; more of them are one trouble with many faces. */
const KINDS_KEPT_MAX = 5;

/**
 * ECS waits up to 27 minutes between two starts that fail (ECS developer guide, service-throttle-logic): an environment
 * that did so for the last time before that is taken to have healed, or to fail otherwise.
 */
const STILL_FAILS_SECONDS = 30 * 60;

/** The failures of a rollout after another one, or after more of the same. */
export function withFailure(failures: readonly Failure[] = [], failure: Failure): readonly Failure[] {
  const index = failures.findIndex((other) => isAlike(other, failure));
  if (index < 0) return failures.length < KINDS_KEPT_MAX ? [...failures, failure] : failures;
  const before = failures[index];
  return before && before.count >= failure.count ? failures : failures.with(index, failure);
}

/** Whether this says something that was not known before. */
export const isNewFailure = (failures: readonly Failure[] = [], failure: Failure): boolean =>
  withFailure(failures, failure) !== failures;

/** That tasks still fail is worth a write so often: it tells that what surrounds them has not healed. */
const NOTED_AGAIN_SECONDS = 300;

/** Whether a rollout has to be told: of the first ones, which may end it, and now and then that it goes on. */
export function isWorthNoting(failures: readonly Failure[] = [], failure: Failure): boolean {
  const known = failures.find((other) => isAlike(other, failure));
  if (!known || failure.count <= LIKE_FAILURES_MAX) return true;
  return known.count < LIKE_FAILURES_MAX || failure.lastAt >= known.lastAt + NOTED_AGAIN_SECONDS * 1000;
}

/** Whether no task had failed so before. */
export const isNewKind = (failures: readonly Failure[] = [], failure: Failure): boolean =>
  !failures.some((other) => isAlike(other, failure));

const isAlike = ({ diagnosis: a }: Failure, { diagnosis: b }: Failure): boolean =>
  a.kind === b.kind && a.container === b.container;

/**
 * The failure that ends a rollout while its tasks start: the first task, where the revision is surely to blame and no retry
 * helps; so many alike, where it is to blame or may be. What surrounds it ends no rollout, and what nobody knows neither.
 */
export function endingFailure({ failures = [] }: Rollout): Failure | undefined {
  return failures.find((failure) => isHopeless(failure) || (isBlamed(failure) && failure.count >= LIKE_FAILURES_MAX));
}

/** Whether the revision is surely to blame, and no retry helps. */
export const isHopeless = ({ diagnosis: { causedBy, confidence, retryable } }: Failure): boolean =>
  causedBy === "revision" && confidence === "sure" && retryable === "no";

/** A new revision is the likelier culprit where both come into question: the one before ran. */
const isBlamed = ({ diagnosis: { causedBy } }: Failure): boolean => causedBy === "revision" || causedBy === "either";

/** A failure while all tasks ran already: whatever is not surely the environment's doing speaks against the image. */
export function bakingFailure({ failures = [], deployedAt = 0 }: Rollout): Failure | undefined {
  return failures.find(({ diagnosis, lastAt }) => lastAt >= deployedAt && diagnosis.causedBy !== "environment");
}

/** What a rollout failed by, the likeliest first: what the revision did, then what it may have done. */
export function mainFailure({ failures = [] }: Pick<Rollout, "failures">): Failure | undefined {
  const order = ["revision", "either", "unknown", "environment"];
  const rank = ({ diagnosis }: Failure): number => order.indexOf(diagnosis.causedBy);
  return failures.toSorted((a, b) => rank(a) - rank(b))[0];
}

/** Whether what surrounds the service is all that is known to be to blame. */
export const isEnvironments = ({ failures = [] }: Pick<Rollout, "failures">): boolean =>
  failures.length > 0 && failures.every(({ diagnosis }) => diagnosis.causedBy === "environment");

/**
 * Whether tasks still do not start, surely because of what surrounds them: then going back would help nobody. A log that
 * names a database may as well tell of a new image that asks for another one.
 */
export const isHeldUp = (rollout: Rollout, now: Instant): boolean =>
  isEnvironments(rollout) &&
  (rollout.failures ?? []).every(({ diagnosis }) => diagnosis.confidence === "sure") &&
  (rollout.failures ?? []).some(({ lastAt }) => now < lastAt + STILL_FAILS_SECONDS * 1000);

/** `3 tasks failed: The app in web ended with 1 …` */
export function failureInWords({ count, diagnosis }: Pick<Failure, "count" | "diagnosis">): string {
  return `${count === 1 ? "a task" : `${count} tasks`} failed: ${withoutFullStop(diagnosis.cause)}`;
}

/** A reason of ECS's, which only sums up, with what is known of its cause. */
export function withCause(reason: string, rollout: Pick<Rollout, "failures">): string {
  const failure = mainFailure(rollout);
  return failure ? `${withoutFullStop(reason)}; ${failureInWords(failure)}` : reason;
}
