import { DisableRuleCommand, EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { describe, expect, test } from "@jest/globals";
import type { Incident } from "../../shared/core/model.ts";
import { sendNotice } from "../../shared/runtime/tell.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { details, incident, incidentNotice } from "../support/incidents.ts";
import { type NoticeStory, whereItWentWrong } from "../support/notice-story.ts";
import { callsOf, givenARunningGarden, slackMessages, whenPushed } from "../support/steps.ts";

/** Stories begin at 01:54 UTC, in a short night: what ends it matters, not how long it lasts. */
const QUIET = { from: "22:00", to: "02:20", zone: "UTC" };

const UNTIL_MORNING_SECONDS = 26 * 60;

const fileWith = (notify: object = {}): object => ({
  notify: { slack: { channel: "#deploys" }, quietHours: QUIET, ...notify },
});

const first = { key: "first" };
const second = { key: "second" };

/** A night with a fault at each of some forty calls is forty nights. */
const TEST_MILLISECONDS_MAX = 180_000;

async function whenTold(garden: GardenWorld, version: number, given: Partial<Incident>): Promise<void> {
  await sendNotice(
    garden.person,
    incidentNotice({
      incident: incident(given),
      version,
      sentences: [`${given.key ?? ""} ${version}`],
      ...(version === 1 ? { details: details() } : {}),
    }),
  );
  await garden.advance(30);
}

const threadOf = (garden: GardenWorld, key: string): readonly string[] =>
  garden.simulator.slack.messages
    .filter(({ threadTs, text }) => threadTs !== null && text.includes(key))
    .map(({ text }) => text);

const warnings = ({ log }: GardenWorld): readonly string[] =>
  log.filter(({ level }) => level === "WARN" || level === "ERROR").map(({ message }) => message);

describe("in quiet hours", () => {
  test("a rollout is told in the morning, whole and in order", async () => {
    const garden = await givenARunningGarden({ gardenFile: fileWith() });
    whenPushed(garden);
    await garden.advance(UNTIL_MORNING_SECONDS - 330);
    expect(slackMessages(garden)).toEqual([]);
    await garden.advance(120);
    expect(slackMessages(garden).map(({ text }) => text)).toEqual([expect.stringContaining("completed its rollout")]);
    const threads = garden.simulator.slack.messages.filter(({ threadTs }) => threadTs !== null);
    expect(threads[0]?.text).toContain("registered");
    expect(threads.at(-1)?.text).toContain("the rollout is complete");
    expect(warnings(garden)).toEqual([]);
  });

  test("what is critical is told at once, whatever waits", async () => {
    const garden = await plantGarden({ gardenFile: fileWith() });
    for (const version of [1, 2, 3]) await whenTold(garden, version, first);
    await whenTold(garden, 1, { ...second, severity: "critical" });
    expect(slackMessages(garden)).toHaveLength(1);
    expect(threadOf(garden, "second")).toEqual(["• second 1"]);
    await garden.advance(UNTIL_MORNING_SECONDS);
    expect(slackMessages(garden)).toHaveLength(2);
    expect(threadOf(garden, "first")).toEqual(["• first 1", "• first 2", "• first 3"]);
  });

  test("what becomes critical is told at once, with what waits of it before, and nothing is told again", async () => {
    const garden = await plantGarden({ gardenFile: fileWith() });
    await whenTold(garden, 1, first);
    await whenTold(garden, 2, first);
    expect(slackMessages(garden)).toEqual([]);
    await whenTold(garden, 3, { ...first, severity: "critical" });
    const told = ["• first 1", "• first 2", "• first 3"];
    expect(threadOf(garden, "first")).toEqual(told);
    expect(JSON.stringify(slackMessages(garden)[0]?.blocks)).toContain(":rotating_light:");
    expect(callsOf(garden, "slack:chat.update")).toBe(0);
    await garden.advance(UNTIL_MORNING_SECONDS);
    expect(threadOf(garden, "first")).toEqual(told);
    expect(JSON.stringify(slackMessages(garden)[0]?.blocks)).toContain(":rotating_light:");
    expect(warnings(garden)).toEqual([]);
  });

  test("what is told in the morning comes after what waits of it", async () => {
    const garden = await plantGarden({ gardenFile: fileWith() });
    await whenTold(garden, 1, first);
    await garden.advance(UNTIL_MORNING_SECONDS - 60);
    expect(slackMessages(garden)).toEqual([]);
    garden.simulator.faults.set({
      calls: [{ operation: "sqs:SendMessage", principal: "notify", fault: "errorBefore", count: 3 }],
    });
    await garden.advance(45);
    expect(slackMessages(garden)).toEqual([]);
    await whenTold(garden, 2, first);
    expect(threadOf(garden, "first")).toEqual(["• first 1", "• first 2"]);
    await garden.advance(600);
    expect(threadOf(garden, "first")).toEqual(["• first 1", "• first 2"]);
  });

  test("programs are told at once, and people in the morning", async () => {
    const topicArn = "arn:aws:sns:us-east-1:123456789012:ecs-gardener-notices";
    const garden = await plantGarden({ gardenFile: fileWith({ sinks: { all: { sns: { topicArn } } } }) });
    garden.aws.sns.create("ecs-gardener-notices");
    await whenTold(garden, 1, first);
    expect(garden.aws.sns.published).toHaveLength(1);
    expect(slackMessages(garden)).toEqual([]);
    await garden.advance(UNTIL_MORNING_SECONDS);
    expect(slackMessages(garden)).toHaveLength(1);
    expect(garden.aws.sns.published).toHaveLength(1);
  });
});

/** Half a day of ticks tells nothing here and takes a while. */
async function withoutTicks({ simulator }: GardenWorld): Promise<void> {
  const client = new EventBridgeClient(inProcessClientOptions(simulator));
  const { Rules = [] } = await client.send(new ListRulesCommand({}));
  for (const { Name, ScheduleExpression } of Rules)
    if (ScheduleExpression !== undefined) await client.send(new DisableRuleCommand({ Name }));
}

test("what waits for longer than the queue may hide a message waits again", async () => {
  const garden = await plantGarden({ gardenFile: fileWith({ quietHours: { ...QUIET, to: "14:30" } }) });
  await withoutTicks(garden);
  await whenTold(garden, 1, first);
  await garden.advance(12 * 3600 + 35 * 60);
  expect(slackMessages(garden)).toEqual([]);
  expect(callsOf(garden, "sqs:ChangeMessageVisibilityBatch")).toBe(2);
  await garden.advance(120);
  expect(threadOf(garden, "first")).toEqual(["• first 1"]);
  expect(warnings(garden)).toEqual([]);
});

/** A warning and another one wait, a critical one comes, and all of it is over in the morning. */
const aNight: NoticeStory = {
  given: () => plantGarden({ gardenFile: fileWith() }),
  when: async (garden) => {
    await whenTold(garden, 1, first);
    await whenTold(garden, 2, first);
    await whenTold(garden, 3, { ...first, severity: "critical" });
    await garden.advance(UNTIL_MORNING_SECONDS + 600);
    await whenTold(garden, 4, { ...first, closedAt: incident().openedAt + 720_000 });
    await garden.advance(600);
  },
  ends: /over after 12 minutes/,
};

test(
  "a night is told whole and once, whichever call it is that notify is killed after",
  async () => {
    expect(await whereItWentWrong(aNight, { fault: "kill", when: "after" }, () => true)).toEqual([]);
  },
  TEST_MILLISECONDS_MAX,
);
