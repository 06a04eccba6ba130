import { CloudWatchLogsClient, GetLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
} from "@aws-sdk/client-ecs";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { diagnose } from "../../../shared/core/failure/diagnose.ts";
import { garden } from "./parameter.ts";
import { roll } from "./roll.ts";
import { claim, finishClaim, readState, renewClaim, type State } from "./state.ts";
import { addToSet, get, put } from "./table.ts";

const ecs = new ECSClient({});
const logs = new CloudWatchLogsClient({});
// Left alone, the SDK sends to the host in the queue's URL.
const queue = new SQSClient({ useQueueUrlAsEndpoint: false });

interface TaskEvent {
  readonly id: string;
  readonly time: string;
  readonly detail: {
    readonly clusterArn: string;
    readonly taskArn: string;
    readonly taskDefinitionArn: string;
    readonly group: string;
    readonly startedBy: string;
    readonly stopCode?: string;
    readonly containers: readonly { readonly name: string; readonly exitCode?: number }[];
  };
}

/**
 * What `diagnose` does about the first task of a service that crashes, as plain calls. What failures mean is the same
 * table for both: without it a rival would not do the work.
 */
export async function handler({ id, detail }: TaskEvent): Promise<void> {
  const { containers, startedBy, taskDefinitionArn: taskDefinition } = detail;
  const cluster = lastOf(detail.clusterArn);
  const service = detail.group.replace("service:", "");
  const name = `${cluster}/${service}`;
  const task = lastOf(detail.taskArn);
  const [container = { name: "" }] = containers;
  await claim(id);
  const known = await get("index", name);
  await readState(name);
  const alike = { pk: `failures#${name}`, sk: `${startedBy}#exited/${container.name}/${container.exitCode}` };
  await addToSet(alike, "ids", task);
  const cause = await findOut(cluster, service, detail, container.name);
  await addToSet(alike, "causes", cause);
  const state = await readState(name);
  if (state.rollout?.["deploymentId"] === startedBy) {
    const { images = [] } = (known?.["entry"] ?? {}) as { readonly images?: readonly string[] };
    await lookAtRollout(cluster, service, images, state);
    return finishClaim(id);
  }

  const key = `${cause}/${name}/${lastOf(taskDefinition)}`;
  await get("incidents", key);
  const incident = { cause, service: name, openedAt: Date.now() };
  await put({ pk: "incidents", sk: key, incident, version: 1, isUntold: true }, "attribute_not_exists(pk)");
  await addToSet({ pk: `incident#${key}`, sk: name }, "ids", task);
  await get("incidents", key);
  await garden();
  await queue.send(
    new SendMessageCommand({
      QueueUrl: process.env["NOTICES_QUEUE_URL"],
      MessageBody: JSON.stringify({ incident, version: 1, at: Date.now(), sentences: [] }),
      MessageGroupId: "#deploys",
      MessageDeduplicationId: `${service}-${incident.openedAt}`,
    }),
  );
  await put({ pk: "incidents", sk: key, incident, version: 1 }, "version = :version", { ":version": 1 });
  await finishClaim(id);
}

/** It is the rollout's own: the service is looked at as after a push. */
async function lookAtRollout(cluster: string, service: string, images: readonly string[], before: State) {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  for (const described of services)
    for (const image of images) {
      const [repository = "", tag = ""] = image.split(":");
      await roll(ecs, described, { repository, tag }, before, () => renewClaim(`${cluster}/${service}`));
    }
}

async function findOut(cluster: string, service: string, detail: TaskEvent["detail"], container: string) {
  const { taskDefinitionArn: taskDefinition, taskArn } = detail;
  const { taskDefinition: revision } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  await ecs.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }));
  const { options } = revision?.containerDefinitions?.find(({ name }) => name === container)?.logConfiguration ?? {};
  const { events } = await logs.send(
    new GetLogEventsCommand({
      logGroupName: options?.["awslogs-group"],
      logStreamName: `${options?.["awslogs-stream-prefix"]}/${container}/${lastOf(taskArn)}`,
      limit: 20,
    }),
  );
  await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  const lines = (events ?? []).map(({ message = "" }) => message);
  const logTail = [{ container, lines }];
  return diagnose({ ...detail, id: taskArn, isLone: false, hasStarted: true, failedAttachments: [], logTail }).kind;
}

const lastOf = (arn: string): string => arn.slice(arn.lastIndexOf("/") + 1);
