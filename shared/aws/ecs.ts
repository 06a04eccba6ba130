import {
  type Deployment as AwsDeployment,
  type Service as AwsService,
  type ServiceRevision,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  type ListTasksCommandOutput,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  type RegisterTaskDefinitionCommandInput,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { Members } from "../core/failure/differences.ts";
import { FOLLOW_TAG, TAGS_MAX, tagsOfCopy } from "../core/images/follow.ts";
import { taskPlatform } from "../core/images/platform.ts";
import { parseImage } from "../core/images/reference.ts";
import type {
  ContainerEvidence,
  Deployment,
  Instant,
  Platform,
  ServiceDeploymentSnapshot,
  ServiceName,
  ServiceSnapshot,
  StoppedTask,
  TaskDefinitionSnapshot,
  TaskSize,
} from "../core/model.ts";
import { TEAM_TAG } from "../core/notice.ts";
import { own } from "../core/own.ts";
import { kindOfError } from "./errors.ts";
import { once, OutcomeUnknown } from "./once.ts";
import { chunksOf } from "./pages.ts";
import { untouched } from "./untouched.ts";

/** The calls to ECS that we make, and what we read from their answers. */
export interface Ecs {
  /** What ECS knows of these services; a service (or its cluster) that does not exist is missing from the map. */
  describeServices(services: readonly ServiceName[]): Promise<ReadonlyMap<ServiceName, EcsService>>;
  describeTaskDefinition(arn: string): Promise<TaskDefinitionSnapshot>;
  /** The digest by container that each PRIMARY deployment runs; missing where ECS has not resolved it yet. */
  runningDigests(
    services: readonly { readonly service: EcsService; readonly taskDefinition: TaskDefinitionSnapshot }[],
  ): Promise<ReadonlyMap<ServiceName, Readonly<Record<string, string>>>>;
  /** The service's deployments since then, newest first. */
  serviceDeployments(service: ServiceName, since: Instant): Promise<readonly ServiceDeploymentSnapshot[]>;
  /** The newest stopped tasks of a service, at most a page of 100. */
  stoppedTasks(service: ServiceName): Promise<readonly StoppedTask[]>;
  /** The revision whole, with what its containers say of each other and of their logs. */
  describeRevision(arn: string): Promise<RevisionDetails>;
  /** A task as it is on the wire; undefined once ECS has forgotten it, an hour or more after its end. */
  describeTask(service: ServiceName, taskId: string): Promise<UntouchedTask | undefined>;
  /** The stopped tasks of one deployment, as they are on the wire, among the newest STOPPED_TASKS_MAX of the service. */
  stoppedTasksOf(service: ServiceName, deploymentId: string): Promise<readonly UntouchedTask[]>;
  /**
   * Copies a revision, every field of it, with other images and further tags. Returns the new revision's ARN; throws
   * OutcomeUnknown where it may have been registered, since a second try would register another.
   */
  copyTaskDefinition(copy: TaskDefinitionCopy): Promise<string>;
  /** The revision that carries this tag among the family's newest, if any. */
  findTaskDefinition(like: string, tag: { readonly key: string; readonly value: string }): Promise<string | undefined>;
  /**
   * Deploys a revision; returns the deployment that is now PRIMARY. Never writes a desired count. Throws OutcomeUnknown
   * where ECS may have done it or not.
   */
  deploy(service: ServiceName, taskDefinition: string): Promise<Deployment>;
  /**
   * Has ECS go back from a service deployment to what it completed last; false where it has ended, or is going to without
   * that (Amazon ECS API, StopServiceDeployment).
   */
  stopServiceDeployment(arn: string): Promise<boolean>;
}

export interface EcsService extends ServiceSnapshot {
  readonly name: ServiceName;
  readonly arn: string;
  readonly revisionArns: readonly string[];
  /** ECS's own sentences about it, the newest first, at most 100. */
  readonly events: readonly { readonly at: Instant; readonly message: string }[];
  /** Value of its tag `gardener:follow`, where it has one. */
  readonly followTag?: string;
  /** Value of its tag `gardener:team`, where it has one. */
  readonly team?: string;
}

/** A revision, as far as it helps to find out why its tasks fail. */
export interface RevisionDetails {
  readonly containers: readonly ContainerSettings[];
  readonly platform: Platform;
  /** All that was registered, as it is on the wire; what ECS adds to it is left out. */
  readonly members: Members;
}

export interface ContainerSettings {
  readonly name: string;
  readonly image: string;
  readonly essential: boolean;
  readonly dependsOn: NonNullable<ContainerEvidence["dependsOn"]>;
  /** Where its lines go, where that is CloudWatch Logs. */
  readonly logs?: LogDestination;
}

/** Options of the log driver `awslogs` (Amazon ECS developer guide, using_awslogs). */
export interface LogDestination {
  readonly group: string;
  /** The task's own Region where it is not said. */
  readonly region?: string;
  readonly streamPrefix?: string;
}

/** A task with the members of DescribeTasks' answer, those of tomorrow as well; times are epoch seconds. */
export interface UntouchedTask {
  readonly taskArn?: string;
  readonly taskDefinitionArn?: string;
  /** The deployment that started it. */
  readonly startedBy?: string;
  readonly lastStatus?: string;
  readonly stoppedAt?: number;
}

export interface TaskDefinitionCopy {
  readonly from: string;
  readonly images: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** Of the task; that of the revision unless given. */
  readonly size?: TaskSize;
}

/** DescribeServices takes so many services a call (Amazon ECS API, DescribeServices). */
const SERVICES_PER_CALL = 10;

/** DescribeServiceDeployments and DescribeServiceRevisions take so many ARNs a call (Amazon ECS API). */
const ARNS_PER_CALL = 20;

/** So many of a service's stopped tasks are looked at: a circuit breaker gives up after 200, and more would fail alike. */
const STOPPED_TASKS_MAX = 300;

/** An interrupted registration is among the newest few of its family: nobody registers hundreds within a lease. */
const REVISIONS_LOOKED_AT_MAX = 10;

/**
 * Members of a described task definition that RegisterTaskDefinition does not take (set difference of the two shapes in
 * the API model). Everything else is carried over, also what is newer than this code.
 */
const READ_ONLY_MEMBERS = [
  "taskDefinitionArn",
  "revision",
  "status",
  "requiresAttributes",
  "compatibilities",
  "registeredAt",
  "registeredBy",
  "deregisteredAt",
  "deleteRequestedAt",
];

/** A revision never changes; so many are kept for as long as the function's environment lives. */
const REVISIONS_KEPT_MAX = 200;

/** ECS's own events of a service that something does not go on (Amazon ECS developer guide, service-event-messages-list). */
const COMPLAINT = /\b(?:unable|could not|cannot|failed|unhealthy|throttled|exceeded)\b/i;

/** ECS's own event of a service when its scheduler starts tasks (Amazon ECS developer guide, service-event-messages). */
const TASKS_STARTED = /has started \d+ tasks/;

export function createEcs(client: ECSClient): Ecs {
  const describe = describedOnce(client);
  return {
    describeServices: (services) => describeServices(client, services),

    async describeTaskDefinition(arn) {
      const { taskDefinition, tags = [] } = await describe(arn);
      return {
        arn: taskDefinition.taskDefinitionArn ?? arn,
        containers: (taskDefinition.containerDefinitions ?? []).map(({ name = "", image = "" }) => ({ name, image })),
        tags: recordOf(tags),
        platform: taskPlatform(taskDefinition.runtimePlatform ?? {}),
      };
    },

    async runningDigests(services) {
      const revisions = await describeRevisions(
        client,
        services.flatMap(({ service }) => service.revisionArns),
      );
      return new Map(
        services.map(({ service, taskDefinition }) => [
          service.name,
          digestsOf(
            taskDefinition,
            revisions.filter(
              (revision) =>
                revision.taskDefinition === taskDefinition.arn &&
                service.revisionArns.includes(revision.serviceRevisionArn ?? ""),
            ),
          ),
        ]),
      );
    },

    async serviceDeployments(name, since) {
      const { cluster, service } = splitName(name);
      const { serviceDeployments } = await client.send(
        new ListServiceDeploymentsCommand({ cluster, service, createdAt: { after: new Date(since) } }),
      );
      const arns = (serviceDeployments ?? []).flatMap(({ serviceDeploymentArn }) => serviceDeploymentArn ?? []);
      if (arns.length === 0) return [];
      const described = await client.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns.slice(0, ARNS_PER_CALL) }),
      );
      const deployments = described.serviceDeployments ?? [];
      const revisions = await describeRevisions(
        client,
        deployments.flatMap(({ targetServiceRevision }) => targetServiceRevision?.arn ?? []),
      );
      const taskDefinitions = new Map(
        revisions.map((revision) => [revision.serviceRevisionArn, revision.taskDefinition ?? ""]),
      );
      return deployments
        .map((deployment) => ({
          arn: deployment.serviceDeploymentArn ?? "",
          taskDefinition: taskDefinitions.get(deployment.targetServiceRevision?.arn) ?? "",
          status: deployment.status ?? "",
          reason: deployment.rollback?.reason ?? deployment.statusReason ?? "",
          createdAt: instant(deployment.createdAt),
        }))
        .sort((a, b) => b.createdAt - a.createdAt);
    },

    async stoppedTasks(name) {
      const { cluster, service } = splitName(name);
      const { taskArns } = await client.send(
        new ListTasksCommand({ cluster, serviceName: service, desiredStatus: "STOPPED" }),
      );
      if (!taskArns || taskArns.length === 0) return [];
      const { tasks } = await client.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
      return (tasks ?? []).map((task) => ({
        id: task.taskArn?.split("/").at(-1) ?? "",
        deploymentId: task.startedBy ?? "",
        stopCode: task.stopCode ?? "",
        stoppedReason: task.stoppedReason ?? "",
        stoppedAt: instant(task.stoppedAt ?? task.stoppingAt),
        containers: (task.containers ?? []).map(({ name: container = "", exitCode, reason }) => ({
          name: container,
          ...(exitCode === undefined ? {} : { exitCode }),
          ...(reason === undefined ? {} : { reason }),
        })),
      }));
    },

    async describeRevision(arn) {
      const { taskDefinition } = await describe(arn);
      return {
        containers: (taskDefinition.containerDefinitions ?? []).map(settingsOf),
        platform: taskPlatform(taskDefinition.runtimePlatform ?? {}),
        members: registered(taskDefinition),
      };
    },

    async describeTask(name, taskId) {
      const [task] = await describeTasks(client, splitName(name).cluster, [taskId]);
      return task;
    },

    async stoppedTasksOf(name, startedBy) {
      const { cluster, service: serviceName } = splitName(name);
      const tasks: UntouchedTask[] = [];
      let nextToken: string | undefined;
      do {
        const page: ListTasksCommandOutput = await client.send(
          new ListTasksCommand({ cluster, serviceName, desiredStatus: "STOPPED", nextToken }),
        );
        tasks.push(...(await describeTasks(client, cluster, page.taskArns ?? [])));
        nextToken = page.nextToken;
      } while (nextToken !== undefined && tasks.length < STOPPED_TASKS_MAX);
      return tasks.filter((task) => task.startedBy === startedBy);
    },

    copyTaskDefinition: async (copy) => register(client, await describe(copy.from), copy),

    async findTaskDefinition(like, tag) {
      const family = like.slice(like.lastIndexOf("/") + 1).replace(/:\d+$/, "");
      const { taskDefinitionArns } = await client.send(
        new ListTaskDefinitionsCommand({ familyPrefix: family, sort: "DESC", maxResults: REVISIONS_LOOKED_AT_MAX }),
      );
      for (const arn of taskDefinitionArns ?? []) {
        const { tags } = await describe(arn).catch((error: unknown) => {
          // What ECS lists exists. Its reads are eventually consistent, and it calls that a fault of the caller.
          throw kindOfError(error) === "refused" ? new OutcomeUnknown(error) : error;
        });
        if (tags?.some(({ key, value }) => key === tag.key && value === tag.value)) return arn;
      }
      return undefined;
    },

    async deploy(name, taskDefinition) {
      const { cluster, service } = splitName(name);
      // Sent again, it could arrive when a newer decision has been deployed.
      const answer = await client.send(once(new UpdateServiceCommand({ cluster, service, taskDefinition })));
      const primary = answer.service?.deployments?.find(({ status }) => status === "PRIMARY");
      if (!primary?.id) throw new Error(`UpdateService of ${name} answered no PRIMARY deployment`);
      return deploymentOf(primary);
    },

    async stopServiceDeployment(arn) {
      try {
        await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arn, stopType: "ROLLBACK" }));
        return true;
      } catch (error) {
        if (kindOfError(error) === "conflict" || kindOfError(error) === "gone") return false;
        throw error;
      }
    },
  };
}

