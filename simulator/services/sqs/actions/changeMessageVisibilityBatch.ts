import type { ChangeMessageVisibilityBatchRequest, ChangeMessageVisibilityBatchResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import { runBatch } from "../batch.ts";
import type { Checked } from "../../../checked.ts";
import { missingParameter } from "../errors.ts";

export const changeMessageVisibilityBatch: Action<
  Checked<ChangeMessageVisibilityBatchRequest>,
  ChangeMessageVisibilityBatchResult
> = (input, { aws }) => {
  const queue = aws.sqs.queue(input.QueueUrl);
  return runBatch("ChangeMessageVisibilityBatchRequestEntry", input.Entries, (entry) => {
    if (entry.VisibilityTimeout === undefined) throw missingParameter("VisibilityTimeout");
    queue.changeVisibility(entry.ReceiptHandle, entry.VisibilityTimeout);
    return {};
  });
};
