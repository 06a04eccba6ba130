import type { DeleteMessageRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const deleteMessage: Action<Checked<DeleteMessageRequest>, object> = (input, { aws }) => {
  aws.sqs.queue(input.QueueUrl).delete(input.ReceiptHandle);
  return {};
};
