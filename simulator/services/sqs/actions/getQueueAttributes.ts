import type { GetQueueAttributesRequest, GetQueueAttributesResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { entries, isQueueAttributeName, type QueueAttributes } from "../attributes.ts";
import { invalidAttributeName } from "../errors.ts";
import type { Queue } from "../queue.ts";

/** Attributes that a queue has not are left out of the answer. */
export const getQueueAttributes: Action<Checked<GetQueueAttributesRequest>, GetQueueAttributesResult> = (
  input,
  { aws },
) => {
  const asked = new Set<string>(input.AttributeNames);
  for (const name of asked) if (!isQueueAttributeName(name)) throw invalidAttributeName(name);
  const all = attributesOf(aws.sqs.queue(input.QueueUrl));
  const chosen = entries(all).filter(([name]) => asked.has("All") || asked.has(name));
  return chosen.length > 0 ? { Attributes: Object.fromEntries(chosen) } : {};
};

/** Timestamps in epoch seconds (inferred from the Amazon SQS API reference, GetQueueAttributes). */
function attributesOf(queue: Queue): QueueAttributes {
  const { visible, notVisible, delayed } = queue.counts();
  return {
    ...queue.attributes,
    QueueArn: queue.arn,
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(notVisible),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}
