import { expect, test } from "@jest/globals";
import { generateHistory } from "./history.ts";
import { simulate } from "./simulate.ts";

/** A history takes about a second; a busy machine may take its time. */
const PATIENCE_MILLISECONDS = 120_000;

/** Plays the histories of some seeds, each a test of its own: the seed that fails replays the very same run. */
export function testSeeds(from: number, count: number): void {
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  test.each(seeds)(
    "seed %i",
    async (seed) => {
      const { violations } = await simulate(generateHistory(seed));
      expect(violations).toEqual([]);
    },
    PATIENCE_MILLISECONDS,
  );
}
