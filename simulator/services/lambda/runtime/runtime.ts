import type { Invocation } from "../../../clock.ts";
import type { LambdaFunction } from "../function.ts";

/** What runs the code of functions. One runtime serves any number of functions, and runs of them at the same time. */
export interface LambdaRuntime {
  /** Runs the handler once; resolves with what it returned, as JSON carries it, or rejects with what it threw. */
  run(lambdaFunction: LambdaFunction, event: unknown, run: Run): Promise<unknown>;
  /** New code came: warm environments are thrown away, and runs under way end on the old code. */
  renew(): void;
  /** Ends everything that still runs and gives back what it took. */
  close(): Promise<void>;
}

/** One run of a function. */
export interface Run {
  readonly invocation: Invocation;
  readonly requestId: string;
  /** When Lambda ends the run, virtual epoch milliseconds. */
  readonly deadline: number;
  /** Aborted when the run was ended from outside: time-out or kill. */
  readonly ended: AbortSignal;
  /** Adds one line to the function's log. */
  log(line: string): void;
  /** What the REPORT line tells, as far as the runtime can measure it. */
  report(measured: Measured): void;
}

export interface Measured {
  readonly maxMemoryUsedMegabytes?: number;
  /** Real milliseconds that loading the code took, on a cold start. */
  readonly initMilliseconds?: number;
}

/** As through JSON: what a function is given, or gives, shares nothing with others. */
export const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value) ?? "null");
