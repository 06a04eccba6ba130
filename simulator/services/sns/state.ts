import type { AwsRegion } from "../../region.ts";
import { invalidParameter, topicNotFound } from "./errors.ts";

/** What a topic's subscribers would get. */
export interface PublishedMessage {
  readonly messageId: string;
  readonly topicArn: string;
  readonly at: number;
  readonly subject: string | undefined;
  readonly message: string;
  /** Attributes of the type String. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** SNS API reference, CreateTopic; a FIFO topic's name ends in `.fifo`. */
const NAME = /^[A-Za-z0-9_-]{1,256}$/;

/** Standard topics of one account in one Region. Nobody is subscribed: what is published is kept. */
export class SnsState {
  readonly aws: AwsRegion;
  readonly #topicArns = new Set<string>();
  readonly #published: PublishedMessage[] = [];

  constructor(aws: AwsRegion) {
    this.aws = aws;
  }

  /** In the order of publishing. */
  get published(): readonly PublishedMessage[] {
    return this.#published;
  }

  /** The topic's ARN; a topic that exists is found. */
  create(name: string): string {
    if (!NAME.test(name)) throw invalidParameter("Topic Name");
    const arn = this.aws.arn("sns", name);
    this.#topicArns.add(arn);
    return arn;
  }

  publish(message: Omit<PublishedMessage, "at">): void {
    if (!this.#topicArns.has(message.topicArn)) throw topicNotFound();
    this.#published.push({ ...message, at: this.aws.world.now });
  }
}
