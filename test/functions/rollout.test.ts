import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { plantGarden } from "../support/garden.ts";
import {
  callsOf,
  givenARunningGarden,
  givenCluster,
  givenService,
  images,
  REGISTRY,
  SIDECAR_IMAGE,
  service,
  slackMessages,
  whenEventComes,
  whenPushed,
} from "../support/steps.ts";

const BREAKER = { deploymentCircuitBreaker: { enable: true, rollback: true } };

test("a push rolls the service that follows it: pinned, sidecar and tags untouched, completed after the bake", async () => {
  const garden = await givenARunningGarden();
  const digest = whenPushed(garden);
  await garden.advance(600);

  expect(await images(garden, "api")).toEqual({ web: `${REGISTRY}/team/web@${digest}`, proxy: SIDECAR_IMAGE });
  const after = await service(garden, "api");
  expect(after.runningCount).toBe(3);
  expect(after.deployments).toHaveLength(1);
  expect(after.deployments?.[0]?.rolloutState).toBe("COMPLETED");
  expect(after.tags).toEqual([{ key: "gardener:follow", value: "latest" }]);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(1);

  const [message, ...others] = slackMessages(garden);
  expect(others).toEqual([]);
  expect(message?.text).toContain("shop/api completed its rollout");
  expect((await garden.services.read("shop/api")).rollout?.status).toBe("Completed");
});

test("a first image pushed after the service was created rolls it", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  await givenService(garden, { name: "api" });
  await garden.advance(8);
  const digest = whenPushed(garden);
  await garden.advance(600);

  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
  expect((await service(garden, "api")).runningCount).toBe(3);
  expect(slackMessages(garden)).toHaveLength(1);
});

test("of ten services exactly the three that follow roll, and one that was made ten seconds before the push", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  whenPushed(garden, "latest", "healthy", "team/other");
  for (let number = 1; number <= 10; number++)
    await givenService(garden, {
      name: `service-${number}`,
      desiredCount: 1,
      repository: number <= 3 ? "team/web" : "team/other",
    });
  await garden.advance(300);
  await givenService(garden, { name: "newcomer", desiredCount: 1 });
  await garden.advance(10);
  const digest = whenPushed(garden);
  await garden.advance(600);

  const rolled: string[] = [];
  for (const name of ["newcomer", ...Array.from({ length: 10 }, (_, index) => `service-${index + 1}`)])
    if ((await images(garden, name))["web"] === `${REGISTRY}/team/web@${digest}`) rolled.push(name);
  expect(rolled).toEqual(["newcomer", "service-1", "service-2", "service-3"]);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(4);
  expect(callsOf(garden, "ecs:RegisterTaskDefinition")).toBe(4);
});

test("a crashing image with the circuit breaker ends rolled back by ECS, and we deploy nothing besides", async () => {
  const garden = await givenARunningGarden({ deploymentConfiguration: BREAKER });
  const before = await images(garden, "api");
  whenPushed(garden, "latest", "crash");
  await garden.advance(1800);

  const { rollout } = await garden.services.read("shop/api");
  expect(rollout?.status).toBe("RolledBack");
  expect(await images(garden, "api")).toEqual(before);
  expect((await service(garden, "api")).runningCount).toBe(3);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(1);
  const [message] = slackMessages(garden);
  expect(message?.text).toMatch(/rolled back.*failed.*circuit breaker/i);
  expect(message?.text).not.toMatch(/complete/i);
});

test("an image that never comes up, with neither breaker nor alarms, fails at its deadline and the service goes back", async () => {
  const garden = await givenARunningGarden();
  const good = whenPushed(garden);
  await garden.advance(600);
  whenPushed(garden, "latest", "hang");
  await garden.advance(1200);
  expect((await garden.services.read("shop/api")).rollout?.status).toBe("InProgress");
  await garden.advance(600);

  const { rollout } = await garden.services.read("shop/api");
  expect(rollout?.status).toBe("Failed");
  expect(rollout?.wayBack?.status).toBe("Done");
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${good}`);
  expect((await service(garden, "api")).runningCount).toBe(3);
  const message = slackMessages(garden).at(-1);
  expect(message?.text).toMatch(/failed.*20 minutes.*rolled back/i);
  expect(message?.text).not.toMatch(/complete/i);
});

test("a crashing image with neither breaker nor alarms fails by its third task and the service goes back", async () => {
  const garden = await givenARunningGarden();
  const good = whenPushed(garden);
  await garden.advance(600);
  whenPushed(garden, "latest", "crash");
  await garden.advance(300);

  const { rollout } = await garden.services.read("shop/api");
  expect(rollout).toMatchObject({ status: "Failed", wayBack: { status: "Done" } });
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${good}`);
  expect(slackMessages(garden).at(-1)?.text).toMatch(/failed to roll .*3 tasks failed: .*Rolled back/);
});

