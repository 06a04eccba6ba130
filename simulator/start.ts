// What `npm start` runs: packages the functions, then serves a simulated AWS with them in it until it is told to end.
import { statSync } from "node:fs";
import { randomInt } from "node:crypto";
import { ARTIFACT_DIRECTORY, packageFunctions } from "./start/package.ts";
import { asksForHelp, readStartOptions, type StartOptions, USAGE, UsageError } from "./start/options.ts";
import { RunningSimulator } from "./start/running-simulator.ts";

/** Exit codes of every command of this project: 1 refused or failed, 2 wrong usage. */
const FAILED = 1;
const WRONG_USAGE = 2;

const SEED_MAX = 2 ** 31;

await main();

async function main(): Promise<void> {
  const options = readOptions();
  const interrupted = interruption();
  const simulator = await open(options);
  // npm answers a signal by ending, so this process ends with it, whatever is under way.
  const end = (): void => void simulator.close().then(() => process.exit(0));
  if (interrupted.aborted) return end();
  interrupted.addEventListener("abort", end, { once: true });
  if (!(await packageFunctions(options.gardenFile, interrupted))) {
    if (interrupted.aborted) return;
    await simulator.close();
    fail("Packaging the functions failed; what it said is above.");
  }
  await simulator.start(ARTIFACT_DIRECTORY);
  console.log(`ready http://127.0.0.1:${simulator.dashboardPort}`);
}

function readOptions(): StartOptions {
  try {
    if (asksForHelp(process.argv.slice(2))) {
      console.log(USAGE);
      process.exit(0);
    }
    // npm changes into the package's folder, and keeps the folder that it was called in.
    const options = readStartOptions(process.argv.slice(2), process.env["INIT_CWD"] ?? process.cwd());
    if (options.gardenFile !== undefined) {
      const found = statSync(options.gardenFile, { throwIfNoEntry: false });
      if (!found) fail(`There is no garden file ${options.gardenFile}.`);
      if (!found.isFile()) fail(`${options.gardenFile} is no file; --garden takes a garden file, as garden.yml.`);
    }
    return options;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return fail(`${error.message}\n\n${USAGE}`, WRONG_USAGE);
  }
}

async function open(options: StartOptions): Promise<RunningSimulator> {
  const seed = randomInt(SEED_MAX);
  console.error(`seed ${seed}`);
  try {
    return await RunningSimulator.open({ ...options, seed });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    return fail(`A port is in use: ${error.message}. Choose others with --port and --dashboard-port.`);
  }
}

/** Aborted by the first SIGINT or SIGTERM; the second one ends the process at once. */
function interruption(): AbortSignal {
  const interrupted = new AbortController();
  const interrupt = (): void => {
    if (interrupted.signal.aborted) process.exit(FAILED);
    interrupted.abort();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", interrupt);
  return interrupted.signal;
}

function fail(message: string, exitCode = FAILED): never {
  console.error(message);
  process.exit(exitCode);
}
