import { isRecord } from "../../wire/record.ts";

/**
 * Which messages of a batch failed, by message identifier, from what the function answered with ReportBatchItemFailures
 * on (Lambda developer guide, "Implementing partial batch responses"). `all` where the answer makes no sense.
 */
export function failedItems(answer: unknown, messageIds: readonly string[]): readonly string[] | "all" {
  if (answer === null || answer === undefined) return [];
  if (!isRecord(answer)) return "all";
  const { batchItemFailures } = answer;
  if (batchItemFailures === null || batchItemFailures === undefined) return [];
  if (!Array.isArray(batchItemFailures)) return "all";
  const failed: string[] = [];
  for (const failure of batchItemFailures) {
    const itemIdentifier: unknown = isRecord(failure) ? failure.itemIdentifier : undefined;
    if (typeof itemIdentifier !== "string" || !messageIds.includes(itemIdentifier)) return "all";
    failed.push(itemIdentifier);
  }
  return failed;
}
