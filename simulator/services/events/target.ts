import { AwsError } from "../../aws.ts";
import { notSimulated, refuseParameters } from "../../not-simulated.ts";
import type { RuleTarget } from "./rule.ts";

/** Bounds of a target's retry policy (EventBridge API reference, RetryPolicy). */
const RETRY_ATTEMPTS_MAX = 185;
const EVENT_AGE_SECONDS = { least: 60, most: 86_400 };

/** Refuses a target that AWS would refuse, and those that the simulator could not reach. */
export function checkTarget(target: RuleTarget): void {
  refuseParameters("PutTargets", target, [
    "InputPath",
    "InputTransformer",
    "KinesisParameters",
    "RunCommandParameters",
    "EcsParameters",
    "BatchParameters",
    "HttpParameters",
    "RedshiftDataParameters",
    "SageMakerPipelineParameters",
    "AppSyncParameters",
  ]);
  checkService(target);
  checkInput(target);
  const { MaximumRetryAttempts: attempts, MaximumEventAgeInSeconds: seconds } = target.RetryPolicy ?? {};
  if (attempts !== undefined && (attempts < 0 || attempts > RETRY_ATTEMPTS_MAX))
    throw outOfBounds("maximumRetryAttempts", attempts, 0, RETRY_ATTEMPTS_MAX);
  const { least, most } = EVENT_AGE_SECONDS;
  if (seconds !== undefined && (seconds < least || seconds > most))
    throw outOfBounds("maximumEventAgeInSeconds", seconds, least, most);
}

function checkService({ Id, Arn }: RuleTarget): void {
  const [arn, , service] = Arn.split(":");
  if (arn !== "arn" || !service)
    throw new AwsError(
      "ValidationException",
      `Parameter ${Arn} is not valid. Reason: Provided Arn is not in correct format.`,
    );
  if (service !== "lambda" && service !== "sqs")
    throw notSimulated("PutTargets", `target ${Id} with service ${service}`);
}

function checkInput({ Id, Input }: RuleTarget): void {
  if (Input === undefined) return;
  try {
    JSON.parse(Input);
  } catch {
    throw new AwsError("ValidationException", `JSON syntax error in input for target ${Id}.`);
  }
}

const outOfBounds = (member: string, value: number, least: number, most: number): AwsError =>
  new AwsError(
    "ValidationException",
    `1 validation error detected: Value '${value}' at 'targets.1.member.retryPolicy.${member}' failed to satisfy constraint: Member must have value between ${least} and ${most}`,
  );
