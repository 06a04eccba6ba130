import type { DeleteRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const deleteRetentionPolicy: Action<Checked<DeleteRetentionPolicyRequest>, object> = (input, { aws }) => {
  aws.logs.group(input.logGroupName).retentionInDays = undefined;
  return {};
};
