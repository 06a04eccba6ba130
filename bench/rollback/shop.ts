import {
  CreateServiceCommand,
  type DeploymentConfiguration,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import type { BusEvent } from "../../simulator/services/events/event.ts";
import { type GardenWorld, plantGarden } from "../../test/support/garden.ts";
import { givenCluster, REGISTRY } from "../../test/support/steps.ts";

/** Who deploys what is pushed, and who takes it back. */
export const CONTENDERS = ["gardener", "gardener beside the breaker", "ECS circuit breaker alone"] as const;
export type Contender = (typeof CONTENDERS)[number];

/** ECS's circuit breaker with all its defaults. */
const BREAKER: DeploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: true } };

/** Checked every ten seconds, and failed after three checks: a quick one, as a team would choose for an API. */
const HEALTH_CHECK = { command: ["CMD", "/healthy"], interval: 10, timeout: 5, retries: 3 };

const REPOSITORY = "team/web";
const NETWORK = { awsvpcConfiguration: { subnets: ["subnet-0a1b2c3d"], securityGroups: ["sg-0a1b2c3d"] } };

/** A healthy rollout, its bake included, is through by then. */
const GOOD_ROLLOUT_SECONDS = 900;

/** A service that runs a good image, pinned, and whatever happens to its tasks from then on. */
export interface Shop {
  readonly garden: GardenWorld;
  readonly goodImage: string;
  /** Events of ECS since the shop was opened, oldest first. */
  readonly events: readonly BusEvent[];
  /** Pushes an image that behaves so, and has it deployed by whoever does that here. */
  push(behavior: string): Promise<string>;
  service(): Promise<Service>;
  /** The image of the PRIMARY deployment's revision. */
  imageOf(service: Service): Promise<string>;
}

export async function openShop(contender: Contender, desiredCount: number): Promise<Shop> {
  const isFollowed = contender !== "ECS circuit breaker alone";
  const garden = await plantGarden();
  const { aws, ecs, simulator } = garden;
  const events: BusEvent[] = [];
  const put = aws.events.put.bind(aws.events);
  aws.events.put = (event) => {
    events.push(event);
    put(event);
  };
  await givenCluster(garden);
  const pushed = (behavior: string): string => aws.ecr.push({ repository: REPOSITORY, tag: "latest", behavior }).digest;
  const register = (image: string) =>
    ecs.send(
      new RegisterTaskDefinitionCommand({
        family: "api",
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
        containerDefinitions: [{ name: "web", image, essential: true, healthCheck: HEALTH_CHECK }],
      }),
    );
  const pinned = (digest: string): string => `${REGISTRY}/${REPOSITORY}@${digest}`;
  const push = async (behavior: string): Promise<string> => {
    const digest = pushed(behavior);
    if (!isFollowed) {
      await register(pinned(digest));
      await ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api" }));
    }
    return digest;
  };
  const first = pushed("healthy");
  await register(isFollowed ? `${REGISTRY}/${REPOSITORY}:latest` : pinned(first));
  await ecs.send(
    new CreateServiceCommand({
      cluster: "shop",
      serviceName: "api",
      taskDefinition: "api",
      desiredCount,
      launchType: "FARGATE",
      networkConfiguration: NETWORK,
      ...(isFollowed ? { tags: [{ key: "gardener:follow", value: "latest" }] } : {}),
      ...(contender === "gardener" ? {} : { deploymentConfiguration: BREAKER }),
    }),
  );
  await garden.advance(GOOD_ROLLOUT_SECONDS);
  const good = await push("healthy");
  await garden.advance(GOOD_ROLLOUT_SECONDS);
  events.length = 0;

  const taskDefinitions = new Map<string, string>();
  return {
    garden,
    goodImage: pinned(good),
    events,
    push,
    async service() {
      const { services } = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["api"] }));
      const [found] = services ?? [];
      if (!found) throw new Error(`the service is gone at ${simulator.world.now}`);
      return found;
    },
    async imageOf({ taskDefinition = "" }) {
      const known = taskDefinitions.get(taskDefinition);
      if (known !== undefined) return known;
      const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      const image = described.taskDefinition?.containerDefinitions?.[0]?.image ?? "";
      taskDefinitions.set(taskDefinition, image);
      return image;
    },
  };
}
