import type { CreateLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";

export const createLogGroup: Action<Checked<CreateLogGroupRequest>, object> = (input, { aws }) => {
  if ((input.logGroupClass ?? "STANDARD") !== "STANDARD")
    throw notSimulated("CreateLogGroup", `parameter logGroupClass ${input.logGroupClass}`);
  if (input.deletionProtectionEnabled) throw notSimulated("CreateLogGroup", "parameter deletionProtectionEnabled");
  const group = aws.logs.createGroup(input.logGroupName, { kmsKeyId: input.kmsKeyId });
  for (const [key, value] of Object.entries(input.tags ?? {})) group.tags.set(key, value);
  return {};
};
