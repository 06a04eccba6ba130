// Packages the functions: bundles with esbuild, lets osls compile the template and zip, and finishes the template so that
// `aws cloudformation deploy` takes it as it is. Works offline, and gives the same bytes each time.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatProblems } from "../shared/config/problem.ts";
import { readGarden } from "../shared/config/yaml.ts";
import { bundle } from "./bundle.ts";
import { finishTemplate } from "./finish-template.ts";

const root = join(import.meta.dirname, "..");
const buildDirectory = join(root, ".build");
const artifactDirectory = join(root, ".serverless");
/** Made here first: whoever reads the artifacts meanwhile, or ends this, finds a whole set of them. */
const stagingDirectory = join(buildDirectory, "serverless");

const garden = compileGarden(process.env["GARDEN_FILE"] ?? join(root, "garden.yml"));
await bundleFunctions(garden);
compileTemplate();
finishTemplate(stagingDirectory);
putInPlace();

/** The garden file as JSON: a YAML parser is no weight for a cold start. Says everything that is wrong, and ends. */
function compileGarden(file: string): string {
  const read = readGarden(readFileSync(file, "utf8"));
  if (read.problems) {
    console.error(formatProblems(file, read.problems));
    process.exit(1);
  }
  return JSON.stringify(read.value);
}

async function bundleFunctions(packagedGarden: string): Promise<void> {
  rmSync(buildDirectory, { recursive: true, force: true });
  const functions = readdirSync(join(root, "functions"), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  for (const { name } of functions) {
    const directory = join(buildDirectory, "functions", name);
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, "garden.json"), packagedGarden);
    await bundle(root, join("functions", name, "handler.ts"), join(directory, "handler.mjs"));
  }
}

function compileTemplate(): void {
  const osls = join(root, "node_modules/osls/bin/serverless.js");
  const result = spawnSync(process.execPath, [osls, "package", "--package", stagingDirectory], {
    cwd: root,
    encoding: "utf8",
    // Neither an account nor a network is needed; without these osls looks for credentials and for news.
    env: { ...process.env, AWS_ACCESS_KEY_ID: "none", AWS_SECRET_ACCESS_KEY: "none", SLS_NOTIFICATIONS_MODE: "off" },
  });
  if (result.status === 0) return;
  console.error(result.stdout, result.stderr);
  process.exit(result.status ?? 1);
}

/** The template names its zips by their content: where it is the same, so is everything. */
function putInPlace(): void {
  if (contentOf(artifactDirectory) === contentOf(stagingDirectory)) return;
  rmSync(artifactDirectory, { recursive: true, force: true });
  renameSync(stagingDirectory, artifactDirectory);
}

function contentOf(directory: string): string {
  const file = join(directory, "template.json");
  return existsSync(file) ? `${readdirSync(directory).sort().join()} ${readFileSync(file, "utf8")}` : "";
}
