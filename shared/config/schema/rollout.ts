import * as v from "valibot";
import { duration } from "../duration.ts";
import { isNot } from "../problem.ts";

const HOUR_SECONDS = 3600;

/** A day: whatever bakes longer would still be undecided when the next day's pushes come. */
const BAKE_SECONDS_MAX = 24 * HOUR_SECONDS;

/** A minute: deadlines are looked at by a schedule that runs once a minute. */
const DEADLINE_SECONDS_MIN = 60;

/** A day: by then a rollout that has not completed is a failure for everybody who waits for it. */
const DEADLINE_SECONDS_MAX = 24 * HOUR_SECONDS;

/** MiB: the smallest task that Fargate runs (Amazon ECS API, RegisterTaskDefinition). */
const MEMORY_MIN = 512;

const bake = v.strictObject({
  for: v.exactOptional(
    duration("How long the new tasks must stay healthy before the rollout counts as good; default 5m", {
      minimumSeconds: 0,
      maximumSeconds: BAKE_SECONDS_MAX,
    }),
  ),
});

/** `defaults.rollout` and `services.<service>.rollout`, read into seconds. */
export const rollout = v.pipe(
  v.strictObject({
    bake: v.nullish(bake),
    deadline: v.exactOptional(
      duration("How long ECS may take to complete the deployment; default 20m", {
        minimumSeconds: DEADLINE_SECONDS_MIN,
        maximumSeconds: DEADLINE_SECONDS_MAX,
      }),
    ),
    rollback: v.exactOptional(
      v.pipe(
        v.picklist(["auto", "never"], isNot("a way to roll back", "write auto or never")),
        v.description("auto returns a failed rollout to the last known good revision; never leaves it; default auto"),
      ),
    ),
    rightsize: v.exactOptional(
      v.pipe(
        v.picklist(["suggest", "apply"], isNot("a way to size tasks", "write suggest or apply")),
        v.description(
          "apply gives a new revision that ran out of memory the next size that Fargate allows, once, up to rightsizeMemoryMax; suggest only says it; default suggest",
        ),
      ),
    ),
    rightsizeMemoryMax: v.exactOptional(
      v.pipe(
        v.number(isNot("an amount of memory", "write MiB as task definitions do, as 4096")),
        v.integer(isNot("an amount of memory", "write whole MiB, as 4096")),
        v.minValue(MEMORY_MIN, isNot("a task's memory", "write MiB as task definitions do, as 4096")),
        v.description("What rightsize may give a task at most, in MiB as in task definitions; default 4096"),
      ),
    ),
  }),
  v.transform(({ bake: written, deadline, rollback, rightsize, rightsizeMemoryMax }) => ({
    bakeSeconds: written?.for,
    deadlineSeconds: deadline,
    rollback,
    rightsize,
    rightsizeMemoryMax,
  })),
);
