import type { PutTargetsCommandInput, PutTargetsCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";
import { checkTarget } from "../target.ts";

export const putTargets: Action<Checked<PutTargetsCommandInput>, Omit<PutTargetsCommandOutput, "$metadata">> = (
  { Rule, EventBusName, Targets },
  { aws },
) => {
  requireDefaultBus(aws, EventBusName);
  for (const target of Targets) checkTarget(target);
  aws.events.putTargets(Rule, Targets);
  return { FailedEntryCount: 0, FailedEntries: [] };
};
