import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Session } from "../../../../wire/sessions.ts";
import { type LambdaFunction, logStreamName } from "../../function.ts";
import type { Run } from "../runtime.ts";
import type { HostMessage, Start, WorkerMessage } from "./messages.ts";

export interface EnvironmentOptions {
  readonly lambdaFunction: LambdaFunction;
  /** Where the code was unpacked. */
  readonly folder: string;
  /** Stands for this environment in every call it makes. */
  readonly session: Session;
  /** The simulator's address, as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
  readonly nowShared: SharedArrayBuffer;
  /** Waits in virtual time, for a run that sleeps. */
  readonly sleep: (invocation: Run["invocation"], milliseconds: number) => Promise<void>;
}

/** One execution environment of a function: a worker thread that stays warm between runs, one run at a time. */
export class ExecutionEnvironment {
  readonly session: Session;
  readonly #lambdaFunction: LambdaFunction;
  readonly #sleep: EnvironmentOptions["sleep"];
  readonly #worker: Worker;
  #exitError: Error | undefined;
  #failRun: ((error: Error) => void) | undefined;

  constructor({ lambdaFunction, folder, session, endpoint, nowShared, sleep }: EnvironmentOptions) {
    this.session = session;
    this.#sleep = sleep;
    this.#lambdaFunction = lambdaFunction;
    this.#worker = new Worker(new URL("./bootstrap.ts", import.meta.url), {
      env: environmentVariables(lambdaFunction, { folder, session, endpoint }),
      workerData: { ...entryPoint(lambdaFunction.handler, folder), nowShared } satisfies Start,
      resourceLimits: { maxOldGenerationSizeMb: lambdaFunction.memorySizeMegabytes },
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    this.#worker.on("error", (error: Error & { code?: string }) =>
      this.#exit(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "Runtime.OutOfMemory" : error.name, error.message),
    );
    this.#worker.on("exit", (code) =>
      this.#exit("Runtime.ExitError", `Runtime exited with error: exit status ${code}`),
    );
  }

  /** Whether it can run once more: not ended by its code, by a time-out or by `end`. */
  get isAlive(): boolean {
    return this.#exitError === undefined;
  }

  /** Runs the handler once. Rejects with the handler's error, or with what ended the environment. */
  async run(event: unknown, run: Run): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const onMessage = (message: WorkerMessage): void => {
      switch (message.kind) {
        case "log":
          return run.log(message.line);
        case "sleep":
          return void this.#sleep(run.invocation, message.milliseconds).then(() =>
            this.#tell({ kind: "slept", id: message.id }),
          );
        case "answered":
          run.report(message.measured);
          return resolve(JSON.parse(message.payload));
        case "failed":
          run.report(message.measured);
          return reject(errorNamed(message.errorType, message.errorMessage));
        default:
          message satisfies never;
      }
    };
    if (this.#exitError) throw this.#exitError;
    this.#failRun = (error) => {
      run.log(`RequestId: ${run.requestId} Error: ${error.message}`);
      reject(error);
    };
    this.#worker.on("message", onMessage);
    this.#tell({
      kind: "run",
      event,
      requestId: run.requestId,
      deadline: run.deadline,
      functionArn: this.#lambdaFunction.arn,
      logStreamName: logStreamName(this.#lambdaFunction, run.invocation.startedAt),
    });
    try {
      return await promise;
    } finally {
      this.#worker.off("message", onMessage);
      this.#failRun = undefined;
    }
  }

  #tell(message: HostMessage): void {
    this.#worker.postMessage(message, []);
  }

  /** Ends the thread, busy loops included. */
  async end(): Promise<void> {
    this.#exit("Runtime.ExitError", "The execution environment was ended");
    await this.#worker.terminate();
  }

  #exit(name: string, message: string): void {
    this.#exitError ??= errorNamed(name, message);
    this.#failRun?.(this.#exitError);
  }
}

function errorNamed(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** `path/to/file.export`, as Lambda reads a handler's name; packaged modules end in `.mjs`. */
function entryPoint(handler: string, folder: string): { modulePath: string; exportName: string } {
  const dot = handler.lastIndexOf(".");
  return { modulePath: join(folder, `${handler.slice(0, dot)}.mjs`), exportName: handler.slice(dot + 1) };
}

/** Lambda developer guide, "Defined runtime environment variables"; nothing of the host's environment. */
function environmentVariables(
  { aws, environment, functionName, handler, logGroupName, memorySizeMegabytes }: LambdaFunction,
  { folder, session, endpoint }: { folder: string; session: Session; endpoint: string },
): Record<string, string> {
  return {
    ...environment,
    TZ: ":UTC",
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: handler,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: functionName,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySizeMegabytes),
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_LOG_GROUP_NAME: logGroupName,
    AWS_ACCESS_KEY_ID: aws.account,
    AWS_SECRET_ACCESS_KEY: "simulated",
    AWS_SESSION_TOKEN: session.token,
    AWS_ENDPOINT_URL: endpoint,
  };
}
