import type { Outcome } from "../../clock.ts";
import { logStreamName, type LambdaFunction } from "./function.ts";
import { endLine, reportLine, startLine, timeoutText } from "./log-lines.ts";
import type { Measured } from "./runtime/runtime.ts";

/** What came of one run: the handler's answer, or the function error as callers see it. */
export type ExecutionResult =
  | { readonly kind: "answered"; readonly payload: unknown }
  | { readonly kind: "failed"; readonly payload: FunctionError };

/** A function error's payload (Lambda developer guide, "Lambda function errors in Node.js"). */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** The name the clock gives to the end of an invocation that was over time. */
const TIMED_OUT = "Sandbox.Timedout";

/** Runs a function once and writes its log. Never rejects. */
export function execute(lambdaFunction: LambdaFunction, event: unknown, requestId: string): Promise<ExecutionResult> {
  const { aws, timeoutSeconds, memorySizeMegabytes } = lambdaFunction;
  const { world } = aws;
  const startedAt = world.now;
  const timeoutMilliseconds = timeoutSeconds * 1_000;
  const ended = new AbortController();
  const measured: Measured[] = [];
  const log = (line: string): void =>
    aws.logs.append(lambdaFunction.logGroupName, logStreamName(lambdaFunction, startedAt), [line]);
  log(startLine(requestId));
  return new Promise((resolve) => {
    const done = (outcome: Outcome): void => {
      ended.abort();
      if (outcome.error?.name === TIMED_OUT)
        log(`${new Date(world.now).toISOString()} ${requestId} ${timeoutText(timeoutSeconds)}`);
      log(endLine(requestId));
      const durationMilliseconds = world.now - startedAt;
      log(reportLine(requestId, { durationMilliseconds, memorySizeMegabytes, ...Object.assign({}, ...measured) }));
      resolve(resultOf(lambdaFunction, requestId, outcome));
    };
    world.invoke(
      lambdaFunction.shortName,
      (invocation) =>
        lambdaFunction.runtime.run(lambdaFunction, event, {
          invocation,
          requestId,
          deadline: startedAt + timeoutMilliseconds,
          ended: ended.signal,
          log: (line) => world.isOpen(invocation) && log(line),
          report: (more) => measured.push(more),
        }),
      { timeoutMilliseconds, done },
    );
  });
}

function resultOf({ timeoutSeconds }: LambdaFunction, requestId: string, { result, error }: Outcome): ExecutionResult {
  if (!error) return { kind: "answered", payload: result ?? null };
  const errorMessage =
    error.name === TIMED_OUT ? `RequestId: ${requestId} Error: ${timeoutText(timeoutSeconds)}` : error.message;
  return { kind: "failed", payload: { errorType: error.name, errorMessage } };
}
