import type { TagQueueRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const tagQueue: Action<Checked<TagQueueRequest>, object> = (input, { aws }) => {
  const { tags } = aws.sqs.queue(input.QueueUrl);
  for (const [key, value] of Object.entries(input.Tags)) tags.set(key, value);
  return {};
};
