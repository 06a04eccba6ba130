import type { TaskStopCode } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import {
  ACTIVATING,
  BEFORE_PULL,
  DEACTIVATING,
  DEPROVISIONING,
  PROVISIONING,
  PULL,
  RETRIES,
  STOPPING,
  draw,
} from "../durations.ts";
import { emitTaskStateChange } from "../emit.ts";
import type { TaskRecord, TaskStatus } from "../model.ts";
import type { TaskEnd } from "../scheduler/circuit-breaker.ts";
import { type ContainersObserver, startContainers, stopRunningContainers } from "./containers.ts";
import { hasHealthCheck } from "./health.ts";
import { forgetLongStopped } from "./forget.ts";
import { attached } from "./network-interface.ts";
import { type Obstacle, type StartStep, obstacleAt } from "./obstacles.ts";
import { imageOf, workloadIn } from "./pull.ts";
import { cutReason } from "./cut-reason.ts";
import { afterWhile } from "./timers.ts";

/** Without load balancer and health check a task counts as healthy so long after RUNNING (API reference, DeploymentConfiguration). */
const PROVEN_AFTER_MILLISECONDS = 40_000;

/**
 * The life of one Fargate task: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING,
 * STOPPED (ECS developer guide, task-lifecycle-explanation). A task that never ran goes straight to DEPROVISIONING
 * (inferred).
 */
export function startTask(aws: AwsRegion, task: TaskRecord): void {
  emitTaskStateChange(aws, task);
  afterWhile(aws, task, draw(aws.world, PROVISIONING), () =>
    pass(aws, task, "network", () => {
      task.shape.attachments = task.shape.attachments?.map((attachment) => attached(aws, attachment));
      task.shape.connectivity = "CONNECTED";
      task.shape.connectivityAt = new Date(aws.world.now);
      enter(aws, task, "PENDING");
      afterWhile(aws, task, draw(aws.world, BEFORE_PULL), () => pass(aws, task, "resources", () => pull(aws, task)));
    }),
  );
}

/** Goes on where nothing is in the way, or no longer after ECS's retries. Else the task has failed to start. */
function pass(aws: AwsRegion, task: TaskRecord, step: StartStep, onwards: () => void): void {
  const obstacle = obstacleAt(aws, task, step);
  if (!obstacle) onwards();
  else if (!obstacle.isRetried) failAt(aws, task, obstacle);
  else
    afterWhile(aws, task, draw(aws.world, RETRIES), () => {
      const still = obstacleAt(aws, task, step);
      if (still) failAt(aws, task, still);
      else onwards();
    });
}

function failAt(aws: AwsRegion, task: TaskRecord, { reason, isOfContainer }: Obstacle): void {
  const [container] = task.containers;
  if (isOfContainer && container) container.reason = reason;
  failToStart(aws, task, reason);
}

const failToStart = (aws: AwsRegion, task: TaskRecord, stoppedReason: string): void =>
  stopTask(aws, task, { stopCode: "TaskFailedToStart", stoppedReason, end: { kind: "failed to start" } });

function pull(aws: AwsRegion, task: TaskRecord): void {
  task.shape.pullStartedAt = new Date(aws.world.now);
  pass(aws, task, "pull", () => pullAll(aws, task));
}

/** An image that never comes up keeps its task here, in PENDING. */
function pullAll(aws: AwsRegion, task: TaskRecord): void {
  let longest = 0;
  for (const container of task.containers) {
    container.workload = workloadIn(aws, task, container);
    container.shape.imageDigest = imageOf(aws, task, container)?.digest;
    longest = Math.max(longest, container.workload.startsAfterMilliseconds ?? 0);
  }
  if (!Number.isFinite(longest)) return;
  afterWhile(aws, task, draw(aws.world, PULL) + longest, () => pass(aws, task, "layers", () => activate(aws, task)));
}

