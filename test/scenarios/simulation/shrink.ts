import type { History } from "./history.ts";
import type { Violation } from "./invariants.ts";
import type { Plant } from "./play.ts";
import { simulate } from "./simulate.ts";

/** As many plays at most: each takes about a second, and a person waits for the answer. */
const PLAYS_MAX = 120;

/**
 * The shortest history found that breaks the same invariant: steps and services are left out one after the other, for as
 * long as it still breaks without them.
 */
export async function shrink(history: History, { invariant }: Violation, plant?: Plant): Promise<History> {
  let shortest = history;
  let plays = 0;
  const stillBreaks = async (candidate: History): Promise<boolean> => {
    if (plays++ >= PLAYS_MAX) return false;
    const { violations } = await simulate(candidate, plant);
    return violations.some((violation) => violation.invariant === invariant);
  };
  for (let index = shortest.steps.length - 1; index >= 0; index--) {
    const candidate = { ...shortest, steps: shortest.steps.toSpliced(index, 1) };
    if (await stillBreaks(candidate)) shortest = candidate;
  }
  for (let index = shortest.services.length - 1; index >= 0 && shortest.services.length > 1; index--) {
    const gone = shortest.services[index]?.name;
    const steps = shortest.steps.filter((step) => !("service" in step) || step.service !== gone);
    const candidate = { ...shortest, services: shortest.services.toSpliced(index, 1), steps };
    if (await stillBreaks(candidate)) shortest = candidate;
  }
  return shortest;
}
