import { describe, expect, test } from "@jest/globals";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { TagResourceCommand } from "@aws-sdk/client-ecs";
import type { Incident, Severity } from "../../shared/core/model.ts";
import { sendNotice } from "../../shared/runtime/tell.ts";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import { affected, incident, incidentNotice } from "../support/incidents.ts";
import {
  callsOf,
  givenARunningGarden,
  givenCluster,
  givenService,
  service,
  slackMessages,
  whenPushed,
} from "../support/steps.ts";

const fileWith = (routes: readonly object[], more: object = {}): object => ({
  notify: { slack: { channel: "#deploys" }, routes },
  ...more,
});

/** What the first messages of each channel read now. */
const toldIn = (garden: GardenWorld): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    [...Map.groupBy(slackMessages(garden), ({ channel }) => channel)].map(([channel, messages]) => [
      channel,
      messages.map(({ text }) => text),
    ]),
  );

async function whenTold(garden: GardenWorld, version: number, given: Partial<Incident>): Promise<void> {
  await sendNotice(
    garden.person,
    incidentNotice({ incident: incident(given), version, sentences: [`state ${version}`] }),
  );
  await garden.advance(30);
}

const FAILS = "shop/api: tasks fail: The image of web does not exist";

const SHOP_AND_BANK = [affected(), affected({ service: "bank/ledger" })];

const threadsIn = ({ simulator }: GardenWorld, channel: string): readonly string[] =>
  simulator.slack.messages.filter((each) => each.channel === channel && each.threadTs !== null).map(({ text }) => text);

describe("an incident", () => {
  test("is told in the channel of each service that it hits, and nowhere else", async () => {
    const gardenFile = fileWith([
      { services: ["bank/*"], channel: "#bank" },
      { services: ["shop/web"], channel: "#web" },
    ]);
    const garden = await plantGarden({ gardenFile });
    await whenTold(garden, 1, {});
    expect(toldIn(garden)).toEqual({ "#deploys": [FAILS] });
    await whenTold(garden, 2, { services: SHOP_AND_BANK });
    const both = "2 services fail: The image of web does not exist";
    expect(toldIn(garden)).toEqual({ "#deploys": [both], "#bank": [both] });
    expect(threadsIn(garden, "#bank")).toEqual(["• state 2"]);
  });

  test("that becomes worse is told where that is read, and goes on where it began", async () => {
    const severities: readonly Severity[] = ["critical", "warning"];
    const gardenFile = fileWith(severities.map((severity) => ({ severity, channel: `#${severity}` })));
    const garden = await plantGarden({ gardenFile });
    await whenTold(garden, 1, { severity: "warning" });
    expect(toldIn(garden)).toEqual({ "#warning": [FAILS] });
    await whenTold(garden, 2, { severity: "critical" });
    expect(toldIn(garden)).toEqual({ "#warning": [FAILS], "#critical": [FAILS] });
    await whenTold(garden, 3, { severity: "warning", closedAt: garden.simulator.world.now });
    for (const [text, ...others] of Object.values(toldIn(garden))) {
      expect(text).toContain("over after");
      expect(others).toEqual([]);
    }
    expect(threadsIn(garden, "#warning")).toHaveLength(3);
    expect(threadsIn(garden, "#critical")).toHaveLength(2);
    expect(garden.log.filter(({ level }) => level === "WARN" || level === "ERROR")).toEqual([]);
  });
});

test("a rollout that fails is told where failures are read, and its own message does not stand still", async () => {
  const gardenFile = fileWith([{ severity: "warning", channel: "#failures" }]);
  const garden = await givenARunningGarden({ gardenFile });
  whenPushed(garden, "latest", "crash");
  await garden.advance(20);
  expect(Object.keys(toldIn(garden))).toEqual(["#deploys"]);
  await garden.advance(3_600);
  const failed = [expect.stringContaining("failed to roll to team/web:latest")];
  expect(toldIn(garden)).toEqual({ "#deploys": failed, "#failures": failed });
});

describe("a team is what the service's tag says", () => {
  const gardenFile = fileWith([{ team: "payments", channel: "#payments" }], {
    services: { "shop/web": { image: { follow: "latest" } } },
  });

  async function givenTwoServices(): Promise<GardenWorld> {
    const garden = await plantGarden({ gardenFile });
    await givenCluster(garden);
    whenPushed(garden);
    const team = { key: "gardener:team", value: "payments" };
    await givenService(garden, { name: "api", tags: [{ key: "gardener:follow", value: "latest" }, team] });
    await givenService(garden, { name: "web", tags: [] });
    await garden.advance(300);
    return garden;
  }

  test("also where it was set later, on a service that only the garden file names", async () => {
    const garden = await givenTwoServices();
    const told = async (name: string, version: number) => {
      await whenTold(garden, version, { key: `${name}/${version}`, services: [affected({ service: name })] });
      return slackMessages(garden).at(-1)?.channel;
    };
    expect(await told("shop/api", 1)).toBe("#payments");
    expect(await told("shop/web", 1)).toBe("#deploys");
    const { serviceArn } = await service(garden, "web");
    await garden.ecs.send(
      new TagResourceCommand({ resourceArn: serviceArn, tags: [{ key: "gardener:team", value: "payments" }] }),
    );
    await garden.advance(120);
    expect(await told("shop/web", 2)).toBe("#payments");
  });

  test("which is not asked where no route does", async () => {
    const asked = await listingsOf(await givenTwoServices());
    expect(await listingsOf(await givenARunningGarden())).toBe(asked / 2);
  });
});

/** How often tags are listed in ten minutes. */
async function listingsOf(garden: GardenWorld): Promise<number> {
  const before = callsOf(garden, "tag:GetResources");
  await garden.advance(600);
  return callsOf(garden, "tag:GetResources") - before;
}

test("a channel in any script is a channel", async () => {
  const garden = await plantGarden({ gardenFile: fileWith([{ services: ["shop/*"], channel: "#リリース" }]) });
  await whenTold(garden, 1, {});
  expect(toldIn(garden)).toEqual({ "#リリース": [FAILS] });
});

test("what waits for a channel that is named no more goes where everything else goes", async () => {
  const garden = await plantGarden({ gardenFile: fileWith([{ services: ["shop/*"], channel: "#shpo" }]) });
  garden.simulator.slack.failNext({ status: 429, retryAfterSeconds: 120 });
  await whenTold(garden, 1, {});
  await new SSMClient(inProcessClientOptions(garden.simulator)).send(
    new PutParameterCommand({ Name: "/ecs-gardener/garden", Value: JSON.stringify(fileWith([])), Type: "String" }),
  );
  await garden.advance(180);
  expect(toldIn(garden)).toEqual({ "#deploys": [FAILS] });
});