async function describeTasks(
  client: ECSClient,
  cluster: string,
  tasks: readonly string[],
): Promise<readonly UntouchedTask[]> {
  if (tasks.length === 0) return [];
  const answer = (await client.send(
    untouched(new DescribeTasksCommand({ cluster, tasks: [...tasks] })),
  )) as unknown as {
    readonly tasks?: readonly UntouchedTask[];
  };
  return answer.tasks ?? [];
}

async function describeRevisions(client: ECSClient, arns: readonly string[]): Promise<readonly ServiceRevision[]> {
  const revisions: ServiceRevision[] = [];
  for (const chunk of chunksOf(ARNS_PER_CALL, [...new Set(arns)])) {
    const answer = await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: chunk }));
    revisions.push(...(answer.serviceRevisions ?? []));
  }
  return revisions;
}

/** What the containers run: the digest that a revision names, or the one that ECS resolved for the newest deployment of it. */
function digestsOf(
  taskDefinition: TaskDefinitionSnapshot,
  revisions: readonly ServiceRevision[],
): Readonly<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { name, image } of taskDefinition.containers) {
    const { digest } = parseImage(image);
    if (digest !== undefined) digests[name] = digest;
  }
  const newest = [...revisions].sort((a, b) => instant(b.createdAt) - instant(a.createdAt))[0];
  for (const { containerName, imageDigest } of newest?.containerImages ?? [])
    if (containerName !== undefined && imageDigest !== undefined) digests[containerName] = imageDigest;
  return digests;
}

