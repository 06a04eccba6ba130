import type { DeleteRuleCommandInput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";

/** `Force` concerns rules that AWS services manage; there are none here. */
export const deleteRule: Action<Checked<DeleteRuleCommandInput>, void> = ({ Name, EventBusName }, { aws }) => {
  requireDefaultBus(aws, EventBusName);
  aws.events.deleteRule(Name);
};
