import { describe, expect, test } from "@jest/globals";
import type { Hold } from "../../shared/core/model.ts";
import { decide, type LookInput } from "../../shared/core/rollout/decide.ts";
import { type Cause, explain } from "../../shared/core/rollout/explain.ts";
import { TOO_LATE } from "../../shared/core/rollout/judge.ts";
import { at, ONES, revision, THREES } from "../support/core.ts";
import { good, lookInput, pinned, primary, rolloutOf, serviceOn, stateOf, tagged, underWay } from "../support/looks.ts";

const hold: Hold = { by: "ana", at: at(-60), reason: "freeze" };
const moved = { tagged: tagged(THREES), pushedAt: {}, missingDigests: [] };
const { policy } = lookInput();
const backOn1 = { service: serviceOn(primary(1)), running: { web: ONES } };
const foreign = { at: at(-600), deploymentId: "ecs-svc/7", taskDefinition: revision(7), digests: { web: ONES } };
const wayBack = {
  by: "gardener",
  status: "Done",
  to: good(1, ONES),
  startedAt: at(-900),
  leaseUntil: at(-840),
  deadlineAt: at(300),
  taskDefinition: revision(1),
  deploymentId: "ecs-svc/1",
} as const;

interface Row {
  readonly story: string;
  readonly cause: Cause;
  readonly input: Partial<LookInput>;
  /** What one of the sentences says. */
  readonly says: RegExp;
  readonly next: RegExp;
}

