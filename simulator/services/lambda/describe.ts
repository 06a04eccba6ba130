import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { LambdaFunction } from "./function.ts";

/** A function as Lambda's API answers it; what the simulator does not know of it is absent. */
export function describeFunction(lambdaFunction: LambdaFunction): FunctionConfiguration {
  const { environment, deadLetterTargetArn } = lambdaFunction;
  return {
    FunctionName: lambdaFunction.functionName,
    FunctionArn: lambdaFunction.arn,
    Runtime: "nodejs24.x",
    Role: lambdaFunction.roleArn,
    Handler: lambdaFunction.handler,
    Timeout: lambdaFunction.timeoutSeconds,
    MemorySize: lambdaFunction.memorySizeMegabytes,
    Version: "$LATEST",
    PackageType: "Zip",
    State: "Active",
    LastUpdateStatus: "Successful",
    LoggingConfig: { LogFormat: "Text", LogGroup: lambdaFunction.logGroupName },
    ...(Object.keys(environment).length === 0 ? {} : { Environment: { Variables: { ...environment } } }),
    ...(deadLetterTargetArn === undefined ? {} : { DeadLetterConfig: { TargetArn: deadLetterTargetArn } }),
  };
}

/** The name or ARN that a caller means, with its qualifier. */
export const qualified = (name: string, qualifier: string | undefined): string =>
  qualifier === undefined ? name : `${name}:${qualifier}`;