function activate(aws: AwsRegion, task: TaskRecord): void {
  task.shape.pullStoppedAt = new Date(aws.world.now);
  enter(aws, task, "ACTIVATING");
  afterWhile(aws, task, draw(aws.world, ACTIVATING), () =>
    pass(aws, task, "start", () => startContainers(aws, task, containersObserver(aws, task))),
  );
}

function containersObserver(aws: AwsRegion, task: TaskRecord): ContainersObserver {
  return {
    allStarted: () => {
      task.startedAt = aws.world.now;
      if (!hasHealthCheck(task.taskDefinition.containers))
        afterWhile(aws, task, PROVEN_AFTER_MILLISECONDS, () => prove(task));
      enter(aws, task, "RUNNING");
    },
    changed: () => changed(aws, task),
    healthChanged: (health) => {
      if (health === "HEALTHY") prove(task);
      else task.observer.changed(task);
    },
    essentialExited: () =>
      stopTask(aws, task, {
        stopCode: "EssentialContainerExited",
        stoppedReason: "Essential container in task exited",
        end:
          task.startedAt === undefined
            ? { kind: "failed to start" }
            : { kind: "exited", afterMilliseconds: aws.world.now - task.startedAt },
      }),
    cannotStart: (reason) => failToStart(aws, task, reason),
  };
}

function prove(task: TaskRecord): void {
  task.isProven = true;
  task.observer.changed(task);
}

export interface StopOrder {
  readonly stopCode: TaskStopCode;
  readonly stoppedReason: string;
  readonly end: TaskEnd;
  /** The task is told to stop, and goes on for so long. */
  readonly noticeMilliseconds?: number;
}

/** Sets out to stop a task; harmless when it is stopping already. */
export function stopTask(aws: AwsRegion, task: TaskRecord, order: StopOrder): void {
  const { stopCode, end, noticeMilliseconds = 0 } = order;
  if (task.desiredStatus === "STOPPED") return;
  for (const cancel of task.timers) cancel();
  task.timers = [];
  task.desiredStatus = "STOPPED";
  const stoppedReason = cutReason(aws, task, order.stoppedReason);
  task.shape = { ...task.shape, stopCode, stoppedReason };
  if (noticeMilliseconds > 0) {
    changed(aws, task);
    aws.world.after(noticeMilliseconds, () => stopNow(aws, task, order));
  } else stopNow(aws, task, order);
  task.observer.stopping(task, end);
}

function stopNow(aws: AwsRegion, task: TaskRecord, { stopCode, end }: StopOrder): void {
  task.shape.stoppingAt = new Date(aws.world.now);

  const deprovision = (): void => {
    stopRunningContainers(task);
    if (task.startedAt !== undefined) task.shape.executionStoppedAt = new Date(aws.world.now);
    enter(aws, task, "DEPROVISIONING");
    aws.world.after(draw(aws.world, DEPROVISIONING), () => {
      task.stoppedAt = aws.world.now;
      task.cluster.stoppedTasks.push(task);
      forgetLongStopped(task.cluster, aws.world.now);
      task.shape.attachments = task.shape.attachments?.map((attachment) => ({ ...attachment, status: "DELETED" }));
      for (const container of task.containers) container.lastStatus = "STOPPED";
      enter(aws, task, "STOPPED");
      task.observer.stopped(task, end);
    });
  };
  if (task.lastStatus === "RUNNING" && stopCode !== "EssentialContainerExited") {
    enter(aws, task, "DEACTIVATING");
    aws.world.after(draw(aws.world, DEACTIVATING), () => {
      enter(aws, task, "STOPPING");
      aws.world.after(draw(aws.world, STOPPING), deprovision);
    });
  } else deprovision();
}

function enter(aws: AwsRegion, task: TaskRecord, status: TaskStatus): void {
  task.lastStatus = status;
  changed(aws, task);
}

function changed(aws: AwsRegion, task: TaskRecord): void {
  task.version++;
  emitTaskStateChange(aws, task);
  task.observer.changed(task);
}
