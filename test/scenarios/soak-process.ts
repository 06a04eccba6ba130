// Plays every so-manieth seed of a range for soak.ts, and sends what came of each.
import { closenessOf } from "./simulation/closeness.ts";
import { generateHistory } from "./simulation/history.ts";
import { type Invariant, longestOutageSeconds, type Violation } from "./simulation/invariants.ts";
import { simulate } from "./simulation/simulate.ts";

/** What came of one seed. */
export interface SeedPlayed {
  readonly seed: number;
  readonly violations: readonly Violation[];
  /** How often each fault was injected. */
  readonly injected: Readonly<Record<string, number>>;
  /** How often each invariant was put to the test. */
  readonly closeness: Readonly<Record<Invariant, number>>;
  /** From the last fault until all was well. */
  readonly settledSeconds: number;
  /** The longest that a service was without a healthy task, with faults still coming and without. */
  readonly outageSeconds: number;
  readonly outageWithoutFaultsSeconds: number;
}

const [from = 1, to = 1, step = 1] = process.argv.slice(2).map(Number);
for (let seed = from; seed <= to; seed += step) {
  const { played, violations, unsettled, settledSeconds } = await simulate(generateHistory(seed));
  const injected: Record<string, number> = {};
  for (const { fault, count } of played.garden.simulator.faults.injected)
    injected[fault] = (injected[fault] ?? 0) + count;
  const result: SeedPlayed = {
    seed,
    violations,
    injected,
    closeness: await closenessOf(played, unsettled),
    settledSeconds,
    outageSeconds: played.outages.longestSeconds,
    outageWithoutFaultsSeconds: await longestOutageSeconds(played),
  };
  process.send?.(result);
}
process.disconnect?.();
