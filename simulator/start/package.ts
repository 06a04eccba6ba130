import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** The repository's root. */
const ROOT = join(import.meta.dirname, "..", "..");

/** Where the packaging script leaves the template and the zips. */
export const ARTIFACT_DIRECTORY = join(ROOT, ".serverless");

/**
 * Packages the functions as they would be deployed, in a process of its own (the simulator knows nothing of them). What
 * it says goes to standard error. Ends it when `signal` is aborted. Returns whether it succeeded.
 */
export async function packageFunctions(gardenFile: string | undefined, signal: AbortSignal): Promise<boolean> {
  const child = spawn(process.execPath, [join(ROOT, "scripts", "package.ts")], {
    cwd: ROOT,
    env: { ...process.env, ...(gardenFile === undefined ? {} : { GARDEN_FILE: gardenFile }) },
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const end = (): void => void child.kill();
  signal.addEventListener("abort", end, { once: true });
  const [code] = await once(child, "exit");
  signal.removeEventListener("abort", end);
  return code === 0;
}
