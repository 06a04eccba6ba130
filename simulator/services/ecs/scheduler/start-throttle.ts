/**
 * Service throttle logic (ECS developer guide, service-throttle-logic): tasks that go from PENDING to STOPPED without
 * having run make the scheduler wait longer between launches, up to 27 minutes, until the service gets a new deployment.
 */
export interface StartThrottle {
  /** Rounds of starts that failed one after another. */
  readonly failures: number;
  /** When `failures` last rose, epoch milliseconds. */
  readonly raisedAt: number;
  /** No start before, epoch milliseconds. */
  readonly nextStartAt: number;
}

/** Wait after the first failure, and how it grows. The shape is inferred from one public test of an image that cannot be pulled. */
const FIRST_WAIT_MILLISECONDS = 10_000;
const GROWTH = 4;

/** ECS developer guide, service-throttle-logic: 27 minutes. */
const WAIT_MILLISECONDS_MAX = 27 * 60_000;

/** From so many failed rounds on the service "is unable to consistently start tasks successfully" (inferred). */
export const IMPAIRED_FAILURES = 3;

export const UNTHROTTLED: StartThrottle = { failures: 0, raisedAt: Number.NEGATIVE_INFINITY, nextStartAt: 0 };

/** A task failed to start. Tasks that were launched before the last failure was seen belong to its round. */
export function afterStartFailure(
  throttle: StartThrottle,
  { taskCreatedAt, now }: { taskCreatedAt: number; now: number },
): StartThrottle {
  if (taskCreatedAt <= throttle.raisedAt) return throttle;
  const failures = throttle.failures + 1;
  const wait = Math.min(FIRST_WAIT_MILLISECONDS * GROWTH ** (failures - 1), WAIT_MILLISECONDS_MAX);
  return { failures, raisedAt: now, nextStartAt: now + wait };
}
