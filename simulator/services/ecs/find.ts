import { AwsError } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import {
  clientException,
  clusterNotFound,
  invalidParameter,
  serviceNotFound,
  taskDefinitionNotFound,
} from "./errors.ts";
import type {
  ClusterRecord,
  RevisionRecord,
  ServiceDeploymentRecord,
  ServiceRecord,
  TaskDefinitionRecord,
  TaskRecord,
} from "./model.ts";
import { clusterArn, lastPart } from "./names.ts";
import { forgetLongStopped } from "./tasks/forget.ts";

/** Resolving names and ARNs, with the errors AWS answers where there is nothing. */

export const DEFAULT_CLUSTER = "default";

/** The ACTIVE cluster of a name or ARN; without one, `default`. */
export function clusterOf(aws: AwsRegion, nameOrArn: string | undefined): ClusterRecord {
  const name = lastPart(nameOrArn ?? DEFAULT_CLUSTER);
  const cluster = aws.ecs.clusters.get(name);
  if (!cluster || (nameOrArn?.includes(":") && nameOrArn !== clusterArn(aws, name))) throw clusterNotFound();
  if (cluster.status === "INACTIVE")
    throw new AwsError("ClusterNotFoundException", "The referenced cluster was inactive.");
  forgetLongStopped(cluster, aws.world.now);
  return cluster;
}

/** A service of the cluster by name or ARN, INACTIVE ones included; undefined where there is none. */
export function findService(cluster: ClusterRecord, nameOrArn: string): ServiceRecord | undefined {
  const service = cluster.services.get(lastPart(nameOrArn));
  return !service || (nameOrArn.includes(":") && nameOrArn !== service.arn) ? undefined : service;
}

export function serviceOf(aws: AwsRegion, input: { cluster?: string | undefined; service: string }): ServiceRecord {
  const service = findService(clusterOf(aws, input.cluster), input.service);
  if (!service) throw serviceNotFound();
  return service;
}

export function findTask(cluster: ClusterRecord, idOrArn: string): TaskRecord | undefined {
  const task = cluster.tasks.get(lastPart(idOrArn));
  return !task || (idOrArn.includes(":") && idOrArn !== task.arn) ? undefined : task;
}

/** `family`, `family:revision` or an ARN. A bare family means its newest ACTIVE revision. */
export function findTaskDefinition(aws: AwsRegion, reference: string): TaskDefinitionRecord | undefined {
  const [, family = "", revision] = /^([^:]*)(?::(\d+))?$/.exec(lastPart(reference)) ?? [];
  const revisions = aws.ecs.families.get(family) ?? [];
  const found = revision
    ? revisions[Number(revision) - 1]
    : revisions.findLast(({ definition }) => definition.status === "ACTIVE");
  return found && reference.startsWith("arn:") && reference !== found.arn ? undefined : found;
}

/** A task definition to start tasks from. */
export function activeTaskDefinitionOf(aws: AwsRegion, reference: string): TaskDefinitionRecord {
  const found = findTaskDefinition(aws, reference);
  if (!found) throw taskDefinitionNotFound();
  if (found.definition.status !== "ACTIVE") throw clientException("TaskDefinition is inactive");
  return found;
}

/** Service deployments are deleted with their service (ECS developer guide, service-deployment). */
export function findServiceDeployment(
  aws: AwsRegion,
  arn: string,
): { service: ServiceRecord; serviceDeployment: ServiceDeploymentRecord } | undefined {
  const service = serviceWithin(aws, arn);
  const serviceDeployment = service?.serviceDeployments.find((each) => each.arn === arn);
  return service && serviceDeployment && { service, serviceDeployment };
}

export function findServiceRevision(
  aws: AwsRegion,
  arn: string,
): { service: ServiceRecord; revision: RevisionRecord } | undefined {
  const service = serviceWithin(aws, arn);
  const revision = service?.revisions.find((each) => each.arn === arn);
  return service && revision && { service, revision };
}

/** The service named in `…:<kind>/<cluster>/<service>/<id>`. */
function serviceWithin(aws: AwsRegion, arn: string): ServiceRecord | undefined {
  const [, cluster = "", name = ""] = arn.split("/");
  const service = aws.ecs.clusters.get(cluster)?.services.get(name);
  return service?.status === "INACTIVE" ? undefined : service;
}

/** What can be tagged, by ARN. Throws InvalidParameterException for what is not there (text inferred). */
export function taggableOf(
  aws: AwsRegion,
  arn: string,
): ClusterRecord | ServiceRecord | TaskRecord | TaskDefinitionRecord {
  const [, kind, cluster = "", name] = /^arn:aws:ecs:[^:]+:[^:]+:([a-z-]+)\/([^/]+)(?:\/([^/]+))?$/.exec(arn) ?? [];
  const resource = findByKind(aws, arn, kind, cluster, name);
  if (resource?.arn !== arn) throw invalidParameter("The specified resource was not found.");
  return resource;
}

function findByKind(aws: AwsRegion, arn: string, kind = "", first: string, second = "") {
  switch (kind) {
    case "cluster":
      return aws.ecs.clusters.get(first);
    case "service":
      return aws.ecs.clusters.get(first)?.services.get(second);
    case "task":
      return aws.ecs.clusters.get(first)?.tasks.get(second);
    case "task-definition":
      return findTaskDefinition(aws, arn);
    default:
      return undefined;
  }
}
