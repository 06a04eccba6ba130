import type { CapacityProviderStrategyItem, NetworkConfiguration, Tag, TaskOverride } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import { hexadecimal } from "../../../random.ts";
import type { ClusterRecord, ContainerRecord, TaskDefinitionRecord, TaskObserver, TaskRecord } from "../model.ts";
import { TASK_ID_LENGTH, newContainerArn, taskArn } from "../names.ts";
import { newAttachment } from "./network-interface.ts";

/** Ephemeral storage of a Fargate task that asks for none (API reference, EphemeralStorage). */
const EPHEMERAL_STORAGE_GIB_DEFAULT = 20;

/** Availability Zones that the simulated subnets spread over. */
const ZONE_LETTERS = ["a", "b", "c"];

export interface TaskRequest {
  readonly cluster: ClusterRecord;
  readonly taskDefinition: TaskDefinitionRecord;
  readonly owner: TaskRecord["owner"];
  readonly observer: TaskObserver;
  readonly group: string;
  readonly startedBy: string | undefined;
  readonly networkConfiguration: NetworkConfiguration | undefined;
  readonly platformVersion: string;
  readonly capacityProvider: string | undefined;
  readonly enableExecuteCommand: boolean;
  readonly overrides: TaskOverride;
  readonly tags: Tag[];
}

/** A new task in PROVISIONING, remembered by its cluster; `startTask` sets it going. */
export function createTask(aws: AwsRegion, request: TaskRequest): TaskRecord {
  const { cluster, taskDefinition } = request;
  const { definition } = taskDefinition;
  const id = hexadecimal(aws.world.random, TASK_ID_LENGTH);
  const subnets = request.networkConfiguration?.awsvpcConfiguration?.subnets ?? [];
  const subnetIndex = cluster.tasks.size % Math.max(subnets.length, 1);
  const zone = ZONE_LETTERS[subnetIndex % ZONE_LETTERS.length] ?? "a";
  const task: TaskRecord = {
    id,
    arn: taskArn(aws, cluster, id),
    cluster,
    taskDefinition,
    owner: request.owner,
    observer: request.observer,
    createdAt: aws.world.now,
    lastStatus: "PROVISIONING",
    desiredStatus: "RUNNING",
    startedAt: undefined,
    stoppedAt: undefined,
    assignsPublicIp: request.networkConfiguration?.awsvpcConfiguration?.assignPublicIp === "ENABLED",
    isProven: false,
    shape: {
      attachments: [newAttachment(aws, subnets[subnetIndex] ?? "")],
      attributes: [
        {
          name: "ecs.cpu-architecture",
          value: definition.runtimePlatform?.cpuArchitecture === "ARM64" ? "arm64" : "x86_64",
        },
      ],
      availabilityZone: `${aws.region}${zone}`,
      capacityProviderName: request.capacityProvider,
      cpu: request.overrides.cpu ?? definition.cpu,
      memory: request.overrides.memory ?? definition.memory,
      enableExecuteCommand: request.enableExecuteCommand,
      ephemeralStorage: definition.ephemeralStorage ?? { sizeInGiB: EPHEMERAL_STORAGE_GIB_DEFAULT },
      group: request.group,
      launchType: "FARGATE",
      overrides: withEveryContainer(taskDefinition, request.overrides),
      platformFamily: "Linux",
      platformVersion: request.platformVersion,
      startedBy: request.startedBy,
    },
    containers: taskDefinition.containers.map((container) => newContainer(aws, cluster, id, container)),
    tags: request.tags,
    version: 1,
    timers: [],
  };
  cluster.tasks.set(id, task);
  return task;
}

const newContainer = (
  aws: AwsRegion,
  cluster: ClusterRecord,
  taskId: string,
  definition: ContainerRecord["definition"],
): ContainerRecord => ({
  definition,
  lastStatus: "PENDING",
  healthStatus: "UNKNOWN",
  exitCode: undefined,
  reason: undefined,
  startedAt: undefined,
  workload: undefined,
  shape: { containerArn: newContainerArn(aws, cluster, taskId) },
});

/** As AWS answers it: an entry for each container, empty where nothing is overridden. */
const withEveryContainer = (taskDefinition: TaskDefinitionRecord, overrides: TaskOverride): TaskOverride => ({
  inferenceAcceleratorOverrides: [],
  ...overrides,
  containerOverrides: taskDefinition.containers.map(
    ({ name }) => overrides.containerOverrides?.find((override) => override.name === name) ?? { name },
  ),
});

/**
 * The capacity provider of the next task: first each base, then the provider that is farthest behind its share by weight
 * (the exact rounding is inferred). Undefined where the launch type decides.
 */
export function nextCapacityProvider(
  strategy: readonly CapacityProviderStrategyItem[] | undefined,
  inUse: readonly (string | undefined)[],
): string | undefined {
  if (!strategy || strategy.length === 0) return undefined;
  const used = (name: string | undefined): number => inUse.filter((each) => each === name).length;
  const unfilled = strategy.find(({ capacityProvider, base = 0 }) => used(capacityProvider) < base);
  if (unfilled) return unfilled.capacityProvider;
  const behind = strategy
    .filter(({ weight = 0 }) => weight > 0)
    .map(({ capacityProvider, weight = 0, base = 0 }) => ({
      capacityProvider,
      load: (used(capacityProvider) - base + 1) / weight,
    }))
    .toSorted((a, b) => a.load - b.load);
  return behind[0]?.capacityProvider;
}
