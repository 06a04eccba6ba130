import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { Listener } from "../../simulator/http.ts";
import { startServer } from "../../simulator/server.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { START } from "../support/region.ts";

let simulator: Simulator;
let server: Listener;

beforeEach(async () => {
  simulator = await createSimulator({ start: START, seed: 1, order: "arrival" });
  server = await startServer(
    simulator,
    { pace: undefined, reset: () => Promise.resolve(), takeNewCode: () => Promise.resolve() },
    0,
  );
});

afterEach(() => server.close());

async function control(method: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${server.port}/_simulator/troubles`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

test("troubles are set, come and heal on the clock, and are shown with what became of them", async () => {
  const row = { trouble: "no-route", cluster: "shop", service: "api", afterSeconds: 60, forSeconds: 600 };
  const shown = (state: string) => ({
    status: 200,
    answer: {
      troubles: [{ ...row, from: "2026-11-16T01:55:34.000Z", until: "2026-11-16T02:05:34.000Z", state, struck: 0 }],
    },
  });
  expect(await control("POST", { troubles: [row] })).toEqual(shown("coming"));
  await simulator.world.advance(60_000);
  expect(await control("GET")).toEqual(shown("in force"));
  await simulator.world.advance(600_000);
  expect(await control("GET")).toEqual(shown("over"));
});

test("one without an end lasts until the troubles are replaced", async () => {
  expect(await control("POST", { troubles: [{ trouble: "efs-denied" }] })).toMatchObject({
    answer: { troubles: [{ until: null, state: "in force" }] },
  });
  expect(await control("POST", {})).toEqual({ status: 200, answer: { troubles: [] } });
});

test("what is wrong is refused with every problem, and changes nothing", async () => {
  await control("POST", { troubles: [{ trouble: "efs-denied" }] });
  expect(await control("POST", { troubles: [{ trouble: "no-rout" }, {}] })).toEqual({
    status: 400,
    answer: {
      error: expect.stringMatching(
        /^troubles\[0\]\.trouble must be one of subnet-full, .*, cut-reasons\. troubles\[1\]\.trouble is missing\.$/,
      ),
      expected: expect.stringContaining("{} for none"),
    },
  });
  expect(simulator.troubles.shown).toHaveLength(1);
});

test("a reset forgets them", async () => {
  await control("POST", { troubles: [{ trouble: "efs-denied" }] });
  simulator.reset();
  expect(await control("GET")).toEqual({ status: 200, answer: { troubles: [] } });
});
