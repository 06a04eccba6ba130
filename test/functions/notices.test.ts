import { describe, expect, test } from "@jest/globals";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { givenCluster, givenService, slackMessages, whenPushed } from "../support/steps.ts";

const FLEET = Array.from({ length: 30 }, (_, index) => `service-${index + 1}`);

/** The first tasks of the whole fleet are up, and every service is known to the garden. */
const GROWING_SECONDS = 600;

/** A fleet that follows one tag, each service with its own family. */
async function givenAFleet(): Promise<GardenWorld> {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  for (const name of FLEET) await givenService(garden, { name, desiredCount: 1 });
  await garden.advance(GROWING_SECONDS);
  return garden;
}

/** A fleet takes a while to live through half an hour. */
const TEST_MILLISECONDS_MAX = 90_000;

const secondsOf = (ts: string): number => Number(ts);

describe("a push that thirty services follow", () => {
  test(
    "is told of each of them at Slack's pace of a message a second, once, and in order",
    async () => {
      const garden = await givenAFleet();
      expect(slackMessages(garden)).toEqual([]);
      const pushedAt = garden.simulator.world.now / 1000;
      whenPushed(garden);
      await garden.advance(1_800);

      const first = slackMessages(garden);
      const told = first.map(({ text }) => /^shop\/(\S+) completed its rollout/.exec(text)?.[1]);
      expect(told.toSorted()).toEqual(FLEET.toSorted());
      const lateness = first.map(({ ts }) => secondsOf(ts) - pushedAt);
      expect(Math.max(...lateness)).toBeLessThan(180);

      // Nothing waits for the queue's own three minutes: the last sentence follows the last rollout closely.
      const { messages } = garden.simulator.slack;
      const states = await Promise.all(FLEET.map((name) => garden.services.read(`shop/${name}`)));
      const endedAt = Math.max(...states.map(({ rollout }) => rollout?.endedAt ?? Number.POSITIVE_INFINITY)) / 1000;
      const toldAt = Math.max(...messages.map(({ ts, editedTs }) => secondsOf(editedTs ?? ts)));
      expect(toldAt - endedAt).toBeLessThan(120);
    },
    TEST_MILLISECONDS_MAX,
  );
});
