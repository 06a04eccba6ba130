import type { MessageAttributeValue, PublishInput, PublishResponse } from "@aws-sdk/client-sns";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import { uuid } from "../../../random.ts";
import { invalidParameter } from "../errors.ts";

/** Body and attributes together (SNS API reference, Publish). */
const MESSAGE_BYTES_MAX = 262_144;

/** "Subjects must be ASCII text [and] less than 100 characters long", without line breaks and control characters. */
const SUBJECT = /^[!-~][ -~]{0,99}$/;

const ARN = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):(\d{12}):[A-Za-z0-9_-]{1,256}$/;

/** Publishes to a standard topic: FIFO topics, phones and devices are not simulated. */
export const publish: Action<Checked<PublishInput>, PublishResponse> = (input, { aws, world }) => {
  refuseParameters("Publish", input, [
    "TargetArn",
    "PhoneNumber",
    "MessageStructure",
    "MessageDeduplicationId",
    "MessageGroupId",
  ]);
  const { TopicArn: topicArn = "", Message: message, Subject: subject, MessageAttributes: given = {} } = input;
  const [, region] = ARN.exec(topicArn) ?? [];
  if (region !== aws.region) throw invalidParameter("TopicArn");
  if (message === "") throw invalidParameter("Empty message");
  if (subject !== undefined && !SUBJECT.test(subject)) throw invalidParameter("Subject");
  const attributes = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, textOf(name, value)] as const),
  );
  if (Buffer.byteLength(message + JSON.stringify(attributes)) > MESSAGE_BYTES_MAX)
    throw invalidParameter("Message too long");
  const messageId = uuid(world.random);
  aws.sns.publish({ messageId, topicArn, subject, message, attributes });
  return { MessageId: messageId };
};

function textOf(name: string, { DataType: type, StringValue: text }: Checked<MessageAttributeValue>): string {
  if (type !== "String") throw notSimulated("Publish", `an attribute of the type ${type}`);
  if (!text) throw invalidParameter(`The message attribute '${name}' must contain a non-empty value`);
  return text;
}
