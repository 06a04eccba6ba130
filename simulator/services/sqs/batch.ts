import type { BatchResultErrorEntry } from "@aws-sdk/client-sqs";
import { AwsError } from "../../aws.ts";

/** Amazon SQS API reference, the batch operations. */
const ENTRIES_MAX = 10;

const ENTRY_ID = /^[a-zA-Z0-9_-]{1,80}$/;

/**
 * Runs every entry of a batch in order: what one refuses is listed under `Failed` and stops no other. A batch that is
 * itself malformed is refused whole. `entryType` is the shape's name, for the text of the error.
 */
export function runBatch<Entry extends { Id: string }, Result extends object>(
  entryType: string,
  batch: readonly Entry[],
  run: (entry: Entry) => Result,
): { Successful: (Result & { Id: string })[]; Failed: BatchResultErrorEntry[] } {
  checkBatch(entryType, batch);
  const Successful: (Result & { Id: string })[] = [];
  const Failed: BatchResultErrorEntry[] = [];
  for (const entry of batch)
    try {
      Successful.push({ Id: entry.Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError) || error.status >= 500) throw error;
      Failed.push({ Id: entry.Id, SenderFault: true, Code: error.name, Message: error.message });
    }
  return { Successful, Failed };
}

function checkBatch(entryType: string, batch: readonly { Id: string }[]): void {
  if (batch.length === 0)
    throw new AwsError("EmptyBatchRequest", `There should be at least one ${entryType} in the request.`);
  if (batch.length > ENTRIES_MAX)
    throw new AwsError(
      "TooManyEntriesInBatchRequest",
      `Maximum number of entries per request are ${ENTRIES_MAX}. You have sent ${batch.length}.`,
    );
  const ids = new Set<string>();
  for (const { Id } of batch) {
    if (!ENTRY_ID.test(Id))
      throw new AwsError(
        "InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.",
      );
    if (ids.has(Id)) throw new AwsError("BatchEntryIdsNotDistinct", `Id ${Id} repeated.`);
    ids.add(Id);
  }
}
