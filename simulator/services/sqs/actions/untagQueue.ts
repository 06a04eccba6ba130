import type { UntagQueueRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const untagQueue: Action<Checked<UntagQueueRequest>, object> = (input, { aws }) => {
  const { tags } = aws.sqs.queue(input.QueueUrl);
  for (const key of input.TagKeys) tags.delete(key);
  return {};
};