const ROWS: readonly Row[] = [
  {
    story: "nothing says what it follows",
    cause: "notFollowed",
    input: { policy: { ...policy, follow: undefined }, taskDefinition: undefined, tags: undefined },
    says: /Nothing says what it follows/,
    next: /gardener:follow/,
  },
  {
    story: "its tag gardener:follow is wrong",
    cause: "notFollowed",
    input: { policy: { ...policy, follow: undefined }, followProblem: "ECS service tag gardener:follow: no tag" },
    says: /service tag gardener:follow: no tag/,
    next: /gardener:follow/,
  },
  {
    story: "no container names the tag that it follows",
    cause: "notFollowed",
    input: { policy: { ...policy, follow: "main" } },
    says: /follows main, and no container of api:2 names that tag/,
    next: /another one/,
  },
  {
    story: "it runs what its tag points to",
    cause: "runningAlready",
    input: {},
    says: /points to 222222222222 in ECR, decided on at .*; it runs 222222222222/,
    next: /Push another image/,
  },
  {
    story: "the tag has moved and nobody has looked yet",
    cause: "due",
    input: { tags: moved },
    says: /moved from 222222222222 to 333333333333/,
    next: /within five minutes/,
  },
  {
    story: "held, and the tag has moved",
    cause: "held",
    input: { state: stateOf({ hold }), tags: moved },
    says: /would roll web to .*3333.*held by ana since .*: freeze/,
    next: /gardener resume shop\/api/,
  },
  {
    story: "held, and nothing waits",
    cause: "held",
    input: { state: stateOf({ hold }) },
    says: /A push would not roll it: it is held by ana/,
    next: /gardener resume shop\/api/,
  },
  {
    story: "the garden is paused, and it is held besides",
    cause: "paused",
    input: { state: stateOf({ hold }), pause: hold, tags: moved },
    says: /the garden is paused by ana/,
    next: /resume --all/,
  },
  {
    story: "it is only observed",
    cause: "observed",
    input: { policy: { ...policy, mode: "observe" }, tags: moved },
    says: /its mode is observe/,
    next: /mode: act/,
  },
  {
    story: "ECS replaces its tasks",
    cause: "rolling",
    input: {
      state: stateOf({ rollout: underWay({ status: "InProgress", deadlineAt: at(600) }) }),
      service: serviceOn(primary(2, { rolloutState: "IN_PROGRESS", runningCount: 1 })),
    },
    says: /1 of 3 run the new image/,
    next: /2026-11-22T12:10:00Z.*gardener rollback shop\/api/,
  },
  {
    story: "it bakes",
    cause: "baking",
    input: { state: stateOf({ rollout: underWay({ status: "Baking", bakeUntil: at(120) }) }) },
    says: /must stay up for 2 minutes more/,
    next: /2026-11-22T12:02:00Z/,
  },
  {
    story: "somebody else deployed it",
    cause: "drifted",
    input: {
      service: serviceOn(primary(7)),
      running: { web: ONES },
      state: stateOf({ restingOn: "ecs-svc/7", drift: foreign }),
    },
    says: /Somebody else deployed api:7 \(ecs-svc\/7\)/,
    next: /Push again/,
  },
  {
    story: "somebody else deployed it, and nobody has noted it yet",
    cause: "drifted",
    input: { service: serviceOn(primary(7, { createdAt: at(-60) })), running: { web: ONES } },
    says: /Somebody else deployed api:7/,
    next: /Push again/,
  },
  {
    story: "an overtaken decision of ours arrived late",
    cause: "drifted",
    input: {
      service: serviceOn(primary(7)),
      running: { web: ONES },
      state: stateOf({ restingOn: "ecs-svc/7", drift: { ...foreign, isLate: true } }),
    },
    says: /had been overtaken arrived late: api:7 \(ecs-svc\/7\)/,
    next: /Push again/,
  },
  {
    story: "its deadline passed, and it was taken back",
    cause: "deadlinePassed",
    input: {
      ...backOn1,
      state: stateOf({
        restingOn: "ecs-svc/1",
        knownGood: good(1, ONES),
        published: { web: pinned(ONES) },
        rollout: rolloutOf({ status: "Failed", reason: `${TOO_LATE} 20 minutes: 0 of 3 run the new image`, wayBack }),
      }),
    },
    says: /Its deadline passed: ECS has not replaced the tasks within 20 minutes/,
    next: /mended image/,
  },
  {
    story: "it crashed in its bake and is on its way back",
    cause: "failed",
    input: {
      service: serviceOn(primary(1, { rolloutState: "IN_PROGRESS" })),
      running: { web: ONES },
      state: stateOf({
        restingOn: "ecs-svc/1",
        rollout: underWay({
          status: "Failed",
          reason: "during the bake, a task stopped",
          wayBack: { ...wayBack, status: "InProgress" },
        }),
      }),
    },
    says: /on its way back to api:1/,
    next: /mended image/,
  },
  {
    story: "it could not be taken back",
    cause: "failed",
    input: {
      ...backOn1,
      state: stateOf({
        restingOn: "ecs-svc/1",
        knownGood: good(1, ONES),
        published: { web: pinned(ONES) },
        rollout: rolloutOf({ status: "Failed", reason: "it crashed", wayBack: { ...wayBack, status: "Failed" } }),
      }),
    },
    says: /could not be taken back to api:1/,
    next: /A person is needed/,
  },
  {
    story: "ECS went back by itself",
    cause: "rolledBack",
    input: {
      ...backOn1,
      state: stateOf({
        restingOn: "ecs-svc/1",
        knownGood: good(1, ONES),
        published: { web: pinned(ONES) },
        rollout: rolloutOf({ status: "RolledBack", reason: "circuit breaker", wayBack: { ...wayBack, by: "ecs" } }),
      }),
    },
    says: /ECS went back by itself: circuit breaker/,
    next: /mended image/,
  },
  {
    story: "a person rolled it back",
    cause: "rolledBack",
    input: {
      ...backOn1,
      state: stateOf({
        restingOn: "ecs-svc/1",
        knownGood: good(1, ONES),
        published: { web: pinned(ONES) },
        rollout: rolloutOf({ id: "shop/api/8", askedBy: "ana", askedBecause: "errors" }),
      }),
    },
    says: /ana asked to roll it back, .*: errors/,
    next: /Push another image/,
  },
  {
    story: "somebody else's deployment overtook it",
    cause: "superseded",
    input: {
      service: serviceOn(primary(7)),
      running: { web: ONES },
      state: stateOf({
        restingOn: "ecs-svc/7",
        rollout: rolloutOf({ status: "Superseded", reason: "somebody else deployed api:7 (ecs-svc/7)" }),
      }),
    },
    says: /overtaken: somebody else deployed api:7/,
    next: /Push again/,
  },
  {
    story: "AWS refused",
    cause: "refused",
    input: {
      ...backOn1,
      state: stateOf({
        restingOn: "ecs-svc/1",
        knownGood: good(1, ONES),
        published: { web: pinned(ONES) },
        rollout: (({ startedAt: _startedAt, ...rest }) => rest)(
          rolloutOf({ status: "Failed", reason: "AWS refused: InvalidParameterException" }),
        ),
      }),
    },
    says: /AWS refused/,
    next: /Remove that reason/,
  },
  {
    story: "its controller is another one",
    cause: "refused",
    input: { service: serviceOn(primary(2), { deploymentController: "EXTERNAL" }), taskDefinition: undefined },
    says: /controller is EXTERNAL/,
    next: /Only rolling deployments/,
  },
  {
    story: "ECS has not resolved what runs",
    cause: "unresolved",
    input: { running: {}, state: stateOf({ restingOn: "ecs-svc/1", decided: {} }) },
    says: /not resolved yet what web runs/,
    next: /first task/,
  },
  {
    story: "the tag does not exist",
    cause: "tagMissing",
    input: { tags: { tagged: {}, pushedAt: {}, missingDigests: [] } },
    says: /ECR has no team\/web:latest/,
    next: /Push the tag/,
  },
  {
    story: "the service is gone",
    cause: "deleted",
    input: { service: undefined, taskDefinition: undefined, tags: undefined },
    says: /does not know the service/,
    next: /Create the service/,
  },
];

describe("why a service runs what it runs", () => {
  test.each(ROWS)("$cause: $story", ({ cause, input, says, next }) => {
    const look = lookInput(input);
    const explanation = explain(look, decide(look));
    expect(explanation).toMatchObject({ service: "shop/api", cause, next: expect.stringMatching(next) });
    expect(explanation.sentences).toContainEqual(expect.stringMatching(says));
    for (const sentence of explanation.sentences) expect(sentence).toMatch(/^[^.].*[^.]\.$/s);
  });
});
