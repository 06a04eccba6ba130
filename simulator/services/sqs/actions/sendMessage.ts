import type { SendMessageRequest, SendMessageResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { sendTo } from "../sending.ts";
import { senderId } from "../state.ts";

export const sendMessage: Action<Checked<SendMessageRequest>, SendMessageResult> = (input, { aws, principal }) =>
  sendTo(aws.sqs.queue(input.QueueUrl), input, senderId(principal));
