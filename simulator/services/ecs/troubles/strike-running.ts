import type { AwsRegion } from "../../../region.ts";
import type { Scope } from "../../../troubles/troubles.ts";
import { stopTask } from "../tasks/task-life.ts";
import { placeOf } from "./place.ts";
import { RUNNING_TROUBLES, type RunningTrouble } from "./running-troubles.ts";

/** Ends the RUNNING tasks that a trouble covers and concerns; answers their identifiers. */
export function strikeRunning(aws: AwsRegion, name: string, covers: (scope: Scope) => boolean): string[] {
  const troubles: Readonly<Record<string, RunningTrouble>> = RUNNING_TROUBLES;
  const trouble = troubles[name];
  if (!trouble) return [];
  const { concerns, ...order } = trouble;
  const tasks = [...aws.ecs.clusters.values()]
    .flatMap((cluster) => [...cluster.tasks.values()])
    .filter((task) => task.lastStatus === "RUNNING" && task.desiredStatus === "RUNNING")
    .filter((task) => covers(placeOf(task)) && concerns(task));
  for (const task of tasks) stopTask(aws, task, { ...order, end: { kind: "stopped" } });
  return tasks.map(({ id }) => id);
}