async function describeServices(
  client: ECSClient,
  names: readonly ServiceName[],
): Promise<ReadonlyMap<ServiceName, EcsService>> {
  const byCluster = Map.groupBy(names, (name) => splitName(name).cluster);
  const found = new Map<ServiceName, EcsService>();
  for (const [cluster, ofCluster] of byCluster)
    for (const chunk of chunksOf(SERVICES_PER_CALL, ofCluster)) {
      const services = chunk.map((name) => splitName(name).service);
      for (const service of await describeOneCluster(client, cluster, services)) {
        const name = `${cluster}/${service.serviceName}`;
        found.set(name, snapshotOf(name, service));
      }
    }
  return found;
}

async function describeOneCluster(client: ECSClient, cluster: string, services: string[]): Promise<AwsService[]> {
  try {
    const answer = await client.send(new DescribeServicesCommand({ cluster, services, include: ["TAGS"] }));
    return answer.services ?? [];
  } catch (error) {
    if (kindOfError(error) === "gone") return [];
    throw error;
  }
}

function snapshotOf(name: ServiceName, service: AwsService): EcsService {
  const { deploymentCircuitBreaker, alarms } = service.deploymentConfiguration ?? {};
  const followTag = tagOf(service, FOLLOW_TAG);
  const team = tagOf(service, TEAM_TAG);
  return {
    name,
    arn: service.serviceArn ?? "",
    status: service.status ?? "",
    createdAt: instant(service.createdAt),
    ...tasksStartedAt(service),
    ...complaint(service),
    deploymentController: service.deploymentController?.type ?? "ECS",
    taskDefinition: service.taskDefinition ?? "",
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    rollsBackItself:
      (deploymentCircuitBreaker?.enable === true && deploymentCircuitBreaker.rollback === true) ||
      (alarms?.enable === true && alarms.rollback === true),
    deployments: (service.deployments ?? []).map(deploymentOf),
    revisionArns: (service.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
    events: (service.events ?? []).map(({ createdAt, message = "" }) => ({ at: instant(createdAt), message })),
    ...(followTag === undefined ? {} : { followTag }),
    ...(team === undefined ? {} : { team }),
  };
}

const tagOf = ({ tags = [] }: AwsService, tag: string): string | undefined =>
  tags.find(({ key }) => key === tag)?.value;

function tasksStartedAt({ events = [] }: AwsService): Pick<ServiceSnapshot, "tasksStartedAt"> {
  const starts = events.filter(({ message = "" }) => TASKS_STARTED.test(message));
  return starts.length === 0 ? {} : { tasksStartedAt: Math.max(...starts.map(({ createdAt }) => instant(createdAt))) };
}

function complaint({ events = [] }: AwsService): Pick<ServiceSnapshot, "complaint"> {
  const newest = events
    .filter(({ message = "" }) => COMPLAINT.test(message))
    .toSorted((a, b) => instant(b.createdAt) - instant(a.createdAt))[0];
  return newest ? { complaint: { at: instant(newest.createdAt), message: newest.message ?? "" } } : {};
}

function deploymentOf(deployment: AwsDeployment): Deployment {
  return {
    id: deployment.id ?? "",
    status: deployment.status ?? "",
    taskDefinition: deployment.taskDefinition ?? "",
    rolloutState: deployment.rolloutState ?? "",
    rolloutStateReason: deployment.rolloutStateReason ?? "",
    createdAt: instant(deployment.createdAt),
    updatedAt: instant(deployment.updatedAt ?? deployment.createdAt),
    runningCount: deployment.runningCount ?? 0,
  };
}

/** A task definition as it is on the wire: also members that this SDK does not know. */
interface UntouchedTaskDefinition {
  readonly taskDefinition: Readonly<Record<string, unknown>> & {
    readonly taskDefinitionArn?: string;
    readonly containerDefinitions?: readonly UntouchedContainer[];
    readonly runtimePlatform?: Parameters<typeof taskPlatform>[0];
  };
  readonly tags?: readonly { readonly key: string; readonly value?: string }[];
}

type UntouchedContainer = Readonly<Record<string, unknown>> & {
  readonly name?: string;
  readonly image?: string;
  readonly essential?: boolean;
  readonly dependsOn?: readonly { readonly containerName?: string; readonly condition?: string }[];
  readonly logConfiguration?: { readonly logDriver?: string; readonly options?: Readonly<Record<string, string>> };
};

function settingsOf({
  name = "",
  image = "",
  essential = true,
  dependsOn = [],
  logConfiguration,
}: UntouchedContainer): ContainerSettings {
  const { logDriver, options } = logConfiguration ?? {};
  const group = options?.["awslogs-group"];
  const region = options?.["awslogs-region"];
  const streamPrefix = options?.["awslogs-stream-prefix"];
  return {
    name,
    image,
    essential,
    dependsOn: dependsOn.map(({ containerName = "", condition }) => ({
      container: containerName,
      ...(condition === undefined ? {} : { condition }),
    })),
    ...(logDriver === "awslogs" && group !== undefined
      ? {
          logs: {
            group,
            ...(region === undefined ? {} : { region }),
            ...(streamPrefix === undefined ? {} : { streamPrefix }),
          },
        }
      : {}),
  };
}

/** What was registered, without what ECS adds to it. */
const registered = (taskDefinition: UntouchedTaskDefinition["taskDefinition"]): Members =>
  Object.fromEntries(Object.entries(taskDefinition).filter(([member]) => !READ_ONLY_MEMBERS.includes(member)));

/** Describes each revision once: for the decision, and again for the copy of it. */
function describedOnce(client: ECSClient): (arn: string) => Promise<UntouchedTaskDefinition> {
  const kept = new Map<string, UntouchedTaskDefinition>();
  return async (arn) => {
    const known = kept.get(arn);
    if (known) return known;
    const described = (await client.send(
      untouched(new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] })),
    )) as unknown as UntouchedTaskDefinition;
    if (hasManyTags(described)) return described;
    if (kept.size >= REVISIONS_KEPT_MAX) kept.clear();
    kept.set(arn, described);
    return described;
  };
}

