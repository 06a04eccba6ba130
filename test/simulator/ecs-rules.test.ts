import { describe, expect, test } from "@jest/globals";
import { countsAsFailure, failureThreshold } from "../../simulator/services/ecs/scheduler/circuit-breaker.ts";
import { UNTHROTTLED, afterStartFailure } from "../../simulator/services/ecs/scheduler/start-throttle.ts";
import { isFargateSize } from "../../simulator/services/ecs/task-definitions/fargate-sizes.ts";
import { nextCapacityProvider } from "../../simulator/services/ecs/tasks/create-task.ts";
import { healthChanges } from "../../simulator/services/ecs/tasks/health.ts";
import { isBehavior } from "../../simulator/workload/behaviors.ts";

describe("the circuit breaker's threshold", () => {
  test.each([
    // The developer guide's examples (deployment-circuit-breaker), then its other types.
    [undefined, 1, 3],
    [undefined, 25, 13],
    [undefined, 400, 200],
    [undefined, 800, 200],
    [{ type: "BOUNDED_PERCENT", value: 100 }, 10, 10],
    [{ type: "UNBOUNDED_PERCENT", value: 50 }, 1, 1],
    [{ type: "UNBOUNDED_PERCENT", value: 50 }, 800, 400],
    [{ type: "COUNT", value: 5 }, 800, 5],
  ] as const)("%j of %i tasks: %i", (thresholdConfiguration, desiredCount, expected) => {
    const breaker = { enable: true, rollback: true, ...(thresholdConfiguration ? { thresholdConfiguration } : {}) };
    expect(failureThreshold(breaker, desiredCount)).toBe(expected);
  });
});

describe("what the circuit breaker counts", () => {
  test.each([
    [{ kind: "failed to start" }, 1, true],
    [{ kind: "failed to start" }, 2, false],
    [{ kind: "failed health check" }, 1, false],
    [{ kind: "failed health check" }, 2, true],
    [{ kind: "exited", afterMilliseconds: 59_999 }, 2, true],
    [{ kind: "exited", afterMilliseconds: 60_000 }, 2, false],
    [{ kind: "stopped" }, 1, false],
  ] as const)("%j in stage %i: %s", (end, stage, expected) => {
    expect(countsAsFailure(end, stage)).toBe(expected);
  });
});

describe("throttled starts", () => {
  test("wait longer from round to round, up to 27 minutes", () => {
    let throttle = UNTHROTTLED;
    const waits = Array.from({ length: 6 }, (_, round) => {
      const now = round * 10_000_000;
      throttle = afterStartFailure(throttle, { taskCreatedAt: now - 1, now });
      return (throttle.nextStartAt - now) / 1000;
    });
    expect(waits).toEqual([10, 40, 160, 640, 1620, 1620]);
  });

  test("tasks launched together count once", () => {
    const first = afterStartFailure(UNTHROTTLED, { taskCreatedAt: 1000, now: 5000 });
    expect(afterStartFailure(first, { taskCreatedAt: 1000, now: 6000 })).toBe(first);
  });
});

describe("a container's health", () => {
  const every10 = { command: ["CMD", "true"], interval: 10, retries: 3 };
  test.each([
    ["passes at the first check", every10, 0, ["10 HEALTHY"]],
    ["is slow", every10, 25_000, ["30 HEALTHY"]],
    ["is too slow, then recovers", every10, 45_000, ["30 UNHEALTHY", "50 HEALTHY"]],
    ["never passes", every10, undefined, ["30 UNHEALTHY"]],
    ["has a start period", { ...every10, startPeriod: 60 }, 45_000, ["50 HEALTHY"]],
    ["fails after its start period", { ...every10, startPeriod: 60 }, undefined, ["80 UNHEALTHY"]],
    ["has AWS's defaults", { command: ["CMD", "true"] }, undefined, ["90 UNHEALTHY"]],
  ])("%s", (_, healthCheck, healthyAfter, expected) => {
    const changes = healthChanges(healthCheck, healthyAfter);
    expect(changes.map(({ atMilliseconds, status }) => `${atMilliseconds / 1000} ${status}`)).toEqual(expected);
  });
});

test.each([
  ["256", "512", true],
  ["256", "4096", false],
  [".25 vCPU", "0.5 GB", true],
  ["1 vCPU", "2GB", true],
  ["1024", "1024", false],
  ["8192", "20480", true],
  ["16384", "122880", true],
  ["300", "512", false],
])("Fargate runs %s CPU with %s memory: %s", (cpu, memory, expected) => {
  expect(isFargateSize(cpu, memory)).toBe(expected);
});

test("capacity providers fill the base first, then share by weight", () => {
  const strategy = [
    { capacityProvider: "FARGATE", base: 2, weight: 1 },
    { capacityProvider: "FARGATE_SPOT", weight: 3 },
  ];
  const chosen: (string | undefined)[] = [];
  for (let number = 0; number < 10; number++) chosen.push(nextCapacityProvider(strategy, chosen));
  expect(chosen.filter((name) => name === "FARGATE")).toHaveLength(4);
  expect(chosen.slice(0, 2)).toEqual(["FARGATE", "FARGATE"]);
});

test.each([
  ["healthy", true],
  ["slow:30", true],
  ["slow:", false],
  ["exit:0", true],
  ["hang", true],
  ["oom:90", true],
  ["oom-at-start", true],
  ["unheard-of", false],
  ["", false],
])("an image may declare %j: %s", (text, expected) => {
  expect(isBehavior(text)).toBe(expected);
});
