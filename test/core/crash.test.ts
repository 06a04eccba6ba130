import { describe, expect, test } from "@jest/globals";
import type { StoppedTask } from "../../shared/core/model.ts";
import { crashesOf, crashInWords } from "../../shared/core/rollout/crash.ts";
import { at, bakingRollout, plannedRollout, stoppedTask } from "../support/core.ts";

const SCALED_IN = {
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason: "Scaling activity initiated by (deployment ecs-svc/2)",
};
const UNHEALTHY = { stopCode: "ServiceSchedulerInitiated", stoppedReason: "Task failed container health checks" };
const UNHEALTHY_FOR_ELB = {
  stopCode: "ServiceSchedulerInitiated",
  stoppedReason:
    "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0123456789abcdef)",
};

describe("what speaks against an image while it bakes", () => {
  const rows: readonly (readonly [name: string, given: Partial<StoppedTask>, isCrash: boolean])[] = [
    ["its program ended", {}, true],
    ["its program ended well, though a service's should not end", { containers: [{ name: "web", exitCode: 0 }] }, true],
    ["its own health check failed", UNHEALTHY, true],
    ["the load balancer's health check failed", UNHEALTHY_FOR_ELB, true],
    ["in the very moment of completion", { stoppedAt: at(100) }, true],
    ["before ECS called the deployment complete", { stoppedAt: at(100) - 1 }, false],
    ["a task of the deployment before", { deploymentId: "ecs-svc/1" }, false],
    ["scaled in", SCALED_IN, false],
    ["stopped by a person", { stopCode: "UserInitiated", stoppedReason: "looking at something" }, false],
    [
      "Spot capacity ran out",
      { stopCode: "SpotInterruption", stoppedReason: "Your Spot Task was interrupted." },
      false,
    ],
    ["the machine was retired", { stopCode: "TerminationNotice", stoppedReason: "" }, false],
    [
      "never started, for what the environment did",
      { stopCode: "TaskFailedToStart", stoppedReason: "CannotPullContainerError: i/o timeout" },
      false,
    ],
  ];

  test.each(rows)("%s", (_, given, isCrash) => {
    expect(crashesOf([stoppedTask(given)], bakingRollout())).toHaveLength(isCrash ? 1 : 0);
  });

  test("the first comes first, and the list that came in stays as it was", () => {
    const stopped = [stoppedTask({ id: "b", stoppedAt: at(180) }), stoppedTask({ id: "a", stoppedAt: at(120) })];
    expect(crashesOf(stopped, bakingRollout()).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(stopped.map(({ id }) => id)).toEqual(["b", "a"]);
  });

  test("before ECS has called anything complete, everything since the plan counts", () => {
    const early = [stoppedTask({ stoppedAt: at(-1) }), stoppedTask({ id: "ours", stoppedAt: at(0) })];
    expect(crashesOf(early, plannedRollout({ deploymentId: "ecs-svc/2" })).map(({ id }) => id)).toEqual(["ours"]);
  });
});

describe("a crash in words", () => {
  const rows: readonly (readonly [given: Partial<StoppedTask>, count: number, words: string])[] = [
    [{}, 1, "a task stopped (web exited with code 1)"],
    [{}, 2, "2 tasks stopped (web exited with code 1)"],
    [{ containers: [{ name: "web", exitCode: 0 }] }, 1, "a task stopped (web exited with code 0)"],
    [
      {
        containers: [
          { name: "proxy", exitCode: 0 },
          { name: "web", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" },
        ],
      },
      1,
      "a task stopped (web exited with code 137: OutOfMemoryError: Container killed due to memory usage)",
    ],
    [{ ...UNHEALTHY, containers: [{ name: "web" }] }, 3, "3 tasks stopped (Task failed container health checks)"],
    // ECS stops an unhealthy container itself, so its exit code says nothing of the cause.
    [
      { ...UNHEALTHY, containers: [{ name: "web", exitCode: 137 }] },
      1,
      "a task stopped (Task failed container health checks)",
    ],
    [{ containers: [] }, 1, "a task stopped (Essential container in task exited)"],
  ];

  test.each(rows)("%j, %i of them: %s", (given, count, words) => {
    expect(crashInWords(stoppedTask(given), count)).toBe(words);
  });
});
