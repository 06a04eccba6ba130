import { AwsError } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import { DEFAULT_BUS } from "./state.ts";

/** Whether a name or ARN means the default bus, the only one there is; it is meant where none is given. */
export function isDefaultBus(aws: AwsRegion, nameOrArn: string | undefined): boolean {
  return (
    nameOrArn === undefined || nameOrArn === DEFAULT_BUS || nameOrArn === aws.arn("events", `event-bus/${DEFAULT_BUS}`)
  );
}

/** Throws ResourceNotFoundException for every other bus. */
export function requireDefaultBus(aws: AwsRegion, nameOrArn: string | undefined): void {
  if (!isDefaultBus(aws, nameOrArn))
    throw new AwsError("ResourceNotFoundException", `Event bus ${nameOrArn} does not exist.`);
}
