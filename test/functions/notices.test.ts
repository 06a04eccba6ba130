import { describe, expect, test } from "@jest/globals";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { type NoticeStory, TROUBLES, whereItWentWrong } from "../support/notice-story.ts";
import { givenARunningGarden, givenCluster, givenService, slackMessages, whenPushed } from "../support/steps.ts";

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

/** In so long there is one call more than there are seconds: the two calls of a notice may go together. */
const PACE_SECONDS = 20;

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
      expect(told).toHaveLength(FLEET.length);
      expect(new Set(told)).toEqual(new Set(FLEET));
      const lateness = first.map(({ ts }) => secondsOf(ts) - pushedAt);
      expect(Math.max(...lateness)).toBeLessThan(180);

      const calls = garden.simulator.world.trace.flatMap((line) =>
        / slack:chat/.test(line) ? [Number.parseInt(line, 10)] : [],
      );
      const busiest = calls.map(
        (at) => calls.filter((other) => other >= at && other < at + PACE_SECONDS * 1000).length,
      );
      expect(calls.length).toBeGreaterThan(2 * FLEET.length);
      expect(Math.max(...busiest)).toBeLessThanOrEqual(PACE_SECONDS + 1);
      expect(garden.log.filter(({ level }) => level === "WARN" || level === "ERROR")).toEqual([]);

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

/** A push, its rollout, its bake, and a notice that had to come back after the queue's time. */
const STORY_SECONDS = 900;

/** A push, told of in one message and a thread. */
const aPush: NoticeStory = {
  given: givenARunningGarden,
  when: async (garden) => {
    whenPushed(garden);
    await garden.advance(STORY_SECONDS);
  },
  ends: /completed its rollout/,
};

describe("each rollout has one message, and each of its sentences is said once", () => {
  test.each(TROUBLES)(
    "whichever call it is: %s",
    async (_what, trouble, concerns) => {
      expect(await whereItWentWrong(aPush, trouble, concerns)).toEqual([]);
    },
    TEST_MILLISECONDS_MAX,
  );

  test("an app that may not read its channel says it again rather than not at all, and logs what it takes", async () => {
    const garden = await givenARunningGarden();
    garden.simulator.slack.onlyScopes(["chat:write"]);
    garden.simulator.slack.failNext({ status: 500, accepted: true });
    whenPushed(garden);
    await garden.advance(STORY_SECONDS);
    expect(slackMessages(garden)).toHaveLength(2);
    expect(slackMessages(garden)[1]?.text).toContain("completed its rollout");
    expect(garden.log.filter(({ level }) => level === "WARN").map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/told, perhaps again: .*users.conversations.*give the app the scope channels:read/),
    );
  });
});

test("a message that somebody deleted is posted anew, and what follows is told there", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(20);
  const [deleted] = garden.simulator.slack.messages;
  if (!deleted) throw new Error("nothing was told of the push");
  garden.simulator.slack.remove(deleted.channelId, deleted.ts);
  await garden.advance(STORY_SECONDS);
  const [anew, ...others] = slackMessages(garden);
  expect(others).toEqual([]);
  expect(anew?.text).toContain("completed its rollout");
  const replies = garden.simulator.slack.messages.filter(({ threadTs }) => threadTs === anew?.ts);
  expect(replies.at(-1)?.text).toContain("the rollout is complete");
});
