import { AwsError } from "../../aws.ts";
import { uuid } from "../../random.ts";
import { execute, type FunctionError } from "./execution.ts";
import { executionPrincipal, type LambdaFunction } from "./function.ts";

/** How a function's asynchronous invocations are treated (Lambda API reference, PutFunctionEventInvokeConfig). */
export interface EventInvokeConfiguration {
  /** After the first attempt: 0, 1 or 2. */
  readonly maximumRetryAttempts: number;
  /** 60 to 21600. */
  readonly maximumEventAgeSeconds: number;
  /** Gets a record of each event that was given up; an SQS queue. */
  readonly onFailureDestinationArn: string | undefined;
}

export const DEFAULT_EVENT_INVOKE_CONFIGURATION: EventInvokeConfiguration = {
  maximumRetryAttempts: 2,
  maximumEventAgeSeconds: 21_600,
  onFailureDestinationArn: undefined,
};

/** After the first and after the second function error (Lambda developer guide, "How Lambda handles errors in asynchronous invocation"). */
const RETRY_WAITS_MILLISECONDS = [60_000, 120_000];

/** From Lambda's queue to the start of the function (inferred). */
const QUEUE_MILLISECONDS = { least: 5, most: 50 };

/** "The first 1 KB of the error message" (Lambda developer guide, "Adding a dead-letter queue"). */
const ERROR_MESSAGE_CHARACTERS_MAX = 1_024;

/** One event in a function's queue for asynchronous invocation. */
interface QueuedEvent {
  readonly lambdaFunction: LambdaFunction;
  readonly configuration: () => EventInvokeConfiguration;
  readonly event: unknown;
  /** Stays the same from attempt to attempt. */
  readonly requestId: string;
  readonly acceptedAt: number;
}

/** Takes an event for a function; `configuration` is asked after each attempt, as it may change meanwhile. */
export function enqueue(
  lambdaFunction: LambdaFunction,
  event: unknown,
  configuration: () => EventInvokeConfiguration,
): void {
  const { world } = lambdaFunction.aws;
  const { least, most } = QUEUE_MILLISECONDS;
  const queued = { lambdaFunction, configuration, event, requestId: uuid(world.random), acceptedAt: world.now };
  world.after(least + Math.floor(world.random() * (most - least)), () => void attempt(queued, 1));
}

async function attempt(queued: QueuedEvent, count: number): Promise<void> {
  const { lambdaFunction, configuration, event, requestId, acceptedAt } = queued;
  const { world } = lambdaFunction.aws;
  const result = await execute(lambdaFunction, event, requestId);
  if (result.kind === "answered") return;
  const { maximumRetryAttempts, maximumEventAgeSeconds } = configuration();
  const wait = RETRY_WAITS_MILLISECONDS[count - 1];
  if (count > maximumRetryAttempts || wait === undefined)
    return giveUp(queued, { condition: "RetriesExhausted", approximateInvokeCount: count, error: result.payload });
  if (world.now + wait - acceptedAt > maximumEventAgeSeconds * 1_000)
    return giveUp(queued, { condition: "EventAgeExceeded", approximateInvokeCount: count, error: result.payload });
  world.after(wait, () => void attempt(queued, count + 1));
}

interface Surrender {
  readonly condition: "RetriesExhausted" | "EventAgeExceeded";
  readonly approximateInvokeCount: number;
  readonly error: FunctionError;
}

/** The on-failure destination gets a record, the dead-letter queue the event itself; both may be set. */
function giveUp(queued: QueuedEvent, surrender: Surrender): void {
  const { lambdaFunction, configuration, event, requestId } = queued;
  const destination = configuration().onFailureDestinationArn;
  if (destination !== undefined) send(lambdaFunction, destination, { body: JSON.stringify(record(queued, surrender)) });
  if (lambdaFunction.deadLetterTargetArn === undefined) return;
  send(lambdaFunction, lambdaFunction.deadLetterTargetArn, {
    body: JSON.stringify(event),
    attributes: {
      RequestID: { DataType: "String", StringValue: requestId },
      ErrorCode: { DataType: "Number", StringValue: "200" },
      ErrorMessage: {
        DataType: "String",
        StringValue: surrender.error.errorMessage.slice(0, ERROR_MESSAGE_CHARACTERS_MAX) || "Unknown",
      },
    },
  });
}

type Letter = Parameters<LambdaFunction["aws"]["sqs"]["send"]>[1];

/** Lambda sends with the function's execution role. A queue that is gone or refuses loses the letter, as on AWS. */
function send(lambdaFunction: LambdaFunction, queueArn: string, letter: Letter): void {
  try {
    lambdaFunction.aws.sqs.send(queueArn, letter, { principal: executionPrincipal(lambdaFunction) });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
}

/** Lambda developer guide, "Capturing records of Lambda asynchronous invocations"; `EventAgeExceeded` is inferred. */
function record({ lambdaFunction, event, requestId }: QueuedEvent, surrender: Surrender): object {
  const { condition, approximateInvokeCount, error } = surrender;
  return {
    version: "1.0",
    timestamp: new Date(lambdaFunction.aws.world.now).toISOString(),
    requestContext: { requestId, functionArn: `${lambdaFunction.arn}:$LATEST`, condition, approximateInvokeCount },
    requestPayload: event,
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    responsePayload: error,
  };
}
