import type { TestEventPatternCommandInput, TestEventPatternCommandOutput } from "@aws-sdk/client-eventbridge";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { isRecord } from "../../../wire/record.ts";
import { compilePattern } from "../pattern/compile.ts";
import { matchesPattern } from "../pattern/match.ts";

/** "The following fields are mandatory" (EventBridge API reference, TestEventPattern). */
const MANDATORY_FIELDS = ["id", "account", "source", "time", "region", "resources", "detail-type"];

export const testEventPattern: Action<
  Checked<TestEventPatternCommandInput>,
  Omit<TestEventPatternCommandOutput, "$metadata">
> = ({ EventPattern, Event }) => ({ Result: matchesPattern(compilePattern(EventPattern), readEvent(Event)) });

function readEvent(text: string): object {
  let event: unknown;
  try {
    event = JSON.parse(text);
  } catch {
    throw new AwsError("ValidationException", "Parameter Event is not valid.");
  }
  if (!isRecord(event)) throw new AwsError("ValidationException", "Parameter Event is not valid.");
  for (const field of MANDATORY_FIELDS)
    if (!Object.hasOwn(event, field))
      throw new AwsError("ValidationException", `Parameter Event is not valid. Reason: Field ${field} is missing.`);
  return event;
}
