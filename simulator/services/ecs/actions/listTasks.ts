import type { ListTasksRequest, ListTasksResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";
import { serviceNotFound } from "../errors.ts";
import { clusterOf, findService } from "../find.ts";
import { ecsPage } from "../paging.ts";

/** Tasks that are meant to run, unless asked for those that are STOPPED (API reference, ListTasks). */
export const listTasks: Action<Checked<ListTasksRequest>, ListTasksResponse> = (input, { aws }) => {
  const {
    containerInstance,
    daemonName,
    desiredStatus = "RUNNING",
    family,
    launchType,
    serviceName,
    startedBy,
  } = input;
  if (containerInstance !== undefined) throw notSimulated("ListTasks", "parameter containerInstance");
  if (daemonName !== undefined) throw notSimulated("ListTasks", "parameter daemonName");
  const cluster = clusterOf(aws, input.cluster);
  const service = serviceName === undefined ? undefined : findService(cluster, serviceName);
  if (serviceName !== undefined && !service) throw serviceNotFound();
  const arns = [...cluster.tasks.values()]
    .filter(
      (task) =>
        task.desiredStatus === desiredStatus &&
        (!service || task.owner?.service === service) &&
        (family === undefined || task.taskDefinition.family === family) &&
        (launchType === undefined || task.shape.launchType === launchType) &&
        (startedBy === undefined || task.shape.startedBy === startedBy),
    )
    .map(({ arn }) => arn);
  const { items, nextToken } = ecsPage(arns, input);
  return { taskArns: items, nextToken };
};
