// Installs what is missing before a test or a start on a bare checkout. It runs on whatever Node the machine has (20 is
// enough); the scripts after it find Node 24 from the npm package `node` first on their path.
import { execSync } from "node:child_process";
import { statSync } from "node:fs";
import { delimiter } from "node:path";

const changedAt = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// npm writes this file last, so it is older than the lock file only where the lock file changed since.
if (changedAt("node_modules/.package-lock.json") < changedAt("package-lock.json")) {
  // npm itself must not run on the Node that it is about to replace.
  const path = process.env.PATH.split(delimiter).filter((directory) => !directory.endsWith("node_modules/.bin"));
  // Not `npm ci`: it refuses a lock file that lacks optional packages of other platforms, which registries may not hold.
  execSync("npm install --no-save", { stdio: ["ignore", 2, 2], env: { ...process.env, PATH: path.join(delimiter) } });
}
