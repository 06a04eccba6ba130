// `npm run soak -- --seeds N --from S`: plays histories by the thousand, and tells which seeds break an invariant.
// `npm run soak -- --seed S --shrink` cuts a failing one down to what matters.
import { parseArgs } from "node:util";
import { generateHistory } from "./simulation/history.ts";
import { shrink } from "./simulation/shrink.ts";
import { simulate } from "./simulation/simulate.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "200" },
    from: { type: "string", default: "1" },
    seed: { type: "string" },
    shrink: { type: "boolean", default: false },
  },
});
const from = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const startedAt = performance.now();
const injected = new Map<string, number>();
const failed: number[] = [];

for (let seed = from; seed < from + count; seed++) {
  const history = generateHistory(seed);
  const { played, violations } = await simulate(history);
  for (const fault of played.garden.simulator.faults.injected)
    injected.set(fault.fault, (injected.get(fault.fault) ?? 0) + fault.count);
  const [first] = violations;
  if (!first) continue;
  failed.push(seed);
  console.log(`seed ${seed}`);
  for (const { invariant, what } of violations) console.log(`  ${invariant}: ${what}`);
  if (values.shrink) console.log(JSON.stringify(await shrink(history, first), undefined, 2));
}

const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`${count} seeds from ${from} in ${seconds} seconds: ${failed.length} failed ${failed.join(" ")}`);
console.log([...injected].map(([fault, times]) => `${fault} ${times}`).join(", "));
process.exitCode = failed.length > 0 ? 1 : 0;
