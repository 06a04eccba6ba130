import type { StopTaskRequest, StopTaskResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { clusterOf, findTask } from "../find.ts";
import { describeTask } from "../tasks/describe-task.ts";
import * as life from "../tasks/task-life.ts";

/** What the console says for a stop without a reason (observed; the API names no default). */
const REASON_DEFAULT = "Task stopped by user";

/** A task of a service is replaced by its scheduler. */
export const stopTask: Action<Checked<StopTaskRequest>, StopTaskResponse> = (input, { aws }) => {
  const task = findTask(clusterOf(aws, input.cluster), input.task);
  if (!task) throw invalidParameter("The referenced task was not found.");
  life.stopTask(aws, task, {
    stopCode: "UserInitiated",
    stoppedReason: input.reason ?? REASON_DEFAULT,
    end: { kind: "stopped" },
  });
  return { task: describeTask(task) };
};
