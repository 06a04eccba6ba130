import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { bundle } from "../../scripts/bundle.ts";
import type { CallCount } from "../../simulator/calls.ts";
import type { ColdStarted, FunctionName, Planted, PlantRequest } from "./messages.ts";

/** One cold start. */
export interface Run {
  /** From spawning the process until the event was handled. */
  readonly milliseconds: number;
  /** Of these: until the bundle was loaded, Node's own start included. */
  readonly loadedMilliseconds: number;
  readonly processorMilliseconds: number;
  readonly peakMegabytes: number;
  /** How often it called each operation, as `ecs:UpdateService`. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface Runner {
  /** Lets a function have its story anew and a fresh process handle it. */
  run(name: FunctionName, bundlePath: string): Promise<Run>;
  close(): void;
}

/** The simulator in a process of its own, and each cold start in another; `folder` takes what they need. */
export async function startRunner(folder: string): Promise<Runner> {
  const childPath = join(folder, "child.mjs");
  const eventPath = join(folder, "event.json");
  // Bundled, so that no process pays for stripping types.
  await bundle(import.meta.dirname, "child.ts", childPath);
  const simulator = fork(join(import.meta.dirname, "simulator.ts"), { execArgv: [], stdio: ["ignore", 2, 2, "ipc"] });
  const exited = once(simulator, "exit").then(([code]) => {
    throw new Error(`the simulator's process ended with ${code}`);
  });
  exited.catch(() => {});

  return {
    async run(name, bundlePath) {
      simulator.send({ plant: name } satisfies PlantRequest);
      const [planted] = (await Promise.race([once(simulator, "message"), exited])) as [Planted];
      await writeFile(eventPath, JSON.stringify(planted.event));
      const spawnedAt = performance.timeOrigin + performance.now();
      const child = spawn(process.execPath, [childPath, bundlePath, eventPath], {
        env: planted.variables,
        stdio: ["ignore", "pipe", "pipe", "pipe"],
      });
      const [printed = "", errors = "", answer = ""] = await Promise.all(
        child.stdio.slice(1).map((stream) => text(stream as Readable)),
      );
      if (answer === "") throw new Error(`${bundlePath} told nothing: ${errors}`);
      const told = JSON.parse(answer) as ColdStarted;
      if (told.error !== undefined) throw new Error(`${bundlePath} failed: ${told.error}\n${printed}`);
      return {
        milliseconds: told.settledAt - spawnedAt,
        loadedMilliseconds: told.loadedAt - spawnedAt,
        processorMilliseconds: told.processorMilliseconds,
        peakMegabytes: told.peakKilobytes / 1024,
        calls: await callsAt(planted.endpoint),
      };
    },
    close: () => void simulator.kill(),
  };
}

async function callsAt(endpoint: string): Promise<Readonly<Record<string, number>>> {
  const answer = await fetch(`${endpoint}/_simulator/calls`);
  const counts = (await answer.json()) as readonly CallCount[];
  return Object.fromEntries(counts.map(({ operation, count }) => [operation, count]));
}
