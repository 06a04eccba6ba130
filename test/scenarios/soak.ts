// `npm run soak -- --seeds N --from S`: plays histories by the thousand and tells which seeds break an invariant.
import { parseArgs } from "node:util";
import { generateHistory } from "./simulation/history.ts";
import { findViolations } from "./simulation/invariants.ts";
import { playHistory } from "./simulation/play.ts";

const { seeds, from } = parseArgs({
  options: { seeds: { type: "string", default: "200" }, from: { type: "string", default: "1" } },
}).values;
const startedAt = performance.now();
const injected = new Map<string, number>();
let failed = 0;
for (let seed = Number(from); seed < Number(from) + Number(seeds); seed++) {
  const played = await playHistory(generateHistory(seed));
  for (const { fault, count } of played.garden.simulator.faults.injected)
    injected.set(fault, (injected.get(fault) ?? 0) + count);
  const violations = await findViolations(played);
  if (violations.length === 0) continue;
  failed++;
  console.log(`seed ${seed}`);
  for (const { invariant, what } of violations) console.log(`  ${invariant}: ${what}`);
}
const seconds = Math.round((performance.now() - startedAt) / 1000);
console.log(`${seeds} seeds from ${from}: ${failed} failed, ${seconds} seconds`);
console.log([...injected].map(([fault, count]) => `${fault} ${count}`).join(", "));
process.exitCode = failed > 0 ? 1 : 0;
