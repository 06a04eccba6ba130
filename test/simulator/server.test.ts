import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { World } from "../../simulator/clock.ts";
import { Pace } from "../../simulator/control/pace.ts";
import type { Listener } from "../../simulator/http.ts";
import { startServer } from "../../simulator/server.ts";
import { service as stsDefinition } from "../../simulator/services/sts/service.ts";
import { getCallerIdentity } from "../../simulator/services/sts/actions/getCallerIdentity.ts";
import { Simulator } from "../../simulator/simulator.ts";
import { readCatalogue } from "../../simulator/wire/catalogue.ts";

const START = Date.UTC(2030, 0, 1);

let simulator: Simulator;
let server: Listener;
let pace: Pace;
let resets: number;

beforeEach(async () => {
  const world = new World({
    seed: 1,
    start: START,
    order: "arrival",
    silentMilliseconds: 100,
    patienceMilliseconds: 200,
  });
  const sts = {
    definition: stsDefinition,
    catalogue: readCatalogue(stsDefinition.sdk),
    actions: new Map([
      [
        "GetCallerIdentity",
        (_input: unknown, call: Parameters<typeof getCallerIdentity>[1]) => getCallerIdentity({}, call),
      ],
    ]),
  };
  simulator = new Simulator([sts], world);
  pace = new Pace(world, 0, () => {});
  resets = 0;
  const reset = async (): Promise<void> => void resets++;
  server = await startServer(simulator, { pace, reset, takeNewCode: () => Promise.resolve() }, 0);
});

afterEach(() => server.close());

const base = (): string => `http://127.0.0.1:${server.port}`;

