import type { DescribeRuleResponse } from "@aws-sdk/client-eventbridge";
import type { Rule } from "./rule.ts";
import { DEFAULT_BUS } from "./state.ts";

/** A rule as DescribeRule and ListRules answer it. */
export function describe(rule: Rule): DescribeRuleResponse {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.eventPattern,
    ScheduleExpression: rule.scheduleExpression,
    State: rule.state,
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: DEFAULT_BUS,
  };
}
