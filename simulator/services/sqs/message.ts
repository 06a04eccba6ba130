import { createHash } from "node:crypto";
import type { Message, MessageAttributeValue, MessageSystemAttributeName } from "@aws-sdk/client-sqs";
import { invalidMessageContents, invalidParameter, missingParameter } from "./errors.ts";

/** User attributes of a message by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttributeValue>>;

/** A message as its queue holds it; times are epoch milliseconds. */
export interface StoredMessage {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader: string | undefined;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
  readonly sequenceNumber: string | undefined;
  readonly senderId: string;
  readonly sentAt: number;
  /** Set on a message that a redrive policy moved here. */
  readonly deadLetterSourceArn: string | undefined;
  /** When it can be received (again): the end of its delay or of its visibility timeout. */
  availableAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  receivedAt: number | undefined;
  /** Of the newest receive. */
  receiptHandle: string | undefined;
}

/** Amazon SQS developer guide, sqs-message-metadata: a message can have up to 10 attributes. */
const ATTRIBUTES_MAX = 10;

const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;
const DATA_TYPE = /^(String|Number|Binary)(?:\.|$)/;

/** Amazon SQS API reference, SendMessage: the characters of XML 1.0. */
const VALID_CONTENTS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u;

/** Throws for a body or attributes that Amazon SQS does not take. */
export function checkContents(body: string, attributes: MessageAttributes, maximumBytes: number): void {
  if (body === "") throw missingParameter("MessageBody");
  if (!VALID_CONTENTS.test(body)) throw invalidMessageContents();
  const names = Object.keys(attributes);
  if (names.length > ATTRIBUTES_MAX)
    throw invalidParameter("MessageAttributes", names.length, `A message can have up to ${ATTRIBUTES_MAX} attributes.`);
  for (const [name, value] of Object.entries(attributes)) {
    if (!ATTRIBUTE_NAME.test(name)) throw invalidParameter("MessageAttributes", name, "Invalid attribute name.");
    const kind = DATA_TYPE.exec(value.DataType ?? "")?.[1];
    if (kind === undefined)
      throw invalidParameter("MessageAttributes", name, "DataType must begin with String, Number or Binary.");
    if (kind === "Binary" ? !value.BinaryValue?.length : !value.StringValue)
      throw invalidParameter("MessageAttributes", name, `An attribute of type ${kind} must contain a non-empty value.`);
  }
  const bytes = sizeInBytes(body, attributes);
  if (bytes > maximumBytes)
    throw invalidParameter("MessageBody", `of ${bytes} bytes`, `Message must be shorter than ${maximumBytes} bytes.`);
}

/** Body and attributes, names and types included (Amazon SQS developer guide, sqs-message-metadata). */
export function sizeInBytes(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, value]) =>
      bytes + Buffer.byteLength(name) + Buffer.byteLength(value.DataType ?? "") + valueOf(value).length,
    Buffer.byteLength(body),
  );
}

export const md5OfBody = (body: string): string => createHash("md5").update(body).digest("hex");

/** Amazon SQS developer guide, "Calculating the MD5 message digest for message attributes"; undefined for none. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const sorted = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  if (sorted.length === 0) return undefined;
  const hash = createHash("md5");
  const addSized = (bytes: Uint8Array): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, value] of sorted) {
    addSized(Buffer.from(name));
    addSized(Buffer.from(value.DataType ?? ""));
    hash.update(Buffer.of(value.BinaryValue === undefined ? 1 : 2));
    addSized(valueOf(value));
  }
  return hash.digest("hex");
}

/** Which attributes a receiver asks for. */
export interface Selection {
  readonly systemAttributeNames: readonly string[];
  /** Names, `All`, `.*`, or prefixes as `order.*`. */
  readonly attributeNames: readonly string[];
}

export const EVERYTHING: Selection = { systemAttributeNames: ["All"], attributeNames: ["All"] };

/** A received message as ReceiveMessage answers it. */
export function describeMessage(message: StoredMessage, selection: Selection): Message {
  const attributes = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) => selection.attributeNames.some((each) => selects(each, name))),
  );
  const md5 = md5OfAttributes(attributes);
  const systemAttributes = Object.fromEntries(
    Object.entries(systemAttributesOf(message)).filter(
      ([name, value]) =>
        value !== undefined &&
        (selection.systemAttributeNames.includes("All") || selection.systemAttributeNames.includes(name)),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: md5OfBody(message.body),
    Body: message.body,
    ...(Object.keys(systemAttributes).length > 0 ? { Attributes: systemAttributes } : {}),
    ...(md5 === undefined ? {} : { MD5OfMessageAttributes: md5, MessageAttributes: attributes }),
  };
}

function systemAttributesOf(
  message: StoredMessage,
): Record<Exclude<MessageSystemAttributeName, "All">, string | undefined> {
  return {
    SenderId: message.senderId,
    SentTimestamp: String(message.sentAt),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    SequenceNumber: message.sequenceNumber,
    MessageDeduplicationId: message.deduplicationId,
    MessageGroupId: message.groupId,
    AWSTraceHeader: message.traceHeader,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
}

function selects(asked: string, name: string): boolean {
  if (asked === "All" || asked === ".*") return true;
  return asked.endsWith(".*") ? name.startsWith(asked.slice(0, -1)) : asked === name;
}

const valueOf = (value: MessageAttributeValue): Uint8Array => value.BinaryValue ?? Buffer.from(value.StringValue ?? "");
