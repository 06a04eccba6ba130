import type { Container, NetworkInterface, Task } from "@aws-sdk/client-ecs";
import type { ContainerRecord, TaskRecord } from "../model.ts";
import { taskHealth } from "./health.ts";

const time = (milliseconds: number | undefined): Date | undefined =>
  milliseconds === undefined ? undefined : new Date(milliseconds);

/** A task as DescribeTasks answers it, without tags (they come only where the caller includes them). */
export function describeTask(task: TaskRecord): Task {
  return {
    ...task.shape,
    taskArn: task.arn,
    clusterArn: task.cluster.arn,
    taskDefinitionArn: task.taskDefinition.arn,
    containers: task.containers.map((container) => describeContainer(task, container)),
    createdAt: new Date(task.createdAt),
    startedAt: time(task.startedAt),
    stoppedAt: time(task.stoppedAt),
    lastStatus: task.lastStatus,
    desiredStatus: task.desiredStatus,
    healthStatus: taskHealth(task.containers),
    version: task.version,
  };
}

function describeContainer(task: TaskRecord, container: ContainerRecord): Container {
  const { definition } = container;
  return {
    ...container.shape,
    taskArn: task.arn,
    name: definition.name,
    image: definition.image,
    lastStatus: container.lastStatus,
    healthStatus: container.healthStatus,
    exitCode: container.exitCode,
    reason: container.reason,
    networkBindings: [],
    networkInterfaces: networkInterfaces(task),
    cpu: String(definition.cpu ?? 0),
    memory: definition.memory === undefined ? undefined : String(definition.memory),
    memoryReservation: definition.memoryReservation === undefined ? undefined : String(definition.memoryReservation),
  };
}

function networkInterfaces(task: TaskRecord): NetworkInterface[] {
  return (task.shape.attachments ?? [])
    .filter((attachment) => attachment.status === "ATTACHED")
    .map((attachment) => ({
      attachmentId: attachment.id,
      privateIpv4Address: attachment.details?.find((detail) => detail.name === "privateIPv4Address")?.value,
    }));
}
