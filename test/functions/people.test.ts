import {
  DeregisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { expect, test } from "@jest/globals";
import { plantGarden } from "../support/garden.ts";
import {
  callsOf,
  givenARunningGarden,
  givenCluster,
  givenService,
  images,
  REGISTRY,
  service,
  slackMessages,
  whenPushed,
} from "../support/steps.ts";

const DAY_SECONDS = 24 * 3600;

/** A simulated day has 1,440 ticks, which a busy machine may take its time for. */
const DAY_PATIENCE_MILLISECONDS = 120_000;

test(
  "what a person deploys is told once, and survives sweeps and a day, until the tag moves",
  async () => {
    const garden = await givenARunningGarden();
    const first = whenPushed(garden);
    await garden.advance(700);
    whenPushed(garden);
    await garden.advance(700);

    await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:2" }));
    await garden.advance(DAY_SECONDS);
    expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${first}`);
    expect(callsOf(garden, "ecs:UpdateService")).toBe(2);
    const texts = slackMessages(garden).map(({ text }) => text);
    expect(texts.filter((text) => text.includes("was deployed by somebody else: api:2"))).toHaveLength(1);

    const third = whenPushed(garden);
    await garden.advance(700);
    expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${third}`);
  },
  DAY_PATIENCE_MILLISECONDS,
);

test("what a person deploys while the calls of a planned rollout are busy is not undone, until the tag moves", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(700);
  const busy = { operation: "ecs:UpdateService", fault: "throttle" } as const;
  const functions = ["deploy", "track", "tick"].map((principal) => ({ ...busy, principal }));
  garden.simulator.faults.set({ calls: functions });
  whenPushed(garden);
  await garden.advance(100);
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:1" }));
  await garden.advance(30);
  garden.simulator.faults.set({});
  await garden.advance(3600);
  expect((await service(garden, "api")).taskDefinition).toMatch(/:1$/);
  const told = slackMessages(garden).filter(({ text }) => text.includes("somebody else deployed api:1"));
  expect(told.map(({ text }) => text)).toEqual([expect.stringContaining("left its rollout")]);

  const third = whenPushed(garden);
  await garden.advance(700);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${third}`);
});

test.each([
  ["ecs:RegisterTaskDefinition", "api:1 could not be copied (RegisterTaskDefinition)"],
  ["ecs:UpdateService", "api:2 could not be deployed (UpdateService)"],
])("a rollout whose calls are busy past its deadline says which, and goes on: %s", async (operation, what) => {
  const garden = await givenARunningGarden();
  garden.simulator.faults.set({ calls: [{ operation, fault: "throttle" }] });
  const digest = whenPushed(garden);
  await garden.advance(3600);
  const [message] = slackMessages(garden);
  expect(JSON.stringify(message?.blocks)).toContain(`it was not started within 20 minutes: ${what}`);

  garden.simulator.faults.set({});
  await garden.advance(700);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual([expect.stringContaining("completed its rollout")]);
});

test("a service whose tag gardener:follow was taken away is left alone at once, though the index knows it still", async () => {
  const garden = await givenARunningGarden();
  const { serviceArn } = await service(garden, "api");
  await garden.ecs.send(new UntagResourceCommand({ resourceArn: serviceArn, tagKeys: ["gardener:follow"] }));
  whenPushed(garden);
  await garden.advance(600);
  expect((await service(garden, "api")).taskDefinition).toMatch(/:1$/);
  expect(slackMessages(garden)).toEqual([]);
});

test("a stack update that names the tag again, and so runs the same image, is nobody's drift", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(700);
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:1" }));
  await garden.advance(3600);
  expect(slackMessages(garden)).toHaveLength(1);
  expect((await service(garden, "api")).taskDefinition).toMatch(/:1$/);
  expect((await garden.services.read("shop/api")).drift).toBeUndefined();
});

test("a known good revision that was deregistered is gone back to by a copy of it", async () => {
  const garden = await givenARunningGarden();
  const good = whenPushed(garden);
  await garden.advance(700);
  await garden.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: "api:2" }));
  whenPushed(garden, "latest", "crash");
  await garden.advance(2400);

  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${good}`);
  expect((await service(garden, "api")).runningCount).toBe(3);
  expect(slackMessages(garden).at(-1)?.text).toMatch(/failed.*Rolled back/);
});

