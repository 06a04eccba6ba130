import type { RunTaskRequest, RunTaskResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeTask } from "../tasks/describe-task.ts";
import { runTasks } from "../tasks/run-tasks.ts";

export const runTask: Action<Checked<RunTaskRequest>, RunTaskResponse> = (input, { aws }) => ({
  tasks: runTasks(aws, input).map((task) => ({ ...describeTask(task), tags: task.tags })),
  failures: [],
});
