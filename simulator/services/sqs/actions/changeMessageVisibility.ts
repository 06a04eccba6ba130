import type { ChangeMessageVisibilityRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const changeMessageVisibility: Action<Checked<ChangeMessageVisibilityRequest>, object> = (input, { aws }) => {
  aws.sqs.queue(input.QueueUrl).changeVisibility(input.ReceiptHandle, input.VisibilityTimeout);
  return {};
};
