import { failedFirst } from "../failure/containers.ts";
import type { Rollout, StoppedTask } from "../model.ts";

/** Texts of a stop that a failed health check caused (failure facts: ECS developer guide, stopped-task-errors). */
const HEALTH_CHECK_STOP = /failed (?:container|ELB) health checks/i;

/** The tasks of this rollout's deployment that broke after ECS had called it complete, first failure first. */
export function crashesOf(stopped: readonly StoppedTask[], rollout: Rollout): readonly StoppedTask[] {
  const since = rollout.deployedAt ?? rollout.plannedAt;
  return stopped
    .filter((task) => task.deploymentId === rollout.deploymentId && task.stoppedAt >= since && isCrash(task))
    .sort((a, b) => a.stoppedAt - b.stoppedAt);
}

/**
 * Whether a stop speaks against the image: its container ended, or its health check failed. Stops by scaling, by people
 * and by the platform do not.
 */
function isCrash(task: StoppedTask): boolean {
  return task.stopCode === "EssentialContainerExited" || HEALTH_CHECK_STOP.test(task.stoppedReason);
}

/** `2 tasks stopped (web exited with code 1)`. ECS itself ends an unhealthy container, so there its code says nothing. */
export function crashInWords(task: StoppedTask, count: number): string {
  const container = failedFirst({ ...task, isLone: false, failedAttachments: [], logTail: [] });
  const how =
    container?.exitCode === undefined || HEALTH_CHECK_STOP.test(task.stoppedReason)
      ? task.stoppedReason
      : `${container.name} exited with code ${container.exitCode}${container.reason ? `: ${container.reason}` : ""}`;
  return `${count === 1 ? "a task" : `${count} tasks`} stopped (${how})`;
}
