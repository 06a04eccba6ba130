import type { PutEventsCommandInput, PutEventsCommandOutput } from "@aws-sdk/client-eventbridge";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { envelop } from "../event.ts";
import { isDefaultBus } from "../bus-name.ts";
import { checkEntry, entryBytes, EVENT_BYTES_MAX } from "../entry.ts";

const ENTRIES_MAX = 10;

/**
 * Entries fail one by one, with HTTP 200. An event for a bus that does not exist is accepted and dropped (EventBridge
 * user guide, "Sending events with PutEvents").
 */
export const putEvents: Action<Checked<PutEventsCommandInput>, Omit<PutEventsCommandOutput, "$metadata">> = (
  input,
  { aws },
) => {
  refuseParameters("PutEvents", input, ["EndpointId"]);
  const entries = input.Entries;
  if (entries.length < 1 || entries.length > ENTRIES_MAX)
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length between 1 and ${ENTRIES_MAX}`,
    );
  const bytes = entries.reduce((sum, entry) => sum + entryBytes(entry), 0);
  if (bytes >= EVENT_BYTES_MAX)
    throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
  const results = entries.map((given) => {
    const entry = checkEntry(given);
    if ("ErrorCode" in entry) return entry;
    const event = envelop(aws, entry);
    if (isDefaultBus(aws, given.EventBusName)) aws.events.put(event);
    return { EventId: event.id };
  });
  return { FailedEntryCount: results.filter((result) => "ErrorCode" in result).length, Entries: results };
};
