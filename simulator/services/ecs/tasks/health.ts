import type { HealthCheck, HealthStatus } from "@aws-sdk/client-ecs";
import type { ContainerDefinitionRecord, ContainerRecord } from "../model.ts";

/** Defaults of a container's health check (API reference, HealthCheck). */
const INTERVAL_SECONDS_DEFAULT = 30;
const RETRIES_DEFAULT = 3;
const START_PERIOD_SECONDS_DEFAULT = 0;

export interface HealthChange {
  /** From the container's start. */
  readonly atMilliseconds: number;
  readonly status: "HEALTHY" | "UNHEALTHY";
}

/**
 * When a container's health becomes known, for a program whose check passes from `healthyAfterMilliseconds` on
 * (undefined: never). Checks run every interval, first one interval after the start. Failures within the start period do
 * not count; after that `retries` failures in a row make it UNHEALTHY. How long a check itself takes is left out.
 */
export function healthChanges(healthCheck: HealthCheck, healthyAfterMilliseconds: number | undefined): HealthChange[] {
  const interval = (healthCheck.interval ?? INTERVAL_SECONDS_DEFAULT) * 1000;
  const retries = healthCheck.retries ?? RETRIES_DEFAULT;
  const startPeriod = (healthCheck.startPeriod ?? START_PERIOD_SECONDS_DEFAULT) * 1000;

  const firstPass =
    healthyAfterMilliseconds === undefined
      ? Number.POSITIVE_INFINITY
      : Math.max(Math.ceil(healthyAfterMilliseconds / interval), 1) * interval;
  const firstCounted = Math.max(Math.ceil(startPeriod / interval), 1) * interval;
  const failed = firstCounted + (retries - 1) * interval;

  const changes: HealthChange[] = [];
  if (failed < firstPass) changes.push({ atMilliseconds: failed, status: "UNHEALTHY" });
  if (Number.isFinite(firstPass)) changes.push({ atMilliseconds: firstPass, status: "HEALTHY" });
  return changes;
}

/** A task's health from its essential containers that have a health check; UNKNOWN where none has (API reference, Task). */
export function taskHealth(containers: readonly ContainerRecord[]): HealthStatus {
  const statuses = containers
    .filter(({ definition }) => isEssential(definition) && definition.healthCheck)
    .map((container) => container.healthStatus);
  if (statuses.includes("UNHEALTHY")) return "UNHEALTHY";
  if (statuses.length === 0 || statuses.includes("UNKNOWN")) return "UNKNOWN";
  return "HEALTHY";
}

export const isEssential = (definition: ContainerDefinitionRecord): boolean => definition.essential ?? true;

/** Whether a task's health decides (else: 40 seconds of RUNNING). */
export const hasHealthCheck = (definitions: readonly ContainerDefinitionRecord[]): boolean =>
  definitions.some((definition) => isEssential(definition) && definition.healthCheck !== undefined);
