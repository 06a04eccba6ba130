import type { PurgeQueueRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { purgeQueueInProgress } from "../errors.ts";

/** Amazon SQS API reference, PurgeQueue: one in 60 seconds. Here the messages are gone at once. */
const PURGE_INTERVAL_MILLISECONDS = 60_000;

export const purgeQueue: Action<Checked<PurgeQueueRequest>, object> = (input, { aws, world }) => {
  const queue = aws.sqs.queue(input.QueueUrl);
  if (queue.purgedAt !== undefined && queue.purgedAt + PURGE_INTERVAL_MILLISECONDS > world.now)
    throw purgeQueueInProgress(queue.name);
  queue.purge();
  return {};
};
