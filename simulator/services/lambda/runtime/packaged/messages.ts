/** What passes between an execution environment and the worker thread that is it. Everything survives `postMessage`. */

/** Given to the worker when it starts. */
export interface Start {
  /** The handler's module, and the name it exports the handler by. */
  readonly modulePath: string;
  readonly exportName: string;
  /** Virtual time: one 64-bit float, epoch milliseconds. */
  readonly nowShared: SharedArrayBuffer;
}

/** What the worker is told. */
export type HostMessage = RunRequest | Slept;

/** Asks the worker to run the handler once. */
export interface RunRequest {
  readonly kind: "run";
  readonly event: unknown;
  readonly requestId: string;
  /** Virtual epoch milliseconds. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly logStreamName: string;
}

/** A sleep is over, in virtual time. */
export interface Slept {
  readonly kind: "slept";
  readonly id: number;
}

/** What the worker tells, in order: any number of log lines and sleeps, then how the run ended. */
export type WorkerMessage =
  | { readonly kind: "log"; readonly line: string }
  | { readonly kind: "sleep"; readonly id: number; readonly milliseconds: number }
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
