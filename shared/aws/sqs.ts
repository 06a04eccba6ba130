import { ChangeMessageVisibilityCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";

/** The calls to SQS that we make, all to the queue of notices. */
export interface Notices {
  /** Puts a notice behind the others of its group; one with the same deduplication id counts once in five minutes. */
  send(notice: { readonly group: string; readonly deduplicationId: string; readonly body: unknown }): Promise<void>;
  /** Lets a received notice come back in so many seconds instead of after the queue's visibility time-out. */
  comeBackIn(receiptHandle: string, seconds: number): Promise<void>;
}

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
    async comeBackIn(receiptHandle, seconds) {
      await client.send(
        new ChangeMessageVisibilityCommand({
          QueueUrl: queueUrl,
          ReceiptHandle: receiptHandle,
          VisibilityTimeout: seconds,
        }),
      );
    },
  };
}
