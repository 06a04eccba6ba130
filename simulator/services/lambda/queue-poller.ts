import type { Message } from "@aws-sdk/client-sqs";
import { AwsError } from "../../aws.ts";
import { uuid } from "../../random.ts";
import { failedItems } from "./batch-response.ts";
import { execute } from "./execution.ts";
import type { LambdaFunction } from "./function.ts";

/** An event source mapping from an SQS queue to a function (Lambda API reference, CreateEventSourceMapping). */
export interface SqsEventSourceMapping {
  readonly queueArn: string;
  readonly batchSize: number;
  /** FunctionResponseTypes holds ReportBatchItemFailures. */
  readonly reportsBatchItemFailures: boolean;
  /** Batches that are worked on at the same time. */
  readonly maximumConcurrency: number;
}

/** "Lambda starts by reading five batches" at a time (Lambda developer guide, "SQS scaling"); it does not grow here. */
export const DEFAULT_POLLER_CONCURRENCY = 5;

/** From a message's arrival until a poll of Lambda's finds it (inferred: Lambda long-polls). */
const POLL_MILLISECONDS = { least: 10, most: 100 };

/**
 * Reads a queue for a function. What the function took is deleted; what it failed on stays until its visibility timeout
 * ends. A FIFO queue keeps the order of its groups itself: a group with messages in flight gives no others.
 */
export class QueuePoller {
  readonly #lambdaFunction: LambdaFunction;
  readonly #mapping: SqsEventSourceMapping;
  #batches = 0;
  #isPollDue = false;

  constructor(lambdaFunction: LambdaFunction, mapping: SqsEventSourceMapping) {
    this.#lambdaFunction = lambdaFunction;
    this.#mapping = mapping;
  }

  start(): void {
    this.#lambdaFunction.aws.sqs.onAvailable(this.#mapping.queueArn, () => this.#pollSoon());
  }

  #pollSoon(): void {
    if (this.#isPollDue) return;
    this.#isPollDue = true;
    const { world } = this.#lambdaFunction.aws;
    const { least, most } = POLL_MILLISECONDS;
    world.after(least + Math.floor(world.random() * (most - least)), () => {
      this.#isPollDue = false;
      this.#poll();
    });
  }

  #poll(): void {
    const { aws } = this.#lambdaFunction;
    const { queueArn, batchSize, maximumConcurrency } = this.#mapping;
    while (this.#batches < maximumConcurrency) {
      const messages = unlessRefused([], () => aws.sqs.receive(queueArn, { maximum: batchSize }));
      if (messages.length === 0) return;
      this.#batches++;
      void this.#work(messages);
    }
  }

  async #work(messages: readonly Message[]): Promise<void> {
    const { aws } = this.#lambdaFunction;
    const { queueArn } = this.#mapping;
    const event = { Records: messages.map((message) => this.#record(message)) };
    const result = await execute(this.#lambdaFunction, event, uuid(aws.world.random));
    const failed = result.kind === "failed" ? "all" : this.#failedItems(result.payload, messages);
    if (failed !== "all")
      for (const { MessageId = "", ReceiptHandle = "" } of messages)
        if (!failed.includes(MessageId) && !aws.faults.repeatsMessage(queueArn, this.#lambdaFunction.shortName))
          unlessRefused(undefined, () => aws.sqs.delete(queueArn, ReceiptHandle));
    this.#batches--;
    this.#pollSoon();
  }

  #failedItems(answer: unknown, messages: readonly Message[]): readonly string[] | "all" {
    if (!this.#mapping.reportsBatchItemFailures) return [];
    return failedItems(
      answer,
      messages.map(({ MessageId = "" }) => MessageId),
    );
  }

  /** One record of the event (Lambda developer guide, "Using Lambda with Amazon SQS"). */
  #record(message: Message): object {
    const messageAttributes: Record<string, object> = {};
    for (const [name, attribute] of Object.entries(message.MessageAttributes ?? {}))
      messageAttributes[name] = {
        stringValue: attribute.StringValue,
        binaryValue: attribute.BinaryValue && Buffer.from(attribute.BinaryValue).toString("base64"),
        stringListValues: [],
        binaryListValues: [],
        dataType: attribute.DataType,
      };
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes,
      messageAttributes,
      md5OfBody: message.MD5OfBody,
      ...(message.MD5OfMessageAttributes === undefined
        ? {}
        : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
      eventSource: "aws:sqs",
      eventSourceARN: this.#mapping.queueArn,
      awsRegion: this.#lambdaFunction.aws.region,
    };
  }
}

/** A queue that was deleted gives nothing, and a message whose visibility timeout is over comes again. */
function unlessRefused<Result>(otherwise: Result, call: () => Result): Result {
  try {
    return call();
  } catch (error) {
    if (error instanceof AwsError) return otherwise;
    throw error;
  }
}
