import {
  type Deployment as AwsDeployment,
  type Service as AwsService,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { taskPlatform } from "../core/images/platform.ts";
import { parseImage } from "../core/images/reference.ts";
import type {
  Deployment,
  Instant,
  ServiceDeploymentSnapshot,
  ServiceName,
  ServiceSnapshot,
  StoppedTask,
  TaskDefinitionSnapshot,
} from "../core/model.ts";
import { kindOfError } from "./errors.ts";
import { chunksOf } from "./pages.ts";
import { untouched } from "./untouched.ts";

/** The calls to ECS that we make, and what we read from their answers. */
export interface Ecs {
  /** What ECS knows of these services; a service (or its cluster) that does not exist is missing from the map. */
  describeServices(services: readonly ServiceName[]): Promise<ReadonlyMap<ServiceName, EcsService>>;
  describeTaskDefinition(arn: string): Promise<TaskDefinitionSnapshot>;
  /** The digest by container that the PRIMARY deployment runs; missing where ECS has not resolved it yet. */
  runningDigests(
    service: EcsService,
    taskDefinition: TaskDefinitionSnapshot,
  ): Promise<Readonly<Record<string, string>>>;
  /** The service's deployments since then, newest first. */
  serviceDeployments(service: ServiceName, since: Instant): Promise<readonly ServiceDeploymentSnapshot[]>;
  /** The newest stopped tasks of a service, at most a page of 100. */
  stoppedTasks(service: ServiceName): Promise<readonly StoppedTask[]>;
  /** Copies a revision, every field of it, with other images and further tags. Returns the new revision's ARN. */
  copyTaskDefinition(copy: TaskDefinitionCopy): Promise<string>;
  /** The revision that carries this tag among the family's newest, if any. */
  findTaskDefinition(like: string, tag: { readonly key: string; readonly value: string }): Promise<string | undefined>;
  /** Deploys a revision; returns the id of the deployment that is now PRIMARY. Never writes a desired count. */
  deploy(service: ServiceName, taskDefinition: string): Promise<string>;
}

export interface EcsService extends ServiceSnapshot {
  readonly name: ServiceName;
  readonly arn: string;
  readonly revisionArns: readonly string[];
}

export interface TaskDefinitionCopy {
  readonly from: string;
  readonly images: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** DescribeServices takes so many services a call (Amazon ECS API, DescribeServices). */
const SERVICES_PER_CALL = 10;

/** DescribeServiceDeployments and DescribeServiceRevisions take so many ARNs a call (Amazon ECS API). */
const ARNS_PER_CALL = 20;

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

export function createEcs(client: ECSClient): Ecs {
  return {
    describeServices: (services) => describeServices(client, services),

    async describeTaskDefinition(arn) {
      const { taskDefinition, tags } = await client.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] }),
      );
      return {
        arn: taskDefinition?.taskDefinitionArn ?? arn,
        containers: (taskDefinition?.containerDefinitions ?? []).map(({ name = "", image = "" }) => ({ name, image })),
        tags: Object.fromEntries((tags ?? []).map(({ key = "", value = "" }) => [key, value])),
        platform: taskPlatform(taskDefinition?.runtimePlatform ?? {}),
      };
    },

    async runningDigests(service, taskDefinition) {
      const digests: Record<string, string> = {};
      for (const { name, image } of taskDefinition.containers) {
        const { digest } = parseImage(image);
        if (digest !== undefined) digests[name] = digest;
      }
      if (service.revisionArns.length === 0) return digests;
      const { serviceRevisions } = await client.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: service.revisionArns.slice(0, ARNS_PER_CALL) }),
      );
      const newest = (serviceRevisions ?? [])
        .filter((revision) => revision.taskDefinition === taskDefinition.arn)
        .sort((a, b) => instant(b.createdAt) - instant(a.createdAt))[0];
      for (const { containerName, imageDigest } of newest?.containerImages ?? [])
        if (containerName !== undefined && imageDigest !== undefined) digests[containerName] = imageDigest;
      return digests;
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
      const revisionArns = new Set(
        deployments.flatMap(({ targetServiceRevision }) => targetServiceRevision?.arn ?? []),
      );
      const { serviceRevisions } = await client.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: [...revisionArns] }),
      );
      const taskDefinitions = new Map(
        (serviceRevisions ?? []).map((revision) => [revision.serviceRevisionArn, revision.taskDefinition ?? ""]),
      );
      return deployments
        .map((deployment) => ({
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

    copyTaskDefinition: (copy) => copyTaskDefinition(client, copy),

    async findTaskDefinition(like, tag) {
      const family = like.slice(like.lastIndexOf("/") + 1).replace(/:\d+$/, "");
      const { taskDefinitionArns } = await client.send(
        new ListTaskDefinitionsCommand({ familyPrefix: family, sort: "DESC", maxResults: REVISIONS_LOOKED_AT_MAX }),
      );
      for (const arn of taskDefinitionArns ?? []) {
        const { tags } = await client.send(
          new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ["TAGS"] }),
        );
        if (tags?.some(({ key, value }) => key === tag.key && value === tag.value)) return arn;
      }
      return undefined;
    },

    async deploy(name, taskDefinition) {
      const { cluster, service } = splitName(name);
      const answer = await client.send(new UpdateServiceCommand({ cluster, service, taskDefinition }));
      const primary = answer.service?.deployments?.find(({ status }) => status === "PRIMARY");
      if (!primary?.id) throw new Error(`UpdateService of ${name} answered no PRIMARY deployment`);
      return primary.id;
    },
  };
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
    const answer = await client.send(new DescribeServicesCommand({ cluster, services }));
    return answer.services ?? [];
  } catch (error) {
    if (kindOfError(error) === "gone") return [];
    throw error;
  }
}

