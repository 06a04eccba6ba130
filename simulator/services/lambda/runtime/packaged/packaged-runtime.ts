import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Simulator } from "../../../../simulator.ts";
import { executionPrincipal, type LambdaFunction } from "../../function.ts";
import type { LambdaRuntime, Run } from "../runtime.ts";
import { ExecutionEnvironment } from "./environment.ts";
import { unzip } from "./unzip.ts";

export interface PackagedRuntimeOptions {
  readonly simulator: Simulator;
  /** Where functions reach the simulator, as `http://127.0.0.1:4566`. */
  readonly endpoint: string;
}

/** Runs packaged zips as they would be deployed, each execution environment in a thread of its own. */
export function packagedRuntime(options: PackagedRuntimeOptions): LambdaRuntime {
  return new PackagedRuntime(options);
}

class PackagedRuntime implements LambdaRuntime {
  readonly #simulator: Simulator;
  readonly #endpoint: string;
  readonly #nowShared = new SharedArrayBuffer(Float64Array.BYTES_PER_ELEMENT);
  /** Folders with unpacked code, by the path of the zip. */
  #unpacked = new Map<string, Promise<string>>();
  /** Every folder that was made, those of code that was replaced too: runs under way may still read there. */
  readonly #folders = new Set<string>();
  readonly #unpacking = new Set<Promise<string>>();
  #isClosed = false;
  readonly #environments = new Set<ExecutionEnvironment>();
  /** Warm and without work, by function ARN. */
  #idle = new Map<string, ExecutionEnvironment[]>();

  constructor({ simulator, endpoint }: PackagedRuntimeOptions) {
    this.#simulator = simulator;
    this.#endpoint = endpoint;
    // A process that is ended in a hurry, by a second signal for instance, does not come to close().
    process.on("exit", this.#removeFolders);
    const now = new Float64Array(this.#nowShared);
    now[0] = simulator.world.now;
    simulator.world.onMove = (moved) => {
      now[0] = moved;
    };
  }

  async run(lambdaFunction: LambdaFunction, event: unknown, run: Run): Promise<unknown> {
    const generation = this.#idle;
    const environment = this.#takeIdle(lambdaFunction) ?? (await this.#start(lambdaFunction));
    const end = (): void => void this.#end(environment);
    if (run.ended.aborted) return end();
    run.ended.addEventListener("abort", end);
    environment.session.invocation = run.invocation;
    try {
      return await environment.run(event, run);
    } finally {
      run.ended.removeEventListener("abort", end);
      environment.session.invocation = undefined;
      if (environment.isAlive && generation === this.#idle) this.#idleOf(lambdaFunction).push(environment);
      else await this.#end(environment);
    }
  }

  /** The zips are read again. */
  renew(): void {
    for (const environment of [...this.#idle.values()].flat()) void this.#end(environment);
    this.#idle = new Map();
    this.#unpacked = new Map();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.renew();
    await Promise.all([...this.#environments].map((environment) => this.#end(environment)));
    await Promise.allSettled(this.#unpacking);
    await Promise.all([...this.#folders].map((folder) => rm(folder, { recursive: true, force: true })));
    this.#folders.clear();
    process.off("exit", this.#removeFolders);
  }

  readonly #removeFolders = (): void => {
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  };

  #takeIdle(lambdaFunction: LambdaFunction): ExecutionEnvironment | undefined {
    const idle = this.#idleOf(lambdaFunction);
    let environment = idle.pop();
    while (environment && !environment.isAlive) environment = idle.pop();
    return environment;
  }

  #idleOf({ arn }: LambdaFunction): ExecutionEnvironment[] {
    const idle = this.#idle.get(arn) ?? [];
    this.#idle.set(arn, idle);
    return idle;
  }

  async #start(lambdaFunction: LambdaFunction): Promise<ExecutionEnvironment> {
    const folder = await this.#unpack(lambdaFunction.codePath);
    const { name, arn } = executionPrincipal(lambdaFunction);
    const { account, region } = lambdaFunction.aws;
    const environment = new ExecutionEnvironment({
      lambdaFunction,
      folder,
      session: this.#simulator.sessions.issue({ name, arn, account, region }),
      endpoint: this.#endpoint,
      nowShared: this.#nowShared,
      sleep: (invocation, milliseconds) =>
        this.#simulator.world.within(invocation, () => this.#simulator.world.sleep(invocation, milliseconds)),
    });
    this.#environments.add(environment);
    return environment;
  }

  #unpack(codePath: string): Promise<string> {
    if (this.#isClosed) return Promise.reject(new Error("The runtime was closed"));
    const unpacking = this.#unpacked.get(codePath) ?? this.#unpackAnew(codePath);
    this.#unpacked.set(codePath, unpacking);
    this.#unpacking.add(unpacking);
    return unpacking;
  }

  /** The folder is noted before anything lies in it, so that it is removed whatever comes of the rest. */
  async #unpackAnew(codePath: string): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "ecs-gardener-function-"));
    this.#folders.add(folder);
    await unzip(codePath, folder);
    return folder;
  }

  async #end(environment: ExecutionEnvironment): Promise<void> {
    this.#environments.delete(environment);
    this.#simulator.sessions.end(environment.session);
    await environment.end();
  }
}
