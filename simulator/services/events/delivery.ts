import { AwsError } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import type { BusEvent } from "./event.ts";
import type { RuleTarget } from "./rule.ts";

/** From putting an event to its target's first invocation: "typically about half a second" (EventBridge product page; inferred). */
const DELIVERY_MILLISECONDS = { least: 100, most: 900 };

/** Retries default to their maxima (EventBridge user guide, "Retrying event delivery"). */
const DEFAULT_RETRY_ATTEMPTS_MAX = 185;
const DEFAULT_EVENT_AGE_SECONDS_MAX = 86_400;

/** Waits grow exponentially with jitter (same page). First and longest wait are inferred: 185 retries have to fill 24 hours. */
const FIRST_RETRY_MILLISECONDS = 1_000;
const LONGEST_RETRY_MILLISECONDS = 480_000;

/** EventBridge as policies and the account's logs know it. */
const EVENTS_SERVICE = "events.amazonaws.com";

/** One event on its way from one rule to one of its targets. */
export interface Delivery {
  readonly ruleArn: string;
  readonly target: RuleTarget;
  readonly event: BusEvent;
}

/** Why a try failed. Only THROTTLING is tried again; retrying cures none of the others. SDK_CLIENT_ERROR is inferred. */
interface Failure {
  readonly errorCode: "NO_PERMISSIONS" | "NO_RESOURCE" | "SDK_CLIENT_ERROR" | "THROTTLING";
  readonly message: string;
}

interface Exhaustion extends Failure {
  readonly retryAttempts: number;
  readonly condition: "MaximumRetryAttempts" | "MaximumEventAgeInSeconds" | undefined;
}

/** Starts a delivery; it takes a fraction of a second, so that events that follow each other closely may change places. */
export function deliver(aws: AwsRegion, delivery: Delivery): void {
  const { least, most } = DELIVERY_MILLISECONDS;
  const startedAt = aws.world.now;
  const wait = least + Math.floor(aws.world.random() * (most - least));
  const start = (at: number): void =>
    void aws.world.at(at, () => attempt(aws, delivery, { startedAt, retryAttempts: 0 }));
  const { event, ruleArn, target } = delivery;
  const ruleName = ruleArn.slice(ruleArn.lastIndexOf("/") + 1);
  aws.faults.deliver({ event, ruleName, targetId: target.Id }, startedAt + wait, start);
}

function attempt(
  aws: AwsRegion,
  delivery: Delivery,
  { startedAt, retryAttempts }: { startedAt: number; retryAttempts: number },
): void {
  const failure = tryTarget(aws, delivery);
  if (!failure) return;
  if (failure.errorCode !== "THROTTLING")
    return bury(aws, delivery, { ...failure, retryAttempts, condition: undefined });
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = delivery.target.RetryPolicy ?? {};
  if (retryAttempts >= (MaximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS_MAX))
    return bury(aws, delivery, { ...failure, retryAttempts, condition: "MaximumRetryAttempts" });
  const wait = retryWait(aws, retryAttempts);
  const oldest = (MaximumEventAgeInSeconds ?? DEFAULT_EVENT_AGE_SECONDS_MAX) * 1_000;
  if (aws.world.now + wait - startedAt > oldest)
    return bury(aws, delivery, { ...failure, retryAttempts, condition: "MaximumEventAgeInSeconds" });
  aws.world.after(wait, () => attempt(aws, delivery, { startedAt, retryAttempts: retryAttempts + 1 }));
}

/** Half of each wait is certain, the other half is jitter. */
function retryWait(aws: AwsRegion, retryAttempts: number): number {
  const longest = Math.min(FIRST_RETRY_MILLISECONDS * 2 ** retryAttempts, LONGEST_RETRY_MILLISECONDS);
  return Math.ceil(longest / 2 + (aws.world.random() * longest) / 2);
}

function tryTarget(aws: AwsRegion, { ruleArn, target, event }: Delivery): Failure | undefined {
  const by = { service: EVENTS_SERVICE, sourceArn: ruleArn };
  if (target.Arn.split(":")[2] === "lambda") {
    const payload: unknown = target.Input === undefined ? event : JSON.parse(target.Input);
    const answer = aws.lambda.invokeAsynchronously(target.Arn, payload, by);
    return answer.accepted ? undefined : answer;
  }
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  try {
    aws.sqs.send(
      target.Arn,
      { body: target.Input ?? JSON.stringify(event), ...(messageGroupId === undefined ? {} : { messageGroupId }) },
      by,
    );
    return undefined;
  } catch (error) {
    return failureOf(error);
  }
}

function failureOf(error: unknown): Failure {
  if (!(error instanceof AwsError)) throw error;
  const { name, message } = error;
  if (name === "QueueDoesNotExist") return { errorCode: "NO_RESOURCE", message };
  if (name === "AccessDenied") return { errorCode: "NO_PERMISSIONS", message };
  return { errorCode: name.includes("Throttl") ? "THROTTLING" : "SDK_CLIENT_ERROR", message };
}

/** To the target's dead-letter queue, or nowhere (EventBridge user guide, "Using dead-letter queues"). */
function bury(aws: AwsRegion, { ruleArn, target, event }: Delivery, why: Exhaustion): void {
  const queueArn = target.DeadLetterConfig?.Arn;
  if (queueArn === undefined) return;
  const texts: Record<string, string> = {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: why.errorCode,
    ERROR_MESSAGE: why.message,
    RETRY_ATTEMPTS: String(why.retryAttempts),
    ...(why.condition === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: why.condition }),
  };
  const attributes = Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [name, { DataType: "String", StringValue: text }]),
  );
  try {
    aws.sqs.send(
      queueArn,
      { body: JSON.stringify(event), attributes },
      { service: EVENTS_SERVICE, sourceArn: ruleArn },
    );
  } catch (error) {
    // A queue that is gone or does not let EventBridge in: the event is dropped, as on AWS.
    if (!(error instanceof AwsError)) throw error;
  }
}