function snapshotOf(name: ServiceName, service: AwsService): EcsService {
  const { deploymentCircuitBreaker, alarms } = service.deploymentConfiguration ?? {};
  return {
    name,
    arn: service.serviceArn ?? "",
    status: service.status ?? "",
    deploymentController: service.deploymentController?.type ?? "ECS",
    taskDefinition: service.taskDefinition ?? "",
    desiredCount: service.desiredCount ?? 0,
    runningCount: service.runningCount ?? 0,
    rollsBackItself:
      (deploymentCircuitBreaker?.enable === true && deploymentCircuitBreaker.rollback === true) ||
      (alarms?.enable === true && alarms.rollback === true),
    deployments: (service.deployments ?? []).map(deploymentOf),
    revisionArns: (service.currentServiceRevisions ?? []).flatMap(({ arn }) => arn ?? []),
  };
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
    readonly containerDefinitions?: readonly (Readonly<Record<string, unknown>> & { readonly name?: string })[];
  };
  readonly tags?: readonly { readonly key: string; readonly value?: string }[];
}

async function copyTaskDefinition(client: ECSClient, copy: TaskDefinitionCopy): Promise<string> {
  const { taskDefinition, tags = [] } = (await client.send(
    untouched(new DescribeTaskDefinitionCommand({ taskDefinition: copy.from, include: ["TAGS"] })),
  )) as unknown as UntouchedTaskDefinition;

  const carried = Object.entries(taskDefinition).filter(([member]) => !READ_ONLY_MEMBERS.includes(member));
  const containerDefinitions = (taskDefinition.containerDefinitions ?? []).map((container) => {
    const image = copy.images[container.name ?? ""];
    return image === undefined ? container : { ...container, image };
  });
  // Tags whose key begins with aws: are AWS's own and refused on input (Amazon ECS API, Tag).
  const kept = tags.filter(({ key }) => !/^aws:/i.test(key) && copy.tags[key] === undefined);
  const added = Object.entries(copy.tags).map(([key, value]) => ({ key, value }));

  const input = { ...Object.fromEntries(carried), containerDefinitions, tags: [...kept, ...added] };
  const answer = (await client.send(
    untouched(new RegisterTaskDefinitionCommand(input as unknown as RegisterTaskDefinitionCommandInput)),
  )) as unknown as UntouchedTaskDefinition;
  return String(answer.taskDefinition["taskDefinitionArn"]);
}

function splitName(name: ServiceName): { readonly cluster: string; readonly service: string } {
  const slash = name.indexOf("/");
  return { cluster: name.slice(0, slash), service: name.slice(slash + 1) };
}

const instant = (date: Date | undefined): Instant => date?.getTime() ?? 0;
