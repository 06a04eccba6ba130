import type { Principal } from "../../aws.ts";
import type { AwsRegion } from "../../region.ts";
import type { LambdaRuntime } from "./runtime/runtime.ts";

/** What a function is made of; defaults are AWS's and applied where it is declared. */
export interface FunctionConfiguration {
  readonly functionName: string;
  /** The name that calls are counted by and handlers are found by, as `deploy`. */
  readonly shortName: string;
  readonly handler: string;
  readonly memorySizeMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly logGroupName: string;
  /** Where events go that could not be processed, as they came; an SQS queue. */
  readonly deadLetterTargetArn: string | undefined;
  /** The packaged code; only runtimes that run it look there. */
  readonly codePath: string;
  readonly runtime: LambdaRuntime;
}

export interface LambdaFunction extends FunctionConfiguration {
  /** Another one since new code was deployed. */
  codePath: string;
  readonly arn: string;
  readonly aws: AwsRegion;
  /** Names the function's log streams. */
  readonly streamSuffix: string;
}

/** Where a run at `now` (epoch milliseconds) logs: one stream a day. AWS keeps one for each execution environment. */
export function logStreamName({ streamSuffix }: LambdaFunction, now: number): string {
  return `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${streamSuffix}`;
}

/** The session of its execution role in which a function, and Lambda on its behalf, calls AWS. */
export function executionPrincipal(lambdaFunction: LambdaFunction, invocation?: Principal["invocation"]): Principal {
  const { aws, functionName, roleArn, shortName } = lambdaFunction;
  const roleName = roleArn.split("/").at(-1);
  return {
    name: shortName,
    arn: `arn:aws:sts::${aws.account}:assumed-role/${roleName}/${functionName}`,
    invocation,
  };
}
