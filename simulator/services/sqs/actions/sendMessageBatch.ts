import type { SendMessageBatchRequest, SendMessageBatchResult } from "@aws-sdk/client-sqs";
import { type Action, AwsError } from "../../../aws.ts";
import { runBatch } from "../batch.ts";
import type { Checked } from "../../../checked.ts";
import { sizeInBytes } from "../message.ts";
import { sendTo } from "../sending.ts";
import { senderId } from "../state.ts";

/** Amazon SQS API reference, SendMessageBatch: 1 MiB for all messages together. */
const BATCH_BYTES_MAX = 1_048_576;

export const sendMessageBatch: Action<Checked<SendMessageBatchRequest>, SendMessageBatchResult> = (
  input,
  { aws, principal },
) => {
  const queue = aws.sqs.queue(input.QueueUrl);
  const bytes = input.Entries.reduce(
    (sum, entry) => sum + sizeInBytes(entry.MessageBody, entry.MessageAttributes ?? {}),
    0,
  );
  if (bytes > BATCH_BYTES_MAX)
    throw new AwsError(
      "BatchRequestTooLong",
      `Batch requests cannot be longer than ${BATCH_BYTES_MAX} bytes. You have sent ${bytes} bytes.`,
    );
  return runBatch("SendMessageBatchRequestEntry", input.Entries, (entry) => sendTo(queue, entry, senderId(principal)));
};
