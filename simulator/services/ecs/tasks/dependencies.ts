import type { ContainerCondition } from "@aws-sdk/client-ecs";
import type { ContainerRecord } from "../model.ts";

/** Whether a container may start now, later, or never. */
export type Dependency =
  | { readonly kind: "met" }
  | { readonly kind: "waiting" }
  | { readonly kind: "never"; readonly reason: string };

/**
 * Looks at a container's `dependsOn` (API reference, ContainerDependency). Texts of the reasons: aws/amazon-ecs-agent,
 * agent/engine/dependencygraph.
 */
export function dependencyOf(
  container: ContainerRecord,
  containers: readonly ContainerRecord[],
  { hasTimedOut }: { hasTimedOut: (containerName: string) => boolean },
): Dependency {
  const { name, dependsOn = [] } = container.definition;
  let isWaiting = false;
  for (const { containerName, condition } of dependsOn) {
    const target = containers.find(({ definition }) => definition.name === containerName);
    const standing = target ? standingOf(target, condition) : "as it does not exist";
    if (standing === "met") continue;
    if (standing === "waiting" && !hasTimedOut(containerName)) isWaiting = true;
    else {
      const why = standing === "waiting" ? "as dependency has timed out" : standing;
      return {
        kind: "never",
        reason: `CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [${containerName}] for target [${name}] ${why}.`,
      };
    }
  }
  return { kind: isWaiting ? "waiting" : "met" };
}

/** `met`, `waiting`, or why it can never be. */
function standingOf({ lastStatus, healthStatus, exitCode }: ContainerRecord, condition: ContainerCondition): string {
  switch (condition) {
    case "START":
      return lastStatus === "PENDING" ? "waiting" : "met";
    case "COMPLETE":
      return lastStatus === "STOPPED" ? "met" : "waiting";
    case "SUCCESS":
      if (lastStatus !== "STOPPED") return "waiting";
      return exitCode === 0 ? "met" : "as dependency did not exit successfully";
    case "HEALTHY":
      if (lastStatus === "STOPPED") return "because dependency will never start";
      return healthStatus === "HEALTHY" ? "met" : "waiting";
    default:
      return condition satisfies never;
  }
}
