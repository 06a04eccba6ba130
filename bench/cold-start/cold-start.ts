import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../scripts/bundle.ts";
import { type Aim, type Benchmark, type Measurement, readCount, type Table } from "../benchmark.ts";
import { FUNCTION_NAMES, type FunctionName } from "./messages.ts";
import { type Run, startRunner } from "./runner.ts";

/** With so many of each the median moves by a few percent from one measurement to the next, on a machine that does other things. */
const RUNS = 20;

/** Beside the same SDK, our shell and our care may cost a quarter more time and three tenths more bytes, no more. */
const TIME_RATIO_MAX = 1.25;
const BYTES_RATIO_MAX = 1.3;

/**
 * What a cold start of each function costs, beside a bare handler that makes the same calls with plain SDK clients.
 *
 * Goal: to show what our own code and our libraries add to what the SDK costs anyway. So the bare handlers are bundled as
 * ours are, both do the same work against the same state, and they take turns in one run.
 * Non-goal: what Lambda itself adds, and absolute times: they are this machine's, with a simulator that answers from
 * memory. Ratios are what to look at.
 */
export const coldStart: Benchmark = {
  about: "time to the first handled event, bundle size and memory, beside a bare handler with the same calls",
  options: { runs: String(RUNS) },
  measure: (options) => measure(readCount("runs", options["runs"] ?? "")),
};

/** Who is measured: the function as it is packaged, and its bare rival. */
const CONTENDERS = ["ours", "bare"] as const;
type Contender = (typeof CONTENDERS)[number];

/** Medians of the runs, and what does not vary. */
interface Cost extends Omit<Run, "calls"> {
  readonly bundleBytes: number;
  /** Each run's milliseconds, in order. */
  readonly samples: readonly number[];
}

interface FunctionCost extends Readonly<Record<Contender, Cost>> {
  readonly function: FunctionName;
  /** Calls that both made, by operation. */
  readonly calls: Readonly<Record<string, number>>;
  readonly timeRatio: number;
  /** Steadier than time where other programs run meanwhile. */
  readonly processorRatio: number;
  readonly bytesRatio: number;
}

const ROOT = join(import.meta.dirname, "../..");

async function measure(runs: number): Promise<Measurement> {
  const folder = await mkdtemp(join(tmpdir(), "ecs-gardener-cold-start-"));
  const runner = await startRunner(folder);
  try {
    const functions: FunctionCost[] = [];
    for (const name of FUNCTION_NAMES) {
      const paths = await bundles(name, folder);
      const taken: Record<Contender, Run[]> = { ours: [], bare: [] };
      for (let run = 0; run < runs; run++)
        // Who goes first changes, so that neither always finds what the other left warm.
        for (const contender of run % 2 === 0 ? CONTENDERS : CONTENDERS.toReversed())
          taken[contender].push(await runner.run(name, paths[contender]));
      functions.push(await compare(name, paths, taken));
    }
    return { data: { runs, functions }, tables: [costsTable(runs, functions)], aims: aims(functions) };
  } finally {
    runner.close();
    await rm(folder, { recursive: true });
  }
}

/** Ours as packaging left it, and the rival bundled in the same way. */
async function bundles(name: FunctionName, folder: string): Promise<Readonly<Record<Contender, string>>> {
  const bare = join(folder, `${name}.mjs`);
  await bundle(ROOT, join("bench/cold-start/bare", `${name}.ts`), bare);
  return { ours: join(ROOT, ".build/functions", name, "handler.mjs"), bare };
}

async function compare(
  name: FunctionName,
  paths: Readonly<Record<Contender, string>>,
  taken: Readonly<Record<Contender, readonly Run[]>>,
): Promise<FunctionCost> {
  const ours = await costOf(paths.ours, taken.ours);
  const bare = await costOf(paths.bare, taken.bare);
  return {
    function: name,
    calls: sameCalls(name, taken),
    ours,
    bare,
    timeRatio: ours.milliseconds / bare.milliseconds,
    processorRatio: ours.processorMilliseconds / bare.processorMilliseconds,
    bytesRatio: ours.bundleBytes / bare.bundleBytes,
  };
}

/** A rival that makes other calls is none: every run of both must have made the same. */
function sameCalls(name: FunctionName, { ours, bare }: Readonly<Record<Contender, readonly Run[]>>) {
  const expected = JSON.stringify(ours[0]?.calls);
  for (const [contender, runs] of Object.entries({ ours, bare }))
    for (const { calls } of runs)
      if (JSON.stringify(calls) !== expected)
        throw new Error(`${name}, ${contender}: made the calls ${JSON.stringify(calls)} in place of ${expected}`);
  return ours[0]?.calls ?? {};
}

async function costOf(path: string, runs: readonly Run[]): Promise<Cost> {
  return {
    milliseconds: median(runs.map(({ milliseconds }) => milliseconds)),
    loadedMilliseconds: median(runs.map(({ loadedMilliseconds }) => loadedMilliseconds)),
    processorMilliseconds: median(runs.map(({ processorMilliseconds }) => processorMilliseconds)),
    peakMegabytes: median(runs.map(({ peakMegabytes }) => peakMegabytes)),
    bundleBytes: (await stat(path)).size,
    samples: runs.map(({ milliseconds }) => milliseconds),
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

function aims(functions: readonly FunctionCost[]): readonly Aim[] {
  return functions.flatMap(({ function: name, timeRatio, bytesRatio }) => [
    {
      aim: `${name}: time to the first handled event, times the bare handler's`,
      limit: TIME_RATIO_MAX,
      measured: hundredths(timeRatio),
    },
    {
      aim: `${name}: bundle bytes, times the bare handler's`,
      limit: BYTES_RATIO_MAX,
      measured: hundredths(bytesRatio),
    },
  ]);
}

/** Rounded up, so that what is shown as met is met. */
const hundredths = (ratio: number): number => Math.ceil(ratio * 100) / 100;

function costsTable(runs: number, functions: readonly FunctionCost[]): Table {
  return {
    title: `Cold starts, medians of ${runs} runs each`,
    columns: [
      "function",
      "who",
      "milliseconds",
      "of these to load",
      "processor ms",
      "bundle kB",
      "peak MB",
      "AWS and Slack calls",
    ],
    rows: functions.flatMap((cost) =>
      CONTENDERS.map((contender) => [
        cost.function,
        contender,
        Math.round(cost[contender].milliseconds),
        Math.round(cost[contender].loadedMilliseconds),
        Math.round(cost[contender].processorMilliseconds),
        Math.round(cost[contender].bundleBytes / 1000),
        Math.round(cost[contender].peakMegabytes),
        Object.values(cost.calls).reduce((sum, count) => sum + count, 0),
      ]),
    ),
  };
}
