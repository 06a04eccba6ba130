import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { answerOf, gardener } from "../support/cli.ts";
import { type GardenWorld, plantGarden } from "../support/garden.ts";
import {
  callsOf,
  givenARunningGarden,
  givenCluster,
  givenService,
  images,
  REGISTRY,
  slackMessages,
  whenPushed,
} from "../support/steps.ts";

const DAY_SECONDS = 24 * 3600;

const texts = (garden: GardenWorld): readonly string[] => slackMessages(garden).map(({ text }) => text);

const writesToEcs = ({ simulator }: GardenWorld): number =>
  simulator.calls
    .list()
    .filter(({ operation }) => operation === "ecs:UpdateService" || operation === "ecs:RegisterTaskDefinition")
    .reduce((sum, { count }) => sum + count, 0);

test("a held service does not roll and people are told once; resumed it rolls to the newest image only", async () => {
  const garden = await givenARunningGarden();
  const held = await gardener(garden, ["hold", "shop/api", "--reason", "freeze", "--by", "ana"]);
  expect(held).toMatchObject({ exitCode: 0, stderr: "" });
  expect(held.stdout).toContain("it is held by ana since 2026-11-16T01:59:00Z: freeze");
  await garden.advance(30);
  whenPushed(garden);
  await garden.advance(600);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(0);
  expect(texts(garden)).toEqual([
    expect.stringContaining("shop/api takes no new image: it is held by ana"),
    expect.stringContaining("shop/api would roll web to team/web:latest"),
  ]);

  const newest = whenPushed(garden);
  await garden.advance(30);
  const resumed = await answerOf<{ rolling: { service: string }[]; leftToTheFunctions: string[] }>(
    garden,
    "resume",
    "shop/api",
    "--by",
    "ben",
  );
  expect(resumed.rolling.map(({ service }) => service)).toEqual(["shop/api"]);
  expect(resumed.leftToTheFunctions).toEqual([]);
  await garden.advance(600);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${newest}`);
  expect(garden.simulator.calls.list()).toContainEqual(
    expect.objectContaining({ principal: "administrator", operation: "ecs:UpdateService", count: 1 }),
  );
  expect(texts(garden)).toContainEqual(expect.stringContaining("takes new images again: released by ben"));
});

test("holding what is held, and resuming what is not, is done already and says so", async () => {
  const garden = await givenARunningGarden();
  await gardener(garden, ["hold", "shop/api", "--reason", "freeze", "--by", "ana"]);
  const again = await answerOf(garden, "hold", "shop/api", "--reason", "migration", "--by", "ben");
  expect(again).toMatchObject({ changed: false, hold: { by: "ana", reason: "freeze" } });
  await gardener(garden, ["resume", "shop/api"]);
  expect(await answerOf(garden, "resume", "shop/api")).toMatchObject({ changed: false, rolling: [] });
});

test("a paused garden moves nothing, whatever is pushed; resumed, exactly the newest images roll", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  whenPushed(garden, "latest", "healthy", "team/other");
  await givenService(garden, { name: "api" });
  await givenService(garden, { name: "search", repository: "team/other" });
  await givenService(garden, { name: "web" });
  await garden.advance(300);

  const paused = await gardener(garden, ["pause", "--all", "--reason", "incident 42", "--by", "ana"]);
  expect(paused.exitCode).toBe(0);
  for (let time = 0; time < 2; time++) {
    whenPushed(garden);
    whenPushed(garden, "latest", "healthy", "team/other");
    await garden.advance(400);
  }
  const web = whenPushed(garden);
  const other = whenPushed(garden, "latest", "healthy", "team/other");
  await garden.advance(400);
  expect(writesToEcs(garden)).toBe(3);
  expect(texts(garden)[0]).toContain("The garden is paused by ana since 2026-11-16T01:59:00Z: incident 42");
  expect((await gardener(garden, ["status"])).stdout).toContain("Paused: the garden is paused by ana");

  const resumed = await gardener(garden, ["resume", "--all", "--by", "ben"]);
  expect(resumed.stdout).toContain("The garden goes on; ana had paused it.");
  await garden.advance(700);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${web}`);
  expect((await images(garden, "web"))["web"]).toBe(`${REGISTRY}/team/web@${web}`);
  expect((await images(garden, "search"))["web"]).toBe(`${REGISTRY}/team/other@${other}`);
  // The three revisions that were registered beforehand, and one registration and one deployment for each service.
  expect(writesToEcs(garden)).toBe(3 + 6);
  expect(texts(garden)).toContainEqual("The garden goes on: ben ended the pause by ana");
});

