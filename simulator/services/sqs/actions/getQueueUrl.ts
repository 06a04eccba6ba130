import type { GetQueueUrlRequest, GetQueueUrlResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { queueDoesNotExist } from "../errors.ts";

export const getQueueUrl: Action<Checked<GetQueueUrlRequest>, GetQueueUrlResult> = (input, { aws }) => {
  if ((input.QueueOwnerAWSAccountId ?? aws.account) !== aws.account) throw queueDoesNotExist();
  return { QueueUrl: aws.sqs.queue(input.QueueName).url };
};