async function control(method: string, name: string, body?: unknown) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${base()}/_simulator/${name}`, {
    method,
    ...(text === undefined ? {} : { body: text }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
}

const push = (behavior: string) => control("POST", "images", { repository: "shop/api", tag: "latest", behavior });

const post = (body: object) =>
  fetch(`${base()}/slack/api/chat.postMessage`, {
    method: "POST",
    headers: { authorization: "Bearer xoxb-1", "content-type": "application/json" },
    body: JSON.stringify({ channel: "#deploys", ...body }),
  });

describe("the clock", () => {
  test("is read, and driven by hand: the answer comes after everything due has happened", async () => {
    const rung: number[] = [];
    simulator.world.after(59_000, () => rung.push(simulator.world.now - START));
    expect(await control("GET", "clock")).toEqual({
      status: 200,
      answer: { now: "2030-01-01T00:00:00.000Z", speed: 0, running: [] },
    });
    expect(await control("POST", "clock", { advanceSeconds: 60.5 })).toMatchObject({
      status: 200,
      answer: { now: "2030-01-01T00:01:00.500Z" },
    });
    expect(rung).toEqual([59_000]);
  });

  test("changes its speed", async () => {
    expect(await control("POST", "clock", { speed: 60 })).toMatchObject({ status: 200, answer: { speed: 60 } });
    expect(pace.speed).toBe(60);
  });

  test("an advance that never settles answers 504 and names who runs", async () => {
    simulator.world.invoke(
      "deploy #1",
      (invocation) => simulator.world.within(invocation, () => new Promise(() => {})),
      {
        timeoutMilliseconds: 1_000,
      },
    );
    expect(await control("POST", "clock", { advanceSeconds: 1 })).toMatchObject({
      status: 504,
      answer: { error: expect.stringContaining("deploy #1"), running: ["deploy #1"] },
    });
  });

  test("the pace follows the wall clock", async () => {
    pace.speed = 10_000;
    const due = new Promise<void>((resolve) => simulator.world.after(60_000, resolve));
    pace.start();
    await due;
    await pace.stop();
    const { now } = simulator.world;
    expect(now).toBeGreaterThanOrEqual(START + 60_000);
    expect(Number.isInteger(now)).toBe(true);
  });
});

describe("bad requests say what is wrong and what is expected", () => {
  const refusals: readonly [what: string, name: string, body: unknown, error: string][] = [
    ["nothing", "clock", "", "The body is empty."],
    ["no JSON", "clock", "advanceSeconds=5", "The body is not JSON."],
    ["no object", "clock", [5], "The body is not a JSON object."],
    ["neither member", "clock", {}, "Exactly one of advanceSeconds and speed must be given."],
    [
      "both members",
      "clock",
      { advanceSeconds: 1, speed: 1 },
      "Exactly one of advanceSeconds and speed must be given.",
    ],
    ["a text for a number", "clock", { advanceSeconds: "60" }, "advanceSeconds must be a number from 0 to 31622400."],
    ["time backwards", "clock", { advanceSeconds: -1 }, "advanceSeconds must be a number from 0 to 31622400."],
    ["another member", "clock", { advanceMinutes: 1 }, 'The member "advanceMinutes" is not known.'],
    ["an image without a tag", "images", { repository: "shop/api" }, "repository and tag must be texts."],
    ["a behavior that is no text", "images", { repository: "a", tag: "b", behavior: 1 }, "behavior must be a text."],
    [
      "an event without a source",
      "events",
      { "detail-type": "x", detail: {} },
      "An event needs the texts source and detail-type and the object detail.",
    ],
    [
      "an event of a megabyte",
      "events",
      { source: "s", "detail-type": "d", detail: { text: "x".repeat(1_048_576) } },
      "The event has 1048589 bytes; EventBridge takes less than 1048576.",
    ],
  ];
  test.each(refusals)("%s", async (_what, name, body, error) => {
    expect(await control("POST", name, body)).toMatchObject({
      status: 400,
      answer: { error, expected: expect.stringMatching(/\S/) },
    });
  });

  test("what is not there", async () => {
    expect(await control("POST", "weather", {})).toMatchObject({
      status: 404,
      answer: {
        error: "There is no POST /_simulator/weather.",
        known: expect.arrayContaining(["GET /_simulator/clock"]),
      },
    });
  });

  test("traffic comes later", async () => {
    expect(await control("POST", "traffic", {})).toMatchObject({
      status: 501,
      answer: { error: expect.stringContaining("traffic") },
    });
  });
});

describe("the rest of the surface", () => {
  test("slack shows the newest state of each message, null for what is in no thread", async () => {
    await post({ text: "api: rolling" });
    await post({ text: "1 of 3", thread_ts: "1893456000.000100" });
    expect(await control("GET", "slack")).toEqual({
      status: 200,
      answer: [
        { channel: "#deploys", ts: "1893456000.000100", threadTs: null, text: "api: rolling", blocks: [] },
        { channel: "#deploys", ts: "1893456000.000200", threadTs: "1893456000.000100", text: "1 of 3", blocks: [] },
      ],
    });
  });

  test("calls are counted by principal and operation; functions are known by their session", async () => {
    const session = simulator.sessions.issue({
      name: "notify",
      arn: "arn:x",
      account: "123456789012",
      region: "us-east-1",
    });
    await fetch(`${base()}/slack/api/auth.test`, { method: "POST", headers: { "x-simulator-session": session.token } });
    await fetch(`${base()}/slack/api/auth.test`, { method: "POST" });
    expect(await control("GET", "calls")).toEqual({
      status: 200,
      answer: [
        { principal: "anybody", operation: "slack:auth.test", count: 1 },
        { principal: "notify", operation: "slack:auth.test", count: 1 },
      ],
    });
  });

  test("images pushes a new image each time, and refuses an unknown behavior", async () => {
    const [first, second] = [await push("healthy"), await push("healthy")];
    expect(first).toMatchObject({ status: 200, answer: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) } });
    expect(second.answer).not.toEqual(first.answer);
    expect(await push("dance")).toMatchObject({
      status: 400,
      answer: {
        error: expect.stringContaining("dance"),
        expected: expect.stringMatching(/^healthy, slow:<seconds>, /),
      },
    });
  });

  test("events puts one event on the default bus as it is, also from AWS's own sources", async () => {
    const event = {
      id: "e1",
      source: "aws.ecr",
      "detail-type": "ECR Image Action",
      account: "999988887777",
      detail: { x: 1 },
    };
    expect(await control("POST", "events", event)).toEqual({ status: 200, answer: { id: "e1" } });
  });

  test("reset is handed on to whoever knows the running stack", async () => {
    expect(await control("POST", "reset")).toEqual({ status: 200, answer: {} });
    expect(resets).toBe(1);
  });
});

describe("AWS requests", () => {
  test("the SDK is answered over HTTP, without a Date header", async () => {
    const client = new STSClient({
      endpoint: base(),
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: "123456789012" });
    client.destroy();
    const response = await fetch(base(), { method: "POST" });
    expect(response.status).toBe(403);
    expect(response.headers.get("date")).toBeNull();
    expect(await response.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
  });

  test("time waits for a function's call that is under way", async () => {
    const session = simulator.sessions.issue({
      name: "deploy",
      arn: "arn:x",
      account: "123456789012",
      region: "us-east-1",
    });
    const outcomes: unknown[] = [];
    simulator.world.invoke(
      "deploy #1",
      async (invocation) => {
        session.invocation = invocation;
        const response = await fetch(`${base()}/slack/api/auth.test`, {
          method: "POST",
          headers: { "x-simulator-session": session.token, authorization: "Bearer xoxb-1" },
        });
        return [response.status, simulator.world.now - START];
      },
      { timeoutMilliseconds: 60_000, done: (outcome) => outcomes.push(outcome) },
    );
    await simulator.world.advance(30_000);
    expect(outcomes).toEqual([{ result: [200, 0] }]);
  });
});
