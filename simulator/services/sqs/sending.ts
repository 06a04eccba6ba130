import type { SendMessageBatchRequestEntry, SendMessageResult } from "@aws-sdk/client-sqs";
import type { Checked } from "../../checked.ts";
import { notSimulated } from "../../not-simulated.ts";
import { md5OfAttributes, md5OfBody } from "./message.ts";
import type { Queue } from "./queue.ts";

/** What SendMessage and each entry of SendMessageBatch have in common. */
type Sending = Omit<Checked<SendMessageBatchRequestEntry>, "Id">;

/** Sends one message and answers its checksums, which clients verify. */
export function sendTo(queue: Queue, input: Sending, senderId: string) {
  const traceHeader = input.MessageSystemAttributes?.AWSTraceHeader;
  if (traceHeader && traceHeader.DataType !== "String")
    throw notSimulated("SendMessage", "parameter MessageSystemAttributes.AWSTraceHeader of another type than String");
  const acceptance = queue.send(
    {
      body: input.MessageBody,
      attributes: input.MessageAttributes,
      traceHeader: traceHeader?.StringValue,
      groupId: input.MessageGroupId,
      deduplicationId: input.MessageDeduplicationId,
      delaySeconds: input.DelaySeconds,
    },
    senderId,
  );
  const systemAttributes = traceHeader ? { AWSTraceHeader: traceHeader } : {};
  return {
    MessageId: acceptance.messageId,
    MD5OfMessageBody: md5OfBody(input.MessageBody),
    MD5OfMessageAttributes: md5OfAttributes(input.MessageAttributes ?? {}),
    MD5OfMessageSystemAttributes: md5OfAttributes(systemAttributes),
    SequenceNumber: acceptance.sequenceNumber,
  } satisfies SendMessageResult;
}