test("in mode observe nothing is written to ECS, by pushes, by rollback or by resume", async () => {
  const garden = await plantGarden();
  await new SSMClient(inProcessClientOptions(garden.simulator)).send(
    new PutParameterCommand({
      Name: "/ecs-gardener/garden",
      Type: "String",
      Value: JSON.stringify({ notify: { slack: { channel: "#deploys" } }, defaults: { mode: "observe" } }),
    }),
  );
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api" });
  await garden.advance(300);
  const before = writesToEcs(garden);
  whenPushed(garden);
  await garden.advance(600);
  expect(await answerOf(garden, "why", "shop/api")).toMatchObject({ cause: "observed" });
  expect(await answerOf(garden, "plan", "team/web:latest")).toMatchObject({ services: [{ action: "withhold" }] });
  expect(await gardener(garden, ["rollback", "shop/api", "--reason", "errors"])).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining("its mode is observe"),
  });
  await gardener(garden, ["resume", "--all"]);
  await garden.advance(600);
  expect(writesToEcs(garden)).toBe(before);
});

test("a person's rollback stays through a repeated event, the sweep and a day; the next push rolls", async () => {
  const garden = await givenARunningGarden();
  const good = whenPushed(garden);
  await garden.advance(600);
  const bad = whenPushed(garden);
  await garden.advance(600);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${bad}`);

  const rolledBack = await gardener(garden, ["rollback", "shop/api", "--reason", "errors 500", "--by", "ana"]);
  expect(rolledBack).toMatchObject({ exitCode: 0, stderr: "" });
  await garden.advance(600);
  garden.aws.events.put({
    version: "0",
    id: "33333333-3333-4333-a333-333333333333",
    "detail-type": "ECR Image Action",
    source: "aws.ecr",
    account: garden.aws.account,
    time: "2026-11-16T03:00:00Z",
    region: garden.aws.region,
    resources: [],
    detail: {
      "action-type": "PUSH",
      result: "SUCCESS",
      "repository-name": "team/web",
      "image-tag": "latest",
      "image-digest": bad,
    },
  });
  await garden.advance(DAY_SECONDS);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${good}`);
  const why = await answerOf<{ cause: string; sentences: string[] }>(garden, "why", "shop/api");
  expect(why.cause).toBe("rolledBack");
  expect(why.sentences.join(" ")).toContain("ana asked to roll it back");
  expect(texts(garden).at(-1)).toMatch(/was rolled back by ana: it runs team\/web \(\w+\) again: errors 500/);

  const next = whenPushed(garden);
  await garden.advance(600);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${next}`);
}, 180_000);

test("a rollback takes the place of a rollout under way, and is refused where there is nothing to go back to", async () => {
  const garden = await givenARunningGarden();
  const good = (await garden.services.read("shop/api")).knownGood?.images["web"];
  expect((await gardener(garden, ["rollback", "shop/api", "--reason", "x"])).stderr).toContain("nothing to go back to");
  whenPushed(garden, "latest", "slow:300");
  await garden.advance(30);
  expect((await gardener(garden, ["rollback", "shop/api", "--reason", "too slow", "--by", "ana"])).exitCode).toBe(0);
  await garden.advance(600);
  expect((await images(garden, "api"))["web"]).toBe(good);
  expect((await garden.services.read("shop/api")).rollout).toMatchObject({ status: "Completed", askedBy: "ana" });
  expect(texts(garden)[0]).toContain("left its rollout to team/web:latest");
});

test("while the garden is paused a rollback is refused", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(600);
  await gardener(garden, ["pause", "--all", "--reason", "incident", "--by", "ana"]);
  const refused = await gardener(garden, ["rollback", "shop/api", "--reason", "errors", "--json"]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain("the garden is paused by ana");
  expect(JSON.parse(refused.stdout)).toMatchObject({ refused: expect.stringContaining("paused by ana") });
});

test("a rollback to a named revision", async () => {
  const garden = await givenARunningGarden();
  const second = whenPushed(garden);
  await garden.advance(600);
  for (let push = 0; push < 2; push++) {
    whenPushed(garden);
    await garden.advance(600);
  }
  const unpinned = await gardener(garden, ["rollback", "shop/api", "--to", "1", "--reason", "x"]);
  expect(unpinned.stderr).toContain("api:1 names team/web:latest by its tag");
  expect((await gardener(garden, ["rollback", "shop/api", "--to", "9", "--reason", "x"])).stderr).toContain(
    "ECS has no revision api:9",
  );
  expect((await gardener(garden, ["rollback", "shop/api", "--to", "api:2", "--reason", "x"])).exitCode).toBe(0);
  await garden.advance(600);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${second}`);
});
