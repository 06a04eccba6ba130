import type { DescribeTasksRequest, DescribeTasksResponse, Failure, Task } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { clusterOf, findTask } from "../find.ts";
import { taskArn } from "../names.ts";
import { describeTask } from "../tasks/describe-task.ts";

/** API reference, DescribeTasks. */
const TASKS_MAX = 100;

export const describeTasks: Action<Checked<DescribeTasksRequest>, DescribeTasksResponse> = (input, { aws }) => {
  const { tasks: asked, include = [] } = input;
  if (asked.length === 0) throw invalidParameter("Tasks cannot be empty.");
  if (asked.length > TASKS_MAX) throw invalidParameter(`Tasks can have at most ${TASKS_MAX} entries.`);
  const cluster = clusterOf(aws, input.cluster);
  const tasks: Task[] = [];
  const failures: Failure[] = [];
  for (const idOrArn of asked) {
    const task = findTask(cluster, idOrArn);
    if (task) tasks.push({ ...describeTask(task), tags: include.includes("TAGS") ? task.tags : [] });
    else failures.push({ arn: idOrArn.includes(":") ? idOrArn : taskArn(aws, cluster, idOrArn), reason: "MISSING" });
  }
  return { tasks, failures };
};
