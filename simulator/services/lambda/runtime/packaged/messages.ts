/** What passes between an execution environment and the worker thread that is it. Everything survives `postMessage`. */

/** Given to the worker when it starts. */
export interface Start {
  /** The handler's module, and the name it exports the handler by. */
  readonly modulePath: string;
  readonly exportName: string;
  /** Virtual time: one 64-bit float, epoch milliseconds. */
  readonly nowShared: SharedArrayBuffer;
}

/** Asks the worker to run the handler once. */
export interface RunRequest {
  readonly event: unknown;
  readonly requestId: string;
  /** Virtual epoch milliseconds. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly logStreamName: string;
}

/** What the worker tells, in order: any number of log lines, then how the run ended. */
export type WorkerMessage =
  | { readonly kind: "log"; readonly line: string }
  | {
      readonly kind: "answered";
      /** JSON text of what the handler returned. */
      readonly payload: string;
      readonly measured: RunMeasured;
    }
  | {
      readonly kind: "failed";
      readonly errorType: string;
      readonly errorMessage: string;
      readonly measured: RunMeasured;
    };

export interface RunMeasured {
  readonly maxMemoryUsedMegabytes: number;
  /** Only of the first run. */
  readonly initMilliseconds?: number;
}
