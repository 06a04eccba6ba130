import type { CreateQueueRequest, CreateQueueResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const createQueue: Action<Checked<CreateQueueRequest>, CreateQueueResult> = (input, { aws }) => {
  const queue = aws.sqs.createQueue(input.QueueName, input.Attributes ?? {});
  for (const [key, value] of Object.entries(input.tags ?? {})) queue.tags.set(key, value);
  return { QueueUrl: queue.url };
};
