import type {
  CapacityProviderStrategyItem,
  Container,
  ContainerDefinition,
  ContainerDependency,
  CreateClusterRequest,
  CreateServiceRequest,
  DeploymentConfiguration,
  DeploymentControllerType,
  DeploymentRolloutState,
  HealthStatus,
  RegisterTaskDefinitionRequest,
  SchedulingStrategy,
  ServiceDeploymentRollbackMonitorsStatus,
  ServiceDeploymentStatus,
  ServiceEvent,
  ServiceRevisionSummary,
  Tag,
  Task,
  TaskDefinition,
} from "@aws-sdk/client-ecs";
import type { Checked } from "../../checked.ts";
import type { StartThrottle } from "./scheduler/start-throttle.ts";
import type { TaskEnd } from "./scheduler/circuit-breaker.ts";
import type { Workload } from "../../workload/workload.ts";

/** What the simulated ECS remembers. Shapes that AWS answers are made from these by the files named `describe-*`. */

export interface ClusterRecord {
  readonly arn: string;
  readonly name: string;
  status: "ACTIVE" | "INACTIVE";
  tags: Tag[];
  /** What CreateCluster was given and DescribeClusters answers. */
  readonly settings: Omit<CreateClusterRequest, "clusterName" | "tags">;
  /** By name; an INACTIVE service stays until its name is used again. */
  readonly services: Map<string, ServiceRecord>;
  /** By identifier, oldest first; stopped ones for an hour. */
  readonly tasks: Map<string, TaskRecord>;
  /** In the order in which they stopped. */
  readonly stoppedTasks: TaskRecord[];
  /** RunTask calls by client token. */
  readonly runTaskCalls: Map<string, { readonly input: string; readonly tasks: readonly TaskRecord[] }>;
}

/** RegisterTaskDefinition's input after the wire's check. (Checked breaks the SDK's tuples within resourceRequirements.) */
export type TaskDefinitionInput = Omit<RegisterTaskDefinitionRequest, "family" | "containerDefinitions"> & {
  readonly family: string;
  readonly containerDefinitions: readonly ContainerDefinitionInput[];
};

type ContainerDefinitionInput = Omit<ContainerDefinition, "dependsOn"> & {
  readonly dependsOn?: Checked<ContainerDependency>[] | undefined;
};

/** A container of a registered task definition has a name and an image. */
export type ContainerDefinitionRecord = ContainerDefinitionInput & { readonly name: string; readonly image: string };

export interface TaskDefinitionRecord {
  readonly arn: string;
  readonly family: string;
  readonly revision: number;
  readonly containers: readonly ContainerDefinitionRecord[];
  /** As DescribeTaskDefinition answers it, members that no schema knows included. Replaced when it is deregistered. */
  definition: TaskDefinition;
  tags: Tag[];
}

/** What of a service a new service revision carries; a change of one of these starts a deployment. */
export interface RevisionSettings {
  readonly networkConfiguration: CreateServiceRequest["networkConfiguration"];
  readonly platformVersion: string;
  readonly launchType: "FARGATE" | undefined;
  readonly capacityProviderStrategy: CapacityProviderStrategyItem[] | undefined;
}

/** What UpdateService changes in place. */
export interface ServiceSettings {
  deploymentConfiguration: DeploymentConfiguration;
  healthCheckGracePeriodSeconds: number;
  enableECSManagedTags: boolean;
  enableExecuteCommand: boolean;
  propagateTags: "TASK_DEFINITION" | "SERVICE" | "NONE";
  availabilityZoneRebalancing: "ENABLED" | "DISABLED";
}

export interface ServiceRecord {
  readonly arn: string;
  readonly name: string;
  readonly cluster: ClusterRecord;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly schedulingStrategy: SchedulingStrategy;
  readonly deploymentController: DeploymentControllerType;
  /** CreateService's input, to answer a repeated call. */
  readonly input: string;
  status: "ACTIVE" | "DRAINING" | "INACTIVE";
  desiredCount: number;
  revisionSettings: RevisionSettings;
  settings: ServiceSettings;
  tags: Tag[];
  /** Newest first. */
  events: ServiceEvent[];
  /** The PRIMARY first, then those that still have tasks. Empty for the EXTERNAL controller. */
  deployments: DeploymentRecord[];
  /** Deployments that reached COMPLETED, newest first: where a rollback goes. */
  completed: DeploymentRecord[];
  /** Newest first. */
  readonly serviceDeployments: ServiceDeploymentRecord[];
  readonly revisions: RevisionRecord[];
  /** Those that are not STOPPED, oldest first. */
  readonly tasks: Set<TaskRecord>;
  throttle: StartThrottle;
  /** Set while tasks cannot be placed. */
  unplaced: Unplaced | undefined;
  isSteady: boolean;
  readonly scheduler: { wake(): void };
}

