import { CreateClusterCommand, DescribeClustersCommand, ECSClient } from "@aws-sdk/client-ecs";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import type { Listener } from "../../simulator/http.ts";
import { startServer } from "../../simulator/server.ts";
import { createSimulator, type Simulator } from "../../simulator/simulator.ts";
import { START } from "../support/region.ts";

let simulator: Simulator;
let server: Listener;
let ecs: ECSClient;

beforeEach(async () => {
  simulator = await createSimulator({ start: START, seed: 1, order: "arrival" });
  server = await startServer(
    simulator,
    { pace: undefined, reset: () => Promise.resolve(), takeNewCode: () => Promise.resolve() },
    0,
  );
  ecs = new ECSClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${server.port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

afterEach(async () => {
  ecs.destroy();
  await server.close();
});

async function control(method: string, name: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${server.port}/_simulator/${name}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const calls = (fault: string, more: object = {}) =>
  control("POST", "faults", { calls: [{ operation: "ecs:*", fault, principal: "administrator", ...more }] });

const create = () => ecs.send(new CreateClusterCommand({ clusterName: "shop" }));
const countClusters = async () =>
  (await ecs.send(new DescribeClustersCommand({ clusters: ["shop"] }))).clusters?.length;
const isCreated = () => simulator.region().ecs.clusters.has("shop");

describe("faults", () => {
  test("are set, shown as they were set, and counted", async () => {
    const faults = {
      events: { lost: 1, repeated: 0.1, late: 0.1, lateSeconds: 90, reordered: 0 },
      calls: [{ operation: "ecs:CreateCluster", fault: "throttle", rate: 1, count: 3, principal: "administrator" }],
      messages: { repeated: 0.5 },
      seed: 7,
    };
    const injected: unknown[] = [];
    expect(await control("POST", "faults", faults)).toEqual({ status: 200, answer: { faults, injected, held: [] } });
    await expect(create()).rejects.toMatchObject({ name: "ThrottlingException" });
    injected.push({ fault: "throttle", what: "ecs:CreateCluster", who: "administrator", count: 1 });
    expect(await control("GET", "faults")).toEqual({ status: 200, answer: { faults, injected, held: [] } });
  });

  test("are replaced, and nothing is in force after {}", async () => {
    await calls("throttle");
    const { answer } = await control("POST", "faults", {});
    expect(answer).toEqual({ faults: { seed: expect.any(Number) }, injected: [], held: [] });
    await create();
  });

  test("errorAfter: the call took effect", async () => {
    await calls("errorAfter");
    await expect(create()).rejects.toMatchObject({ name: "ServerException", $metadata: { httpStatusCode: 500 } });
    expect(isCreated()).toBe(true);
  });

  test.each(["timeoutAfter", "kill"])("%s: people's connections are cut", async (fault) => {
    await calls(fault, fault === "kill" ? { when: "after" } : {});
    await expect(create()).rejects.toThrow("socket hang up");
    expect(isCreated()).toBe(true);
  });

  test("slow: the answer comes once so much virtual time has passed", async () => {
    await calls("slow", { slowSeconds: 60, when: "after" });
    let isAnswered = false;
    const created = create().then(() => (isAnswered = true));
    while (!isCreated()) await new Promise(setImmediate);
    await control("POST", "clock", { advanceSeconds: 59 });
    expect(isAnswered).toBe(false);
    await control("POST", "clock", { advanceSeconds: 1 });
    await created;
  });

  test("hold: the call is shown, and goes on with other faults", async () => {
    await calls("hold");
    const created = create();
    while (simulator.faults.held.length === 0) await new Promise(setImmediate);
    expect(await control("GET", "faults")).toMatchObject({
      answer: { held: [{ principal: "administrator", operation: "ecs:CreateCluster", when: "before" }] },
    });
    expect(isCreated()).toBe(false);
    await control("POST", "faults", {});
    await created;
    expect(isCreated()).toBe(true);
  });

  test("stale: a read answers the past", async () => {
    await calls("stale", { staleSeconds: 30 });
    await control("POST", "clock", { advanceSeconds: 60 });
    await create();
    expect(await countClusters()).toBe(0);
    await control("POST", "clock", { advanceSeconds: 31 });
    expect(await countClusters()).toBe(1);
  });

  const refusals: readonly [what: string, faults: unknown, problems: readonly string[]][] = [
    ["a rate above 1", { events: { lost: 1.5 } }, ["events.lost must be a number from 0 (never) to 1 (always)."]],
    ["a rate as text", { events: { late: "0.1" } }, ["events.late must be a number from 0 (never) to 1 (always)."]],
    ["events in a list", { events: [] }, ["events must be an object."]],
    ["calls without a list", { calls: {} }, ["calls must be a list of rows."]],
    ["a row that is none", { calls: ["ecs:*"] }, ["calls[0] must be an object."]],
    ["a row that says nothing", { calls: [{}] }, ["calls[0].operation is missing.", "calls[0].fault is missing."]],
    [
      "unknown members",
      { speed: 1, events: { early: 1 }, messages: { lost: 1 } },
      [
        "speed is not known; known are events, calls, messages, seed.",
        "events.early is not known; known are lost, repeated, late, lateSeconds, reordered, source, detailType.",
        "messages.lost is not known; known are repeated, queue.",
      ],
    ],
    [
      "an unknown operation",
      { calls: [{ operation: "ecs:UpdateServce", fault: "kill" }] },
      [
        'calls[0].operation "ecs:UpdateServce" is no operation of the simulator; say it as ecs:UpdateService, ecs:* or *.',
      ],
    ],
    [
      "an unknown service",
      { calls: [{ operation: "ec2:*", fault: "kill" }] },
      ['calls[0].operation "ec2:*" is no operation of the simulator; say it as ecs:UpdateService, ecs:* or *.'],
    ],
    [
      "an unknown fault",
      { calls: [{ operation: "ecs:*", fault: "explode" }] },
      ["calls[0].fault must be one of throttle, errorBefore, errorAfter, timeoutAfter, slow, hold, kill, stale."],
    ],
    [
      "what has no effect",
      { calls: [{ operation: "ecs:*", fault: "throttle", slowSeconds: 1, staleSeconds: 1, when: "after" }] },
      [
        "calls[0].when belongs to slow, hold, kill only; leave it out.",
        "calls[0].slowSeconds belongs to slow only; leave it out.",
        "calls[0].staleSeconds belongs to stale only; leave it out.",
      ],
    ],
    [
      "a stale write",
      { calls: [{ operation: "ecs:UpdateService", fault: "stale" }] },
      ["calls[0].fault stale is for reads of ecs, ecr and tagging, as ecs:DescribeServices."],
    ],
    [
      "numbers out of bounds",
      {
        seed: -1,
        calls: [{ operation: "*", fault: "slow", rate: -0.1, count: 0, after: 0.5, slowSeconds: 1e9 }],
      },
      [
        "seed must be a whole number from 0 on.",
        "calls[0].rate must be a number from 0 (never) to 1 (always).",
        "calls[0].count must be a whole number from 1 on.",
        "calls[0].after must be a whole number from 0 on.",
        "calls[0].slowSeconds must be a number of seconds from 0 to 86400.",
      ],
    ],
  ];

  test.each(refusals)("%s is refused with every problem", async (_what, faults, problems) => {
    await calls("throttle");
    expect(await control("POST", "faults", faults)).toEqual({
      status: 400,
      answer: { error: problems.join(" "), expected: expect.stringContaining("{} for none") },
    });
    expect(simulator.faults.inForce.calls).toHaveLength(1);
  });
});

const invoke = () => simulator.world.invoke("deploy", () => new Promise(() => {}), { timeoutMilliseconds: 30_000 });

describe("redeploy", () => {
  test("lets what is in flight finish", async () => {
    invoke();
    expect(await control("POST", "redeploy", {})).toEqual({ status: 200, answer: { killed: [] } });
    expect(simulator.world.running).toEqual(["deploy"]);
  });

  test("kills it on request", async () => {
    invoke();
    expect(await control("POST", "redeploy", { inFlight: "kill" })).toEqual({
      status: 200,
      answer: { killed: ["deploy"] },
    });
    expect(simulator.world.running).toEqual([]);
  });

  const refusals: readonly [body: object, error: string][] = [
    [{ inFlight: "freeze" }, "inFlight must be finish or kill."],
    [{ function: "deploy" }, 'The member "function" is not known.'],
  ];
  test.each(refusals)("%j is refused", async (body, error) => {
    expect(await control("POST", "redeploy", body)).toMatchObject({ status: 400, answer: { error } });
  });
});
