import { describe, expect, test } from "@jest/globals";
import type { FaultsConfiguration } from "../../simulator/faults/configuration.ts";
import type { PlacedCall } from "../../simulator/faults/places.ts";
import type { GardenWorld } from "../support/garden.ts";
import { givenARunningGarden, images, REGISTRY, service, slackMessages, whenPushed } from "../support/steps.ts";

/** Long enough for a rollout that Lambda had to try three times, and its bake. */
const LONG_SECONDS = 1_500;

/** A bad day: about one call in eight fails, and half of all events come otherwise than they should. */
const BAD_DAY: FaultsConfiguration = {
  events: { repeated: 0.2, late: 0.2, reordered: 0.1 },
  calls: [
    { operation: "*", fault: "throttle", rate: 0.05 },
    { operation: "*", fault: "errorBefore", rate: 0.03 },
    { operation: "*", fault: "errorAfter", rate: 0.02 },
    { operation: "*", fault: "slow", rate: 0.02, slowSeconds: 5 },
    { operation: "*", fault: "kill", rate: 0.005 },
    { operation: "*", fault: "kill", when: "after", rate: 0.005 },
  ],
  messages: { repeated: 0.1 },
};

async function expectRolled(garden: GardenWorld, digest: string): Promise<void> {
  expect((await images(garden, "api"))["web"]).toBe(`${REGISTRY}/team/web@${digest}`);
  expect((await service(garden, "api")).deployments).toMatchObject([{ rolloutState: "COMPLETED" }]);
  expect((await garden.services.read("shop/api")).rollout?.status).toBe("Completed");
  expect(slackMessages(garden).at(-1)?.text).toContain("completed its rollout");
}

test.each([1, 2, 3])("on a bad day the newest of two pushes still ends on every task (seed %i)", async (seed) => {
  const garden = await givenARunningGarden({ seed });
  garden.simulator.faults.set(BAD_DAY);
  whenPushed(garden);
  await garden.advance(120);
  const newest = whenPushed(garden);
  await garden.advance(LONG_SECONDS);
  garden.simulator.faults.set({});
  await garden.advance(600);
  await expectRolled(garden, newest);
  expect(garden.simulator.faults.injected.length).toBeGreaterThan(5);
});

/** What one push sets off: the calls of all functions but the ticks that come by anyway, and the world's trace. */
async function pushStory(faults?: FaultsConfiguration) {
  const garden = await givenARunningGarden();
  if (faults) garden.simulator.faults.set(faults);
  const before = garden.simulator.faults.calls.length;
  whenPushed(garden);
  await garden.advance(400);
  const calls = garden.simulator.faults.calls.slice(before).filter(({ principal }) => principal !== "tick");
  return { calls, trace: garden.simulator.world.trace };
}

let untouched: ReturnType<typeof pushStory> | undefined;

/** The story without faults, told once for all tests of this file. */
const untouchedStory = (): ReturnType<typeof pushStory> => (untouched ??= pushStory());

/** The first call of that operation in the story of one push. */
async function placeOf(operation: string): Promise<PlacedCall> {
  const { calls } = await untouchedStory();
  const place = calls.find((call) => call.operation === operation);
  if (!place) throw new Error(`no push calls ${operation}`);
  return place;
}

describe("the seed", () => {
  test("of the world decides about faults that name none, and one that is named decides alone", async () => {
    const { trace } = await pushStory(BAD_DAY);
    expect((await pushStory(BAD_DAY)).trace).toEqual(trace);
    expect((await pushStory({ ...BAD_DAY, seed: 1 })).trace).not.toEqual(trace);
  });

  const harmless: readonly [what: string, faults: FaultsConfiguration][] = [
    ["none", {}],
    ["never", { events: { lost: 0 }, calls: [{ operation: "*", fault: "kill", rate: 0 }] }],
    [
      "for others",
      { events: { lost: 1, source: "aws.s3" }, calls: [{ operation: "ssm:PutParameter", fault: "kill" }] },
    ],
    ["only remembering", { calls: [{ operation: "ecs:*", fault: "stale", after: 100_000 }] }],
  ];
  test.each(harmless)("faults that do not happen change no story: %s", async (_what, faults) => {
    expect((await pushStory(faults)).trace).toEqual((await untouchedStory()).trace);
  });
});

describe("at a call of a push that changes something outside of the table", () => {
  const kills: readonly [operation: string, when: "before" | "after"][] = [
    ["ecs:RegisterTaskDefinition", "before"],
    ["ecs:RegisterTaskDefinition", "after"],
    ["ecs:UpdateService", "before"],
    ["ecs:UpdateService", "after"],
    ["sqs:SendMessage", "before"],
    ["sqs:SendMessage", "after"],
    ["events:PutEvents", "before"],
    ["events:PutEvents", "after"],
  ];
  test.each(kills)("a kill is made good: %s, %s", async (operation, when) => {
    const place = await placeOf(operation);
    const garden = await givenARunningGarden();
    const planned = garden.simulator.faults.at(place, { fault: "kill", when });
    const digest = whenPushed(garden);
    await garden.advance(LONG_SECONDS);
    expect(planned.isReached).toBe(true);
    await expectRolled(garden, digest);
    expect(garden.aws.ecs.families.get("api")).toHaveLength(2);
  });

  const holds: readonly [operation: string, when: "before" | "after"][] = [
    ["ecs:RegisterTaskDefinition", "before"],
    ["ecs:RegisterTaskDefinition", "after"],
    ["ecs:UpdateService", "after"],
    ["sqs:SendMessage", "before"],
    ["events:PutEvents", "before"],
  ];
  test.each(holds)("who is held while a newer push goes through undoes nothing: %s, %s", async (operation, when) => {
    const place = await placeOf(operation);
    const garden = await givenARunningGarden();
    const planned = garden.simulator.faults.at(place, { fault: "hold", when });
    whenPushed(garden);
    await garden.advance(5);
    expect(planned.isReached).toBe(true);
    const newest = whenPushed(garden);
    await garden.advance(40);
    planned.release();
    await garden.advance(LONG_SECONDS);
    await expectRolled(garden, newest);
  });
});

test.each(["finish", "kill"] as const)(
  "a redeployment in the middle of a rollout (%s) does not end it",
  async (inFlight) => {
    const garden = await givenARunningGarden();
    const place = await placeOf("ecs:UpdateService");
    const planned = garden.simulator.faults.at(place, { fault: "hold" });
    const digest = whenPushed(garden);
    await garden.advance(5);
    expect(planned.isReached).toBe(true);
    expect(garden.simulator.redeploy({ inFlight })).toEqual(inFlight === "kill" ? ["deploy"] : []);
    planned.release();
    await garden.advance(LONG_SECONDS);
    await expectRolled(garden, digest);
  },
);
