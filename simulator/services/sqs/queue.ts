import { hexadecimal, uuid } from "../../random.ts";
import type { World } from "../../clock.ts";
import { changedAttributes, type QueueAttributes } from "./attributes.ts";
import { Availability } from "./availability.ts";
import { type Acceptance, Deduplication } from "./deduplication.ts";
import { invalidParameter, messageNotInflight, receiptHandleIsInvalid } from "./errors.ts";
import { checkContents, type StoredMessage } from "./message.ts";
import { checkDelay, deduplicationIdOf, type OutgoingMessage } from "./outgoing.ts";
import { parseReceiptHandle, receiptHandle } from "./receipt-handle.ts";
import { parseRedrivePolicy } from "./redrive.ts";

/** Amazon SQS developer guide, sqs-visibility-timeout: at most 12 hours from the receive. */
export const VISIBILITY_SECONDS_MAX = 43_200;

/** The first number is Amazon-like in length (20 digits) and grows with every message (Amazon SQS developer guide). */
const SEQUENCE_NUMBER_FIRST = 18_849_496_460_467_696_128n;
const SEQUENCE_NUMBER_STEP = 256n;

export interface QueueOptions {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly attributes: QueueAttributes;
  readonly world: World;
  /** Finds the dead-letter queue that a redrive policy names. */
  readonly findQueue: (arn: string) => Queue | undefined;
}

