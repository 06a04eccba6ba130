import { callers } from "../../../wire/transport.ts";
import { executionPrincipal, type LambdaFunction, logStreamName } from "../function.ts";
import { invokeErrorLine } from "../log-lines.ts";
import { asJson, type LambdaRuntime, type Run } from "./runtime.ts";

/** What an in-process handler may ask of its context: the members of Lambda's own context object. */
interface HandlerContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** In megabytes, as text, as Lambda gives it. */
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  callbackWaitsForEmptyEventLoop: boolean;
  /** In virtual time. */
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: unknown, context: HandlerContext) => Promise<unknown>;

/**
 * Runs handlers in this process, by the function's short name: for tests that want one deterministic story. SDK clients
 * made with `inProcessClientOptions` know their caller from `callers`. What handlers print goes where this process prints.
 */
export function inProcessRuntime(handlers: Readonly<Record<string, Handler>>): LambdaRuntime {
  return {
    run: async (lambdaFunction, event, run) => {
      const { aws, shortName } = lambdaFunction;
      const handler = handlers[shortName];
      if (!handler) throw new Error(`The in-process runtime was given no handler for ${shortName}`);
      const principal = executionPrincipal(lambdaFunction, run.invocation);
      try {
        const caller = { principal, account: aws.account, region: aws.region };
        return asJson(await callers.run(caller, () => handler(asJson(event), contextOf(lambdaFunction, run))));
      } catch (error) {
        run.log(invokeErrorLine(aws.world.now, run.requestId, error));
        throw error;
      }
    },
    close: () => Promise.resolve(),
  };
}

function contextOf(lambdaFunction: LambdaFunction, { requestId, deadline }: Run): HandlerContext {
  const { aws, arn, functionName, logGroupName, memorySizeMegabytes } = lambdaFunction;
  return {
    awsRequestId: requestId,
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: arn,
    memoryLimitInMB: String(memorySizeMegabytes),
    logGroupName,
    logStreamName: logStreamName(lambdaFunction, aws.world.now),
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - aws.world.now),
  };
}
