import type { ContainerCondition } from "@aws-sdk/client-ecs";
import type { ContainerRecord } from "../model.ts";
import { cannotStart } from "./start-failures.ts";

/** Whether a container may start now, later, or never. */
export type Dependency =
  | { readonly kind: "met" }
  | { readonly kind: "waiting" }
  | { readonly kind: "never"; readonly reason: string };

const NEVER_STARTS = "because dependency will never start";

/** How the agent writes down a container: with what is known of it and what is wanted (agent/api/container). */
function written({ definition, lastStatus, exitCode }: ContainerRecord): string {
  const known = lastStatus === "PENDING" ? "NONE" : lastStatus;
  const exit = exitCode === undefined ? "" : ` - Exit: ${exitCode}`;
  return `[${definition.name}(${definition.image}) (${known}->RUNNING)${exit}]`;
}

const never = (why: string): Dependency => ({ kind: "never", reason: cannotStart(`dependency graph: ${why}`) });

/**
 * Looks at a container's `dependsOn` (API reference, ContainerDependency). Texts of the reasons: aws/amazon-ecs-agent,
 * agent/engine/dependencygraph.
 */
export function dependencyOf(
  container: ContainerRecord,
  containers: readonly ContainerRecord[],
  { hasTimedOut }: { hasTimedOut: (containerName: string) => boolean },
): Dependency {
  const target = written(container);
  let isWaiting = false;
  for (const { containerName, condition } of container.definition.dependsOn ?? []) {
    const awaited = containers.find(({ definition }) => definition.name === containerName);
    if (!awaited) return never(`container ordering dependency [<nil>] for target ${target} does not exist.`);
    const standing = standingOf(awaited, condition);
    if (standing === "met") continue;
    if (standing !== "waiting")
      return never(
        `failed to resolve container ordering dependency ${written(awaited)} for target ${target} ${standing}`,
      );
    if (hasTimedOut(containerName))
      return never(`container ordering dependency ${written(awaited)} for target ${target} has timed out.`);
    isWaiting = true;
  }
  return { kind: isWaiting ? "waiting" : "met" };
}

/** `met`, `waiting`, or why it can never be. */
function standingOf(
  { lastStatus, startedAt, healthStatus, exitCode }: ContainerRecord,
  condition: ContainerCondition,
): string {
  const hasNeverStarted = lastStatus === "STOPPED" && startedAt === undefined;
  switch (condition) {
    case "START":
      if (hasNeverStarted) return NEVER_STARTS;
      return lastStatus === "PENDING" ? "waiting" : "met";
    case "COMPLETE":
      if (hasNeverStarted) return NEVER_STARTS;
      return lastStatus === "STOPPED" ? "met" : "waiting";
    case "SUCCESS":
      if (lastStatus !== "STOPPED") return "waiting";
      return exitCode === 0 ? "met" : "as dependency did not exit successfully.";
    case "HEALTHY":
      if (lastStatus === "STOPPED") return NEVER_STARTS;
      return healthStatus === "HEALTHY" ? "met" : "waiting";
    default:
      return condition satisfies never;
  }
}
