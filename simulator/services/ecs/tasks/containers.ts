import type { HealthStatus } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import { hexadecimal } from "../../../random.ts";
import type { WorkloadExit } from "../../../workload/workload.ts";
import type { ContainerRecord, TaskRecord } from "../model.ts";
import { dependencyOf } from "./dependencies.ts";
import { openLogStream, writeLogLines } from "./logs.ts";
import { healthChanges, isEssential, taskHealth } from "./health.ts";
import { refusedByRuntime } from "./start-failures.ts";
import { afterWhile } from "./timers.ts";

/**
 * The containers of a task: started in the order of `dependsOn`, watched by their health checks, ended by their programs.
 * `restartPolicy` needs no behaviour here: it restarts only containers that ran for restartAttemptPeriod (at least 60
 * seconds), and no simulated program ends later than that. `stopTimeout` neither: every program heeds SIGTERM.
 */
export interface ContainersObserver {
  /** Each container is running, or has ended as it may. Told once. */
  allStarted(): void;
  /** A container's state changed, the task's did not. */
  changed(): void;
  /** The health of the task. */
  healthChanged(health: HealthStatus): void;
  essentialExited(): void;
  cannotStart(reason: string): void;
}

/** Exit code of a program that heeds SIGTERM: 128 + 15. The agent reports the same for containers that it could never start. */
const TERMINATED_EXIT_CODE = 143;

export function startContainers(aws: AwsRegion, task: TaskRecord, observer: ContainersObserver): void {
  const waiting = task.containers.filter((container) => container.lastStatus === "PENDING");
  let hasStarted = false;
  for (const container of waiting) {
    const dependency = dependencyOf(container, task.containers, { hasTimedOut: (name) => timedOut(aws, task, name) });
    if (dependency.kind === "never") {
      container.reason = dependency.reason;
      container.exitCode = TERMINATED_EXIT_CODE;
      container.lastStatus = "STOPPED";
      return observer.cannotStart(dependency.reason);
    }
    if (dependency.kind === "waiting") continue;
    if (container.workload?.startFailure !== undefined) {
      container.reason = refusedByRuntime(container.workload.startFailure);
      container.lastStatus = "STOPPED";
      if (isEssential(container.definition)) return observer.cannotStart(container.reason);
    } else startContainer(aws, task, container, observer);
    hasStarted = true;
  }
  if (hasStarted) startContainers(aws, task, observer);
  else if (task.startedAt === undefined)
    if (waiting.length === 0) observer.allStarted();
    else observer.changed();
}

function startContainer(
  aws: AwsRegion,
  task: TaskRecord,
  container: ContainerRecord,
  observer: ContainersObserver,
): void {
  const { definition, workload } = container;
  container.lastStatus = "RUNNING";
  container.startedAt = aws.world.now;
  container.shape.runtimeId = `${task.id}-${hexadecimal(aws.world.random, 10)}`;
  openLogStream(aws, task, container);
  writeLogLines(aws, task, container, workload?.output ?? []);

  if (definition.startTimeout !== undefined)
    afterWhile(aws, task, definition.startTimeout * 1000, () => {
      if (task.startedAt === undefined) startContainers(aws, task, observer);
    });
  if (definition.healthCheck)
    for (const { atMilliseconds, status } of healthChanges(definition.healthCheck, workload?.healthyAfterMilliseconds))
      afterWhile(aws, task, atMilliseconds, () => becomes(aws, task, container, status, observer));
  const { exit } = workload ?? {};
  if (exit) afterWhile(aws, task, exit.afterMilliseconds, () => exits(aws, task, container, exit, observer));
}

function becomes(
  aws: AwsRegion,
  task: TaskRecord,
  container: ContainerRecord,
  status: HealthStatus,
  observer: ContainersObserver,
): void {
  if (container.lastStatus !== "RUNNING") return;
  container.healthStatus = status;
  if (task.startedAt === undefined) startContainers(aws, task, observer);
  observer.healthChanged(taskHealth(task.containers));
}

function exits(
  aws: AwsRegion,
  task: TaskRecord,
  container: ContainerRecord,
  { exitCode, reason, output }: WorkloadExit,
  observer: ContainersObserver,
): void {
  writeLogLines(aws, task, container, output);
  container.lastStatus = "STOPPED";
  container.exitCode = exitCode;
  container.reason = reason;
  if (isEssential(container.definition)) observer.essentialExited();
  else if (task.startedAt === undefined) startContainers(aws, task, observer);
  else observer.changed();
}

/** SIGTERM for what still runs. */
export function stopRunningContainers(task: TaskRecord): void {
  for (const container of task.containers) {
    if (container.lastStatus !== "RUNNING") continue;
    container.lastStatus = "STOPPED";
    container.exitCode = TERMINATED_EXIT_CODE;
  }
}

function timedOut(aws: AwsRegion, task: TaskRecord, containerName: string): boolean {
  const container = task.containers.find(({ definition }) => definition.name === containerName);
  const { startTimeout } = container?.definition ?? {};
  if (startTimeout === undefined || container?.startedAt === undefined) return false;
  return aws.world.now - container.startedAt >= startTimeout * 1000;
}
