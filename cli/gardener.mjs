#!/usr/bin/env node
// Runs the command line on Node 24, whatever Node the machine has (20 is enough): the npm package `node` carries one.
// Plain JavaScript, since an older Node does not strip types.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Strips types without a flag and without a warning from this version on. */
const NODE_MAJOR_NEEDED = 24;

function packagedNode() {
  try {
    const directory = dirname(createRequire(import.meta.url).resolve("node/package.json"));
    const binary = join(directory, "bin", process.platform === "win32" ? "node.exe" : "node");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

const ownMajor = Number(process.versions.node.split(".")[0]);
const node = packagedNode() ?? (ownMajor >= NODE_MAJOR_NEEDED ? process.execPath : undefined);
if (node === undefined) {
  console.error(`gardener needs Node ${NODE_MAJOR_NEEDED}, and node_modules has none: run npm ci in the checkout.`);
  process.exit(1);
}
const main = join(dirname(fileURLToPath(import.meta.url)), "main.ts");
const { status, signal, error } = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
if (error) console.error(`gardener could not be started: ${error.message}`);
if (signal) process.kill(process.pid, signal);
process.exitCode = status ?? 1;