test("a good image that came while a bad one of another container was rolling is named with it, and tried again", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  for (const repository of ["team/web", "team/side"]) whenPushed(garden, "latest", "healthy", repository);
  await givenService(garden, { name: "api", sidecar: `${REGISTRY}/team/side:latest`, sidecarIsEssential: true });
  await garden.advance(400);
  whenPushed(garden, "latest", "crash", "team/side");
  await garden.advance(30);
  const web = whenPushed(garden, "latest", "healthy", "team/web");
  await garden.advance(2400);
  const failed = slackMessages(garden).at(-1)?.text;
  expect(failed).toMatch(/failed to roll to team\/web:latest .* and team\/side:latest/);

  const side = whenPushed(garden, "latest", "healthy", "team/side");
  await garden.advance(700);
  expect(await images(garden, "api")).toEqual({
    web: `${REGISTRY}/team/web@${web}`,
    proxy: `${REGISTRY}/team/side@${side}`,
  });
});

test("a wrong value in the tag is told once, and the service left alone until it is put right", async () => {
  const garden = await givenARunningGarden();
  const { serviceArn } = await service(garden, "api");
  const follow = (value: string) =>
    garden.ecs.send(new TagResourceCommand({ resourceArn: serviceArn, tags: [{ key: "gardener:follow", value }] }));
  await follow("latest,main");
  await garden.advance(400);
  whenPushed(garden);
  await garden.advance(400);
  expect(callsOf(garden, "ecs:UpdateService")).toBe(0);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual([
    expect.stringMatching(/^shop\/api is left alone: .*"latest,main" is not an image tag/),
  ]);
  await follow("latest");
  await garden.advance(700);
  expect((await garden.services.read("shop/api")).rollout?.status).toBe("Completed");
});

test("a revision with as many tags as AWS allows is not rolled, with the remedy, which then helps", async () => {
  const garden = await plantGarden();
  await givenCluster(garden);
  whenPushed(garden);
  await givenService(garden, { name: "api" });
  const { taskDefinition: resourceArn } = await service(garden, "api");
  const tags = Array.from({ length: 50 }, (_, index) => ({ key: `cost-${index}`, value: "shop" }));
  await garden.ecs.send(new TagResourceCommand({ resourceArn, tags }));
  await garden.advance(300);
  whenPushed(garden);
  await garden.advance(700);
  expect(slackMessages(garden).map(({ text }) => text)).toEqual([
    expect.stringMatching(/was not rolled .*: api:1 has so many tags .* remove 2 from it/),
  ]);

  await garden.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: ["cost-0", "cost-1"] }));
  const digest = whenPushed(garden);
  await garden.advance(700);
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
});

test("a service that follows nothing costs a tick one call, and its log no line", async () => {
  const garden = await givenARunningGarden();
  await garden.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "api",
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: "256",
      memory: "512",
      executionRoleArn: "arn:aws:iam::123456789012:role/ecsTaskExecutionRole",
      containerDefinitions: [{ name: "other", image: `${REGISTRY}/team/proxy:stable` }],
    }),
  );
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "api", taskDefinition: "api:2" }));
  await garden.advance(1200);
  const lines = garden.log.length;
  const calls = callsOf(garden, "ecs:DescribeTaskDefinition");
  await garden.advance(3600);
  expect(garden.log.slice(lines).filter(({ message }) => message.includes("no container of"))).toHaveLength(0);
  expect(callsOf(garden, "ecs:DescribeTaskDefinition")).toBe(calls);
});
