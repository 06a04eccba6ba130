import type { PutRetentionPolicyRequest } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";

/** CloudWatch Logs API reference, PutRetentionPolicy. */
const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const putRetentionPolicy: Action<Checked<PutRetentionPolicyRequest>, object> = (input, { aws }) => {
  if (!RETENTION_DAYS.includes(input.retentionInDays))
    throw invalidParameter(
      `Value '${input.retentionInDays}' at 'retentionInDays' failed to satisfy constraint: must be one of ${RETENTION_DAYS.join(", ")}`,
    );
  aws.logs.group(input.logGroupName).retentionInDays = input.retentionInDays;
  return {};
};
