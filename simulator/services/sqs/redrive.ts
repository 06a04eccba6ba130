import { invalidParameter } from "./errors.ts";

/** When and where messages go that nobody could handle (Amazon SQS API reference, CreateQueue, RedrivePolicy). */
export interface RedrivePolicy {
  readonly deadLetterTargetArn: string;
  readonly maxReceiveCount: number;
}

/** Amazon SQS developer guide, sqs-dead-letter-queues. */
const MAX_RECEIVE_COUNT_MAX = 1_000;

/** Throws InvalidParameterValue for text that is no redrive policy. */
export function parseRedrivePolicy(text: string): RedrivePolicy {
  const invalid = (reason: string): Error => invalidParameter("RedrivePolicy", text, reason);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw invalid("Redrive policy is not a valid JSON map.");
  }
  if (typeof parsed !== "object" || parsed === null) throw invalid("Redrive policy is not a valid JSON map.");
  const unknown = Object.keys(parsed).find((name) => name !== "deadLetterTargetArn" && name !== "maxReceiveCount");
  if (unknown !== undefined) throw invalid(`Only deadLetterTargetArn and maxReceiveCount are known, not ${unknown}.`);
  const { deadLetterTargetArn, maxReceiveCount } = parsed as {
    deadLetterTargetArn?: unknown;
    maxReceiveCount?: unknown;
  };
  if (typeof deadLetterTargetArn !== "string")
    throw invalid("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.");
  const count = Number(maxReceiveCount);
  if (maxReceiveCount === undefined)
    throw invalid("Redrive policy does not contain mandatory attribute: maxReceiveCount.");
  if (!Number.isInteger(count) || count < 1 || count > MAX_RECEIVE_COUNT_MAX)
    throw invalid(
      `Invalid value for maxReceiveCount: ${JSON.stringify(maxReceiveCount)}, valid values are from 1 to ${MAX_RECEIVE_COUNT_MAX} both inclusive.`,
    );
  return { deadLetterTargetArn, maxReceiveCount: count };
}
