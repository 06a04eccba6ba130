import type { DeleteMessageBatchRequest, DeleteMessageBatchResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import { runBatch } from "../batch.ts";
import type { Checked } from "../../../checked.ts";

export const deleteMessageBatch: Action<Checked<DeleteMessageBatchRequest>, DeleteMessageBatchResult> = (
  input,
  { aws },
) => {
  const queue = aws.sqs.queue(input.QueueUrl);
  return runBatch("DeleteMessageBatchRequestEntry", input.Entries, (entry) => {
    queue.delete(entry.ReceiptHandle);
    return {};
  });
};
