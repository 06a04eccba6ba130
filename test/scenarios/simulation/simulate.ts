import type { History } from "./history.ts";
import { findViolations, type Violation } from "./invariants.ts";
import { type Plant, type Played, playHistory } from "./play.ts";

/**
 * Within so long after the last fault all must be well: a sweep, a rollout, its deadline, its bake, the way back and its
 * deadline. Most histories settle sooner, and are looked at in steps.
 */
export const SETTLED_WITHIN_SECONDS = 2_700;
const STEP_SECONDS = 300;

/** What looks well must stay so while an overtaken call may still arrive, and through one more sweep. */
const STAYS_WELL_SECONDS = 420;

export interface Simulated {
  readonly played: Played;
  /** What was not as it must be when the faults stopped. */
  readonly unsettled: readonly Violation[];
  /** What is not as it must be at the end. */
  readonly violations: readonly Violation[];
  /** Seconds from the last fault until all was well. */
  readonly settledSeconds: number;
}

/** Plays a history and lets all settle. */
export async function simulate(history: History, plant?: Plant): Promise<Simulated> {
  const played = await playHistory(history, plant);
  const unsettled = await findViolations(played);
  let violations = unsettled;
  let settledSeconds = 0;
  while (settledSeconds < SETTLED_WITHIN_SECONDS) {
    await played.advance(STEP_SECONDS);
    settledSeconds += STEP_SECONDS;
    violations = await findViolations(played);
    if (violations.length > 0) continue;
    await played.advance(STAYS_WELL_SECONDS);
    violations = await findViolations(played);
    if (violations.length === 0) break;
  }
  return { played, unsettled, violations, settledSeconds };
}
