import type { EnableRuleCommandInput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";

export const enableRule: Action<Checked<EnableRuleCommandInput>, void> = ({ Name, EventBusName }, { aws }) => {
  requireDefaultBus(aws, EventBusName);
  aws.events.setRuleState(Name, "ENABLED");
};
