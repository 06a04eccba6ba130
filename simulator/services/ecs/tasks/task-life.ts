import type { TaskStopCode } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import { workloadOf } from "../../../workload/behaviors.ts";
import {
  ACTIVATING,
  BEFORE_PULL,
  DEACTIVATING,
  DEPROVISIONING,
  PROVISIONING,
  PULL,
  PULL_RETRIES,
  STOPPING,
  draw,
} from "../durations.ts";
import { emitTaskStateChange } from "../emit.ts";
import { type FoundImage, findImage } from "../image-reference.ts";
import type { ContainerRecord, TaskRecord, TaskStatus } from "../model.ts";
import type { TaskEnd } from "../scheduler/circuit-breaker.ts";
import { type ContainersObserver, startContainers, stopRunningContainers } from "./containers.ts";
import { hasHealthCheck } from "./health.ts";
import { forgetLongStopped } from "./forget.ts";
import { attached } from "./network-interface.ts";
import { afterWhile } from "./timers.ts";

/** Without load balancer and health check a task counts as healthy so long after RUNNING (API reference, DeploymentConfiguration). */
const PROVEN_AFTER_MILLISECONDS = 40_000;

/** Tries of Fargate to pull a manifest, as its error text tells. */
const PULL_TRIES = 5;

/**
 * The life of one Fargate task: PROVISIONING, PENDING, ACTIVATING, RUNNING, DEACTIVATING, STOPPING, DEPROVISIONING,
 * STOPPED (ECS developer guide, task-lifecycle-explanation). A task that never ran goes straight to DEPROVISIONING
 * (inferred).
 */
export function startTask(aws: AwsRegion, task: TaskRecord): void {
  emitTaskStateChange(aws, task);
  afterWhile(aws, task, draw(aws.world, PROVISIONING), () => {
    task.shape.attachments = task.shape.attachments?.map((attachment) => attached(aws, attachment));
    task.shape.connectivity = "CONNECTED";
    task.shape.connectivityAt = new Date(aws.world.now);
    enter(aws, task, "PENDING");
    afterWhile(aws, task, draw(aws.world, BEFORE_PULL), () => pull(aws, task));
  });
}

function pull(aws: AwsRegion, task: TaskRecord): void {
  task.shape.pullStartedAt = new Date(aws.world.now);
  if (!missingImage(aws, task)) return pullFitting(aws, task);
  afterWhile(aws, task, draw(aws.world, PULL_RETRIES), () => {
    const missing = missingImage(aws, task);
    if (!missing) return pullFitting(aws, task);
    const image = pulledName(task, missing);
    stopTask(aws, task, {
      stopCode: "TaskFailedToStart",
      stoppedReason: `CannotPullContainerError: pull image manifest has been retried ${PULL_TRIES} time(s): failed to resolve ref ${image}: ${image}: not found`,
      end: { kind: "failed to start" },
    });
  });
}

/** The manifest is there; but of an index only the part for the task's platform can be pulled. Trying again would not help. */
function pullFitting(aws: AwsRegion, task: TaskRecord): void {
  const platform = platformOf(task);
  const fits = (container: ContainerRecord): boolean =>
    imageOf(aws, task, container)?.platforms?.includes(platform) ?? true;
  if (task.containers.every(fits)) return pullAll(aws, task);
  stopTask(aws, task, {
    stopCode: "TaskFailedToStart",
    stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): image Manifest does not contain descriptor matching platform '${platform}'`,
    end: { kind: "failed to start" },
  });
}

/** Without runtimePlatform a task runs on X86_64 (API reference, RuntimePlatform). */
const platformOf = ({ taskDefinition }: TaskRecord): string =>
  taskDefinition.definition.runtimePlatform?.cpuArchitecture === "ARM64" ? "linux/arm64" : "linux/amd64";

const missingImage = (aws: AwsRegion, task: TaskRecord): ContainerRecord | undefined =>
  task.containers.find((container) => !imageOf(aws, task, container));

const resolvedDigest = (task: TaskRecord, container: ContainerRecord): string | undefined =>
  task.owner?.deployment.revision.digests.get(container.definition.name);

const imageOf = (aws: AwsRegion, task: TaskRecord, container: ContainerRecord): FoundImage | undefined =>
  findImage(aws, container.definition.image, resolvedDigest(task, container));

/** What the pull asks the registry for: the tag, or the digest that the deployment resolved it to. */
function pulledName(task: TaskRecord, container: ContainerRecord): string {
  const digest = resolvedDigest(task, container);
  if (!digest) return container.definition.image;
  const [name = ""] = container.definition.image.split("@");
  const colon = name.lastIndexOf(":");
  return `${colon > name.lastIndexOf("/") ? name.slice(0, colon) : name}@${digest}`;
}

/** An image that never comes up keeps its task here, in PENDING. */
function pullAll(aws: AwsRegion, task: TaskRecord): void {
  let longest = 0;
  for (const container of task.containers) {
    const image = imageOf(aws, task, container);
    container.workload = workloadOf(image?.behavior, {
      hasHealthCheck: container.definition.healthCheck !== undefined,
    });
    container.shape.imageDigest = image?.digest;
    longest = Math.max(longest, container.workload.startsAfterMilliseconds ?? 0);
  }
  if (!Number.isFinite(longest)) return;
  afterWhile(aws, task, draw(aws.world, PULL) + longest, () => {
    task.shape.pullStoppedAt = new Date(aws.world.now);
    enter(aws, task, "ACTIVATING");
    afterWhile(aws, task, draw(aws.world, ACTIVATING), () => startContainers(aws, task, containersObserver(aws, task)));
  });
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
    cannotStart: (reason) =>
      stopTask(aws, task, { stopCode: "TaskFailedToStart", stoppedReason: reason, end: { kind: "failed to start" } }),
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
}

/** Sets out to stop a task; harmless when it is stopping already. */
export function stopTask(aws: AwsRegion, task: TaskRecord, { stopCode, stoppedReason, end }: StopOrder): void {
  if (task.desiredStatus === "STOPPED") return;
  for (const cancel of task.timers) cancel();
  task.timers = [];
  task.desiredStatus = "STOPPED";
  task.shape = { ...task.shape, stopCode, stoppedReason, stoppingAt: new Date(aws.world.now) };

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
  task.observer.stopping(task, end);
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
