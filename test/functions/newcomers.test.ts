// How a service that was just created gets into the index that pushes go by, and what that costs.
import { UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { expect, test } from "@jest/globals";
import { inProcessClientOptions } from "../../simulator/wire/transport.ts";
import type { GardenWorld } from "../support/garden.ts";
import { callsOf, givenARunningGarden, givenService, images, REGISTRY, whenPushed } from "../support/steps.ts";

const DEPLOYMENT_EVENTS = { source: "aws.ecs", detailType: "ECS Deployment State Change" };

/** Given a garden that the tick of this minute has been through: the next one is more than half a minute away. */
async function givenAGardenAfterATick(): Promise<GardenWorld> {
  const garden = await givenARunningGarden();
  await garden.advance(10);
  return garden;
}

const runs = async (garden: GardenWorld, name: string, digest: string): Promise<boolean> =>
  (await images(garden, name))["web"] === `${REGISTRY}/team/web@${digest}`;

const callsBy = ({ simulator }: GardenWorld, principal: string, operation: string): number =>
  simulator.calls.list().find((entry) => entry.principal === principal && entry.operation === operation)?.count ?? 0;

test("a service made ten seconds before a push rolls with it, between two ticks, and nobody reads who follows", async () => {
  const garden = await givenAGardenAfterATick();
  const readings = callsOf(garden, "tagging:GetResources");
  await givenService(garden, { name: "newcomer", desiredCount: 1 });
  await garden.advance(10);
  const digest = whenPushed(garden);
  await garden.advance(20);

  expect(await runs(garden, "api", digest)).toBe(true);
  expect(await runs(garden, "newcomer", digest)).toBe(true);
  expect(callsOf(garden, "tagging:GetResources")).toBe(readings);
});

test("when the event of its creation is lost, the next tick finds it, and rolls it", async () => {
  const garden = await givenAGardenAfterATick();
  garden.simulator.faults.set({ events: { ...DEPLOYMENT_EVENTS, lost: 1 } });
  await givenService(garden, { name: "newcomer", desiredCount: 1 });
  await garden.advance(10);
  const digest = whenPushed(garden);
  await garden.advance(20);
  expect(await runs(garden, "newcomer", digest)).toBe(false);

  garden.simulator.faults.set({});
  await garden.advance(30);
  expect(await runs(garden, "newcomer", digest)).toBe(true);
  await garden.advance(600);
  expect((await garden.services.read("shop/newcomer")).rollout?.status).toBe("Completed");
});

test("a newcomer stays in the index though the list of tags does not show it yet, and a tick came between", async () => {
  const garden = await givenAGardenAfterATick();
  garden.simulator.faults.set({ calls: [{ operation: "tagging:GetResources", fault: "stale", staleSeconds: 240 }] });
  await givenService(garden, { name: "newcomer", desiredCount: 1 });
  await garden.advance(60);
  const digest = whenPushed(garden);
  await garden.advance(20);
  expect(await runs(garden, "newcomer", digest)).toBe(true);
});

test("a service that the garden file alone names is found by the event of its creation, too", async () => {
  const garden = await givenAGardenAfterATick();
  const file = {
    notify: { slack: { channel: "#deploys" } },
    services: { "shop/newcomer": { image: { follow: "latest" } } },
  };
  await new SSMClient(inProcessClientOptions(garden.simulator)).send(
    new PutParameterCommand({ Name: "/ecs-gardener/garden", Value: JSON.stringify(file), Type: "String" }),
  );
  await garden.advance(120);
  await givenService(garden, { name: "newcomer", desiredCount: 1, tags: [] });
  await garden.advance(10);
  const digest = whenPushed(garden);
  await garden.advance(20);
  expect(await runs(garden, "newcomer", digest)).toBe(true);
});

test("a service that follows nothing is read once for each of its deployments", async () => {
  const garden = await givenAGardenAfterATick();
  const readings = callsBy(garden, "track", "ecs:DescribeServices");
  await givenService(garden, { name: "stranger", desiredCount: 1, tags: [] });
  await garden.advance(200);
  expect(callsBy(garden, "track", "ecs:DescribeServices")).toBe(readings + 1);
  await garden.ecs.send(new UpdateServiceCommand({ cluster: "shop", service: "stranger", forceNewDeployment: true }));
  await garden.advance(200);
  expect(callsBy(garden, "track", "ecs:DescribeServices")).toBe(readings + 2);
});

test("where ticks do not come, a push reads who follows, and the pushes of the next minute do not", async () => {
  const garden = await givenAGardenAfterATick();
  garden.simulator.faults.set({ events: { source: "aws.events", lost: 1 } });
  await garden.advance(120);
  const readings = callsOf(garden, "tagging:GetResources");
  for (let time = 0; time < 4; time++) {
    whenPushed(garden);
    await garden.advance(20);
  }
  expect(callsOf(garden, "tagging:GetResources")).toBe(readings + 1);
});
