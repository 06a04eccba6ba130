// What becomes of an image whose tasks fail: who takes it back, who may take it again, and what is tried once more.
import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { answerOf, gardener } from "../support/cli.ts";
import { type GivenContainer, givenServiceOf } from "../support/failing-garden.ts";
import { LOG_GROUP } from "../support/failing-shop.ts";
import { type GardenOptions, type GardenWorld, plantGarden } from "../support/garden.ts";
import { callsOf, givenCluster, images, service, slackMessages, whenEventComes } from "../support/steps.ts";

/** The tag that the services of these stories follow. */
const TAG = "web-healthy";

const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } };
const SECRET = {
  secrets: [{ name: "DB", valueFrom: "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/db-AbCdEf" }],
};

/** Given services that run a good image which the garden rolled out. */
async function givenServices(
  names: readonly string[],
  container: GivenContainer = {},
  options: GardenOptions & { readonly breaker?: boolean } = {},
): Promise<GardenWorld> {
  const { breaker, ...planting } = options;
  const garden = await plantGarden(planting);
  const logs = new CloudWatchLogsClient(inProcessClientOptions(garden.simulator));
  await logs.send(new CreateLogGroupCommand({ logGroupName: LOG_GROUP }));
  await givenCluster(garden);
  const settings = breaker ? { deploymentConfiguration: BREAKER } : {};
  for (const name of names) await givenServiceOf(garden, name, [container], { desiredCount: 2, ...settings });
  await garden.advance(300);
  push(garden);
  await garden.advance(900);
  return garden;
}

const push = ({ aws }: GardenWorld, behavior = "healthy"): string =>
  aws.ecr.push({ repository: "team/web", tag: TAG, behavior }).digest;

const runs = async (garden: GardenWorld, name = "api"): Promise<string> =>
  (await images(garden, name))["web"]?.split("@")[1] ?? "";

const rolloutOf = async ({ services }: GardenWorld, name = "api") => (await services.read(`shop/${name}`)).rollout;

const quarantined = (garden: GardenWorld) =>
  answerOf<{ digest: string; service: string | null; kind: string }[]>(garden, "quarantine", "list");

test("Secrets Manager is out: the breaker goes back, nothing is put away, and once it has healed the image runs", async () => {
  const garden = await givenServices(["api"], SECRET, { breaker: true });
  const good = await runs(garden);
  garden.simulator.troubles.set({ troubles: [{ trouble: "secrets-outage", forSeconds: 1500 }] });
  const digest = push(garden);
  await garden.advance(1200);

  expect(await runs(garden)).toBe(good);
  expect((await service(garden, "api")).runningCount).toBe(2);
  expect(await rolloutOf(garden)).toMatchObject({
    status: "RolledBack",
    failures: [{ diagnosis: { causedBy: "environment" } }],
  });
  expect(await quarantined(garden)).toEqual([]);
  const why = await answerOf<{ next: string }>(garden, "why", "shop/api");
  expect(why.next).toContain("it is tried again at");

  await garden.advance(2400);
  expect(await runs(garden)).toBe(digest);
  const rollout = await rolloutOf(garden);
  expect(rollout).toMatchObject({ status: "Completed" });
  expect(rollout?.retries).toBeGreaterThan(0);
  const told = slackMessages(garden).map(({ text }) => text);
  expect(told.filter((text) => text.includes("tasks fail") || text.includes("over after"))).toHaveLength(1);
  expect(told.filter((text) => text.startsWith("shop/api completed its rollout"))).toHaveLength(2);
});

test("an outage that lets the way back fail as well leaves nobody waiting: once it has healed the image runs", async () => {
  const garden = await givenServices(["api"], SECRET, { breaker: true });
  garden.simulator.troubles.set({
    troubles: [{ trouble: "secrets-outage", forSeconds: 1500 }, { trouble: "host-maintenance" }],
  });
  await garden.advance(300);
  const digest = push(garden);
  await garden.advance(1500);
  expect((await service(garden, "api")).runningCount).toBe(0);
  await garden.advance(6000);
  expect(await runs(garden)).toBe(digest);
  expect((await service(garden, "api")).runningCount).toBe(2);
  expect((await rolloutOf(garden))?.status).toBe("Completed");
});

test("where ECS's breaker is quicker than the log, the cause is told and the image put away all the same", async () => {
  const garden = await givenServices(["api"], {}, { breaker: true });
  push(garden, "exit:127");
  await garden.advance(600);
  expect((await rolloutOf(garden))?.failures?.length).toBeGreaterThan(0);
  expect(await quarantined(garden)).toHaveLength(1);
});

