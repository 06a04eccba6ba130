import { createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { NoticeJson } from "../../shared/notify/json.ts";
import { sendNotice } from "../../shared/runtime/tell.ts";
import { pauseGarden } from "../../shared/runtime/pause.ts";
import type { Delivery } from "../../simulator/webhooks/webhooks.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import type { GardenWorld } from "../support/garden.ts";
import { incident, incidentNotice } from "../support/incidents.ts";
import { givenARunningGarden, slackMessages, whenPushed } from "../support/steps.ts";

/** A push, its rollout, its bake, and a notice that had to come back. */
const STORY_SECONDS = 900;

const SECRET = "a secret of both sides";

const parameterOf = (name: string, what: "url" | "secret"): string => `/ecs-gardener/sinks/${name}/${what}`;

const webhook = (name: string) => ({
  webhook: { urlParameter: parameterOf(name, "url"), secretParameter: parameterOf(name, "secret") },
});

const fileWith = (sinks: object): object => ({ notify: { slack: { channel: "#deploys" }, sinks } });

async function givenParameter(garden: GardenWorld, name: string, value: string): Promise<void> {
  const client = new SSMClient(inProcessClientOptions(garden.simulator));
  await client.send(new PutParameterCommand({ Name: name, Value: value, Type: "SecureString", Overwrite: true }));
}

/** Given a running garden whose file names these sinks, each with its address and secret in SSM. */
async function givenSinks(sinks: Readonly<Record<string, object>>, path = "plain"): Promise<GardenWorld> {
  const garden = await givenARunningGarden({ gardenFile: fileWith(sinks) });
  for (const name of Object.keys(sinks)) {
    await givenParameter(garden, parameterOf(name, "url"), `https://hooks.invalid/webhooks/${path}/${name}`);
    await givenParameter(garden, parameterOf(name, "secret"), SECRET);
  }
  return garden;
}

const deliveriesTo = ({ simulator }: GardenWorld, name: string): readonly Delivery[] =>
  simulator.webhooks.deliveries.filter((delivery) => delivery.name === name);

const noticesTo = (garden: GardenWorld, name: string): readonly NoticeJson[] =>
  deliveriesTo(garden, name).map(({ body }) => JSON.parse(body) as NoticeJson);

const statusesTo = (garden: GardenWorld, name: string): readonly string[] =>
  noticesTo(garden, name).map(({ event }) => (event.kind === "rollout" ? event.status : event.kind));

const warnings = ({ log }: GardenWorld): readonly string[] =>
  log.filter(({ level }) => level === "WARN" || level === "ERROR").map(({ message }) => message);

const isAllToldInSlack = (garden: GardenWorld): boolean =>
  slackMessages(garden).length === 1 && slackMessages(garden)[0]?.text.includes("completed its rollout") === true;

test("a webhook gets every state of a rollout in order, once, as JSON that is signed", async () => {
  const garden = await givenSinks({ ops: webhook("ops") });
  const digest = whenPushed(garden);
  await garden.advance(STORY_SECONDS);

  const notices = noticesTo(garden, "ops");
  const statuses = statusesTo(garden, "ops");
  expect(statuses.filter((status, index) => status !== statuses[index - 1])).toEqual([
    "InProgress",
    "Baking",
    "Completed",
  ]);
  expect(new Set(notices.map(({ id }) => id)).size).toBe(notices.length);
  expect(new Set(notices.map(({ topic }) => topic)).size).toBe(1);
  const sequences = notices.map(({ sequence }) => sequence);
  expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  expect(notices.at(-1)).toMatchObject({
    version: 1,
    account: "123456789012",
    region: "us-east-1",
    at: expect.stringMatching(/^2026-11-16T0\d:\d\d:\d\d\.\d{3}Z$/),
    text: expect.stringMatching(/^shop\/api completed its rollout: it runs team\/web:latest \([0-9a-f]{12}\)$/),
    event: { kind: "rollout", service: "shop/api", isEnded: true, images: [{ container: "web", digest }] },
  });
  for (const { headers, body, at } of deliveriesTo(garden, "ops")) {
    const timestamp = headers["x-gardener-timestamp"] ?? "";
    expect(Math.abs(Number(timestamp) - at / 1000)).toBeLessThan(2);
    const expected = createHmac("sha256", SECRET).update(`v1:${timestamp}:${body}`).digest("hex");
    expect(headers["x-gardener-signature"]).toBe(`v1=${expected}`);
  }
  expect(isAllToldInSlack(garden)).toBe(true);
  expect(warnings(garden)).toEqual([]);
});

test("what a webhook gets shows no secret that a person wrote into a reason", async () => {
  const garden = await givenSinks({ ops: webhook("ops") });
  await pauseGarden(garden.person, { by: "ana", at: garden.simulator.world.now, reason: "password=hunter2" });
  await garden.advance(60);
  expect(noticesTo(garden, "ops")).toMatchObject([
    { text: expect.stringContaining("password=[redacted]"), event: { kind: "garden", topic: "pause" } },
  ]);
});

test.each([
  ["answers 500", { status: 500, count: 8 }],
  ["is busy and names a time", { status: 429, retryAfterSeconds: 20, count: 8 }],
  ["answers nothing", { hang: true, count: 2 }],
] as const)("a sink that %s is told later, and holds up neither another sink nor the rollout", async (_, failure) => {
  const garden = await givenSinks({ broken: webhook("broken"), ops: webhook("ops") });
  garden.simulator.webhooks.failNext("broken", failure);
  whenPushed(garden);
  await garden.advance(20);
  expect(statusesTo(garden, "ops")).toContain("InProgress");
  expect(slackMessages(garden)).toHaveLength(1);
  expect(deliveriesTo(garden, "broken")).toEqual([]);
  await garden.advance(STORY_SECONDS);
  expect(isAllToldInSlack(garden)).toBe(true);
  expect(statusesTo(garden, "broken")).toEqual(statusesTo(garden, "ops"));
  expect(new Set(noticesTo(garden, "broken").map(({ id }) => id)).size).toBe(noticesTo(garden, "broken").length);
});

test("a request that was taken without an answer is sent again with the same id, and to that sink alone", async () => {
  const garden = await givenSinks({ deaf: webhook("deaf"), ops: webhook("ops") });
  garden.simulator.webhooks.failNext("deaf", { status: 500, accepted: true });
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  const ids = noticesTo(garden, "deaf").map(({ id }) => id);
  expect(ids[0]).toBe(ids[1]);
  expect(ids.slice(1)).toEqual(noticesTo(garden, "ops").map(({ id }) => id));
  expect(isAllToldInSlack(garden)).toBe(true);
});

test.each([
  [401, "compare the secret on both sides"],
  [404, "correct the address in its SSM parameter"],
])("what a webhook refuses with %i is given up and logged with the remedy", async (status, remedy) => {
  const garden = await givenSinks({ ops: webhook("ops") });
  garden.simulator.webhooks.failNext("ops", { status });
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  expect(warnings(garden)).toEqual([`A notice is given up: the webhook ops refused: HTTP ${status} (${remedy})`]);
  expect(statusesTo(garden, "ops").at(-1)).toBe("Completed");
});

test("a redirect is not followed", async () => {
  const garden = await givenSinks({ ops: webhook("ops") });
  garden.simulator.webhooks.failNext("ops", { status: 307 });
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  expect(warnings(garden)).toEqual([expect.stringContaining("the webhook ops refused: HTTP 307")]);
});

test.each([
  ["http://hooks.invalid/webhooks/plain/ops"],
  ["https://user:password@hooks.invalid/webhooks/plain/ops"],
  ["hooks.invalid"],
])("an address like %s is not called, and not logged", async (address) => {
  const garden = await givenSinks({ ops: webhook("ops") });
  await givenParameter(garden, parameterOf("ops", "url"), address);
  whenPushed(garden);
  await garden.advance(60);
  expect(warnings(garden)).toContainEqual(
    expect.stringMatching(/^Nobody is told of .*: the SSM parameter \/ecs-gardener\/sinks\/ops\/url holds no address/),
  );
  expect(JSON.stringify(garden.log)).not.toContain(address);
});

test("a sink whose secrets are not there yet is no reason to wait; the log names the parameter", async () => {
  const garden = await givenARunningGarden({ gardenFile: fileWith({ ops: webhook("ops") }) });
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  expect(isAllToldInSlack(garden)).toBe(true);
  expect(warnings(garden)).toContainEqual(
    expect.stringMatching(/^Nobody is told of .*: the SSM parameter \/ecs-gardener\/sinks\/ops\/url does not exist/),
  );
});

test("a garden without Slack tells its other sinks", async () => {
  const garden = await givenARunningGarden({ gardenFile: { notify: { sinks: { ops: webhook("ops") } } } });
  await givenParameter(garden, parameterOf("ops", "url"), "https://hooks.invalid/webhooks/plain/ops");
  await givenParameter(garden, parameterOf("ops", "secret"), SECRET);
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  expect(statusesTo(garden, "ops").at(-1)).toBe("Completed");
  expect(garden.simulator.slack.messages).toEqual([]);
  expect(warnings(garden)).toEqual([]);
});

const byAddress = (kind: "slackWebhook" | "teams", name: string) => ({
  [kind]: { urlParameter: parameterOf(name, "url") },
});

/** What people read first in each message that a webhook got. */
const headlinesIn = (garden: GardenWorld, kind: "slackWebhook" | "teams", name: string): readonly string[] =>
  deliveriesTo(garden, name).map(({ body }) => {
    const message: unknown = JSON.parse(body);
    return kind === "slackWebhook"
      ? (message as { text: string }).text
      : (message as { attachments: [{ content: { fallbackText: string } }] }).attachments[0].content.fallbackText;
  });

describe.each([
  ["slackWebhook", "slack"],
  ["teams", "teams"],
] as const)("%s, which cannot update what it said", (kind, path) => {
  test("is told that a rollout began and that it completed, and nothing in between", async () => {
    const garden = await givenSinks({ team: byAddress(kind, "team") }, path);
    whenPushed(garden);
    await garden.advance(STORY_SECONDS);
    expect(headlinesIn(garden, kind, "team")).toEqual([
      expect.stringContaining("is rolling to team/web:latest"),
      expect.stringContaining("completed its rollout"),
    ]);
    expect(isAllToldInSlack(garden)).toBe(true);
    expect(warnings(garden)).toEqual([]);
  });

  test("is told that a rollout failed once the service is back", async () => {
    const garden = await givenSinks({ team: byAddress(kind, "team") }, path);
    whenPushed(garden, "latest", "crash");
    await garden.advance(4 * STORY_SECONDS);
    expect(headlinesIn(garden, kind, "team")).toEqual([
      expect.stringContaining("is rolling to team/web:latest"),
      expect.stringMatching(/failed to roll to .*Rolled back: it runs .* again/),
    ]);
  });

  test("that was down all the while is told the beginning and the end, late", async () => {
    const garden = await givenSinks({ team: byAddress(kind, "team") }, path);
    garden.simulator.webhooks.failNext("team", { status: 503, count: 15 });
    whenPushed(garden);
    await garden.advance(STORY_SECONDS);
    expect(headlinesIn(garden, kind, "team")).toHaveLength(2);
  });
});

test("what cannot update what it said is told that an incident began, became critical and is over", async () => {
  const garden = await givenSinks({ team: byAddress("slackWebhook", "team"), ops: webhook("ops") }, "slack");
  const states = [
    {},
    {},
    { severity: "critical" },
    { severity: "critical" },
    { closedAt: incident().openedAt + 600_000 },
  ] as const;
  for (const [index, state] of states.entries())
    await sendNotice(garden.person, incidentNotice({ incident: incident(state), version: index + 1 }));
  await garden.advance(60);
  expect(headlinesIn(garden, "slackWebhook", "team")).toEqual([
    "shop/api: tasks fail: The image of web does not exist",
    "shop/api: tasks fail: The image of web does not exist",
    expect.stringContaining("over after 10 minutes"),
  ]);
  expect(deliveriesTo(garden, "team")[1]?.body).toContain(":rotating_light:");
});

test("a webhook gets every state of an incident", async () => {
  const garden = await givenSinks({ ops: webhook("ops") });
  for (const version of [1, 2, 3]) await sendNotice(garden.person, incidentNotice({ version }));
  await garden.advance(60);
  expect(noticesTo(garden, "ops").map(({ sequence, event }) => [sequence, event.kind])).toEqual([
    [1, "incident"],
    [2, "incident"],
    [3, "incident"],
  ]);
});

test("a card that Teams finds too large is sent without its details", async () => {
  const garden = await givenSinks({ team: byAddress("teams", "team") }, "teams");
  garden.simulator.webhooks.failNext("team", { status: 413 });
  whenPushed(garden);
  await garden.advance(60);
  expect(deliveriesTo(garden, "team")).toHaveLength(1);
  expect(deliveriesTo(garden, "team")[0]?.body).not.toContain("Status:");
  expect(warnings(garden)).toEqual([]);
});

const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:ecs-gardener-notices";

const published = ({ aws }: GardenWorld) =>
  aws.sns.published.map(({ message, ...rest }) => ({ ...rest, notice: JSON.parse(message) as NoticeJson }));

async function givenATopic(): Promise<GardenWorld> {
  const garden = await givenARunningGarden({ gardenFile: fileWith({ all: { sns: { topicArn: TOPIC_ARN } } }) });
  garden.aws.sns.create("ecs-gardener-notices");
  return garden;
}

test("a topic gets every state of a rollout, with what subscriptions filter by", async () => {
  const garden = await givenATopic();
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  const messages = published(garden);
  expect(new Set(messages.map(({ notice }) => notice.id)).size).toBe(messages.length);
  expect(messages.map(({ attributes }) => attributes["status"])).toEqual(
    messages.map(({ notice }) => notice.event.kind === "rollout" && notice.event.status),
  );
  expect(messages.at(-1)).toMatchObject({
    topicArn: TOPIC_ARN,
    subject: expect.stringMatching(/^shop\/api completed its rollout: it runs team\/web:latest/),
    attributes: { kind: "rollout", service: "shop/api", status: "Completed" },
    notice: { version: 1, event: { kind: "rollout", isEnded: true } },
  });
  expect(isAllToldInSlack(garden)).toBe(true);
  expect(warnings(garden)).toEqual([]);
});

test.each(["throttle", "errorBefore"] as const)("a topic that is down (%s) is told later", async (fault) => {
  const garden = await givenATopic();
  garden.simulator.faults.set({ calls: [{ operation: "sns:Publish", fault, count: 12 }] });
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  expect(published(garden).at(-1)).toMatchObject({ attributes: { status: "Completed" } });
  expect(isAllToldInSlack(garden)).toBe(true);
  expect(warnings(garden)).toContainEqual(expect.stringMatching(/^Notices wait: .*the SNS topic of all answered/));
});

test("a topic that does not exist is given up, with what to do", async () => {
  const garden = await givenARunningGarden({ gardenFile: fileWith({ all: { sns: { topicArn: TOPIC_ARN } } }) });
  whenPushed(garden);
  await garden.advance(STORY_SECONDS);
  expect(isAllToldInSlack(garden)).toBe(true);
  expect(warnings(garden)[0]).toMatch(
    /^A notice is given up: the SNS topic of all refused: NotFoundException: .* \(the topic must exist in this Region/,
  );
});
