import type { RemoveTargetsCommandInput, RemoveTargetsCommandOutput } from "@aws-sdk/client-eventbridge";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { requireDefaultBus } from "../bus-name.ts";

/** `Force` concerns rules that AWS services manage; there are none here. A target that is not there is a failed entry. */
export const removeTargets: Action<
  Checked<RemoveTargetsCommandInput>,
  Omit<RemoveTargetsCommandOutput, "$metadata">
> = ({ Rule, EventBusName, Ids }, { aws }) => {
  requireDefaultBus(aws, EventBusName);
  const { targets } = aws.events.rule(Rule);
  const missing = Ids.filter((id) => !targets.delete(id));
  const failed = missing.map((id) => ({
    TargetId: id,
    ErrorCode: "ResourceNotFoundException",
    ErrorMessage: `Rule ${Rule} does not have a target with the Id ${id}.`,
  }));
  return { FailedEntryCount: failed.length, FailedEntries: failed };
};
