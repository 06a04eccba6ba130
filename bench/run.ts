// What `npm run bench -- <name> [--json]` runs: one measurement, its tables and its aims.
import { parseArgs } from "node:util";
import { packageFunctions } from "../simulator/start/package.ts";
import { type Aim, type Benchmark, isMet, type Measurement, type Table, UsageError } from "./benchmark.ts";
import { coldStart } from "./cold-start/cold-start.ts";
import { fanout } from "./fanout/fanout.ts";
import { rollback } from "./rollback/rollback.ts";
import { formatTable } from "./table.ts";

const BENCHMARKS: Readonly<Record<string, Benchmark>> = { "cold-start": coldStart, fanout, rollback };

/** Exit codes of every command of this project: 1 refused or failed, here an aim that is missed; 2 wrong usage. */
const FAILED = 1;
const WRONG_USAGE = 2;

process.exitCode = await main(process.argv.slice(2));

async function main([name = "", ...given]: readonly string[]): Promise<number> {
  try {
    const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
    if (!benchmark) throw new UsageError(`There is no benchmark ${JSON.stringify(name)}.`);
    const { json, options } = readOptions(benchmark, given);
    // What is measured is what would be deployed; whatever packaging says goes to standard error.
    if (!(await packageFunctions(undefined, new AbortController().signal))) return FAILED;
    const measurement = await benchmark.measure(options);
    console.log(json ? asJson(name, measurement) : asText(measurement));
    return measurement.aims.every(isMet) ? 0 : FAILED;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}\n\n${usage()}`);
    return WRONG_USAGE;
  }
}

function readOptions(benchmark: Benchmark, given: readonly string[]) {
  const known = Object.entries(benchmark.options).map(
    ([name, value]) => [name, { type: "string", default: value }] as const,
  );
  try {
    const { json, ...options } = parseArgs({
      args: [...given],
      options: { ...Object.fromEntries(known), json: { type: "boolean", default: false } },
    }).values;
    return { json, options: options as Record<string, string> };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function usage(): string {
  const lines = Object.entries(BENCHMARKS).map(([name, { about, options }]) => {
    const flags = Object.entries(options).map(([option, value]) => ` [--${option} ${value}]`);
    return `  ${name}${flags.join("")}\n      ${about}`;
  });
  return `Usage: npm run bench -- <name> [--json]\n\n${lines.join("\n")}`;
}

function asJson(name: string, { data, aims }: Measurement): string {
  const judged = aims.map((aim) => ({ ...aim, met: isMet(aim) }));
  return JSON.stringify({ benchmark: name, node: process.version, aims: judged, ...data }, undefined, 2);
}

function asText({ tables, aims }: Measurement): string {
  return [...tables, aimsTable(aims)].map(formatTable).join("\n\n");
}

function aimsTable(aims: readonly Aim[]): Table {
  return {
    title: "Aims",
    columns: ["aim", "at most", "measured", "met"],
    rows: aims.map((aim) => [aim.aim, aim.limit, aim.measured, isMet(aim) ? "yes" : "MISSED"]),
  };
}
