import type { RunTaskResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import { describeTask } from "../tasks/describe-task.ts";
import { type RunTaskInput, runTasks } from "../tasks/run-tasks.ts";

export const runTask: Action<RunTaskInput, RunTaskResponse> = (input, { aws }) => {
  const { tasks, failures } = runTasks(aws, input);
  return { tasks: tasks.map((task) => ({ ...describeTask(task), tags: task.tags })), failures: [...failures] };
};
