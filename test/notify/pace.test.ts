import { expect, test } from "@jest/globals";
import { createTurns } from "../../shared/notify/pace.ts";

/** When calls are let through, in milliseconds: each is asked for when the one before was made, or so much later. */
async function callsAfter(pauses: readonly number[], channelOf: (index: number) => string): Promise<readonly number[]> {
  let now = 0;
  const turnOf = createTurns(
    () => now,
    async (milliseconds) => {
      now += milliseconds;
    },
  );
  const made: number[] = [];
  for (const [index, pause] of pauses.entries()) {
    now += pause;
    await turnOf(channelOf(index))();
    made.push(now);
  }
  return made;
}

test.each([
  ["at once, when nobody called before", [5_000], [5_000]],
  ["the two of a notice at once, then one a second", [0, 0, 0, 0, 0], [0, 0, 1_000, 2_000, 3_000]],
  ["the rest of the second later, when it has begun", [0, 300, 0, 0], [0, 300, 1_000, 2_000]],
  ["at once again, when the seconds of both are over", [0, 0, 2_000, 0, 0], [0, 0, 2_000, 2_000, 3_000]],
  ["at once, when the last one is long ago", [0, 60_000, 1_000], [0, 60_000, 61_000]],
])("calls of one channel are let through %s", async (_, pauses, made) => {
  expect(await callsAfter(pauses, () => "#deploys")).toEqual(made);
});

test("channels do not wait for one another", async () => {
  expect(await callsAfter([0, 0, 0, 0, 0, 0], (index) => (index % 2 === 0 ? "#a" : "#b"))).toEqual([
    0, 0, 0, 0, 1_000, 1_000,
  ]);
});

test("calls that come at the same time are let through one after the other", async () => {
  let now = 0;
  const slept: number[] = [];
  const turn = createTurns(
    () => now,
    async (milliseconds) => void slept.push(milliseconds),
  )("#deploys");
  await Promise.all([turn(), turn(), turn(), turn()]);
  expect(slept).toEqual([1_000, 2_000]);
  now = 10_000;
  await turn();
  expect(slept).toHaveLength(2);
});