/** The messages of one queue: standard queues keep their order too, as best effort allows; FIFO queues block groups. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly url: string;
  readonly createdAt: number;
  readonly tags = new Map<string, string>();
  /** Tells when messages may be receivable. */
  readonly availability: Availability;
  modifiedAt: number;
  purgedAt: number | undefined;
  attributes: QueueAttributes;

  readonly #world: World;
  readonly #findQueue: (arn: string) => Queue | undefined;
  readonly #deduplication = new Deduplication();
  #sequenceNumber = SEQUENCE_NUMBER_FIRST;
  /** In the order of sending. */
  #messages: StoredMessage[] = [];

  constructor(options: QueueOptions) {
    this.name = options.name;
    this.arn = options.arn;
    this.url = options.url;
    this.attributes = options.attributes;
    this.createdAt = options.world.now;
    this.modifiedAt = options.world.now;
    this.#world = options.world;
    this.#findQueue = options.findQueue;
    this.availability = new Availability(options.world, () => this.#messages.map((message) => message.availableAt));
  }

  get isFifo(): boolean {
    return this.attributes.FifoQueue === "true";
  }

  /** An attribute that is a number, in its own unit. */
  number(
    name:
      | "DelaySeconds"
      | "MaximumMessageSize"
      | "MessageRetentionPeriod"
      | "ReceiveMessageWaitTimeSeconds"
      | "VisibilityTimeout",
  ): number {
    return Number(this.attributes[name]);
  }

  change(wanted: QueueAttributes): void {
    this.attributes = changedAttributes(this.attributes, wanted);
    this.modifiedAt = this.#world.now;
  }

  /** A repetition within the deduplication interval is accepted, and dropped. */
  send(message: OutgoingMessage, senderId: string): Acceptance {
    const attributes = message.attributes ?? {};
    checkContents(message.body, attributes, this.number("MaximumMessageSize"));
    checkDelay(message, this.isFifo);
    const deduplicationId = deduplicationIdOf(
      message,
      this.isFifo,
      this.attributes.ContentBasedDeduplication === "true",
    );
    const key = this.#deduplicationKey(message.groupId, deduplicationId);
    const repeated = key === undefined ? undefined : this.#deduplication.find(key, this.#world.now);
    if (repeated) return repeated;
    const acceptance = {
      messageId: uuid(this.#world.random),
      sequenceNumber: this.isFifo ? this.#nextSequenceNumber() : undefined,
    };
    this.#add({
      id: acceptance.messageId,
      body: message.body,
      attributes,
      traceHeader: message.traceHeader,
      groupId: message.groupId,
      deduplicationId,
      sequenceNumber: acceptance.sequenceNumber,
      senderId,
      sentAt: this.#world.now,
      deadLetterSourceArn: undefined,
      availableAt: this.#world.now + (message.delaySeconds ?? this.number("DelaySeconds")) * 1000,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receivedAt: undefined,
      receiptHandle: undefined,
    });
    if (key !== undefined) this.#deduplication.remember(key, acceptance, this.#world.now);
    return acceptance;
  }

  /**
   * Takes up to `maximum` messages and hides them. A group of a FIFO queue with a message hidden gives no other. A
   * message that was received too often goes to the dead-letter queue instead (Amazon SQS API reference, CreateQueue).
   */
  receive(options: { maximum: number; visibilityTimeoutSeconds?: number | undefined }): StoredMessage[] {
    this.#dropExpired();
    const now = this.#world.now;
    const hiddenUntil = now + (options.visibilityTimeoutSeconds ?? this.number("VisibilityTimeout")) * 1000;
    const blocked = new Set<string>();
    const received: StoredMessage[] = [];
    for (const message of this.#messages) {
      if (received.length >= options.maximum) break;
      const group = this.isFifo ? message.groupId : undefined;
      if (group !== undefined && blocked.has(group)) continue;
      if (message.availableAt > now) {
        if (group !== undefined) blocked.add(group);
      } else if (!this.#moveToDeadLetterQueue(message)) {
        message.receiveCount++;
        message.firstReceivedAt ??= now;
        message.receivedAt = now;
        message.availableAt = hiddenUntil;
        message.receiptHandle = receiptHandle(this.name, message.id, hexadecimal(this.#world.random, 16));
        received.push({ ...message });
      }
    }
    if (received.length > 0) this.availability.changed();
    return received;
  }

  /** A message that is gone already counts as deleted; on a FIFO queue the receipt handle must not have expired. */
  delete(handle: string): void {
    const message = this.#byHandle(handle);
    if (!message) return;
    const isNewest = message.receiptHandle === handle;
    if (this.isFifo && (!isNewest || message.availableAt <= this.#world.now))
      throw invalidParameter("ReceiptHandle", handle, "The receipt handle has expired.");
    if (!isNewest) return;
    this.#messages = this.#messages.filter((each) => each !== message);
    this.availability.changed();
  }

  /** Hides a message that is in flight for so many seconds from now; 0 makes it receivable at once. */
  changeVisibility(handle: string, seconds: number): void {
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > VISIBILITY_SECONDS_MAX)
      throw invalidParameter(
        "VisibilityTimeout",
        seconds,
        `Must be between 0 and ${VISIBILITY_SECONDS_MAX}, if provided.`,
      );
    const message = this.#byHandle(handle);
    const now = this.#world.now;
    if (!message || message.receiptHandle !== handle || message.availableAt <= now) throw messageNotInflight(handle);
    const hiddenUntil = now + seconds * 1000;
    if (hiddenUntil > (message.receivedAt ?? now) + VISIBILITY_SECONDS_MAX * 1000)
      throw invalidParameter(
        "VisibilityTimeout",
        seconds,
        `Total VisibilityTimeout for the message is beyond the limit [${VISIBILITY_SECONDS_MAX} seconds].`,
      );
    message.availableAt = hiddenUntil;
    this.availability.changed();
  }

  purge(): void {
    this.#messages = [];
    this.purgedAt = this.#world.now;
  }

  /** Messages that can be received, that are hidden by a receive, and that wait for the end of their delay. */
  counts(): { visible: number; notVisible: number; delayed: number } {
    this.#dropExpired();
    const hidden = this.#messages.filter((message) => message.availableAt > this.#world.now);
    const delayed = hidden.filter((message) => message.receiptHandle === undefined).length;
    return { visible: this.#messages.length - hidden.length, notVisible: hidden.length - delayed, delayed };
  }

  #add(message: StoredMessage): void {
    this.#messages.push(message);
    this.availability.changed();
  }

  /** The receive count goes along (inferred); a standard queue keeps the time of sending, a FIFO queue renews it. */
  #moveToDeadLetterQueue(message: StoredMessage): boolean {
    if (this.attributes.RedrivePolicy === undefined) return false;
    const { deadLetterTargetArn, maxReceiveCount } = parseRedrivePolicy(this.attributes.RedrivePolicy);
    const target = this.#findQueue(deadLetterTargetArn);
    if (!target || message.receiveCount < maxReceiveCount) return false;
    this.#messages = this.#messages.filter((each) => each !== message);
    target.#add({
      ...message,
      sentAt: this.isFifo ? this.#world.now : message.sentAt,
      deadLetterSourceArn: this.arn,
      availableAt: this.#world.now,
      receiptHandle: undefined,
    });
    return true;
  }

  #byHandle(handle: string): StoredMessage | undefined {
    const parsed = parseReceiptHandle(handle);
    if (parsed?.queueName !== this.name) throw receiptHandleIsInvalid(handle);
    return this.#messages.find((message) => message.id === parsed.messageId);
  }

  #dropExpired(): void {
    const sentAfter = this.#world.now - this.number("MessageRetentionPeriod") * 1000;
    this.#messages = this.#messages.filter((message) => message.sentAt > sentAfter);
  }

  #nextSequenceNumber(): string {
    this.#sequenceNumber += SEQUENCE_NUMBER_STEP;
    return String(this.#sequenceNumber);
  }

  #deduplicationKey(groupId: string | undefined, deduplicationId: string | undefined): string | undefined {
    if (deduplicationId === undefined) return undefined;
    const scope = this.attributes.DeduplicationScope === "messageGroup" ? groupId : "";
    return JSON.stringify([scope, deduplicationId]);
  }
}
