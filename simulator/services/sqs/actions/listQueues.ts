import type { ListQueuesRequest, ListQueuesResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { page } from "../../../page.ts";
import { invalidParameter } from "../errors.ts";

/** Amazon SQS API reference, ListQueues: up to 1000, and pages only where MaxResults is given. */
const RESULTS_MAX = 1_000;

export const listQueues: Action<Checked<ListQueuesRequest>, ListQueuesResult> = (input, { aws }) => {
  const size = input.MaxResults ?? RESULTS_MAX;
  if (size < 1 || size > RESULTS_MAX)
    throw invalidParameter("MaxResults", size, `Must be between 1 and ${RESULTS_MAX}, if provided.`);
  const urls = aws.sqs
    .queues()
    .filter((queue) => queue.name.startsWith(input.QueueNamePrefix ?? ""))
    .map((queue) => queue.url);
  const { items, nextToken } = page(urls, {
    size,
    token: input.NextToken,
    invalidToken: () => invalidParameter("NextToken", input.NextToken, "Invalid or expired next token."),
  });
  return { QueueUrls: items, NextToken: input.MaxResults === undefined ? undefined : nextToken };
};
