import { text } from "node:stream/consumers";
import type { Environment } from "../shared/runtime/environment.ts";

/** Everything that the command line takes from the outside world. Tests bring their own; `main.ts` has the real one. */
export interface World extends Pick<Environment, "variables" | "now" | "fetch" | "clientOptions" | "connect"> {
  /** Relative paths of files are read from there. */
  readonly directory: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly readStdin: () => Promise<string>;
  /** Who sits at this machine, for when AWS does not say who calls. */
  readonly userName: string;
}

interface Output {
  /** Characters in a line, where it is a terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** A host that does not answer must not keep a person waiting: AWS takes connections in well under a second. */
const CONNECTED_WITHIN_MILLISECONDS = 5_000;

/** DynamoDB and ECS answer in a second or two at most. */
const ANSWERED_WITHIN_MILLISECONDS = 30_000;

export const realWorld = (userName: string): World => ({
  variables: process.env,
  now: Date.now,
  fetch,
  clientOptions: {
    requestHandler: {
      connectionTimeout: CONNECTED_WITHIN_MILLISECONDS,
      requestTimeout: ANSWERED_WITHIN_MILLISECONDS,
      throwOnRequestTimeout: true,
    },
  },
  connect: (client) => client,
  directory: process.cwd(),
  readStdin: () => text(process.stdin),
  stdout: process.stdout,
  stderr: process.stderr,
  userName,
});
