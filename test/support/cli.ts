import { userInfo } from "node:os";
import { main } from "../../cli/main.ts";
import type { World } from "../../cli/world.ts";
import { inProcessFetch } from "../../simulator/outside-fetch.ts";
import { connectInProcess, inProcessClientOptions } from "../../simulator/wire/transport.ts";
import type { GardenWorld } from "./garden.ts";

/** What one call of the command line said, and how it ended. */
export interface Said {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Calls `gardener` as a person does, an administrator, against the AWS of a garden. */
export async function gardener(
  { simulator }: GardenWorld,
  args: readonly string[],
  given: Partial<World> = {},
): Promise<Said> {
  const said = { stdout: "", stderr: "" };
  const exitCode = await main(args, {
    variables: {},
    now: () => simulator.world.now,
    fetch: inProcessFetch(simulator),
    clientOptions: inProcessClientOptions(simulator),
    connect: (client) => connectInProcess(simulator, client as never),
    directory: import.meta.dirname,
    readStdin: () => Promise.resolve(""),
    stdout: { write: (text) => (said.stdout += text) },
    stderr: { write: (text) => (said.stderr += text) },
    userName: userInfo().username,
    ...given,
  });
  return { exitCode, ...said };
}

/** The same with `--json`, for a call that must be done; returns what it answered. */
export async function answerOf<Answer>(garden: GardenWorld, ...args: readonly string[]): Promise<Answer> {
  const { exitCode, stdout, stderr } = await gardener(garden, [...args, "--json"]);
  if (exitCode !== 0) throw new Error(`gardener ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}
