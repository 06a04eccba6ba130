import type { PutRuleCommandInput, PutRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { requireDefaultBus } from "../bus-name.ts";

export const putRule: Action<Checked<PutRuleCommandInput>, Omit<PutRuleCommandOutput, "$metadata">> = (
  input,
  { aws },
) => {
  requireDefaultBus(aws, input.EventBusName);
  refuseParameters("PutRule", input, ["Tags"]);
  const rule = aws.events.putRule({
    name: input.Name,
    eventPattern: input.EventPattern,
    scheduleExpression: input.ScheduleExpression,
    state: input.State ?? "ENABLED",
    description: input.Description,
    roleArn: input.RoleArn,
  });
  return { RuleArn: rule.arn };
};