/** Tags do change: where there may be no room for those of a copy, a person is asked to remove some. */
const hasManyTags = ({ taskDefinition: { containerDefinitions = [] }, tags = [] }: UntouchedTaskDefinition): boolean =>
  tags.length + containerDefinitions.length >= TAGS_MAX;

const recordOf = (tags: NonNullable<UntouchedTaskDefinition["tags"]>): Readonly<Record<string, string>> =>
  Object.fromEntries(tags.map(({ key, value = "" }) => [key, value]));

async function register(
  client: ECSClient,
  { taskDefinition, tags = [] }: UntouchedTaskDefinition,
  copy: TaskDefinitionCopy,
): Promise<string> {
  const containerDefinitions = (taskDefinition.containerDefinitions ?? []).map((container) => {
    const image = own(copy.images, container.name ?? "");
    return image === undefined ? container : { ...container, image };
  });
  const copied = Object.entries(tagsOfCopy(recordOf(tags), copy.tags)).map(([key, value]) => ({ key, value }));
  const size = copy.size ? { cpu: String(copy.size.cpu), memory: String(copy.size.memory) } : {};
  const input = { ...registered(taskDefinition), ...size, containerDefinitions, tags: copied };
  const answer = (await client.send(
    once(untouched(new RegisterTaskDefinitionCommand(input as unknown as RegisterTaskDefinitionCommandInput))),
  )) as unknown as UntouchedTaskDefinition;
  return String(answer.taskDefinition.taskDefinitionArn);
}

function splitName(name: ServiceName): { readonly cluster: string; readonly service: string } {
  const slash = name.indexOf("/");
  return { cluster: name.slice(0, slash), service: name.slice(slash + 1) };
}

const instant = (date: Date | undefined): Instant => date?.getTime() ?? 0;
