import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { chunksOf } from "./pages.ts";

/** The calls to SQS that we make, all to the queue of notices. */
export interface Notices {
  /** Puts a notice behind the others of its group; one with the same deduplication id counts once in five minutes. */
  send(notice: { readonly group: string; readonly deduplicationId: string; readonly body: unknown }): Promise<void>;
  /**
   * Lets received notices come back in so many seconds instead of after the queue's visibility time-out; answers how many
   * of them SQS would not move.
   */
  comeBackIn(receiptHandles: readonly string[], seconds: number): Promise<number>;
}

/** ChangeMessageVisibilityBatch takes so many messages a call (Amazon SQS API, ChangeMessageVisibilityBatch). */
const MESSAGES_PER_CALL = 10;

/**
 * A client that goes where it was configured to go. Left alone, the SDK prefers the host of the queue's URL, which in a
 * rehearsal would be the real AWS.
 */
export const createSqsClient = (options: object): SQSClient =>
  new SQSClient({ ...options, useQueueUrlAsEndpoint: false });

export function createNotices(client: SQSClient, queueUrl: string): Notices {
  return {
    async send({ group, deduplicationId, body }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(body),
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
        }),
      );
    },
    async comeBackIn(receiptHandles, seconds) {
      let left = 0;
      for (const chunk of chunksOf(MESSAGES_PER_CALL, receiptHandles)) {
        const { Failed = [] } = await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: queueUrl,
            Entries: chunk.map((ReceiptHandle, index) => ({
              Id: String(index),
              ReceiptHandle,
              VisibilityTimeout: seconds,
            })),
          }),
        );
        left += Failed.length;
      }
      return left;
    },
  };
}
