import type { DeleteLogGroupRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const deleteLogGroup: Action<Checked<DeleteLogGroupRequest>, object> = (input, { aws }) => {
  aws.logs.deleteGroup(aws.logs.group(input.logGroupName));
  return {};
};
