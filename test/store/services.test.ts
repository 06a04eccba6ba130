import { describe, expect, test } from "@jest/globals";
import { createServices } from "../../shared/store/services.ts";
import { at, hold, knownGood, rollout, state, stateWith, stranger } from "../support/core.ts";
import { givenATable } from "../support/table.ts";

async function givenServices() {
  const { table, simulator } = await givenATable();
  const calls = (operation: string): number =>
    simulator.calls.list().find((entry) => entry.operation === operation)?.count ?? 0;
  return { services: createServices(table), calls };
}

describe("what is remembered of a service", () => {
  test("is nothing, of one that was never seen", async () => {
    const { services } = await givenServices();
    expect(await services.read("shop/api")).toEqual(stranger());
  });

  test("is the whole state as it was written", async () => {
    const { services } = await givenServices();
    const whole = stateWith(rollout(), { version: 1, hold: hold(), knownGoodBefore: knownGood() });
    expect(await services.save(whole)).toBe(true);
    expect(await services.read("shop/api")).toEqual(whole);
  });
});

describe("a write is on the condition that nobody wrote meanwhile", () => {
  test("of two first ones one wins", async () => {
    const { services } = await givenServices();
    expect(await services.save(state({ version: 1, fence: 1 }))).toBe(true);
    expect(await services.save(state({ version: 1, fence: 2 }))).toBe(false);
    expect((await services.read("shop/api")).fence).toBe(1);
  });

  test.each([
    ["the next version", 3, true],
    ["the same version: somebody was quicker", 2, false],
    ["a version before it", 1, false],
    ["a version too far", 4, false],
  ])("after version 2 comes %s", async (_, version, isWritten) => {
    const { services } = await givenServices();
    await services.save(state({ version: 1 }));
    await services.save(state({ version: 2, fence: 2 }));
    expect(await services.save(state({ version, fence: 9 }))).toBe(isWritten);
    expect(await services.read("shop/api")).toMatchObject(isWritten ? { version, fence: 9 } : { version: 2, fence: 2 });
  });

  test("nothing comes after what was never written", async () => {
    const { services } = await givenServices();
    expect(await services.save(state({ version: 2 }))).toBe(false);
    expect(await services.read("shop/api")).toEqual(stranger());
  });

  test("other services do not matter", async () => {
    const { services } = await givenServices();
    await services.save(state({ version: 1 }));
    expect(await services.save(state({ service: "shop/web", version: 1 }))).toBe(true);
  });
});

describe("many at once", () => {
  test.each([
    [0, 0],
    [1, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])("%i services are read in %i calls, in the order of asking", async (count, calls) => {
    const given = await givenServices();
    const names = Array.from({ length: count }, (_, index) => `shop/service-${index}`);
    for (const [index, service] of names.entries())
      if (index % 3 !== 1) await given.services.save(state({ service, version: 1, fence: index }));
    const asked = names.toReversed();
    const states = await given.services.readMany(asked);
    expect(states.map(({ service }) => service)).toEqual(asked);
    expect(states.map(({ version, fence }) => [version, fence])).toEqual(
      names.map((_, index) => (index % 3 === 1 ? [0, 0] : [1, index])).toReversed(),
    );
    expect(given.calls("dynamodb:BatchGetItem")).toBe(calls);
  });

  test("of large items DynamoDB leaves some for another call", async () => {
    const given = await givenServices();
    // A call answers 16 MB on AWS, and about one here.
    const reason = "x".repeat(300_000);
    const names = Array.from({ length: 8 }, (_, index) => `shop/service-${index}`);
    for (const service of names) await given.services.save(state({ service, version: 1, hold: hold({ reason }) }));
    const states = await given.services.readMany(names);
    expect(states.map(({ service, version, hold: held }) => [service, version, held?.reason.length])).toEqual(
      names.map((name) => [name, 1, 300_000]),
    );
    expect(given.calls("dynamodb:BatchGetItem")).toBeGreaterThan(1);
  });
});

describe("the services that somebody must look at again", () => {
  type Step = readonly [verb: "active" | "calm", version: number];
  const rows: readonly (readonly [name: string, steps: readonly Step[], isActive: boolean])[] = [
    ["one that was marked", [["active", 5]], true],
    [
      "not one that is calm since",
      [
        ["active", 5],
        ["calm", 6],
      ],
      false,
    ],
    [
      "not one that is calm with the version that was marked",
      [
        ["active", 5],
        ["calm", 5],
      ],
      false,
    ],
    [
      "one whose calm was older, and came late",
      [
        ["active", 6],
        ["calm", 5],
      ],
      true,
    ],
    [
      "one that was marked twice, by the newer mark",
      [
        ["active", 5],
        ["active", 7],
        ["calm", 6],
      ],
      true,
    ],
    [
      "by the newer mark, although the older one came late",
      [
        ["active", 7],
        ["active", 5],
        ["calm", 6],
      ],
      true,
    ],
    [
      "one that is marked again after its calm",
      [
        ["active", 5],
        ["calm", 6],
        ["active", 7],
      ],
      true,
    ],
    ["not one that was never marked", [["calm", 6]], false],
  ];
  test.each(rows)("%s", async (_, steps, isActive) => {
    const { services } = await givenServices();
    await services.markActive("shop/web", 1, at(0));
    for (const [verb, version] of steps)
      await (verb === "active"
        ? services.markActive("shop/api", version, at(0))
        : services.markCalm("shop/api", version, at(0)));
    expect(await services.active()).toEqual(isActive ? ["shop/api", "shop/web"] : ["shop/web"]);
  });
});

test.each([
  ["not while whoever marked it may still write", 359, ["shop/api"]],
  ["where whoever marked it has died before the write", 360, []],
])("what is marked for a version that does not come is calm: %s", async (_, seconds, active) => {
  const { services } = await givenServices();
  await services.markActive("shop/api", 7, at(0));
  await services.markCalm("shop/api", 6, at(seconds));
  expect(await services.active()).toEqual(active);
});

const entry = (version: number) => ({ version, at: at(version), facts: [], reasons: [`version ${version}`] });

describe("the record", () => {
  test("is told in the order of versions, and each of them once", async () => {
    const { services } = await givenServices();
    for (const version of [10, 2, 9, 2]) await services.append("shop/api", entry(version));
    await services.append("shop/web", entry(1));
    expect(await services.record("shop/api")).toEqual([entry(2), entry(9), entry(10)]);
  });
});
