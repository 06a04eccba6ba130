// Whether the simulation would find mistakes: each of these is planted into the functions, and has to break a history.
import { expect, test } from "@jest/globals";
import { generateHistory } from "./simulation/history.ts";
import { PLANTED_BUGS } from "./simulation/planted-bugs.ts";
import { simulate } from "./simulation/simulate.ts";

/** A bug that more histories than this miss is too well hidden. */
const SEEDS_MAX = 500;

/** The known seed comes first; where the histories have changed since, the search takes its time. */
const PATIENCE_MILLISECONDS = 1_800_000;

test.each(PLANTED_BUGS)(
  "$name",
  async (bug) => {
    const seeds = [bug.seed, ...Array.from({ length: SEEDS_MAX }, (_, index) => index + 1)];
    let broken: string | undefined;
    for (const seed of seeds) {
      const { violations } = await simulate(generateHistory(seed), bug.plant);
      if (violations[0]) broken = `seed ${seed}: ${violations[0].invariant}`;
      if (broken !== undefined) break;
    }
    expect(broken).toMatch(/^seed \d+: /);
  },
  PATIENCE_MILLISECONDS,
);