test("a crash three minutes after ECS called the deployment complete goes back", async () => {
  const garden = await givenServices(["api"]);
  const good = await runs(garden);
  push(garden, "crash:260");
  await garden.advance(1200);

  const rollout = await rolloutOf(garden);
  expect(rollout?.deployedAt).toBeDefined();
  const [failure] = rollout?.failures ?? [];
  expect((failure?.firstAt ?? 0) - (rollout?.deployedAt ?? 0)).toBeGreaterThan(150_000);
  expect(rollout).toMatchObject({ status: "Failed", wayBack: { status: "Done" } });
  expect(rollout?.reason).toMatch(/^during the bake, .*ended with 1/);
  expect(await runs(garden)).toBe(good);
});

test("an image that is bad by itself is taken by no event, sweep or sibling, until a person lifts it; a new one rolls", async () => {
  const garden = await givenServices(["api", "worker"]);
  const good = await runs(garden);
  await gardener(garden, ["hold", "shop/worker", "--reason", "later", "--by", "ana"]);
  const bad = push(garden, "wrong-arch");
  await garden.advance(900);
  expect(await runs(garden)).toBe(good);
  expect(await quarantined(garden)).toMatchObject([{ digest: bad, service: null, kind: "wrong-architecture-inside" }]);

  const deployed = callsOf(garden, "ecs:UpdateService");
  whenEventComes(garden, "again", { "repository-name": "team/web", "image-tag": TAG, "image-digest": bad });
  await gardener(garden, ["resume", "shop/worker"]);
  await garden.advance(7_200);
  expect([await runs(garden), await runs(garden, "worker")]).toEqual([good, good]);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(deployed);
  expect(await answerOf(garden, "why", "shop/worker")).toMatchObject({ cause: "quarantined" });
  expect(slackMessages(garden).map(({ text }) => text)).toContainEqual(
    expect.stringMatching(/^shop\/worker would roll .* is in quarantine since/),
  );

  await gardener(garden, ["quarantine", "lift", bad.slice(7, 19), "--by", "ana"]);
  for (const name of ["api", "worker"])
    expect(await rolloutOf(garden, name)).toMatchObject({ status: "InProgress", images: [{ digest: bad }] });
  await garden.advance(900);
  expect([await runs(garden), await runs(garden, "worker")]).toEqual([good, good]);
  expect(await quarantined(garden)).toMatchObject([{ digest: bad, service: null }]);

  const mended = push(garden);
  await garden.advance(900);
  expect([await runs(garden), await runs(garden, "worker")]).toEqual([mended, mended]);
});

test("what lies between an image and one service keeps no other service from it", async () => {
  const garden = await givenServices(["api"], { healthCheck: { command: ["CMD", "/healthy"], interval: 10 } });
  await givenServiceOf(garden, "worker", [{}]);
  await garden.advance(600);
  const good = await runs(garden);
  const digest = push(garden, "unhealthy");
  await garden.advance(900);
  expect(await quarantined(garden)).toMatchObject([{ digest, service: "shop/api" }]);
  expect([await runs(garden), await runs(garden, "worker")]).toEqual([good, digest]);
});

test("a deployment that its own percentages keep from beginning fails at its deadline, and says what ECS says", async () => {
  const garden = await givenServices([]);
  // Of three tasks three and three quarters may run: no fourth one.
  const percents = { minimumHealthyPercent: 100, maximumPercent: 125 };
  await givenServiceOf(garden, "api", [{}], { desiredCount: 3, deploymentConfiguration: percents });
  await garden.advance(600);
  push(garden);
  await garden.advance(120);
  const why = await answerOf<{ sentences: string[] }>(garden, "why", "shop/api");
  expect(why.sentences.join("\n")).toContain("was unable to stop or start tasks during a deployment");

  await garden.advance(1200);
  const rollout = await rolloutOf(garden);
  expect(rollout).toMatchObject({ status: "Failed" });
  expect(slackMessages(garden).at(-1)?.text).toMatch(
    /failed to roll .* 0 of 3 run the new image\. ECS says: .*Update the minimumHealthyPercent or maximumPercent value/,
  );
  expect((await service(garden, "api")).runningCount).toBe(3);
});

test("a revision that runs out of memory is tried once with the next size, where the team has it applied", async () => {
  const gardenFile = {
    notify: { slack: { channel: "#deploys" } },
    defaults: { rollout: { rightsize: "apply", rightsizeMemoryMax: 2048 } },
  };
  const garden = await givenServices(["api"], {}, { gardenFile });
  const good = await runs(garden);
  const registered = callsOf(garden, "ecs:RegisterTaskDefinition");
  push(garden, "oom");
  await garden.advance(1800);

  const rollout = await rolloutOf(garden);
  expect(callsOf(garden, "ecs:RegisterTaskDefinition")).toBe(registered + 2);
  const { taskDefinition } = await garden.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: rollout?.taskDefinition }),
  );
  expect(taskDefinition).toMatchObject({ cpu: "256", memory: "1024" });
  // It needs more than that as well: once is enough.
  expect(rollout).toMatchObject({ status: "Failed", size: { cpu: 256, memory: 1024 }, wayBack: { status: "Done" } });
  expect(rollout?.reason).toContain("limit: 1024 MiB");
  expect(await runs(garden)).toBe(good);
});
