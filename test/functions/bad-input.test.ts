import { DeleteServiceCommand } from "@aws-sdk/client-ecs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import { callsOf, givenARunningGarden, service, slackMessages, whenEventComes, whenPushed } from "../support/steps.ts";

test.each([
  ["that is a number", 7],
  ["that is longer than any of ECR's", "a".repeat(3_000)],
])("an event with a repository %s is put aside with the reason, whole, and not tried again", async (_, name) => {
  const garden = await givenARunningGarden();
  whenEventComes(garden, "33333333-3333-4333-a333-333333333333", { "repository-name": name });
  await garden.advance(300);
  expect(garden.log).toContainEqual(
    expect.objectContaining({
      function: "deploy",
      level: "ERROR",
      message: expect.stringContaining("repository-name"),
      event: expect.stringContaining("33333333-3333-4333-a333-333333333333"),
    }),
  );
  expect(callsOf(garden, "ecs:UpdateService")).toBe(0);
  expect(garden.aws.sqs.queue("ecs-gardener-dead-letters").counts().visible).toBe(0);
});

test("a push to a repository that nobody follows says so", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden, "latest", "healthy", "team/lonely");
  await garden.advance(30);
  expect(garden.log.map(({ message }) => message)).toContainEqual(
    expect.stringContaining("Nobody follows team/lonely:latest"),
  );
});

test("a service that is deleted during its rollout ends it with that reason", async () => {
  const garden = await givenARunningGarden();
  whenPushed(garden);
  await garden.advance(20);
  await garden.ecs.send(new DeleteServiceCommand({ cluster: "shop", service: "api", force: true }));
  await garden.advance(300);
  const { rollout } = await garden.services.read("shop/api");
  expect([rollout?.status, rollout?.reason]).toEqual(["Failed", "the service was deleted meanwhile"]);
  expect(slackMessages(garden).at(-1)?.text).toContain("the service was deleted meanwhile");
});

test.each([{ status: 429 }, { status: 500 }])(
  "Slack answering $status delays the message and stops no rollout",
  async (failure) => {
    const garden = await givenARunningGarden();
    garden.simulator.slack.failNext({ ...failure, count: 5 });
    whenPushed(garden);
    await garden.advance(1500);
    expect((await service(garden, "api")).deployments?.[0]?.rolloutState).toBe("COMPLETED");
    expect(slackMessages(garden).map(({ text }) => text)).toEqual([expect.stringContaining("completed its rollout")]);
  },
);

test("a broken garden in the parameter is told with everything that is wrong, and the packaged one holds", async () => {
  const garden = await givenARunningGarden();
  const Value = JSON.stringify({ notify: { slak: { channel: "#x" } } });
  await new SSMClient(inProcessClientOptions(garden.simulator)).send(
    new PutParameterCommand({ Name: "/ecs-gardener/garden", Type: "String", Value }),
  );
  await garden.advance(120);
  whenPushed(garden);
  await garden.advance(600);
  expect(garden.log.filter(({ level }) => level === "ERROR")[0]?.message).toContain("slak");
  expect(slackMessages(garden)).toHaveLength(1);
});
