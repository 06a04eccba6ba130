import type { CreateServiceRequest, Service, Task } from "@aws-sdk/client-ecs";
import type { Checked } from "../../simulator/checked.ts";
import type { BusEvent } from "../../simulator/services/events/event.ts";
import { createCluster } from "../../simulator/services/ecs/actions/createCluster.ts";
import { createService } from "../../simulator/services/ecs/actions/createService.ts";
import { describeServices } from "../../simulator/services/ecs/actions/describeServices.ts";
import { describeTasks } from "../../simulator/services/ecs/actions/describeTasks.ts";
import { listTasks } from "../../simulator/services/ecs/actions/listTasks.ts";
import { registerTaskDefinition } from "../../simulator/services/ecs/actions/registerTaskDefinition.ts";
import { updateService } from "../../simulator/services/ecs/actions/updateService.ts";
import type { TaskDefinitionInput } from "../../simulator/services/ecs/model.ts";
import { ACCOUNT, START, regionWithCalls } from "./region.ts";

const REPOSITORY = "team/web";
export const image = (tag: string): string => `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/${REPOSITORY}:${tag}`;

export const NETWORK = { awsvpcConfiguration: { subnets: ["subnet-1", "subnet-2"], securityGroups: ["sg-1"] } };

type Configuration = Checked<CreateServiceRequest>["deploymentConfiguration"];
type Container = TaskDefinitionInput["containerDefinitions"][number];

/** What every task definition of these tests has besides its containers. */
export const FARGATE = {
  family: "web",
  networkMode: "awsvpc",
  requiresCompatibilities: ["FARGATE"],
  cpu: "256",
  memory: "512",
  executionRoleArn: `arn:aws:iam::${ACCOUNT}:role/execution`,
} satisfies Partial<TaskDefinitionInput>;

/** An account with a cluster `shop`, and the usual steps in a sentence each. Sees every event that is put on the bus. */
export async function shopRegion() {
  const region = regionWithCalls();
  const { aws, world, call } = region;
  const events: BusEvent[] = [];
  const put = aws.events.put.bind(aws.events);
  aws.events.put = (event) => {
    events.push(event);
    put(event);
  };
  await call(createCluster, { clusterName: "shop" });

  const register = async (container: Partial<Container> = {}, others: Container[] = []): Promise<string> => {
    const { taskDefinition } = await call(registerTaskDefinition, {
      ...FARGATE,
      containerDefinitions: [{ name: "web", image: image("v1"), ...container }, ...others],
    });
    return taskDefinition?.taskDefinitionArn ?? "";
  };
  const service = async (): Promise<Service> => {
    const { services } = await call(describeServices, { cluster: "shop", services: ["api"] });
    const [found] = services ?? [];
    if (!found) throw new Error("no service");
    return found;
  };
  const tasks = async (desiredStatus: "RUNNING" | "STOPPED" = "RUNNING"): Promise<Task[]> => {
    const { taskArns = [] } = await call(listTasks, { cluster: "shop", serviceName: "api", desiredStatus });
    if (taskArns.length === 0) return [];
    return (await call(describeTasks, { cluster: "shop", tasks: taskArns })).tasks ?? [];
  };
  return {
    ...region,
    events,
    register,
    service,
    tasks,
    push: (tag: string, behavior?: string) => aws.ecr.push({ repository: REPOSITORY, tag, behavior }).digest,
    create: async (taskDefinition: string, options: { desiredCount?: number; configuration?: Configuration } = {}) =>
      call(createService, {
        cluster: "shop",
        serviceName: "api",
        taskDefinition,
        desiredCount: options.desiredCount ?? 3,
        launchType: "FARGATE",
        networkConfiguration: NETWORK,
        deploymentConfiguration: options.configuration,
      }),
    deploy: async (taskDefinition: string) => call(updateService, { cluster: "shop", service: "api", taskDefinition }),
    /** Names of the events of a kind so far, oldest first. */
    eventNames: (detailType: string) =>
      events
        .filter((event) => event["detail-type"] === detailType)
        .map(({ detail }) => (detail instanceof Object && "eventName" in detail ? detail.eventName : undefined)),
    secondsSinceStart: () => (world.now - START) / 1000,
    /** Moves on until something holds; answers how many seconds that took. Gives up after so many seconds. */
    until: async (holds: () => Promise<boolean>, secondsMax = 3600) => {
      const from = world.now;
      while (!(await holds())) {
        if (world.now - from > secondsMax * 1000) throw new Error(`did not come true in ${secondsMax} seconds`);
        await world.advance(1000);
      }
      return (world.now - from) / 1000;
    },
  };
}
