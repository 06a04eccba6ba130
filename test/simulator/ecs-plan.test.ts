import { describe, expect, test } from "@jest/globals";
import {
  type PlannedDeployment,
  type PlannedTask,
  type Standing,
  defaultPercentages,
  plan,
} from "../../simulator/services/ecs/scheduler/plan.ts";

/** `new:h2 s1 old:h4` = the new deployment has two healthy tasks and a starting one, the old one four healthy tasks. */
const STANDINGS: Readonly<Record<string, Standing>> = { s: "starting", u: "unproven", h: "healthy", x: "unhealthy" };

function tasksOf(text: string): PlannedTask[] {
  const tasks: PlannedTask[] = [];
  for (const part of text.split(" | ")) {
    const [deploymentId = "", groups = ""] = part.split(":");
    for (const group of groups.split(" "))
      for (let number = 0; number < Number(group.slice(1)); number++)
        tasks.push({
          id: `${deploymentId}-${tasks.length}`,
          deploymentId,
          standing: STANDINGS[group.slice(0, 1)] ?? "starting",
        });
  }
  return tasks;
}

function summary(
  tasks: string,
  options: {
    desired: number;
    bounds?: readonly [minimum: number, maximum: number];
    primary?: Partial<PlannedDeployment>;
    old?: Partial<PlannedDeployment>;
    mayStart?: boolean;
  },
): string {
  const [minimumHealthyPercent, maximumPercent] = options.bounds ?? [100, 200];
  const all = tasksOf(tasks);
  const { starts, stops, isStuck } = plan({
    desiredCount: options.desired,
    minimumHealthyPercent,
    maximumPercent,
    primary: { id: "new", desiredCount: options.desired, rolloutState: "IN_PROGRESS", ...options.primary },
    older: tasks.includes("old:")
      ? [{ id: "old", desiredCount: options.desired, rolloutState: "COMPLETED", ...options.old }]
      : [],
    tasks: all,
    mayStart: options.mayStart ?? true,
  });
  const stopped = ["old", "new"].flatMap((id) =>
    (["scaling", "health"] as const).flatMap((cause) => {
      const count = stops.filter(
        (stop) => stop.cause === cause && all.find((task) => task.id === stop.taskId)?.deploymentId === id,
      ).length;
      return count > 0 ? [`-${count} ${id}${cause === "health" ? " (health)" : ""}`] : [];
    }),
  );
  const started = starts.map(({ deploymentId, count }) => `+${count} ${deploymentId}`);
  return [...stopped, ...started, ...(isStuck ? ["stuck"] : [])].join(", ") || "nothing";
}

describe("a rolling update", () => {
  test.each([
    // The table of the developer guide (deployment-type-ecs) and its arithmetic.
    ["old:h4", 4, [50, 100], "-2 old, +2 new"],
    ["old:h4", 4, [100, 200], "+4 new"],
    ["old:h2", 2, [75, 100], "stuck"],
    ["old:h3", 3, [100, 125], "stuck"],
    ["old:h1", 1, [100, 150], "stuck"],
    ["old:h1", 1, [0, 100], "-1 old, +1 new"],
    ["old:h10", 10, [90, 100], "-1 old, +1 new"],
    ["old:h10", 10, [90, 110], "-1 old, +2 new"],
    ["old:h4 | new:s4", 4, [100, 200], "nothing"],
    ["old:h4 | new:u4", 4, [100, 200], "nothing"],
    ["old:h4 | new:h1 u3", 4, [100, 200], "-1 old"],
    ["old:h4 | new:h4", 4, [100, 200], "-4 old"],
    ["old:h2 | new:h2", 4, [50, 100], "-2 old, +2 new"],
    ["new:h4", 4, [100, 200], "nothing"],
  ] as const)("%s of %i tasks within %j: %s", (tasks, desired, bounds, expected) => {
    expect(summary(tasks, { desired, bounds })).toBe(expected);
  });
});

