import type { DeploymentCircuitBreaker } from "@aws-sdk/client-ecs";

/** The deployment circuit breaker's arithmetic (ECS developer guide, deployment-circuit-breaker). */

const BOUNDED_PERCENT_DEFAULT = 50;
const BOUNDED_THRESHOLD_MIN = 3;
const BOUNDED_THRESHOLD_MAX = 200;

/**
 * An exit so soon after RUNNING counts as a failure to start. Assumed: the guide speaks only of tasks that fail to reach
 * RUNNING and of failed health checks, yet a public test of a program that exits at once tripped the breaker.
 */
const EARLY_EXIT_MILLISECONDS = 60_000;

/** At how many failures the deployment fails; `desiredCount` is the service's latest. */
export function failureThreshold(breaker: DeploymentCircuitBreaker, desiredCount: number): number {
  const { type = "BOUNDED_PERCENT", value = BOUNDED_PERCENT_DEFAULT } = breaker.thresholdConfiguration ?? {};
  const percent = Math.ceil((desiredCount * value) / 100);
  switch (type) {
    case "BOUNDED_PERCENT":
      return Math.min(Math.max(percent, BOUNDED_THRESHOLD_MIN), BOUNDED_THRESHOLD_MAX);
    case "UNBOUNDED_PERCENT":
      return Math.max(percent, 1);
    case "COUNT":
      return value;
    default:
      return type satisfies never;
  }
}

/** How a task of the deployment came to its end. */
export type TaskEnd =
  /** Never RUNNING. */
  | { readonly kind: "failed to start" }
  /** Replaced by the scheduler because of its health. */
  | { readonly kind: "failed health check" }
  /** An essential container exited, so long after RUNNING. */
  | { readonly kind: "exited"; readonly afterMilliseconds: number }
  /** By the user, or by the scheduler for another reason than health. */
  | { readonly kind: "stopped" };

/** Whether the end of a task counts. Stage 1 lasts until a task of the deployment has been RUNNING. */
export function countsAsFailure(end: TaskEnd, stage: 1 | 2): boolean {
  switch (end.kind) {
    case "failed to start":
      return stage === 1;
    case "failed health check":
      return stage === 2;
    case "exited":
      return end.afterMilliseconds < EARLY_EXIT_MILLISECONDS;
    case "stopped":
      return false;
    default:
      return end satisfies never;
  }
}
