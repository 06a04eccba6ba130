import { expect, test } from "@jest/globals";
import type { Incident, IncidentNotice } from "../../shared/core/model.ts";
import { sendNotice } from "../../shared/runtime/tell.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { affected, details, incident, incidentNotice } from "../support/incidents.ts";
import { type NoticeStory, TROUBLES, whereItWentWrong } from "../support/notice-story.ts";
import { callsOf, slackMessages } from "../support/steps.ts";

/** Time for a notice that had to come back after the queue's own three minutes, twice. */
const LATE_SECONDS = 420;

/** A fault at each of a dozen calls is a dozen stories. */
const TEST_MILLISECONDS_MAX = 90_000;

const two = [affected(), affected({ service: "shop/web", count: 1 })];

/** The states of one incident, as they are told one after the other. */
const states = ({ simulator }: GardenWorld): readonly IncidentNotice[] => {
  const openedAt = simulator.world.now;
  const of = (version: number, sentence: string, given: Partial<Incident>, more: Partial<IncidentNotice> = {}) =>
    incidentNotice({ incident: incident({ openedAt, ...given }), version, sentences: [sentence], ...more });
  return [
    of(1, "the first task failed", {}, { details: details() }),
    of(2, "shop/web fails as well", { services: two }),
    of(4, "both are healthy again", { services: two, closedAt: openedAt + 720_000 }),
  ];
};

const told = ({ simulator }: GardenWorld) => {
  const [first, ...replies] = simulator.slack.messages;
  return { first: first?.text, threads: replies.map(({ threadTs, text }) => [threadTs === first?.ts, text]) };
};

const EVERYTHING = {
  first: expect.stringMatching(/^2 services: over after 12 minutes: every service is healthy again\./),
  threads: [
    [true, "• the first task failed"],
    [true, "• shop/web fails as well"],
    [true, "• both are healthy again\n• over after 12 minutes: every service is healthy again"],
  ],
};

const anIncident: NoticeStory = {
  given: () => plantGarden(),
  when: async (garden) => {
    for (const notice of states(garden)) {
      await sendNotice(garden.person, notice);
      await garden.advance(60);
    }
    await garden.advance(LATE_SECONDS);
  },
  ends: /over after 12 minutes/,
};

test("an incident has one message that is updated in place, and what is new stands in its thread", async () => {
  const garden = await plantGarden();
  const [first, second, last] = states(garden);
  if (!first || !second || !last) throw new Error("an incident has three states");
  await sendNotice(garden.person, first);
  await garden.advance(60);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual([
    "shop/api: tasks fail: The image of web does not exist",
  ]);
  const thread = garden.simulator.slack.messages.find(({ threadTs }) => threadTs !== null);
  expect(JSON.stringify(thread?.blocks)).toMatch(
    /CannotPullContainerError.*panic: no tag.*team\/web:v6 → team\/web:v7/,
  );

  await sendNotice(garden.person, second);
  await garden.advance(60);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual(["2 services fail: The image of web does not exist"]);
  await sendNotice(garden.person, last);
  await garden.advance(60);
  expect(told(garden)).toEqual(EVERYTHING);
  expect(garden.log.filter(({ level }) => level === "WARN" || level === "ERROR")).toEqual([]);
});

test.each(TROUBLES)(
  "an incident is told whole and once, whichever call it is: %s",
  async (_what, trouble, concerns) => {
    expect(await whereItWentWrong(anIncident, trouble, concerns)).toEqual([]);
  },
  TEST_MILLISECONDS_MAX,
);

test.each([
  ["is busy", { status: 429, retryAfterSeconds: 20, count: 3 }],
  ["answers 500", { status: 500, count: 3 }],
  ["answers 500 to what it takes", { status: 500, accepted: true, count: 3 }],
  ["hangs", { hang: true, count: 3 }],
  ["hangs after it took it", { hang: true, accepted: true, count: 3 }],
] as const)("Slack that %s for a while is told everything once", async (_, failure) => {
  const garden = await plantGarden();
  garden.simulator.slack.failNext(failure);
  await anIncident.when(garden);
  await garden.advance(LATE_SECONDS);
  expect(told(garden)).toEqual(EVERYTHING);
});

test("what piled up is told in one message, written once, and in order in its thread", async () => {
  const garden = await plantGarden();
  garden.simulator.faults.set({ calls: [{ operation: "slack:*", fault: "throttle", count: 1 }] });
  for (const notice of states(garden)) await sendNotice(garden.person, notice);
  await garden.advance(LATE_SECONDS);
  expect(told(garden)).toEqual(EVERYTHING);
  expect(callsOf(garden, "slack:chat.update")).toBe(0);
  expect(callsOf(garden, "slack:chat.postMessage")).toBe(1 + 1 + 3);
});