/** What is known of tasks that could not be placed; times are epoch milliseconds. */
export interface Unplaced {
  /** When it is tried again. */
  readonly nextAttemptAt: number;
  /** What the service's events said last, and when. */
  readonly sentence: string;
  readonly toldAt: number;
}

/** A service revision, with the digests its tags were resolved to. */
export interface RevisionRecord {
  readonly arn: string;
  readonly createdAt: number;
  readonly taskDefinition: TaskDefinitionRecord;
  readonly settings: RevisionSettings;
  /** Container name to digest, once resolved. */
  digests: ReadonlyMap<string, string>;
  /** `open`: its first task will resolve. `settled`: resolved, or given up, or not resolved for want of tasks. */
  resolution: "open" | "under way" | "settled";
  failedResolutions: number;
}

/** The classic view of a rollout, `services[].deployments[]`. */
export interface DeploymentRecord {
  /** `ecs-svc/<19 digits>` */
  readonly id: string;
  readonly revision: RevisionRecord;
  readonly createdAt: number;
  updatedAt: number;
  /** How many tasks the scheduler wants of it; an older deployment's falls as its tasks are stopped. */
  desiredCount: number;
  rolloutState: DeploymentRolloutState;
  rolloutStateReason: string;
  /** Consecutive failures; zero again once a task is healthy. */
  failedTasks: number;
  /** What the circuit breaker counts (since the deployment, or its rollback, began). */
  failureCount: number;
  /** Whether a task of it has been RUNNING: stage 2 of the circuit breaker. */
  hasReachedRunning: boolean;
  hasReportedStuck: boolean;
  /** What it belongs to now: its own, or the one that is rolled back to it. */
  serviceDeployment: ServiceDeploymentRecord;
}

export interface ServiceDeploymentRecord {
  readonly arn: string;
  readonly createdAt: number;
  readonly target: RevisionRecord;
  readonly sources: readonly RevisionRecord[];
  status: ServiceDeploymentStatus;
  statusReason: string | undefined;
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  finishedAt: number | undefined;
  updatedAt: number;
  rollback: { readonly reason: string; readonly startedAt: number; readonly revision: RevisionRecord } | undefined;
  circuitBreaker: ServiceDeploymentRollbackMonitorsStatus;
  failureCount: number;
  /** Counts of its revisions when it ended; they are read live before. */
  finalCounts: ReadonlyMap<RevisionRecord, ServiceRevisionSummary> | undefined;
}

export type TaskStatus =
  | "PROVISIONING"
  | "PENDING"
  | "ACTIVATING"
  | "RUNNING"
  | "DEACTIVATING"
  | "STOPPING"
  | "DEPROVISIONING"
  | "STOPPED";

export interface TaskRecord {
  readonly id: string;
  readonly arn: string;
  readonly cluster: ClusterRecord;
  readonly taskDefinition: TaskDefinitionRecord;
  /** None for RunTask. */
  readonly owner: { readonly service: ServiceRecord; readonly deployment: DeploymentRecord } | undefined;
  readonly createdAt: number;
  lastStatus: TaskStatus;
  desiredStatus: "RUNNING" | "STOPPED";
  /** When it became RUNNING, epoch milliseconds. */
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  readonly assignsPublicIp: boolean;
  /** Counts as healthy for minimumHealthyPercent. */
  isProven: boolean;
  /** The members of DescribeTasks that are told by no other member of this record. */
  shape: Task;
  readonly containers: readonly ContainerRecord[];
  tags: Tag[];
  /** Rises with every state change (API reference, Task). */
  version: number;
  readonly observer: TaskObserver;
  /** Cancels of what is to happen to it; cleared when it is stopped. */
  timers: (() => void)[];
}

export interface ContainerRecord {
  readonly definition: ContainerDefinitionRecord;
  lastStatus: "PENDING" | "RUNNING" | "STOPPED";
  healthStatus: HealthStatus;
  exitCode: number | undefined;
  reason: string | undefined;
  /** Epoch milliseconds. */
  startedAt: number | undefined;
  /** What its program does; known once its image is pulled. */
  workload: Workload | undefined;
  /** The members of DescribeTasks that are told by no other member of this record. */
  shape: Container;
}

/** Who wants to know about a task: the scheduler of its service. */
export interface TaskObserver {
  /** Its state or health changed. */
  changed(task: TaskRecord): void;
  /** It is on its way to STOPPED from now on. */
  stopping(task: TaskRecord, end: TaskEnd): void;
  stopped(task: TaskRecord, end: TaskEnd): void;
}
