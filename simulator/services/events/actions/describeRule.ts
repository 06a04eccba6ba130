import type { DescribeRuleCommandInput, DescribeRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";
import { describe } from "../describe.ts";

export const describeRule: Action<Checked<DescribeRuleCommandInput>, Omit<DescribeRuleCommandOutput, "$metadata">> = (
  { Name, EventBusName },
  { aws },
) => {
  requireDefaultBus(aws, EventBusName);
  return { ...describe(aws.events.rule(Name)), CreatedBy: aws.account };
};
