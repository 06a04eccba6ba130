import type { PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import type { Checked } from "../../checked.ts";
import { isRecord } from "../../wire/record.ts";
import type { Emission } from "./event.ts";

type Entry = Checked<PutEventsRequestEntry>;

export interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** What an entry of PutEvents says, or why it alone is refused. Sources of AWS's own are refused (inferred). */
export function checkEntry({ Source, DetailType, Detail, Resources, Time }: Entry): Emission | EntryError {
  if (!Source) return missing("Source");
  if (!DetailType) return missing("DetailType");
  if (!Detail) return missing("Detail");
  if (Source.startsWith("aws."))
    return {
      ErrorCode: "NotAuthorizedForSourceException",
      ErrorMessage: "Not authorized for the source.",
    };
  const detail = parseObject(Detail);
  if (!detail) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return {
    source: Source,
    detailType: DetailType,
    resources: Resources ?? [],
    detail,
    ...(Time === undefined ? {} : { time: Time.getTime() }),
  };
}

const missing = (parameter: string): EntryError => ({
  ErrorCode: "InvalidArgument",
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
});

function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** What an entry's time counts (EventBridge user guide, "Calculating event entry size"). */
const TIME_BYTES = 14;

/** "The total entry size must be less than 1 MB" (EventBridge user guide, "Sending events with PutEvents"). */
export const EVENT_BYTES_MAX = 1_048_576;

/** Size of an entry as the limit of PutEvents counts it. */
export function entryBytes({ Source, DetailType, Detail, Resources, Time }: Partial<Entry>): number {
  const texts = [Source, DetailType, Detail, ...(Resources ?? [])];
  return texts.reduce((sum: number, text) => sum + Buffer.byteLength(text ?? ""), Time ? TIME_BYTES : 0);
}
