import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { describe, expect, test } from "@jest/globals";
import type { NoticeJson } from "../../shared/notify/json.ts";
import { sendNotice } from "../../shared/runtime/tell.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { affected, incident, incidentNotice } from "../support/incidents.ts";
import { callsOf, slackMessages } from "../support/steps.ts";

const TOPIC_ARN = "arn:aws:sns:us-east-1:123456789012:ecs-gardener-notices";

const fileWith = (channels: readonly string[]): object => ({
  notify: {
    slack: { channel: "#deploys" },
    routes: channels.map((channel, index) => ({ services: [`other/${index}`], channel })),
    sinks: { all: { sns: { topicArn: TOPIC_ARN } } },
  },
});

/** Reading of channels needs the first two; no other lets an app post where it is not in. */
const SCOPES = ["channels:read", "groups:read", "chat:write"];

async function givenAGarden(...channels: readonly string[]): Promise<GardenWorld> {
  const garden = await plantGarden({ gardenFile: fileWith(channels) });
  garden.aws.sns.create("ecs-gardener-notices");
  garden.simulator.slack.onlyScopes(SCOPES);
  garden.simulator.slack.onlyIn(["deploys", "old"]);
  return garden;
}

async function givenParameter({ simulator }: GardenWorld, name: string, value: string): Promise<void> {
  const client = new SSMClient(inProcessClientOptions(simulator));
  await client.send(new PutParameterCommand({ Name: name, Value: value, Type: "SecureString", Overwrite: true }));
}

/** When something is told that has nothing to do with the other channels. */
async function whenTold(garden: GardenWorld, version: number): Promise<void> {
  const hit = [affected({ service: `shop/s${version}` })];
  await sendNotice(garden.person, incidentNotice({ incident: incident({ key: `${version}`, services: hit }) }));
  await garden.advance(30);
}

const errors = ({ log }: GardenWorld): readonly string[] =>
  log.filter(({ level }) => level === "ERROR").map(({ message }) => message);

/** What was told of it through the other sink. */
const published = ({ aws }: GardenWorld): readonly string[] =>
  aws.sns.published
    .map(({ message }) => JSON.parse(message) as NoticeJson)
    .filter(({ event }) => event.kind === "garden")
    .map(({ text }) => text);

const MISSING =
  "#shpo: it does not exist, or the app is not in it (create it and invite the app, or correct garden.yml)";
const ARCHIVED = "#old: it is archived (unarchive it, or name another one)";

describe("channels that the app cannot post to", () => {
  test("are told of with the first notice that goes anywhere, by log, by the other sink and in a channel that works", async () => {
    const garden = await givenAGarden("#shpo", "#old");
    garden.simulator.slack.archive("old");
    await whenTold(garden, 1);
    const text = `Slack will refuse what is told in ${MISSING}; in ${ARCHIVED}`;
    expect(errors(garden)).toEqual([text]);
    expect(published(garden)).toEqual([text]);
    expect(slackMessages(garden).map((message) => [message.channel, message.text])).toContainEqual(["#deploys", text]);
  });

  test("are looked at once an hour, whatever the garden names meanwhile, and told of once while they are the same", async () => {
    const garden = await givenAGarden("#shpo");
    await whenTold(garden, 1);
    await givenParameter(garden, "/ecs-gardener/garden", JSON.stringify(fileWith(["#shpo", "#deploys"])));
    await garden.advance(120);
    await whenTold(garden, 2);
    expect(callsOf(garden, "slack:auth.test")).toBe(1);
    await givenParameter(garden, "/ecs-gardener/garden", JSON.stringify(fileWith(["#shpo", "#shop"])));
    await garden.advance(3_600);
    await whenTold(garden, 3);
    expect(callsOf(garden, "slack:auth.test")).toBe(2);
    expect(published(garden)).toHaveLength(2);
    expect(published(garden)[1]).toContain("#shop: it does not exist");
    await garden.advance(3_600);
    await whenTold(garden, 4);
    expect(callsOf(garden, "slack:auth.test")).toBe(2);
  });

  test("are not told again because the function starts anew", async () => {
    const garden = await givenAGarden("#shpo");
    await whenTold(garden, 1);
    for (const version of [2, 3, 4]) {
      garden.simulator.faults.set({ calls: [{ operation: "slack:chat.postMessage", fault: "kill", count: 1 }] });
      await whenTold(garden, version);
      await garden.advance(3_700);
    }
    expect(callsOf(garden, "slack:auth.test")).toBe(3);
    expect(published(garden)).toHaveLength(1);
  });
});

test.each([
  ["is none", "xoxp-person", "Slack's auth.test refused: invalid_auth (put a valid bot token into the SSM parameter)"],
  ["is empty", " ", "Slack's auth.test refused: not_authed (put the bot token into the SSM parameter)"],
])("a token that %s is told of through the other sink", async (_, token, why) => {
  const garden = await givenAGarden();
  await givenParameter(garden, "/ecs-gardener/slack-token", token);
  await whenTold(garden, 1);
  expect(published(garden)).toEqual([`Nothing can be told in Slack: ${why}`]);
  expect(errors(garden)).toContain(`Nothing can be told in Slack: ${why}`);
});

test.each([
  ["may post in any public channel", [...SCOPES, "chat:write.public"]],
  ["may not read of private channels", ["channels:read", "chat:write"]],
  ["may only post", ["chat:write"]],
])("an app that %s is not blamed for what nobody knows", async (_, scopes) => {
  const garden = await givenAGarden("#shpo");
  garden.simulator.slack.onlyScopes(scopes);
  await whenTold(garden, 1);
  expect(callsOf(garden, "slack:auth.test")).toBe(1);
  expect(errors(garden)).toEqual([]);
});

test("Slack that has no time for the question is asked again an hour later", async () => {
  const garden = await givenAGarden("#shpo");
  garden.simulator.faults.set({ calls: [{ operation: "slack:auth.test", fault: "throttle", count: 1 }] });
  await whenTold(garden, 1);
  await whenTold(garden, 2);
  expect(published(garden)).toEqual([]);
  await garden.advance(3_600);
  await whenTold(garden, 3);
  expect(published(garden)).toHaveLength(1);
});
