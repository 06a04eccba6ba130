import { RegisterTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "@jest/globals";
import { createEcs } from "../../shared/aws/ecs.ts";
import { kindOfError } from "../../shared/aws/errors.ts";
import { OutcomeUnknown, once } from "../../shared/aws/once.ts";
import type { CallRow } from "../../simulator/faults/configuration.ts";
import { invoke, simulatorWithClients } from "../support/faults.ts";

/** How a function's registration of a revision of `api` ends while a fault is in force, sent with `once` or without. */
async function registering(row: Pick<CallRow, "fault" | "count">, wrap: typeof once = once) {
  const { simulator, clients, aws } = await simulatorWithClients();
  simulator.faults.set({ calls: [{ operation: "ecs:RegisterTaskDefinition", ...row }] });
  const command = new RegisterTaskDefinitionCommand({
    family: "api",
    containerDefinitions: [{ name: "web", image: "web", memory: 64 }],
  });
  const run = invoke(simulator, "deploy", () => clients.ecs.send(wrap(command)));
  await simulator.world.advance(30_000);
  return {
    error: run.outcome?.error,
    attempts: simulator.calls.list().find(({ operation }) => operation === "ecs:RegisterTaskDefinition")?.count,
    revisions: aws.ecs.families.get("api")?.length ?? 0,
  };
}

describe("a command that is sent once", () => {
  test("is not sent again where it may have taken effect: one revision, and nobody knows of it", async () => {
    const { error, attempts, revisions } = await registering({ fault: "errorAfter", count: 1 });
    expect(error?.name).toBe("OutcomeUnknown");
    expect(error?.message).toMatch(/^the call may have taken effect or not: ServerException: /);
    expect(kindOfError(error)).toBe("busy");
    expect([attempts, revisions]).toEqual([1, 1]);
  });

  test("without that the SDK registers a second revision", async () => {
    const { error, attempts, revisions } = await registering({ fault: "errorAfter", count: 1 }, (command) => command);
    expect(error).toBeUndefined();
    expect([attempts, revisions]).toEqual([2, 2]);
  });

  test("is not sent again after an error before the effect either: the two look the same", async () => {
    const { error, attempts, revisions } = await registering({ fault: "errorBefore", count: 1 });
    expect(error?.name).toBe("OutcomeUnknown");
    expect([attempts, revisions]).toEqual([1, 0]);
  });

  test("is sent again after a throttle, which AWS sends before any effect", async () => {
    const { error, attempts, revisions } = await registering({ fault: "throttle", count: 2 });
    expect(error).toBeUndefined();
    expect([attempts, revisions]).toEqual([3, 1]);
  });

  test("that is throttled for long ends as throttled", async () => {
    const { error, attempts } = await registering({ fault: "throttle" });
    expect(error).toMatchObject({ name: "ThrottlingException" });
    expect(attempts).toBe(3);
  });

  test("that AWS refuses ends as refused", async () => {
    const { clients } = await simulatorWithClients();
    const command = once(new RegisterTaskDefinitionCommand({ family: "not a family", containerDefinitions: [] }));
    const error = await clients.ecs.send(command).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "ClientException" });
    expect(kindOfError(error)).toBe("refused");
  });
});

test("a connection that breaks says nothing of the outcome", async () => {
  const { clients } = await simulatorWithClients();
  const broken = Object.assign(new Error("socket hang up"), { name: "TimeoutError", code: "ECONNRESET" });
  let sent = 0;
  clients.ecs.middlewareStack.add(
    () => () => {
      sent++;
      return Promise.reject(broken);
    },
    { step: "deserialize", priority: "low", name: "broken" },
  );
  const command = once(new RegisterTaskDefinitionCommand({ family: "api", containerDefinitions: [] }));
  await expect(clients.ecs.send(command)).rejects.toThrow(OutcomeUnknown);
  expect(sent).toBe(1);
});

test("copying a revision says so, too, and the copy is found by its tag", async () => {
  const { simulator, clients, aws } = await simulatorWithClients();
  const ecs = createEcs(clients.ecs);
  const registered = await clients.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: "api",
      containerDefinitions: [{ name: "web", image: "web", memory: 64 }],
    }),
  );
  const from = registered.taskDefinition?.taskDefinitionArn ?? "";
  simulator.faults.set({
    calls: [
      { operation: "ecs:RegisterTaskDefinition", fault: "errorAfter", count: 1, principal: "administrator" },
      { operation: "ecs:DescribeTaskDefinition", fault: "stale", after: 1, count: 1, principal: "administrator" },
    ],
  });
  const tag = { key: "gardener:rollout", value: "shop/api/5" };
  expect(await ecs.findTaskDefinition(from, tag)).toBeUndefined();
  const copy = ecs.copyTaskDefinition({ from, images: { web: "other" }, tags: { [tag.key]: tag.value } });
  await expect(copy).rejects.toThrow(OutcomeUnknown);
  // ECS lists the copy, and answers as if it were not there yet.
  await expect(ecs.findTaskDefinition(from, tag)).rejects.toThrow(OutcomeUnknown);
  expect(await ecs.findTaskDefinition(from, tag)).toBe(from.replace(/:1$/, ":2"));
  expect(aws.ecs.families.get("api")).toHaveLength(2);
});
