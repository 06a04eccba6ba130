import { createCluster } from "../../simulator/services/ecs/actions/createCluster.ts";
import { createService } from "../../simulator/services/ecs/actions/createService.ts";
import { registerTaskDefinition } from "../../simulator/services/ecs/actions/registerTaskDefinition.ts";
import { tagResource } from "../../simulator/services/ecs/actions/tagResource.ts";
import { createSimulator } from "../../simulator/simulator.ts";
import { administrator, DEFAULT_ACCOUNT, DEFAULT_REGION } from "../../simulator/wire/identity.ts";
import { type GardenWorld, plantGarden } from "../../test/support/garden.ts";

export interface FleetPlan {
  /** How many services there are in all. */
  readonly size: number;
  /** A group of services for each of these counts, which follow a tag of their own: pushes go to it. */
  readonly groups: readonly number[];
}

/** A garden that has just been planted, and who is in which group. */
export interface Fleet {
  readonly garden: GardenWorld;
  /** Names of the services, as `cluster/service`, by the size of their group. */
  readonly groups: ReadonlyMap<number, readonly string[]>;
  /** Lets so many of the other services follow a tag to which nobody pushes. */
  join(services: number): Promise<void>;
}

/** All images lie in one repository, so that nothing but the tag tells whom a push concerns. */
export const REPOSITORY = "team/web";

/** The tag that a group of so many services follows. */
export const groupTag = (services: number): string => `group-of-${services}`;

const REST_TAG = "stable";

/** More than ECS allows in one cluster are spread (Amazon ECS endpoints and quotas, "Services per cluster"). */
const SERVICES_PER_CLUSTER = 5_000;

/** Any start will do; a fixed one makes every run the same story. */
const START = Date.parse("2026-11-16T01:54:00Z");
const SEED = 1;

/** Fargate tasks are up well within so long. */
const TASKS_UP_SECONDS = 120;

/**
 * An account with a fleet that has been there for a while, in which the garden is then planted. Of the services only the
 * groups are in it yet. The others have no tasks: that keeps the simulator quick, and what the functions call for a
 * service that they know does not depend on it.
 */
export async function plantFleet({ size, groups }: FleetPlan): Promise<Fleet> {
  const simulator = await createSimulator({ start: START, seed: SEED, order: "seeded" });
  const aws = simulator.region();
  const call = { aws, world: simulator.world, principal: administrator(DEFAULT_ACCOUNT) };

  const register = async (tag: string): Promise<void> => {
    aws.ecr.push({ repository: REPOSITORY, tag, behavior: "healthy" });
    const image = `${DEFAULT_ACCOUNT}.dkr.ecr.${DEFAULT_REGION}.amazonaws.com/${REPOSITORY}:${tag}`;
    await registerTaskDefinition(
      {
        family: tag,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        cpu: "256",
        memory: "512",
        executionRoleArn: `arn:aws:iam::${DEFAULT_ACCOUNT}:role/execution`,
        containerDefinitions: [{ name: "web", image, essential: true }],
      },
      call,
    );
  };
  let created = 0;
  const create = async (tag: string, desiredCount: number, tags: readonly Tag[]): Promise<string> => {
    const cluster = `fleet-${Math.floor(created / SERVICES_PER_CLUSTER)}`;
    if (created % SERVICES_PER_CLUSTER === 0) await createCluster({ clusterName: cluster }, call);
    const serviceName = `${tag}-${created++}`;
    await createService(
      {
        cluster,
        serviceName,
        taskDefinition: tag,
        desiredCount,
        launchType: "FARGATE",
        networkConfiguration: { awsvpcConfiguration: { subnets: ["subnet-1"], securityGroups: ["sg-1"] } },
        tags: [...tags],
      },
      call,
    );
    return `${cluster}/${serviceName}`;
  };

  const names = new Map<number, readonly string[]>();
  for (const services of groups) {
    const tag = groupTag(services);
    await register(tag);
    const group: string[] = [];
    while (group.length < services) group.push(await create(tag, 1, following(tag)));
    names.set(services, group);
  }
  await register(REST_TAG);
  const others: string[] = [];
  for (let left = size - created; left > 0; left--) others.push(await create(REST_TAG, 0, []));
  await simulator.world.advance(TASKS_UP_SECONDS * 1000);

  return {
    garden: await plantGarden({ simulator }),
    groups: names,
    join: async (services) => {
      for (const name of others.splice(0, services))
        await tagResource({ resourceArn: aws.arn("ecs", `service/${name}`), tags: following(REST_TAG) }, call);
    },
  };
}

interface Tag {
  readonly key: string;
  readonly value: string;
}

const following = (tag: string): Tag[] => [{ key: "gardener:follow", value: tag }];
