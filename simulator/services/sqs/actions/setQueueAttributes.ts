import type { SetQueueAttributesRequest } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const setQueueAttributes: Action<Checked<SetQueueAttributesRequest>, object> = (input, { aws }) => {
  aws.sqs.setAttributes(aws.sqs.queue(input.QueueUrl), input.Attributes);
  return {};
};
