import type { GardenOptions } from "../../support/garden.ts";
import type { History } from "./history.ts";
import { findViolations, type Violation } from "./invariants.ts";
import { type Played, playHistory } from "./play.ts";

/**
 * Within so long after the last fault all must be well: a sweep, a rollout, its deadline, its bake, the way back and its
 * deadline. Most histories settle sooner, and are looked at in steps.
 */
const SETTLED_WITHIN_SECONDS = 2_700;
const STEP_SECONDS = 300;

/** What looks well must stay so while an overtaken call may still arrive, and through one more sweep. */
const STAYS_WELL_SECONDS = 420;

/** Plays a history, lets all settle, and answers what is not as it must be. */
export async function simulate(
  history: History,
  options: GardenOptions = {},
): Promise<{ readonly played: Played; readonly violations: readonly Violation[] }> {
  const played = await playHistory(history, options);
  let violations: readonly Violation[] = [];
  for (let waited = 0; waited < SETTLED_WITHIN_SECONDS; waited += STEP_SECONDS) {
    await played.garden.advance(STEP_SECONDS);
    violations = await findViolations(played);
    if (violations.length > 0) continue;
    await played.garden.advance(STAYS_WELL_SECONDS);
    violations = await findViolations(played);
    if (violations.length === 0) break;
  }
  return { played, violations };
}
