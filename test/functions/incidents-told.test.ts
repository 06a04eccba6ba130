// What people see in Slack of failures that come by the dozen, and of logs that hold what nobody should see.
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { givenServiceOf } from "../support/failing-garden.ts";
import { LOG_GROUP } from "../support/failing-shop.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { callsOf, givenCluster, slackMessages } from "../support/steps.ts";

async function plantShop(): Promise<GardenWorld> {
  const garden = await plantGarden();
  await givenCluster(garden);
  const logs = new CloudWatchLogsClient(inProcessClientOptions(garden.simulator));
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  return garden;
}

const thread = ({ simulator }: GardenWorld): readonly string[] =>
  simulator.slack.messages.filter(({ threadTs }) => threadTs !== null).map((message) => JSON.stringify(message));

test("200 tasks of a service that fail within a minute are one message with the right number, in a few calls", async () => {
  const garden = await plantShop();
  await givenServiceOf(garden, "api", [{ behavior: "crash:100" }], { desiredCount: 200 });
  await garden.advance(240);
  const messages = slackMessages(garden);
  expect(messages.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^shop\/api: tasks fail: The app in web ended with 1/),
  ]);
  expect(JSON.stringify(messages[0]?.blocks)).toContain("200 times");
  expect(callsOf(garden, "slack:chat.postMessage") + callsOf(garden, "slack:chat.update")).toBeLessThan(10);
});

test("30 services that one cause hits are one message that counts them, and that says when it is over", async () => {
  const garden = await plantShop();
  const names = Array.from({ length: 30 }, (_, index) => `service-${index + 1}`);
  for (const name of names) await givenServiceOf(garden, name, [{}]);
  await garden.advance(300);
  garden.simulator.troubles.set({ troubles: [{ trouble: "no-route", forSeconds: 600 }] });
  for (const service of names)
    await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service, forceNewDeployment: true }));
  await garden.advance(300);
  const about = () => slackMessages(garden).filter(({ text }) => !text.includes("deployed by somebody else"));
  expect(about().map(({ text }) => text)).toEqual([
    expect.stringMatching(/^30 services: tasks fail: |^30 services fail: /),
  ]);
  await garden.advance(1500);
  expect(about().map(({ text }) => text)).toEqual([
    expect.stringMatching(/^30 services: over after \d+ minutes: every service is healthy again/),
  ]);
});

test("a log with secrets is told without them, and without anything that Slack would act on", async () => {
  const garden = await plantShop();
  await givenServiceOf(garden, "api", [{ behavior: "leaks-secrets" }]);
  await garden.advance(240);
  const [shown = "", ...others] = thread(garden).filter((message) => message.includes("Log of web"));
  expect(others).toEqual([]);
  expect(shown).toContain("[redacted]");
  expect(shown).not.toMatch(/AKIA[A-Z0-9]{16}|ghp_|BEGIN [A-Z ]*PRIVATE KEY|<!channel>/);
});
