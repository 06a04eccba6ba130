import type { NetworkConfiguration } from "@aws-sdk/client-ecs";
import { AwsError } from "../../aws.ts";
import { clientException, invalidParameter } from "./errors.ts";
import type { Capacity } from "./capacity.ts";
import type { TaskDefinitionRecord } from "./model.ts";

/** Platform versions of Fargate for Linux (ECS developer guide, platform-fargate). `LATEST` means the newest. */
const PLATFORM_VERSIONS = ["LATEST", "1.4.0", "1.3.0"];
const PLATFORM_VERSION_LATEST = "1.4.0";

/** `LATEST`, and no version, are answered as what they mean now (inferred). */
export const platformVersionOf = (given: string | undefined): string =>
  given === undefined || given === "LATEST" ? PLATFORM_VERSION_LATEST : given;

/** What CreateService, UpdateService and RunTask refuse alike before they start tasks of a task definition. */
export function checkLaunch(
  taskDefinition: TaskDefinitionRecord,
  capacity: Capacity,
  { networkConfiguration, platformVersion = "LATEST" }: LaunchInput,
): void {
  const { definition } = taskDefinition;
  if (!definition.compatibilities?.includes("FARGATE"))
    throw capacity.launchType
      ? invalidParameter("Task definition does not support launch_type FARGATE.")
      : clientException("The selected task definition is not compatible with the selected compute strategy.");
  if (definition.networkMode === "awsvpc" && !networkConfiguration?.awsvpcConfiguration)
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  if (networkConfiguration?.awsvpcConfiguration?.subnets?.length === 0)
    throw invalidParameter("subnets can not be empty.");
  if (!PLATFORM_VERSIONS.includes(platformVersion))
    throw new AwsError("PlatformUnknownException", "The specified platform does not exist.");
}

interface LaunchInput {
  readonly networkConfiguration?: NetworkConfiguration | undefined;
  readonly platformVersion?: string | undefined;
}
