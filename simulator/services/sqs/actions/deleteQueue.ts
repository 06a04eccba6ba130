import type { DeleteQueueRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const deleteQueue: Action<Checked<DeleteQueueRequest>, object> = (input, { aws }) => {
  aws.sqs.deleteQueue(aws.sqs.queue(input.QueueUrl));
  return {};
};
