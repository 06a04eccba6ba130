import type { ReceiveMessageRequest, ReceiveMessageResult } from "@aws-sdk/client-sqs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import type { World } from "../../../clock.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import { invalidParameter } from "../errors.ts";
import { describeMessage, type StoredMessage } from "../message.ts";
import { type Queue, VISIBILITY_SECONDS_MAX } from "../queue.ts";

/** Amazon SQS API reference, ReceiveMessage. */
const MESSAGES_MAX = 10;
const WAIT_SECONDS_MAX = 20;

/** An empty queue is waited at in virtual time; a function's call must not, since it holds up the world's clock. */
export const receiveMessage: Action<Checked<ReceiveMessageRequest>, ReceiveMessageResult> = async (
  input,
  { aws, world, principal },
) => {
  refuseParameters("ReceiveMessage", input, ["ReceiveRequestAttemptId"]);
  const queue = aws.sqs.queue(input.QueueUrl);
  const { MaxNumberOfMessages: maximum = 1, VisibilityTimeout: visibilityTimeoutSeconds } = input;
  const waitSeconds = input.WaitTimeSeconds ?? queue.number("ReceiveMessageWaitTimeSeconds");
  checkRange("MaxNumberOfMessages", maximum, 1, MESSAGES_MAX);
  checkRange("VisibilityTimeout", visibilityTimeoutSeconds ?? 0, 0, VISIBILITY_SECONDS_MAX);
  checkRange("WaitTimeSeconds", waitSeconds, 0, WAIT_SECONDS_MAX);
  if (waitSeconds > 0 && principal.invocation)
    throw notSimulated("ReceiveMessage", "parameter WaitTimeSeconds in the call of a function");
  const take = (): StoredMessage[] => queue.receive({ maximum, visibilityTimeoutSeconds });
  const atOnce = take();
  const received = atOnce.length > 0 || waitSeconds === 0 ? atOnce : await takeWithin(waitSeconds, take, queue, world);
  const selection = {
    systemAttributeNames: [...(input.AttributeNames ?? []), ...(input.MessageSystemAttributeNames ?? [])],
    attributeNames: input.MessageAttributeNames ?? [],
  };
  return received.length > 0 ? { Messages: received.map((message) => describeMessage(message, selection)) } : {};
};

function takeWithin(
  seconds: number,
  take: () => StoredMessage[],
  queue: Queue,
  world: World,
): Promise<StoredMessage[]> {
  return new Promise((resolve) => {
    const finish = (messages: StoredMessage[]): void => {
      stopListening();
      cancelTimeout();
      resolve(messages);
    };
    const stopListening = queue.availability.listen(() => {
      const messages = take();
      if (messages.length > 0) finish(messages);
    });
    const cancelTimeout = world.after(seconds * 1000, () => finish([]));
  });
}

function checkRange(parameter: string, value: number, minimum: number, maximum: number): void {
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    throw invalidParameter(parameter, value, `Must be between ${minimum} and ${maximum}, if provided.`);
}
