import type { DescribeLogGroupsRequest, DescribeLogGroupsResponse, LogGroup } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import type { AwsRegion } from "../../../region.ts";
import { invalidParameter } from "../errors.ts";
import type { LogGroup as StoredGroup } from "../group.ts";
import { describePage } from "../paging.ts";

/** `logGroupNamePattern` matches anywhere in a name, without regard to case (CloudWatch Logs API reference). */
export const describeLogGroups: Action<Checked<DescribeLogGroupsRequest>, DescribeLogGroupsResponse> = (
  input,
  { aws },
) => {
  refuseParameters("DescribeLogGroups", input, ["accountIdentifiers", "logGroupIdentifiers"]);
  if (input.includeLinkedAccounts) throw notSimulated("DescribeLogGroups", "parameter includeLinkedAccounts");
  const { logGroupNamePrefix: prefix = "", logGroupNamePattern: pattern } = input;
  if (prefix !== "" && pattern !== undefined)
    throw invalidParameter("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
  const isStandard = (input.logGroupClass ?? "STANDARD") === "STANDARD";
  const groups = aws.logs
    .groups()
    .filter(({ name }) => isStandard && name.startsWith(prefix))
    .filter(({ name }) => pattern === undefined || name.toLowerCase().includes(pattern.toLowerCase()));
  const { items, nextToken } = describePage(groups, input);
  return { logGroups: items.map((group) => describe(group, aws)), nextToken };
};

function describe(group: StoredGroup, aws: AwsRegion): LogGroup {
  const logGroupArn = aws.arn("logs", `log-group:${group.name}`);
  const messages = group.streams().flatMap((stream) => stream.events.map((event) => event.message));
  return {
    logGroupName: group.name,
    creationTime: group.createdAt,
    ...(group.retentionInDays === undefined ? {} : { retentionInDays: group.retentionInDays }),
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
    metricFilterCount: 0,
    arn: `${logGroupArn}:*`,
    logGroupArn,
    storedBytes: messages.reduce((bytes, message) => bytes + Buffer.byteLength(message), 0),
    logGroupClass: "STANDARD",
  };
}
