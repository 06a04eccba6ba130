import type { AwsRegion } from "../../simulator/region.ts";
import type { FunctionConfiguration, LambdaFunction } from "../../simulator/services/lambda/function.ts";
import type { LambdaRuntime, Run } from "../../simulator/services/lambda/runtime/runtime.ts";

/** Runs a function made for a test in this thread. */
export const runtimeOf = (handler: (event: unknown, run: Run) => unknown): LambdaRuntime => ({
  run: async (_lambdaFunction, event, run) => handler(event, run),
  renew: () => {},
  close: () => Promise.resolve(),
});

/** A function `ecs-gardener-<shortName>` that EventBridge may invoke. */
export function createFunction(
  aws: AwsRegion,
  shortName: string,
  handler: (event: unknown, run: Run) => unknown,
  more: Partial<FunctionConfiguration> = {},
): LambdaFunction {
  const created = aws.lambda.createFunction({
    functionName: `ecs-gardener-${shortName}`,
    shortName,
    handler: "handler.handler",
    memorySizeMegabytes: 256,
    timeoutSeconds: 30,
    environment: {},
    roleArn: `arn:aws:iam::${aws.account}:role/${shortName}`,
    logGroupName: `/aws/lambda/ecs-gardener-${shortName}`,
    deadLetterTargetArn: undefined,
    codePath: "",
    runtime: runtimeOf(handler),
    ...more,
  });
  aws.lambda.addPermission(created.arn, {
    action: "lambda:InvokeFunction",
    principal: "events.amazonaws.com",
    sourceArn: undefined,
    sourceAccount: undefined,
  });
  return created;
}

/** Every line in a function's log. */
export function logLines(aws: AwsRegion, { logGroupName }: LambdaFunction): string[] {
  const streams = aws.logs.findGroup(logGroupName)?.streams() ?? [];
  return streams.flatMap((stream) => stream.events.map((event) => event.message));
}
