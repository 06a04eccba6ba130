import type { ListQueueTagsRequest, ListQueueTagsResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const listQueueTags: Action<Checked<ListQueueTagsRequest>, ListQueueTagsResult> = (input, { aws }) => {
  const { tags } = aws.sqs.queue(input.QueueUrl);
  return tags.size > 0 ? { Tags: Object.fromEntries(tags) } : {};
};
