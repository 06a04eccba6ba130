import { createHook } from "node:async_hooks";
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

/** Makes the handler of a new execution environment, with nothing in its memory yet. */
export type HandlerFactory = (lambdaFunction: LambdaFunction) => Handler;

/**
 * Runs handlers in this process, by the function's short name: for tests that want one deterministic story. SDK clients
 * made with `inProcessClientOptions` know their caller from `callers`. What handlers print goes where this process prints.
 */
export function inProcessRuntime(factories: Readonly<Record<string, HandlerFactory>>): LambdaRuntime {
  letGoOfTimers.enable();
  return new InProcessRuntime(factories);
}

/**
 * Timers of the host that a handler sets never keep this process: on AWS they die with their environment, while an
 * invocation that was ended from outside never gets to clearing them here (middy's own time-out is one).
 */
const letGoOfTimers = createHook({
  trackPromises: false,
  init: (_id, type, _trigger, resource) => {
    if (type === "Timeout" && callers.getStore()?.principal.invocation) (resource as NodeJS.Timeout).unref();
  },
});

/** Environments are kept warm as Lambda does: one run at a time each, and none is used again that was ended from outside. */
class InProcessRuntime implements LambdaRuntime {
  readonly #factories: Readonly<Record<string, HandlerFactory>>;
  /** Warm and without work, by function ARN. */
  #idle = new Map<string, Handler[]>();

  constructor(factories: Readonly<Record<string, HandlerFactory>>) {
    this.#factories = factories;
  }

  async run(lambdaFunction: LambdaFunction, event: unknown, run: Run): Promise<unknown> {
    const { aws } = lambdaFunction;
    const idle = this.#idleOf(lambdaFunction);
    const handler = idle.pop() ?? this.#start(lambdaFunction);
    const principal = executionPrincipal(lambdaFunction, run.invocation);
    try {
      const caller = { principal, account: aws.account, region: aws.region };
      return asJson(await callers.run(caller, () => handler(asJson(event), contextOf(lambdaFunction, run))));
    } catch (error) {
      run.log(invokeErrorLine(aws.world.now, run.requestId, error));
      throw error;
    } finally {
      // After `renew` this list is nobody's, and the environment is forgotten with it.
      if (!run.ended.aborted) idle.push(handler);
    }
  }

  renew(): void {
    this.#idle = new Map();
  }

  close(): Promise<void> {
    this.renew();
    return Promise.resolve();
  }

  #start(lambdaFunction: LambdaFunction): Handler {
    const create = this.#factories[lambdaFunction.shortName];
    if (!create) throw new Error(`The in-process runtime was given no handler for ${lambdaFunction.shortName}`);
    return create(lambdaFunction);
  }

  #idleOf({ arn }: LambdaFunction): Handler[] {
    const idle = this.#idle.get(arn) ?? [];
    this.#idle.set(arn, idle);
    return idle;
  }
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
