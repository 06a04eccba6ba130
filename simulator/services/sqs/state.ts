import type { Message } from "@aws-sdk/client-sqs";
import type { Principal } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import { checkAttributes, changedAttributes, entries, initialAttributes, type QueueAttributes } from "./attributes.ts";
import { accessDenied, invalidParameter, queueDeletedRecently, queueDoesNotExist, queueNameExists } from "./errors.ts";
import { describeMessage, EVERYTHING, type MessageAttributes } from "./message.ts";
import { allows, parsePolicy } from "./policy.ts";
import { Queue } from "./queue.ts";
import { parseRedrivePolicy } from "./redrive.ts";

/** Amazon SQS API reference, CreateQueue. */
const QUEUE_NAME = /^[a-zA-Z0-9_-]{1,80}$/;
const FIFO_QUEUE_NAME = /^[a-zA-Z0-9_-]{1,75}\.fifo$/;

/** Amazon SQS API reference, DeleteQueue: a name is free again after 60 seconds. */
const NAME_BLOCKED_MILLISECONDS = 60_000;

/** Who sends: an AWS service, which needs the queue's policy, or somebody whose own permissions were checked before. */
export type Sender = { readonly service: string; readonly sourceArn: string } | { readonly principal: Principal };

export interface MessageToSend {
  readonly body: string;
  readonly messageGroupId?: string | undefined;
  readonly messageDeduplicationId?: string | undefined;
  readonly attributes?: MessageAttributes | undefined;
}

/** The queues of one account in one Region. */
export class SqsState {
  readonly aws: AwsRegion;
  readonly #queues = new Map<string, Queue>();
  /** When a queue of this name was deleted, epoch milliseconds. */
  readonly #deletedAt = new Map<string, number>();

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** In the order of their names. */
  queues(): Queue[] {
    return [...this.#queues.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** By name, ARN or URL; of a URL only the path counts (`/<account>/<name>`). Throws QueueDoesNotExist. */
  queue(nameOrArnOrUrl: string): Queue {
    const queue = this.#find(nameOrArnOrUrl);
    if (!queue) throw queueDoesNotExist();
    return queue;
  }

  /** The same name with the same attributes answers the queue that exists (Amazon SQS API reference, CreateQueue). */
  createQueue(name: string, wanted: QueueAttributes): Queue {
    const isFifo = wanted.FifoQueue === "true";
    if (isFifo && !FIFO_QUEUE_NAME.test(name))
      throw invalidParameter(
        "QueueName",
        name,
        "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
      );
    if (!isFifo && !QUEUE_NAME.test(name))
      throw invalidParameter(
        "QueueName",
        name,
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.",
      );
    const existing = this.#queues.get(name);
    if (existing) {
      for (const [attribute, value] of entries(wanted))
        if (existing.attributes[attribute] !== value) throw queueNameExists(attribute);
      return existing;
    }
    const deletedAt = this.#deletedAt.get(name);
    if (deletedAt !== undefined && deletedAt + NAME_BLOCKED_MILLISECONDS > this.aws.world.now)
      throw queueDeletedRecently();
    checkAttributes(wanted, { isFifo, exists: false });
    this.#checkDeadLetterQueue(wanted, isFifo);
    const queue = new Queue({
      name,
      arn: this.aws.arn("sqs", name),
      url: `https://sqs.${this.aws.region}.amazonaws.com/${this.aws.account}/${name}`,
      attributes: changedAttributes(initialAttributes(isFifo), wanted),
      world: this.aws.world,
      findQueue: (arn) => this.#find(arn),
    });
    this.#queues.set(name, queue);
    return queue;
  }

  /** Throws InvalidAttributeName or InvalidAttributeValue; the change holds at once. */
  setAttributes(queue: Queue, wanted: QueueAttributes): void {
    checkAttributes(wanted, { isFifo: queue.isFifo, exists: true });
    this.#checkDeadLetterQueue(wanted, queue.isFifo);
    queue.change(wanted);
  }

  deleteQueue(queue: Queue): void {
    this.#queues.delete(queue.name);
    this.#deletedAt.set(queue.name, this.aws.world.now);
  }

  /** Answers the message's identifier. Throws QueueDoesNotExist, AccessDenied, and what SendMessage refuses. */
  send(queueArnOrUrl: string, message: MessageToSend, by: Sender): string {
    const queue = this.queue(queueArnOrUrl);
    if ("service" in by) this.#checkPolicy(queue, by);
    const outgoing = {
      body: message.body,
      attributes: message.attributes,
      groupId: message.messageGroupId,
      deduplicationId: message.messageDeduplicationId,
    };
    return queue.send(outgoing, "service" in by ? by.service : senderId(by.principal)).messageId;
  }

  /** Takes up to `maximum` messages, with all their attributes, and hides them for the queue's visibility timeout. */
  receive(queueArn: string, { maximum }: { maximum: number }): Message[] {
    return this.queue(queueArn)
      .receive({ maximum })
      .map((message) => describeMessage(message, EVERYTHING));
  }

  delete(queueArn: string, receiptHandle: string): void {
    this.queue(queueArn).delete(receiptHandle);
  }

  /** Hides a message in flight for so many seconds from now. */
  changeVisibility(queueArn: string, receiptHandle: string, timeoutSeconds: number): void {
    this.queue(queueArn).changeVisibility(receiptHandle, timeoutSeconds);
  }

  /** Calls the listener whenever messages may be receivable, soon if some are now. Returns the end of listening. */
  onAvailable(queueArn: string, listener: () => void): () => void {
    return this.queue(queueArn).availability.listen(listener);
  }

  #find(nameOrArnOrUrl: string): Queue | undefined {
    const prefix = this.aws.arn("sqs", "");
    if (nameOrArnOrUrl.startsWith("arn:"))
      return nameOrArnOrUrl.startsWith(prefix) ? this.#queues.get(nameOrArnOrUrl.slice(prefix.length)) : undefined;
    const [name, account] = nameOrArnOrUrl.split("/").toReversed();
    return account === undefined || account === this.aws.account ? this.#queues.get(name ?? "") : undefined;
  }

  #checkDeadLetterQueue({ RedrivePolicy: text }: QueueAttributes, isFifo: boolean): void {
    if (text === undefined || text === "") return;
    const target = this.#find(parseRedrivePolicy(text).deadLetterTargetArn);
    if (!target) throw invalidParameter("RedrivePolicy", text, "Dead letter target does not exist.");
    if (target.isFifo !== isFifo)
      throw invalidParameter("RedrivePolicy", text, "Dead-letter queue must be same type of queue as the source.");
  }

  #checkPolicy(queue: Queue, by: { service: string; sourceArn: string }): void {
    const statements = queue.attributes.Policy === undefined ? [] : parsePolicy(queue.attributes.Policy);
    const sourceAccount = by.sourceArn.split(":")[4] || this.aws.account;
    const request = { ...by, sourceAccount, action: "sqs:SendMessage", resource: queue.arn };
    if (!allows(statements, request)) throw accessDenied(queue.url);
  }
}

/** SenderId of a message: AWS gives an opaque identifier of the user or role; here the last part of its ARN. */
export const senderId = (principal: Principal): string => principal.arn.split("/").at(-1) ?? principal.name;
