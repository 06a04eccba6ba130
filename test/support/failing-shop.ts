import { CreateLogGroupCommand, DescribeLogStreamsCommand, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Task,
} from "@aws-sdk/client-ecs";
import type { BusEvent } from "../../simulator/services/events/event.ts";
import { FARGATE, NETWORK, image } from "./ecs-region.ts";
import { simulatorWithClients } from "./faults.ts";

export const LOG_GROUP = "/shop/api";

/** To `logConfiguration` of a container: its lines go to the group of these tests. */
export const LOGS = {
  logDriver: "awslogs",
  options: { "awslogs-group": LOG_GROUP, "awslogs-region": "us-east-1", "awslogs-stream-prefix": "ecs" },
} as const;

/** How long any task of these tests takes to its end at most. */
const END_SECONDS_MAX = 600;

/** A cluster `shop` with a log group, behind real SDK clients; a service `api` once it is created. Sees every event. */
export async function failingShop() {
  const { simulator, clients, aws } = await simulatorWithClients();
  const { ecs, logs } = clients;
  const events: BusEvent[] = [];
  const put = aws.events.put.bind(aws.events);
  aws.events.put = (event) => {
    events.push(event);
    put(event);
  };
  await ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));

  const advance = (seconds: number) => simulator.world.advance(seconds * 1_000);

  /** Registers containers; one without an image gets one of this behaviour. */
  const register = async (
    containers: readonly (Partial<ContainerDefinition> & { readonly behavior?: string })[],
    more: Partial<RegisterTaskDefinitionCommandInput> = {},
  ): Promise<string> => {
    const { taskDefinition } = await ecs.send(
      new RegisterTaskDefinitionCommand({
        ...FARGATE,
        containerDefinitions: containers.map(({ behavior = "healthy", name = "web", ...container }) => {
          const tag = `${name}-${behavior.replaceAll(/[^a-z0-9]/g, "-")}`;
          if (!container.image) aws.ecr.push({ repository: "team/web", tag, behavior });
          return { name, image: image(tag), logConfiguration: LOGS, ...container };
        }),
        ...more,
      }),
    );
    return taskDefinition?.taskDefinitionArn ?? "";
  };

  const create = (taskDefinition: string, more: Partial<CreateServiceCommandInput> = {}) =>
    ecs.send(
      new CreateServiceCommand({
        cluster: "shop",
        serviceName: "api",
        taskDefinition,
        desiredCount: 1,
        ...(more.capacityProviderStrategy ? {} : { launchType: "FARGATE" }),
        networkConfiguration: NETWORK,
        ...more,
      }),
    );

  const tasks = async (desiredStatus: "RUNNING" | "STOPPED"): Promise<Task[]> => {
    const { taskArns = [] } = await ecs.send(
      new ListTasksCommand({ cluster: "shop", serviceName: "api", desiredStatus }),
    );
    if (taskArns.length === 0) return [];
    return (await ecs.send(new DescribeTasksCommand({ cluster: "shop", tasks: taskArns }))).tasks ?? [];
  };

  /** The first task that reaches STOPPED, when it does. */
  const firstStopped = async (): Promise<Task> => {
    for (let second = 0; second < END_SECONDS_MAX; second++) {
      const stopped = (await tasks("STOPPED")).find(({ lastStatus }) => lastStatus === "STOPPED");
      if (stopped) return stopped;
      await advance(1);
    }
    throw new Error(`no task stopped within ${END_SECONDS_MAX} seconds`);
  };

  return {
    simulator,
    clients,
    aws,
    events,
    advance,
    register,
    create,
    tasks,
    firstStopped,
    /** Sentences of the service's events, newest first. */
    sentences: async (): Promise<string[]> => {
      const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster: "shop", services: ["api"] }));
      return (services[0]?.events ?? []).map(({ message = "" }) => message);
    },
    /** Details of the events of a kind so far, oldest first. */
    details: (detailType: string): object[] =>
      events.flatMap(({ detail, ...event }) =>
        event["detail-type"] === detailType && detail instanceof Object ? [detail] : [],
      ),
    /** What a container of a task wrote, as it can be read now; nothing where it never started. */
    lines: async (task: Task, container = "web"): Promise<string[]> => {
      const logStreamName = `ecs/${container}/${task.taskArn?.split("/").at(-1)}`;
      const { logStreams = [] } = await logs.send(
        new DescribeLogStreamsCommand({ logGroupName: LOG_GROUP, logStreamNamePrefix: logStreamName }),
      );
      if (logStreams.length === 0) return [];
      const { events: found = [] } = await logs.send(
        new GetLogEventsCommand({ logGroupName: LOG_GROUP, logStreamName, startFromHead: true }),
      );
      return found.map(({ message = "" }) => message);
    },
  };
}

/** What a task says of its end, wherever it says it. */
export const evidenceOf = ({ stopCode, stoppedReason, startedAt, containers = [] }: Task) => ({
  stopCode,
  stoppedReason,
  hasRun: startedAt !== undefined,
  containers: containers.map(({ name, exitCode, reason }) => ({ name, exitCode, reason })),
});
