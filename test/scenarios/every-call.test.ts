// For every single AWS call that the handlers of one push make: killed there, and held there while a second push goes
// through. Both must end as if nothing had happened.
import { describe, expect, test } from "@jest/globals";
import type { PlacedCall } from "../../simulator/faults/places.ts";
import type { GardenWorld } from "../support/garden.ts";
import { givenARunningGarden, images, REGISTRY, service, slackMessages, whenPushed } from "../support/steps.ts";

/** Long enough for a rollout that Lambda had to try three times, its bake, and a message that came back. */
const LONG_SECONDS = 1_200;

/** By then everything that a push sets off at once has happened, the first bake not. */
const HELD_SECONDS = 40;

/** What people and other tools see at the end; digests differ from push to push, and are named. */
async function endOf(garden: GardenWorld, digest: string) {
  const { deployments = [], runningCount } = await service(garden, "api");
  const { rollout } = await garden.services.read("shop/api");
  return {
    runsDigest: (await images(garden, "api"))["web"] === `${REGISTRY}/team/web@${digest}`,
    deployments: deployments.map(({ rolloutState }) => rolloutState),
    runningCount,
    rollout: rollout?.status,
    told: slackMessages(garden).map(({ text }) => text.replaceAll(digest.slice(7, 19), "<digest>")),
    revisions: garden.aws.ecs.families.get("api")?.length,
  };
}

async function undisturbed() {
  const garden = await givenARunningGarden();
  const before = garden.simulator.faults.calls.length;
  const digest = whenPushed(garden);
  await garden.advance(LONG_SECONDS);
  // Ticks come by anyway; what they do for a rollout is done by track as well.
  const calls = garden.simulator.faults.calls.slice(before).filter(({ principal }) => principal !== "tick");
  return { calls, end: await endOf(garden, digest) };
}

const { calls, end } = await undisturbed();
const rows = calls.map((place): [name: string, place: PlacedCall] => [
  `${place.principal} ${place.invocation} #${place.call} ${place.operation}`,
  place,
]);

test("the undisturbed push ends well, by many calls", () => {
  expect(end).toEqual({
    runsDigest: true,
    deployments: ["COMPLETED"],
    runningCount: 3,
    rollout: "Completed",
    told: ["shop/api completed its rollout: it runs team/web:latest (<digest>)"],
    revisions: 2,
  });
  expect(calls.length).toBeGreaterThan(50);
});

describe("killed after it took effect, and redelivered", () => {
  test.each(rows)("%s", async (_name, place) => {
    const garden = await givenARunningGarden();
    const planned = garden.simulator.faults.at(place, { fault: "kill", when: "after" });
    const digest = whenPushed(garden);
    await garden.advance(LONG_SECONDS);
    expect(planned.isReached).toBe(true);
    expect(await endOf(garden, digest)).toEqual(end);
  });
});

describe("held before it takes effect, while a second push goes through", () => {
  test.each(rows)("%s", async (_name, place) => {
    const garden = await givenARunningGarden();
    const planned = garden.simulator.faults.at(place, { fault: "hold" });
    whenPushed(garden);
    while (!planned.isReached) await garden.advance(1);
    const second = whenPushed(garden);
    await garden.advance(HELD_SECONDS);
    planned.release();
    await garden.advance(LONG_SECONDS);
    const { told, revisions: _revisions, ...after } = await endOf(garden, second);
    const { told: _told, revisions: _before, ...expected } = end;
    expect(after).toEqual(expected);
    expect(told.at(-1)).toEqual("shop/api completed its rollout: it runs team/web:latest (<digest>)");
  });
});
