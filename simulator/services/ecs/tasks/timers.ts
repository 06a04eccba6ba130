import type { AwsRegion } from "../../../region.ts";
import type { TaskRecord } from "../model.ts";

/** Runs `action` in so many virtual milliseconds, unless the task is stopped before. */
export function afterWhile(aws: AwsRegion, task: TaskRecord, milliseconds: number, action: () => void): void {
  task.timers.push(aws.world.after(milliseconds, action));
}
