import { ChangeMessageVisibilityBatchCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { chunksOf } from "./pages.ts";

/** The calls to SQS that we make, all to the queue of notices. */
export interface Notices {
  /** Puts a notice behind the others of its group; one with the same deduplication id counts once in five minutes. */
  send(notice: OutgoingNotice): Promise<void>;
  /**
   * Lets received notices come back in so many seconds instead of after the queue's visibility time-out; answers how many
   * of them SQS would not move.
   */
  comeBackIn(receiptHandles: readonly string[], seconds: number): Promise<number>;
}

export interface OutgoingNotice {
  readonly group: string;
  readonly deduplicationId: string;
  readonly body: unknown;
  /** It is meant for what was told of its topic before, and is no first message. */
  readonly isFollowUp: boolean;
}

/** The message attribute of a notice that only follows up. */
const FOLLOW_UP = "followUp";

/** Whether a received message was sent so. */
export const isFollowUp = ({ messageAttributes }: Pick<SQSRecord, "messageAttributes">): boolean =>
  messageAttributes[FOLLOW_UP]?.stringValue === "true";

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
    async send({ group, deduplicationId, body, isFollowUp: follows }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: JSON.stringify(body),
          MessageGroupId: group,
          MessageDeduplicationId: deduplicationId,
          ...(follows ? { MessageAttributes: { [FOLLOW_UP]: { DataType: "String", StringValue: "true" } } } : {}),
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
