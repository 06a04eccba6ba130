// Installs what is missing before a test or a start on a bare checkout. It runs on whatever Node the machine has (20 is
// enough); the scripts after it find Node 24 from the npm package `node` first on their path.
import { execSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";

const stamp = "node_modules/.installed-from";
const wanted = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");

if (!existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted) {
  execSync("npm ci", { stdio: ["ignore", 2, 2] });
  writeFileSync(stamp, wanted);
}
