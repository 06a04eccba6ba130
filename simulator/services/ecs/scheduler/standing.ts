import type { ServiceRecord, TaskRecord } from "../model.ts";
import { taskHealth } from "../tasks/health.ts";
import type { Standing } from "./plan.ts";

/** Tasks of a service that are meant to run, oldest first. */
export const liveTasks = (service: ServiceRecord): TaskRecord[] =>
  [...service.tasks].filter((task) => task.desiredStatus === "RUNNING");

/** How the scheduler sees a task. */
export function standingOf(service: ServiceRecord, task: TaskRecord, now: number): Standing {
  if (taskHealth(task.containers) === "UNHEALTHY" && now >= graceEnd(service, task)) return "unhealthy";
  if (task.lastStatus !== "RUNNING") return "starting";
  return task.isProven ? "healthy" : "unproven";
}

/** Until then the scheduler does not mind the task's health checks (API reference, Service). */
function graceEnd({ settings }: ServiceRecord, { startedAt }: TaskRecord): number {
  return startedAt === undefined ? Number.NEGATIVE_INFINITY : startedAt + settings.healthCheckGracePeriodSeconds * 1000;
}

/** When the grace of an unhealthy task ends, for those whose grace has not ended. */
export const comingGraceEnds = (service: ServiceRecord, now: number): number[] =>
  liveTasks(service)
    .filter((task) => taskHealth(task.containers) === "UNHEALTHY")
    .map((task) => graceEnd(service, task))
    .filter((end) => end > now);
