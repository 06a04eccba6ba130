import type { AwsRegion } from "../../region.ts";
import { digits, urlSafe, uuid } from "../../random.ts";
import type { ClusterRecord, ServiceRecord } from "./model.ts";

/** ARNs and identifiers in the forms of the Amazon ECS developer guide and the Service Authorization Reference. */

const DEPLOYMENT_ID_DIGITS = 19;
const SERVICE_DEPLOYMENT_ID_LENGTH = 21;
export const TASK_ID_LENGTH = 32;

export const clusterArn = (aws: AwsRegion, name: string): string => aws.arn("ecs", `cluster/${name}`);

export const serviceArn = (aws: AwsRegion, cluster: ClusterRecord, name: string): string =>
  aws.arn("ecs", `service/${cluster.name}/${name}`);

export const taskDefinitionArn = (aws: AwsRegion, family: string, revision: number): string =>
  aws.arn("ecs", `task-definition/${family}:${revision}`);

export const taskArn = (aws: AwsRegion, cluster: ClusterRecord, id: string): string =>
  aws.arn("ecs", `task/${cluster.name}/${id}`);

export const newContainerArn = (aws: AwsRegion, cluster: ClusterRecord, taskId: string): string =>
  aws.arn("ecs", `container/${cluster.name}/${taskId}/${uuid(aws.world.random)}`);

export const newDeploymentId = (aws: AwsRegion): string => `ecs-svc/${digits(aws.world.random, DEPLOYMENT_ID_DIGITS)}`;

export const newServiceDeploymentArn = (aws: AwsRegion, service: ServiceRecord): string =>
  aws.arn(
    "ecs",
    `service-deployment/${service.cluster.name}/${service.name}/${urlSafe(aws.world.random, SERVICE_DEPLOYMENT_ID_LENGTH)}`,
  );

export const newServiceRevisionArn = (aws: AwsRegion, service: ServiceRecord): string =>
  aws.arn(
    "ecs",
    `service-revision/${service.cluster.name}/${service.name}/${digits(aws.world.random, DEPLOYMENT_ID_DIGITS)}`,
  );

/** The last part of an ARN, or the text itself where it is a plain name or identifier. */
export const lastPart = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
