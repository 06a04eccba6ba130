import { createHash } from "node:crypto";
import { invalidParameter, missingParameter } from "./errors.ts";
import type { MessageAttributes } from "./message.ts";

/** A message on its way into a queue. */
export interface OutgoingMessage {
  readonly body: string;
  readonly attributes?: MessageAttributes | undefined;
  readonly traceHeader?: string | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delaySeconds?: number | undefined;
}

/** Amazon SQS API reference, SendMessage: alphanumeric characters and punctuation. */
const IDENTIFIER = /^[!-~]{1,128}$/;

/** Amazon SQS API reference, SendMessage. */
const DELAY_SECONDS_MAX = 900;

const NOT_FOR_THIS_QUEUE_TYPE = "The request include parameter that is not valid for this queue type.";

/** A FIFO queue knows a delay of the queue only (Amazon SQS API reference, SendMessage). */
export function checkDelay({ delaySeconds }: OutgoingMessage, isFifo: boolean): void {
  if (delaySeconds === undefined) return;
  if (isFifo && delaySeconds !== 0) throw invalidParameter("DelaySeconds", delaySeconds, NOT_FOR_THIS_QUEUE_TYPE);
  if (!Number.isInteger(delaySeconds) || delaySeconds < 0 || delaySeconds > DELAY_SECONDS_MAX)
    throw invalidParameter("DelaySeconds", delaySeconds, `DelaySeconds must be >= 0 and <= ${DELAY_SECONDS_MAX}.`);
}

/**
 * The deduplication identifier that counts: the sender's own, else the hash of the body where the queue is set so.
 * Standard queues have none; they take a group, for fair queues (Amazon SQS developer guide).
 */
export function deduplicationIdOf(
  message: OutgoingMessage,
  isFifo: boolean,
  isContentBased: boolean,
): string | undefined {
  const { groupId, deduplicationId } = message;
  if (groupId !== undefined && !IDENTIFIER.test(groupId)) throw invalidIdentifier("MessageGroupId", groupId);
  if (!isFifo) {
    if (deduplicationId !== undefined)
      throw invalidParameter("MessageDeduplicationId", deduplicationId, NOT_FOR_THIS_QUEUE_TYPE);
    return undefined;
  }
  if (groupId === undefined) throw missingParameter("MessageGroupId");
  if (deduplicationId === undefined) {
    if (isContentBased) return createHash("sha256").update(message.body).digest("hex");
    throw invalidParameter(
      "MessageDeduplicationId",
      deduplicationId,
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly.",
    );
  }
  if (!IDENTIFIER.test(deduplicationId)) throw invalidIdentifier("MessageDeduplicationId", deduplicationId);
  return deduplicationId;
}

const invalidIdentifier = (parameter: string, value: string): Error =>
  invalidParameter(
    parameter,
    value,
    `${parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.`,
  );
