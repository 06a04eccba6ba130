import { describe, expect, test } from "@jest/globals";
import type { ServiceSnapshot } from "../../shared/core/model.ts";
import { type FollowInput, isProven, mayRunWell, whatRunsWell } from "../../shared/core/rollout/follow.ts";
import {
  at,
  bakingRollout,
  deployment,
  failedRollout,
  followInput,
  imageOf,
  knownGood,
  ONES,
  policy,
  revision,
  rollout,
  serviceSnapshot,
  state,
  stateWith,
  taskDefinition,
  webFollowsLatest,
} from "../support/core.ts";

describe("what runs is proven", () => {
  interface Row {
    readonly name: string;
    readonly deployed?: Parameters<typeof deployment>[0];
    readonly service?: Partial<ServiceSnapshot>;
    readonly bakeSeconds?: number;
    readonly expected: boolean;
  }
  const rows: readonly Row[] = [
    { name: "complete and up since long ago", expected: true },
    { name: "in progress", deployed: { rolloutState: "IN_PROGRESS" }, expected: false },
    { name: "failed", deployed: { rolloutState: "FAILED" }, expected: false },
    {
      name: "just deployed, one moment before the time of a bake",
      deployed: { createdAt: at(-300) + 1 },
      expected: false,
    },
    { name: "deployed for the time of a bake", deployed: { createdAt: at(-300) }, expected: true },
    { name: "a task was started one moment too late", service: { tasksStartedAt: at(-300) + 1 }, expected: false },
    { name: "no task was started for the time of a bake", service: { tasksStartedAt: at(-300) }, expected: true },
    {
      name: "tasks were started before it, and it is new",
      service: { tasksStartedAt: at(-900) },
      deployed: { createdAt: at(-299) },
      expected: false,
    },
    { name: "the bake is the policy's", service: { tasksStartedAt: at(-10) }, bakeSeconds: 10, expected: true },
    { name: "nothing to bake", service: { tasksStartedAt: at(0) }, bakeSeconds: 0, expected: true },
    { name: "short of a task", deployed: { runningCount: 2 }, expected: false },
    { name: "more tasks than desired, as while it scales in", deployed: { runningCount: 4 }, expected: true },
    { name: "no task", deployed: { runningCount: 0 }, service: { desiredCount: 0, runningCount: 0 }, expected: false },
    {
      name: "none of its own, while one of the deployment before still stops",
      deployed: { runningCount: 0 },
      service: { desiredCount: 0, runningCount: 1 },
      expected: false,
    },
    {
      name: "short of its own tasks, while one of the deployment before makes up the number",
      deployed: { runningCount: 2 },
      service: { runningCount: 3 },
      expected: false,
    },
  ];
  test.each(rows)("$name: $expected", ({ deployed, service, bakeSeconds = 300, expected }) => {
    const primary = deployment(deployed);
    const snapshot = serviceSnapshot({ ...service, deployments: [primary] });
    expect(isProven(snapshot, primary, { bakeSeconds }, at(0))).toBe(expected);
  });
});

describe("where nothing better is known, what runs at all is enough", () => {
  const short = deployment({ runningCount: 1, createdAt: at(-1) });
  const none = deployment({ runningCount: 0 });
  const ended = bakingRollout({ status: "Completed", endedAt: at(-60) });
  const justStarted = deployment({ taskDefinition: ended.taskDefinition ?? "", runningCount: 1, createdAt: at(-1) });
  test.each([
    ["one of three tasks", state(), short, true],
    ["one of three tasks, and something better is known", state({ knownGood: knownGood() }), short, false],
    ["all tasks, beside what is known", state({ knownGood: knownGood() }), deployment(), true],
    ["no task", state(), none, false],
    ["a task of a rollout of ours that completed without one", stateWith(ended), justStarted, false],
    ["in progress", state(), deployment({ rolloutState: "IN_PROGRESS" }), false],
  ])("%s", (_, given, primary, expected) => {
    expect(mayRunWell(given, serviceSnapshot({ deployments: [primary] }), primary, policy(), at(0))).toBe(expected);
  });
});

const well = (given: Partial<FollowInput> = {}, service = serviceSnapshot()) =>
  whatRunsWell(followInput(given), service, given.taskDefinition ?? taskDefinition(), [webFollowsLatest]);

describe("what runs well", () => {
  const { wayBack: _wayBack, ...left } = failedRollout({ endedAt: at(200), taskDefinition: revision(1) });

  test("is the PRIMARY deployment's revision, with the digests that it runs", () => {
    expect(well()).toEqual({ taskDefinition: revision(1), images: { web: imageOf("team/web", ONES) }, pinned: false });
  });

  test("is pinned where the revision names the digests itself", () => {
    const pinned = taskDefinition({ containers: [{ name: "web", image: imageOf("team/web", ONES) }] });
    expect(well({ taskDefinition: pinned })?.pinned).toBe(true);
  });

  const rows: readonly (readonly [name: string, given: Partial<FollowInput>, service: ServiceSnapshot])[] = [
    ["no PRIMARY deployment", {}, serviceSnapshot({ deployments: [] })],
    ["a container that ECS has not resolved", { running: {} }, serviceSnapshot()],
    [
      "our own rollout's revision, while it is under way",
      { state: stateWith(rollout({ taskDefinition: revision(1) })) },
      serviceSnapshot(),
    ],
    [
      "our own rollout's revision, while it bakes",
      { state: stateWith(bakingRollout({ taskDefinition: revision(1) })) },
      serviceSnapshot(),
    ],
    ["our own rollout's revision, which failed and was left", { state: stateWith(left) }, serviceSnapshot()],
  ];
  test.each(rows)("is not: %s", (_, given, service) => {
    expect(well(given, service)).toBeUndefined();
  });

  test.each([
    ["another revision than the one that is under way", rollout()],
    ["another revision than the one that failed", failedRollout({ endedAt: at(200) })],
    [
      "the revision of a rollout that is complete",
      bakingRollout({ status: "Completed", taskDefinition: revision(1), endedAt: at(400) }),
    ],
    [
      "a revision that somebody overtook and deployed anew",
      rollout({ status: "Superseded", taskDefinition: revision(1), endedAt: at(60) }),
    ],
  ])("is: %s", (_, newest) => {
    expect(well({ state: stateWith(newest) })?.taskDefinition).toBe(revision(1));
  });
});
