import {
  CreateClusterCommand,
  DescribeClustersCommand,
  type ECSClient,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-ecs";
import { BatchGetImageCommand } from "@aws-sdk/client-ecr";
import { GetResourcesCommand } from "@aws-sdk/client-resource-groups-tagging-api";
import { describe, expect, test } from "@jest/globals";
import type { CallFault, CallRow } from "../../simulator/faults/configuration.ts";
import { FaultsRefused } from "../../simulator/faults/faults.ts";
import { inProcessFetch } from "../../simulator/outside-fetch.ts";
import { CALLS, invoke, simulatorWithClients } from "../support/faults.ts";
import { ACCOUNT } from "../support/region.ts";

const CLUSTER_ARN = `arn:aws:ecs:us-east-1:${ACCOUNT}:cluster/shop`;

/** When a fault strikes a call, and whether the call has taken effect by then. */
const TIMES: readonly [when: "before" | "after", hasEffect: boolean][] = [
  ["before", false],
  ["after", true],
];

const create = (ecs: ECSClient, clusterName = "shop") => ecs.send(new CreateClusterCommand({ clusterName }));

/** A simulator, and a function `deploy` that makes one cluster; a row may be in force. */
async function creating(row?: Partial<CallRow> & { readonly fault: CallFault }) {
  const { simulator, clients, aws } = await simulatorWithClients();
  if (row) simulator.faults.set({ calls: [{ operation: "ecs:CreateCluster", ...row }] });
  const run = invoke(simulator, "deploy", () => create(clients.ecs));
  return {
    simulator,
    clients,
    aws,
    run,
    advance: (seconds: number) => simulator.world.advance(seconds * 1_000),
    isCreated: () => aws.ecs.clusters.has("shop"),
    attempts: () => simulator.calls.list().find(({ operation }) => operation === "ecs:CreateCluster")?.count ?? 0,
  };
}

describe("errors of a call", () => {
  const codes: readonly [operation: string, throttle: string, status: number, failure: string, attempts: number][] = [
    ["dynamodb:PutItem", "ThrottlingException", 400, "InternalServerError", 4],
    ["ecr:CreateRepository", "ThrottlingException", 400, "ServerException", 3],
    ["ecs:CreateCluster", "ThrottlingException", 400, "ServerException", 3],
    ["events:PutRule", "ThrottlingException", 400, "InternalException", 3],
    ["logs:CreateLogGroup", "ThrottlingException", 400, "ServiceUnavailableException", 3],
    ["sqs:CreateQueue", "RequestThrottled", 403, "InternalFailure", 3],
    ["ssm:PutParameter", "ThrottlingException", 400, "InternalServerError", 3],
    ["sts:GetCallerIdentity", "Throttling", 400, "InternalFailure", 3],
    ["tagging:GetResources", "ThrottledException", 400, "InternalServiceException", 3],
  ];

  test.each(codes)("%s: throttled as %s (%i), failed as %s, after %i attempts", async (...row) => {
    const [operation, throttle, status, failure, attempts] = row;
    const { simulator, clients } = await simulatorWithClients();
    const error = async (fault: CallFault): Promise<unknown> => {
      simulator.faults.set({ calls: [{ operation, fault, principal: "administrator" }] });
      return CALLS[operation]?.(clients).catch((thrown: unknown) => thrown);
    };
    expect(await error("throttle")).toMatchObject({ name: throttle, $metadata: { httpStatusCode: status, attempts } });
    expect(await error("errorBefore")).toMatchObject({ name: failure, $metadata: { httpStatusCode: 500, attempts } });
    expect(simulator.calls.list().find((count) => count.operation === operation)?.count).toBe(2 * attempts);
    expect(simulator.faults.injected).toEqual(
      ["errorBefore", "throttle"].map((fault) => ({ fault, what: operation, who: "administrator", count: attempts })),
    );
    simulator.faults.set({});
    await CALLS[operation]?.(clients);
  });

  const effects: readonly [fault: CallFault, isCreated: boolean, name: string, waitedSeconds: number][] = [
    ["throttle", false, "ThrottlingException", 3],
    ["errorBefore", false, "ServerException", 0.15],
    ["errorAfter", true, "ServerException", 0.15],
  ];

  test.each(effects)("%s: took effect %s, ends as %s", async (fault, isCreated, name, waitedSeconds) => {
    const { run, advance, isCreated: is, attempts } = await creating({ fault });
    await advance(waitedSeconds - 0.001);
    expect([run.outcome, attempts()]).toEqual([undefined, 2]);
    await advance(0.001);
    expect(run.outcome).toMatchObject({ error: { name } });
    expect([is(), attempts()]).toEqual([isCreated, 3]);
  });

  test("the SDK gets over a throttle that ends", async () => {
    const { run, advance, isCreated, attempts } = await creating({ fault: "throttle", count: 2 });
    await advance(10);
    expect(run.outcome?.error).toBeUndefined();
    expect([isCreated(), attempts()]).toEqual([true, 3]);
  });

  test("each client has a budget of retries of its own", async () => {
    const { simulator, clients } = await simulatorWithClients();
    simulator.faults.set({
      calls: [{ operation: "ecs:DescribeClusters", fault: "errorBefore", principal: "administrator" }],
    });
    const failing = () => clients.ecs.send(new DescribeClustersCommand({})).catch((error: unknown) => error);
    for (let time = 0; time < 20; time++) await failing();
    expect(await failing()).toMatchObject({ $metadata: { attempts: 1 } });
    simulator.faults.set({ calls: [{ operation: "ecr:*", fault: "throttle", principal: "administrator" }] });
    expect(await CALLS["ecr:CreateRepository"]?.(clients).catch((error: unknown) => error)).toMatchObject({
      $metadata: { attempts: 3 },
    });
  });
});

describe("answers that do not come", () => {
  test("timeoutAfter: a function waits until its time-out, and the call took effect", async () => {
    const { run, advance, isCreated, attempts } = await creating({ fault: "timeoutAfter" });
    await advance(29.999);
    expect([run.outcome, isCreated(), attempts()]).toEqual([undefined, true, 1]);
    await advance(0.001);
    expect(run.outcome).toMatchObject({ error: { name: "Sandbox.Timedout" } });
  });

  test("timeoutAfter: people's connections are cut, which the SDK tries again", async () => {
    const { simulator, clients, aws } = await simulatorWithClients();
    simulator.faults.set({ calls: [{ operation: "ecs:*", fault: "timeoutAfter", principal: "administrator" }] });
    await expect(create(clients.ecs)).rejects.toMatchObject({ code: "ECONNRESET", $metadata: { attempts: 3 } });
    expect(aws.ecs.clusters.has("shop")).toBe(true);
  });

  test.each(TIMES)("kill %s: the invocation is dead, the call took effect: %s", async (when, isCreated) => {
    const { run, advance, isCreated: is, attempts } = await creating({ fault: "kill", when });
    await advance(0);
    expect(run.outcome).toMatchObject({ error: { name: "Runtime.ExitError" } });
    expect([is(), attempts()]).toEqual([isCreated, isCreated ? 1 : 0]);
  });
});

describe("calls that wait", () => {
  test.each(TIMES)("slow %s: takes ten virtual seconds", async (when, isCreatedMeanwhile) => {
    const { run, advance, isCreated } = await creating({ fault: "slow", when });
    await advance(9.999);
    expect([run.outcome, isCreated()]).toEqual([undefined, isCreatedMeanwhile]);
    await advance(0.001);
    expect(run.outcome?.error).toBeUndefined();
    expect([run.outcome === undefined, isCreated()]).toEqual([false, true]);
  });

  test("slow for so many seconds, also people's", async () => {
    const { simulator, clients } = await simulatorWithClients();
    simulator.faults.set({
      calls: [{ operation: "ecs:*", fault: "slow", slowSeconds: 3, principal: "administrator" }],
    });
    let isDone = false;
    const created = create(clients.ecs).then(() => (isDone = true));
    await simulator.world.advance(2_999);
    expect(isDone).toBe(false);
    await simulator.world.advance(1);
    await created;
  });

  test.each(TIMES)("hold %s: waits until other faults are set", async (when, isCreatedMeanwhile) => {
    const { simulator, run, advance, isCreated, attempts } = await creating({ fault: "hold", when });
    await advance(20);
    expect([run.outcome, isCreated()]).toEqual([undefined, isCreatedMeanwhile]);
    expect(attempts()).toBe(isCreatedMeanwhile ? 1 : 0);
    expect(simulator.faults.held).toEqual([
      {
        principal: "deploy",
        invocation: 1,
        call: 1,
        operation: "ecs:CreateCluster",
        when,
        release: expect.any(Function),
      },
    ]);
    simulator.faults.set({ calls: [{ when, fault: "hold", operation: "ecs:CreateCluster" }] });
    await advance(1);
    expect(run.outcome).toBeUndefined();
    simulator.faults.set({});
    await advance(0);
    expect(run.outcome).toBeDefined();
    expect([run.outcome?.error, isCreated(), simulator.faults.held]).toEqual([undefined, true, []]);
  });

  test("hold: the time-out comes due all the same, and then the call never takes effect", async () => {
    const { simulator, run, advance, isCreated } = await creating({ fault: "hold" });
    await advance(30);
    expect(run.outcome).toMatchObject({ error: { name: "Sandbox.Timedout" } });
    expect(simulator.faults.held).toEqual([]);
    simulator.faults.set({});
    await advance(30);
    expect(isCreated()).toBe(false);
  });
});

describe("plans for one call", () => {
  test("a story's calls are known by function, invocation and number", async () => {
    const { simulator, clients } = await simulatorWithClients();
    for (const name of ["deploy", "track", "deploy"]) {
      invoke(simulator, name, async () => {
        await create(clients.ecs);
        await clients.ecs.send(new DescribeClustersCommand({ clusters: ["shop"] }));
      });
      await simulator.world.advance(0);
    }
    const [createCluster, describeClusters] = ["ecs:CreateCluster", "ecs:DescribeClusters"];
    expect(simulator.faults.calls).toEqual([
      { principal: "deploy", invocation: 1, call: 1, operation: createCluster },
      { principal: "deploy", invocation: 1, call: 2, operation: describeClusters },
      { principal: "track", invocation: 1, call: 1, operation: createCluster },
      { principal: "track", invocation: 1, call: 2, operation: describeClusters },
      { principal: "deploy", invocation: 2, call: 1, operation: createCluster },
      { principal: "deploy", invocation: 2, call: 2, operation: describeClusters },
    ]);
  });

  test("a kill happens at its place, and nowhere else", async () => {
    const { simulator, clients } = await simulatorWithClients();
    const planned = simulator.faults.at(
      { principal: "deploy", invocation: 2, call: 2 },
      { fault: "kill", when: "after" },
    );
    const runs = [];
    for (let time = 0; time < 3; time++) {
      expect(planned.isReached).toBe(time === 2);
      runs.push(
        invoke(simulator, "deploy", async () => {
          await create(clients.ecs, `first-${time}`);
          await create(clients.ecs, `second-${time}`);
        }),
      );
      await simulator.world.advance(0);
    }
    expect(runs.map(({ outcome }) => outcome?.error?.name)).toEqual([undefined, "Runtime.ExitError", undefined]);
    expect(simulator.region().ecs.clusters.has("second-1")).toBe(true);
  });

  test("a hold waits for its own release, whatever is set meanwhile, and goes on under its number", async () => {
    const { simulator, run, advance, isCreated } = await creating();
    const planned = simulator.faults.at({ principal: "deploy", invocation: 1, call: 1 }, { fault: "hold" });
    await advance(5);
    simulator.faults.set({});
    await advance(5);
    expect([planned.isReached, run.outcome, isCreated()]).toEqual([true, undefined, false]);
    planned.release();
    await advance(0);
    expect([run.outcome?.error, isCreated()]).toEqual([undefined, true]);
    const start = simulator.world.now - 10_000;
    expect(simulator.world.trace.slice(-5)).toEqual([
      `${start} start deploy`,
      `${start} deploy #1 ecs:CreateCluster`,
      `${start} fault hold ecs:CreateCluster deploy /1 #1`,
      `${start + 10_000} deploy #1 ecs:CreateCluster goes on`,
      `${start + 10_000} end deploy ok`,
    ]);
  });

  test("a plan that is released before it is reached does nothing", async () => {
    const { simulator, run, advance } = await creating();
    simulator.faults.at({ principal: "deploy", invocation: 1, call: 1 }, { fault: "kill" }).release();
    await advance(0);
    expect(run.outcome?.error).toBeUndefined();
  });
});

const stale = (operation: string, staleSeconds = 5): CallRow => ({
  operation,
  fault: "stale",
  staleSeconds,
  principal: "administrator",
});

describe("stale reads", () => {
  test("ECS answers what was true so many seconds ago", async () => {
    const { simulator, clients } = await simulatorWithClients();
    simulator.faults.set({ calls: [stale("ecs:DescribeClusters")] });
    await simulator.world.advance(2_500);
    await create(clients.ecs);
    const seen: number[] = [];
    for (let second = 0; second < 7; second++) {
      const { clusters = [] } = await clients.ecs.send(new DescribeClustersCommand({ clusters: ["shop"] }));
      seen.push(clusters.length);
      await simulator.world.advance(1_000);
    }
    expect(seen).toEqual([0, 0, 0, 0, 0, 0, 1]);
  });

  test("the whole answer is of one moment, and writes are not touched", async () => {
    const { simulator, clients, aws } = await simulatorWithClients();
    await create(clients.ecs);
    const tag = (value: string) =>
      clients.ecs.send(new TagResourceCommand({ resourceArn: CLUSTER_ARN, tags: [{ key: "colour", value }] }));
    await tag("red");
    simulator.faults.set({ calls: [stale("*", 10)] });
    await simulator.world.advance(20_000);
    await tag("blue");
    await clients.ecs.send(new UntagResourceCommand({ resourceArn: CLUSTER_ARN, tagKeys: ["shape"] }));
    const { ResourceTagMappingList } = await clients.tagging.send(new GetResourcesCommand({}));
    expect(ResourceTagMappingList?.[0]?.Tags).toEqual([{ Key: "colour", Value: "red" }]);
    expect(aws.ecs.clusters.get("shop")?.tags).toEqual([{ key: "colour", value: "blue" }]);
    simulator.faults.set({});
    const now = await clients.tagging.send(new GetResourcesCommand({}));
    expect(now.ResourceTagMappingList?.[0]?.Tags).toEqual([{ Key: "colour", Value: "blue" }]);
  });

  test("ECR answers the image that a tag meant", async () => {
    const { simulator, clients, aws } = await simulatorWithClients();
    const old = aws.ecr.push({ repository: "shop", tag: "latest" }).digest;
    simulator.faults.set({ calls: [stale("ecr:BatchGetImage", 2)] });
    await simulator.world.advance(2_000);
    const fresh = aws.ecr.push({ repository: "shop", tag: "latest" }).digest;
    const read = async () => {
      const command = new BatchGetImageCommand({ repositoryName: "shop", imageIds: [{ imageTag: "latest" }] });
      return (await clients.ecr.send(command)).images?.[0]?.imageId?.imageDigest;
    };
    expect(await read()).toBe(old);
    await simulator.world.advance(3_000);
    expect(await read()).toBe(fresh);
  });
});

const post = (simulator: Parameters<typeof inProcessFetch>[0]) =>
  inProcessFetch(simulator)("http://simulator.invalid/slack/api/chat.postMessage", {
    method: "POST",
    headers: { authorization: "Bearer xoxb-1", "content-type": "application/json" },
    body: JSON.stringify({ channel: "#deploys", text: "x" }),
  });

describe("Slack", () => {
  const outages: readonly [fault: CallFault, posted: number, status: number, retryAfter: string | null][] = [
    ["throttle", 0, 429, "1"],
    ["errorBefore", 0, 500, null],
    ["errorAfter", 1, 500, null],
  ];
  test.each(outages)("%s: posts %i messages, answers %i", async (fault, posted, status, retryAfter) => {
    const { simulator } = await simulatorWithClients();
    simulator.faults.set({ calls: [{ operation: "slack:chat.postMessage", fault, principal: "anybody" }] });
    const answered = await post(simulator);
    expect([answered.status, answered.headers.get("retry-after")]).toEqual([status, retryAfter]);
    expect(simulator.slack.messages).toHaveLength(posted);
  });

  test("timeoutAfter: the message is there, and the connection is cut", async () => {
    const { simulator } = await simulatorWithClients();
    simulator.faults.set({ calls: [{ operation: "slack:*", fault: "timeoutAfter", principal: "anybody" }] });
    await expect(post(simulator)).rejects.toThrow("fetch failed");
    expect(simulator.slack.messages).toHaveLength(1);
  });

  test("timeoutAfter: a function waits for Slack until its time-out", async () => {
    const { simulator } = await simulatorWithClients();
    simulator.faults.set({ calls: [{ operation: "slack:*", fault: "timeoutAfter" }] });
    const run = invoke(simulator, "notify", () => post(simulator));
    await simulator.world.advance(30_000);
    expect(run.outcome).toMatchObject({ error: { name: "Sandbox.Timedout" } });
    expect(simulator.slack.messages).toHaveLength(1);
  });
});

/** Three functions, two of them `deploy`, and an administrator call CreateCluster twice each. */
async function hits(row: Partial<CallRow>): Promise<readonly string[]> {
  const { simulator, clients } = await simulatorWithClients();
  simulator.faults.set({ calls: [{ operation: "ecs:CreateCluster", fault: "kill", ...row }] });
  for (const name of ["deploy", "track", "deploy"]) {
    invoke(simulator, name, () => create(clients.ecs));
    await simulator.world.advance(0);
  }
  await create(clients.ecs).catch(() => {});
  return simulator.faults.injected.map(({ who, count }) => `${who} ${count}`);
}

describe("which calls a row hits", () => {
  const rows: readonly [row: Partial<CallRow>, hit: readonly string[]][] = [
    [{}, ["deploy 2", "track 1"]],
    [{ operation: "ecs:*" }, ["deploy 2", "track 1"]],
    [{ operation: "*" }, ["deploy 2", "track 1"]],
    [{ operation: "ecs:DeleteCluster" }, []],
    [{ operation: "ecr:*" }, []],
    [{ principal: "track" }, ["track 1"]],
    // The SDK takes a cut connection for a passing trouble, and tries three times.
    [{ principal: "administrator" }, ["administrator 3"]],
    [{ count: 1 }, ["deploy 1"]],
    [{ after: 1 }, ["deploy 1", "track 1"]],
    [{ after: 1, count: 1 }, ["track 1"]],
    [{ after: 3 }, []],
    [{ rate: 0 }, []],
    [{ rate: 1 }, ["deploy 2", "track 1"]],
  ];
  test.each(rows)("%j hits %j", async (row, hit) => {
    expect(await hits(row)).toEqual(hit);
  });

  test("a rate hits about so many, the same ones for the same seed", async () => {
    const { simulator } = await simulatorWithClients();
    const administrator = { name: "administrator", arn: "", invocation: undefined };
    const sample = (seed: number, others: readonly CallRow[] = []): string => {
      const row = { operation: "ecs:ListTasks", fault: "throttle", rate: 0.2, principal: "administrator" } as const;
      simulator.faults.set({ calls: [row, ...others], seed });
      const drawn = Array.from({ length: 1_000 }, () => simulator.faults.nextCall(administrator, "ecs:ListTasks"));
      return drawn.map((injection) => (injection?.kind === "throttle" ? "x" : ".")).join("");
    };
    const [first, second] = [sample(1), sample(2)];
    const share = first.replaceAll(".", "").length / 1_000;
    expect(Math.abs(share - 0.2)).toBeLessThan(0.05);
    expect(sample(1)).toBe(first);
    expect(second).not.toBe(first);
    // One more row leaves the chances of the others as they were.
    expect(sample(1, [{ operation: "ecs:*", fault: "errorBefore", rate: 0.5, principal: "administrator" }])).toBe(
      first,
    );
  });

  test("of several rows the first that happens counts", async () => {
    const { simulator, clients } = await simulatorWithClients();
    simulator.faults.set({
      calls: [
        { operation: "ecs:CreateCluster", fault: "kill", after: 1 },
        { operation: "ecs:*", fault: "throttle" },
      ],
    });
    const run = invoke(simulator, "deploy", () => create(clients.ecs));
    await simulator.world.advance(10_000);
    expect(run.outcome).toMatchObject({ error: { name: "Runtime.ExitError" } });
    expect(simulator.faults.injected.map(({ fault, count }) => `${fault} ${count}`)).toEqual(["kill 1", "throttle 1"]);
  });
});

test("bad faults change nothing", async () => {
  const { simulator } = await simulatorWithClients();
  simulator.faults.set({ events: { lost: 1 }, seed: 3 });
  expect(() => simulator.faults.set({ events: { lost: 2 }, calls: [{ operation: "ecs:Fly", fault: "kill" }] })).toThrow(
    FaultsRefused,
  );
  expect(simulator.faults.inForce).toEqual({ events: { lost: 1 }, seed: 3 });
});

test("a reset ends faults, plans and counts", async () => {
  const { simulator, clients } = await simulatorWithClients();
  simulator.faults.set({ calls: [{ operation: "*", fault: "stale" }] });
  simulator.faults.at({ principal: "deploy", invocation: 1, call: 1 }, { fault: "kill" });
  invoke(simulator, "deploy", () => create(clients.ecs));
  simulator.reset();
  const run = invoke(simulator, "deploy", () => create(clients.ecs));
  await simulator.world.advance(0);
  expect(run.outcome?.error).toBeUndefined();
  expect(simulator.faults.injected).toEqual([]);
});
