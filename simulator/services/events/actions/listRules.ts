import type { ListRulesCommandInput, ListRulesCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";
import { describe } from "../describe.ts";
import { pageOf } from "../paging.ts";

export const listRules: Action<Checked<ListRulesCommandInput>, Omit<ListRulesCommandOutput, "$metadata">> = (
  input,
  { aws },
) => {
  requireDefaultBus(aws, input.EventBusName);
  const rules = aws.events.rules.filter((rule) => rule.name.startsWith(input.NamePrefix ?? ""));
  const { items, nextToken } = pageOf(rules, input);
  return { Rules: items.map(describe), NextToken: nextToken };
};
