import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { consoleLine, describeError, invokeErrorLine } from "../../log-lines.ts";
import { isRecord } from "../../../../wire/record.ts";
import type { HostMessage, RunMeasured, RunRequest, Start, WorkerMessage } from "./messages.ts";

/**
 * The worker thread that is one execution environment: it loads packaged code unchanged and makes it see the simulated
 * world, where on AWS it would see the real one: virtual time in `Date` and in sleeps, output in the function's log, and
 * calls to the simulator that say whose they are.
 */

const { modulePath, exportName, nowShared }: Start = workerData;
const now = new Float64Array(nowShared);
const BYTES_PER_MEGABYTE = 1_048_576;

let requestId = "";

/** Who sleeps, by the number of the sleep. */
const sleeping = new Map<number, () => void>();

const post = (message: WorkerMessage): void => parentPort?.postMessage(message, []);

seeVirtualTime();
sleepVirtually();
logOutput();
signFetches();
const loadingSince = performance.now();
const loading = loadHandler();
// What fails to load is told by the first run.
loading.catch(() => {});
parentPort?.on("message", (message: HostMessage) => {
  if (message.kind === "run") void run(message);
  else wake(message.id);
});

async function run(request: RunRequest): Promise<void> {
  requestId = request.requestId;
  try {
    const handler = await loading;
    const payload = JSON.stringify(await handler(request.event, contextOf(request))) ?? "null";
    post({ kind: "answered", payload, measured: measure() });
  } catch (error) {
    post({ kind: "log", line: invokeErrorLine(Date.now(), requestId, error) });
    const { errorType, errorMessage } = describeError(error);
    post({ kind: "failed", errorType, errorMessage, measured: measure() });
  }
}

type Handler = (event: unknown, context: object) => unknown;

const isHandler = (value: unknown): value is Handler => typeof value === "function";

let initMilliseconds: number | undefined;

async function loadHandler(): Promise<Handler> {
  try {
    const exported: unknown = await import(modulePath);
    const handler = isRecord(exported) ? exported[exportName] : undefined;
    if (!isHandler(handler)) throw new Error(`${exportName} is undefined or not exported`);
    return handler;
  } finally {
    initMilliseconds = performance.now() - loadingSince;
  }
}

function measure(): RunMeasured {
  const { heapUsed, external } = process.memoryUsage();
  const measured = {
    maxMemoryUsedMegabytes: (heapUsed + external) / BYTES_PER_MEGABYTE,
    ...(initMilliseconds === undefined ? {} : { initMilliseconds }),
  };
  initMilliseconds = undefined;
  return measured;
}

/** Lambda developer guide, "Using the Lambda context object to retrieve Node.js function information". */
function contextOf({ deadline, functionArn, logStreamName }: RunRequest): object {
  return {
    awsRequestId: requestId,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function virtualNow(): number {
  return now[0] ?? 0;
}

function seeVirtualTime(): void {
  globalThis.Date = new Proxy(Date, {
    construct: (target, given: unknown[], newTarget): object =>
      Reflect.construct(target, given.length === 0 ? [virtualNow()] : given, newTarget),
    apply: () => new Date(virtualNow()).toString(),
    get: (target, property, receiver): unknown =>
      property === "now" ? virtualNow : Reflect.get(target, property, receiver),
  });
}

/**
 * Code that waits by `timers/promises` waits in virtual time, which stands still while it works. Callback timers stay real:
 * by them SDKs and libraries watch over the real connection.
 */
function sleepVirtually(): void {
  let id = 0;
  timers.setTimeout = ((milliseconds = 0, value?: unknown) => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    sleeping.set(++id, () => resolve(value));
    post({ kind: "sleep", id, milliseconds });
    return promise;
  }) as typeof timers.setTimeout;
  syncBuiltinESMExports();
}

function wake(id: number): void {
  sleeping.get(id)?.();
  sleeping.delete(id);
}

/** Messages keep their order with the answer; a worker's own stdout does not. */
function logOutput(): void {
  for (const method of ["log", "info", "warn", "error", "debug", "trace"] as const) {
    const level = method === "log" ? "INFO" : method.toUpperCase();
    console[method] = (...given: unknown[]) =>
      post({ kind: "log", line: consoleLine(Date.now(), requestId, level, format(...given)) });
  }
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk: Uint8Array | string): boolean => {
      post({ kind: "log", line: chunk.toString().trimEnd() });
      return true;
    };
}

/** Calls by `fetch` carry no AWS signature (Slack's API): a header tells the simulator which session calls. */
function signFetches(): void {
  const { AWS_ENDPOINT_URL: endpoint, AWS_SESSION_TOKEN: token } = process.env;
  if (endpoint === undefined || token === undefined) return;
  const { origin } = new URL(endpoint);
  const send = globalThis.fetch;
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin === origin) request.headers.set("x-simulator-session", token);
    return send(request);
  };
}