describe("scaling", () => {
  test.each([
    ["new:h2", 5, "+3 new"],
    ["new:h5", 2, "-3 new"],
    ["new:h2 s2", 2, "-2 new"],
    ["new:h3", 0, "-3 new"],
    ["new:", 0, "nothing"],
    ["old:h4 | new:h1 s3", 2, "-3 old, -2 new"],
  ])("%s to %i: %s", (tasks, desired, expected) => {
    expect(summary(tasks, { desired })).toBe(expected);
  });

  test("in, the newest of the most dispensable go first", () => {
    const tasks = tasksOf("new:h2 u1 s1");
    const situation = {
      desiredCount: 1,
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      primary: { id: "new", desiredCount: 1, rolloutState: "COMPLETED" as const },
      older: [],
      tasks,
      mayStart: true,
    };
    expect(plan(situation).stops.map(({ taskId }) => taskId)).toEqual(["new-3", "new-2", "new-1"]);
  });
});

describe("unhealthy tasks", () => {
  test.each([
    ["new:h2 x1", 3, [100, 200], "+1 new"], // Replaced before it is stopped.
    ["new:h2 x1 s1", 3, [100, 200], "nothing"],
    ["new:h3 x1", 3, [100, 200], "-1 new (health)"],
    ["new:x3", 3, [100, 200], "+3 new"],
    ["new:x6", 3, [100, 200], "-1 new (health), +1 new"],
    ["new:x3", 3, [50, 100], "-1 new (health), +1 new"], // No room: one at a time.
    ["old:h3 | new:x3", 3, [100, 200], "-1 new (health), +1 new"],
    ["old:h2 x1 | new:s3", 3, [100, 200], "-1 old (health), +1 old"], // By its own revision, to hold the lower bound.
    ["old:h3 x1 | new:s3", 3, [100, 300], "-1 old"],
  ] as const)("%s of %i within %j: %s", (tasks, desired, bounds, expected) => {
    expect(summary(tasks, { desired, bounds })).toBe(expected);
  });
});

describe("a deployment that takes over", () => {
  test.each([
    ["a rolled back one loses what is not healthy at once", "old:s2 x1 | new:h3", { rolloutState: "FAILED" }, "-3 old"],
    ["its healthy tasks go as the bound allows", "old:h2 | new:h2", { rolloutState: "FAILED" }, "-1 old, +1 new"],
    ["a superseded one is spared while nothing is healthy", "old:s3", { rolloutState: "IN_PROGRESS" }, "+3 new"],
    ["what it lost does not come back", "old:s1 | new:s3", { rolloutState: "IN_PROGRESS" }, "nothing"],
    ["a completed one gets lost tasks back", "old:h2 | new:s3", { rolloutState: "COMPLETED" }, "+1 old"],
  ] as const)("%s", (_, tasks, old, expected) => {
    expect(summary(tasks, { desired: 3, old })).toBe(expected);
  });

  test("tasks that are not up make room for it where there is none", () => {
    expect(summary("old:s2", { desired: 2, bounds: [50, 100], old: { rolloutState: "IN_PROGRESS" } })).toBe(
      "-2 old, +2 new",
    );
  });
});

test("a failed primary starts nothing and spares the older", () => {
  expect(summary("old:h3 | new:s1", { desired: 3, primary: { rolloutState: "FAILED" } })).toBe("nothing");
});

test("while starts are throttled nothing is started, and that is not being stuck", () => {
  expect(summary("old:h3", { desired: 3, mayStart: false })).toBe("nothing");
});

test.each([
  ["REPLICA", { minimumHealthyPercent: 100, maximumPercent: 200 }],
  ["DAEMON", { minimumHealthyPercent: 0, maximumPercent: 100 }],
] as const)("percentages of %s by default", (strategy, expected) => {
  expect(defaultPercentages(strategy)).toEqual(expected);
});
