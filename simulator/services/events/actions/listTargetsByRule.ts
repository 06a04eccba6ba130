import type { ListTargetsByRuleCommandInput, ListTargetsByRuleCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";
import { pageOf } from "../paging.ts";

export const listTargetsByRule: Action<
  Checked<ListTargetsByRuleCommandInput>,
  Omit<ListTargetsByRuleCommandOutput, "$metadata">
> = (input, { aws }) => {
  requireDefaultBus(aws, input.EventBusName);
  const { items, nextToken } = pageOf([...aws.events.rule(input.Rule).targets.values()], input);
  return { Targets: items, NextToken: nextToken };
};
