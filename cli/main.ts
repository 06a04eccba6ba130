import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { diagnose } from "./diagnose.ts";
import { history } from "./history.ts";
import { hold } from "./hold.ts";
import { pause } from "./pause.ts";
import { plan } from "./plan.ts";
import { quarantine } from "./quarantine.ts";
import { resume } from "./resume.ts";
import { rollback } from "./rollback.ts";
import { createSession } from "./session.ts";
import { status } from "./status.ts";
import { failureInWords } from "./terminal/failure.ts";
import { wrap } from "./terminal/text.ts";
import { validate } from "./validate.ts";
import { type CommonOptions, Refused, type Start, type Verb, WrongUsage } from "./verb.ts";
import { why } from "./why.ts";
import { realWorld, type World } from "./world.ts";

/** In the order of the help. */
const VERBS: readonly Verb[] = [
  status,
  why,
  history,
  plan,
  hold,
  pause,
  resume,
  rollback,
  quarantine,
  diagnose,
  validate,
];

const EXIT_REFUSED = 1;
const EXIT_WRONG_USAGE = 2;

/** Runs one call of the command line; returns its exit code. */
export async function main(args: readonly string[], world: World): Promise<number> {
  let exitCode = 0;
  const start: Start = async (options, run) => {
    const session = createSession(world, options);
    try {
      const { text, json } = await run(session);
      const lines = text.map((line) => wrap(line, session.columns));
      if (options.json) writeJson(world, json);
      else world.stdout.write(`${lines.join("\n")}\n`);
    } catch (error) {
      exitCode = fail(error, options, world);
    }
  };
  const program = new Command("gardener")
    .description("Looks after ECS services: what they run and why, and what a person wants otherwise.")
    .version(readVersion(), "--version", "print the version")
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void world.stdout.write(text),
      writeErr: (text) => void world.stderr.write(text),
    })
    .showHelpAfterError("(gardener help, or gardener <verb> --help)");
  for (const verb of VERBS) verb.addTo(program, start);
  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    if (args.includes("--json")) writeJson(world, { error: error.message.replace(/^error: /, "") });
    return EXIT_WRONG_USAGE;
  }
  return exitCode;
}

const writeJson = (world: World, json: unknown): void => void world.stdout.write(`${JSON.stringify(json, null, 2)}\n`);

function readVersion(): string {
  const text = readFileSync(join(import.meta.dirname, "../package.json"), "utf8");
  return (JSON.parse(text) as { readonly version: string }).version;
}

function fail(error: unknown, { json, endpointUrl, verbose }: CommonOptions, world: World): number {
  const endpoint = endpointUrl ?? world.variables["AWS_ENDPOINT_URL"];
  const isOurs = error instanceof Refused || error instanceof WrongUsage;
  const reason = isOurs ? error.message : failureInWords(error, endpoint);
  if (json) {
    const besides = isOurs ? error.json : {};
    writeJson(world, { error: reason, ...besides });
  }
  world.stderr.write(`gardener: ${reason}\n`);
  if (verbose && !isOurs && error instanceof Error) world.stderr.write(`${error.stack ?? ""}\n`);
  return error instanceof WrongUsage ? EXIT_WRONG_USAGE : EXIT_REFUSED;
}

/** A user without a name, as in some containers, is nobody in particular. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return "somebody";
  }
}

if (import.meta.main) process.exitCode = await main(process.argv.slice(2), realWorld(userName()));
