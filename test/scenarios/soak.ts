// `npm run soak -- --seeds N --from S`: plays histories by the thousand, and tells which seeds break an invariant, how
// often each fault was injected, and how close each invariant was. `--processes P` shares the seeds among so many.
// `npm run soak -- --seed S --shrink` cuts a failing one down to what matters.
import { fork } from "node:child_process";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { PUT_TO_THE_TEST } from "./simulation/closeness.ts";
import { generateHistory } from "./simulation/history.ts";
import { INVARIANTS, OUTAGE_SECONDS_MAX } from "./simulation/invariants.ts";
import { shrink } from "./simulation/shrink.ts";
import { SETTLED_WITHIN_SECONDS } from "./simulation/simulate.ts";
import type { SeedPlayed } from "./soak-process.ts";

/** Whoever waits for an hour wants to see now and then how far it is. */
const SEEDS_BETWEEN_SIGNS_OF_LIFE = 500;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    processes: { type: "string", default: "1" },
    seed: { type: "string" },
    shrink: { type: "boolean", default: false },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const processes = Math.min(count, Number(values.processes));
const startedAt = performance.now();
const all: SeedPlayed[] = [];

await Promise.all(Array.from({ length: processes }, (_, index) => playEvery(from + index)));
const failed = all.filter(({ violations }) => violations.length > 0).map(({ seed }) => seed);
console.log(
  `${all.length} seeds from ${from} in ${secondsPassed()} seconds: ${failed.length} failed ${failed.join(" ")}`,
);
for (const line of [...faultsTable(), "", ...invariantsTable()]) console.log(line);
if (values.shrink) for (const seed of failed) await printShrunk(seed);
process.exitCode = failed.length > 0 || all.length < count ? 1 : 0;

/** Lets a process of its own play every so-manieth seed. */
async function playEvery(first: number): Promise<void> {
  const script = new URL("./soak-process.ts", import.meta.url);
  const child = fork(script, [first, from + count - 1, processes].map(String));
  child.on("message", (message) => see(message as SeedPlayed));
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) console.log(`the process that played every ${processes}th seed from ${first} ended with ${code}`);
}

function see(played: SeedPlayed): void {
  all.push(played);
  if (played.violations.length > 0) console.log(`seed ${played.seed}`);
  for (const { invariant, what } of played.violations) console.log(`  ${invariant}: ${what}`);
  if (all.length % SEEDS_BETWEEN_SIGNS_OF_LIFE === 0) console.log(`${all.length} seeds in ${secondsPassed()} seconds`);
}

function faultsTable(): readonly string[] {
  const faults = [...new Set(all.flatMap(({ injected }) => Object.keys(injected)))].sort();
  return table(
    ["fault", "injected"],
    faults.map((fault) => [fault, sumOf(({ injected }) => injected[fault] ?? 0)]),
  );
}

function invariantsTable(): readonly string[] {
  return [
    ...table(
      ["invariant", "put to the test", "counted are"],
      INVARIANTS.map((one) => [one, sumOf(({ closeness }) => closeness[one]), PUT_TO_THE_TEST[one]]),
    ),
    "",
    ...table(
      ["closest", "seconds", "at most"],
      [
        ["all is well after the last fault", maxOf(({ settledSeconds }) => settledSeconds), SETTLED_WITHIN_SECONDS],
        [
          "a service is without a healthy task, once the faults have stopped",
          maxOf(({ outageWithoutFaultsSeconds }) => outageWithoutFaultsSeconds),
          OUTAGE_SECONDS_MAX,
        ],
        ["the same with faults still coming", maxOf(({ outageSeconds }) => outageSeconds), "-"],
      ],
    ),
  ];
}

async function printShrunk(seed: number): Promise<void> {
  const [violation] = all.find((played) => played.seed === seed)?.violations ?? [];
  if (violation) console.log(JSON.stringify(await shrink(generateHistory(seed), violation), undefined, 2));
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): readonly string[] {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
}

function sumOf(number: (played: SeedPlayed) => number): number {
  return all.reduce((sum, played) => sum + number(played), 0);
}

function maxOf(number: (played: SeedPlayed) => number): number {
  return all.reduce((max, played) => Math.max(max, number(played)), 0);
}

function secondsPassed(): number {
  return Math.round((performance.now() - startedAt) / 1000);
}
