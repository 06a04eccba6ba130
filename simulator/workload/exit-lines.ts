/** Last lines of programs that end with a code, as shells and runtimes write them (inferred). Codes above 128: 128 + the signal. */
const LAST_LINES: Readonly<Record<number, readonly string[]>> = {
  1: ["Error: simulated failure: unexpected end of input", "    at main (/app/server.js:1:1)"],
  2: ["server: unknown option '--prot'", "usage: server [--port <number>]"],
  126: ["/app/start.sh: line 3: /app/server: Permission denied"],
  127: ["/app/start.sh: line 3: server: command not found"],
  134: ["FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", "Aborted (core dumped)"],
  137: ["Killed"],
  139: ["Segmentation fault (core dumped)"],
  143: ["Received SIGTERM, shutting down"],
  255: ["panic: exit code out of range"],
};

/** What a program writes right before it ends with this code. */
export const lastLinesOf = (exitCode: number): readonly string[] =>
  LAST_LINES[exitCode] ?? [`Job ended with ${exitCode}`];
