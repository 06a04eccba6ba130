import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type DeploymentConfiguration,
  type Service,
  type Tag,
} from "@aws-sdk/client-ecs";
import type { SlackMessage } from "../../simulator/slack/slack.ts";
import { type GardenOptions, type GardenWorld, plantGarden } from "./garden.ts";

/** Host of the images of the account and Region that tests live in. */
export const REGISTRY = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

/** A sidecar of the same registry on another tag: it must never move. */
export const SIDECAR_IMAGE = `${REGISTRY}/team/proxy:stable`;

const NETWORK = { awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] } };

/** Given a cluster `shop`, and the image of its sidecars. */
export async function givenCluster(garden: GardenWorld): Promise<void> {
  whenPushed(garden, "stable", "healthy", "team/proxy");
  await garden.ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
}

export interface GivenService {
  readonly name: string;
  readonly repository?: string;
  readonly desiredCount?: number;
  /** Names of its containers: the application, whose image follows the tag, and the sidecar. */
  readonly containers?: readonly [string, string];
  /** Image of its second container; one that never moves unless given. */
  readonly sidecar?: string;
  readonly sidecarIsEssential?: boolean;
  readonly deploymentConfiguration?: DeploymentConfiguration;
  readonly deploymentController?: "ECS" | "CODE_DEPLOY" | "EXTERNAL";
  /** It follows `latest` unless given. */
  readonly tags?: readonly Tag[];
}

/** Given a Fargate service of `shop` with an application container and a sidecar. */
export async function givenService({ ecs }: GardenWorld, given: GivenService): Promise<void> {
  const { name, repository = "team/web", containers = ["web", "proxy"] } = given;
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
      containerDefinitions: [
        { name: containers[0], image: `${REGISTRY}/${repository}:latest`, essential: true },
        { name: containers[1], image: given.sidecar ?? SIDECAR_IMAGE, essential: given.sidecarIsEssential ?? false },
      ],
    }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster: "shop",
      serviceName: name,
      taskDefinition: name,
      desiredCount: given.desiredCount ?? 3,
      launchType: "FARGATE",
      networkConfiguration: NETWORK,
      tags: [...(given.tags ?? [{ key: "gardener:follow", value: "latest" }])],
      ...(given.deploymentConfiguration ? { deploymentConfiguration: given.deploymentConfiguration } : {}),
      ...(given.deploymentController ? { deploymentController: { type: given.deploymentController } } : {}),
    }),
  );
}

/** Given a service `shop/api` that has run a healthy image for a while, and is known to the garden. */
export async function givenARunningGarden(
  given: Pick<GivenService, "deploymentConfiguration"> & Pick<GardenOptions, "seed" | "gardenFile"> = {},
): Promise<GardenWorld> {
  const { seed = 1, gardenFile, ...settings } = given;
  const garden = await plantGarden({ seed, gardenFile });
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api", ...settings });
  await garden.advance(300);
  return garden;
}

/** When EventBridge delivers this *ECR Image Action*, whatever ECR says. */
export function whenEventComes({ aws }: GardenWorld, id: string, detail: Readonly<Record<string, unknown>>): void {
  aws.events.put({
    version: "0",
    id,
    "detail-type": "ECR Image Action",
    source: "aws.ecr",
    account: aws.account,
    time: "2026-11-16T01:59:00Z",
    region: aws.region,
    resources: [],
    detail: { "action-type": "PUSH", result: "SUCCESS", "image-tag": "latest", ...detail },
  });
}

/** When an image that behaves so is pushed; returns its digest. */
export function whenPushed(
  { aws }: GardenWorld,
  tag = "latest",
  behavior = "healthy",
  repository = "team/web",
): string {
  return aws.ecr.push({ repository, tag, behavior }).digest;
}

/** The service as DescribeServices tells it. */
export async function service({ ecs }: GardenWorld, name: string): Promise<Service> {
  const answer = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services: [name], include: ["TAGS"] }));
  const [found] = answer.services ?? [];
  if (!found) throw new Error(`shop has no service ${name}`);
  return found;
}

/** Images by container of the revision that the service's PRIMARY deployment runs. */
export async function images(garden: GardenWorld, name: string): Promise<Readonly<Record<string, string>>> {
  const { taskDefinition = "" } = await service(garden, name);
  const answer = await garden.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return Object.fromEntries(
    (answer.taskDefinition?.containerDefinitions ?? []).map(({ name: container, image }) => [container, image ?? ""]),
  );
}

/** How often the functions called an operation, as `ecs:UpdateService`, all of them together. */
export function callsOf({ simulator }: GardenWorld, operation: string): number {
  return simulator.calls
    .list()
    .filter((entry) => entry.principal !== "administrator" && entry.operation === operation)
    .reduce((sum, { count }) => sum + count, 0);
}

/** The first messages of all threads, as `GET /_simulator/slack` shows them. */
export function slackMessages({ simulator }: GardenWorld): readonly SlackMessage[] {
  return simulator.slack.messages.filter(({ threadTs }) => threadTs === null);
}