test("a way back to a revision that names a tag is a copy pinned to the digest that it ran", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  const first = whenPushed(garden);
  await givenService(garden, { name: "api" });
  await garden.advance(300);
  whenPushed(garden, "latest", "crash");
  await garden.advance(1800);

  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${first}`);
  expect((await garden.services.read("shop/api")).rollout?.wayBack?.status).toBe("Done");
});

test("the same event five times, twice at once, and an old one after a new one change nothing", async () => {
  const garden = await givenARunningGarden();
  const old = whenPushed(garden);
  await garden.advance(600);
  whenPushed(garden);
  await garden.advance(600);
  const counts = () => [callsOf(garden, "ecs:RegisterTaskDefinition"), callsOf(garden, "ecs:UpdateService")];
  const before = counts();
  expect(before).toEqual([2, 2]);

  const event = { "repository-name": "team/web", "image-digest": old };
  for (let time = 0; time < 5; time++) {
    whenEventComes(garden, "11111111-1111-4111-a111-111111111111", event);
    await garden.advance(30);
  }
  whenEventComes(garden, "22222222-2222-4222-a222-222222222222", event);
  whenEventComes(garden, "22222222-2222-4222-a222-222222222222", event);
  await garden.advance(400);
  expect(counts()).toEqual(before);
});

test("a second rollout still moves the followed container and still leaves the sidecar", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(600);
  const second = whenPushed(garden);
  whenPushed(garden, "stable", "healthy", "team/proxy");
  await garden.advance(600);
  expect(await images(garden, "api")).toEqual({ web: `${REGISTRY}/team/web@${second}`, proxy: SIDECAR_IMAGE });
});

test("a rollout never writes a desired count", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(20);
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", desiredCount: 5 }));
  await garden.advance(600);
  const after = await service(garden, "api");
  expect([after.desiredCount, after.runningCount]).toEqual([5, 5]);
});

test("a newer push takes the place of a rollout under way", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden, "latest", "crash");
  await garden.advance(60);
  const newest = whenPushed(garden);
  await garden.advance(900);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${newest}`);
  const texts = slackMessages(garden).map(({ text }) => text);
  expect(texts).toHaveLength(2);
  expect(texts[0]).toMatch(/left its rollout/);
  expect(texts[1]).toMatch(/completed its rollout/);
});

test("a service with controller CODE_DEPLOY is refused with the reason, and people are told once", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api", deploymentController: "CODE_DEPLOY" });
  await garden.advance(90);
  whenPushed(garden);
  await garden.advance(300);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(0);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual([
    expect.stringContaining("was not rolled to team/web:latest"),
  ]);
  expect(slackMessages(garden)[0]?.text).toContain("controller is CODE_DEPLOY");
});

test("a service with controller EXTERNAL names no revision itself, so the log alone says why it is not rolled", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  await givenService(garden, { name: "api", deploymentController: "EXTERNAL" });
  await garden.advance(90);
  expect(garden.log.map(({ message }) => message)).toContainEqual(
    expect.stringContaining("shop/api is not rolled: its deployment controller is EXTERNAL"),
  );
  expect(garden.log.filter(({ level }) => level === "ERROR")).toEqual([]);
});

async function traceOfAPush(seed: number): Promise<readonly string[]> {
  const garden = await givenARunningGarden({ seed });
  whenPushed(garden);
  await garden.advance(500);
  return garden.simulator.world.trace;
}

test("the same seed tells the same story", async () => {
  const first = await traceOfAPush(7);
  expect(await traceOfAPush(7)).toEqual(first);
  expect(await traceOfAPush(8)).not.toEqual(first);
});
