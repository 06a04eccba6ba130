import { describe, expect, test } from "@jest/globals";
import type { Hold, ServiceState } from "../../shared/core/model.ts";
import { decide, type LookInput } from "../../shared/core/rollout/decide.ts";
import { type Cause, explain } from "../../shared/core/rollout/explain.ts";
import { TOO_LATE } from "../../shared/core/rollout/judge.ts";
import { at, imageOf, ONES, revision, THREES, TWOS } from "../support/core.ts";
import { good, lookInput, pinned, primary, rolloutOf, serviceOn, stateOf, tagged, underWay } from "../support/looks.ts";

const hold: Hold = { by: "ana", at: at(-60), reason: "freeze" };
const moved = { tagged: tagged(THREES), pushedAt: {}, missingDigests: [], quarantined: [] };
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

const withoutKnownGood = (given: Partial<ServiceState>): ServiceState => {
  const { knownGood: _knownGood, knownGoodBefore: _before, ...rest } = stateOf(given);
  const { rollout } = rest;
  if (!rollout) return rest;
  const { knownGood: _goodThen, ...planned } = rollout;
  return { ...rest, rollout: planned };
};

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
    next: /^Correct the tag gardener:follow/,
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
    says: /A push would roll it, but it is held by ana/,
    next: /gardener resume shop\/api/,
  },
  {
    story: "the garden is paused, and it is held besides",
    cause: "paused",
    input: { state: stateOf({ hold }), pause: hold, tags: moved },
    says: /It would roll web .*, but the garden is paused by ana .* and it is held by ana/,
    next: /^gardener resume --all ends the pause and gardener resume shop\/api ends the hold; it rolls to what its tags point to then\.$/,
  },
  {
    story: "the garden is paused while it is to be taken back",
    cause: "paused",
    input: {
      pause: hold,
      state: stateOf({
        hold,
        rollout: underWay({ status: "InProgress", taskDefinition: revision(2), deadlineAt: at(-1) }),
      }),
      service: serviceOn(primary(2, { rolloutState: "IN_PROGRESS" })),
    },
    says: /It would be taken back to api:1 \(111111111111\), but the garden is paused by ana/,
    next: /^gardener resume --all ends the pause; it is taken back to api:1 \(111111111111\) then\. What is pushed waits until gardener resume shop\/api ends the hold\.$/,
  },
  {
    story: "held, the tag has moved, and a person's rollback runs",
    cause: "rolling",
    input: {
      state: stateOf({ hold, rollout: underWay({ status: "InProgress", askedBy: "ben", deadlineAt: at(600) }) }),
      service: serviceOn(primary(2, { rolloutState: "IN_PROGRESS", runningCount: 0 })),
      tags: moved,
    },
    says: /0 of 3 run the earlier image/,
    next: /^Wait: ECS has until 2026-11-22T12:10:00Z\. What is pushed waits until gardener resume shop\/api ends the hold\.$/,
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
    next: /2026-11-22T12:10:00Z\. gardener rollback shop\/api --reason "why" ends it\./,
  },
  {
    story: "its first rollout ever is under way",
    cause: "rolling",
    input: {
      state: withoutKnownGood({ rollout: underWay({ status: "InProgress", deadlineAt: at(600) }) }),
      service: serviceOn(primary(2, { rolloutState: "IN_PROGRESS" })),
    },
    says: /run the new image/,
    next: /It cannot be rolled back: no earlier revision of shop\/api is known to be good/,
  },
  {
    story: "it bakes, and ECR has lost the known good image",
    cause: "baking",
    input: {
      state: stateOf({ knownGood: good(1, ONES), rollout: underWay({ status: "Baking", bakeUntil: at(120) }) }),
      tags: { tagged: tagged(TWOS), pushedAt: {}, missingDigests: [ONES], quarantined: [] },
    },
    says: /must stay up/,
    next: /It cannot be rolled back: ECR no longer has 111111111111/,
  },
  {
    story: "it bakes without a task",
    cause: "baking",
    input: {
      state: stateOf({ rollout: underWay({ status: "Baking", bakeUntil: at(120) }) }),
      service: serviceOn(primary(2, { runningCount: 0 }), { desiredCount: 0, runningCount: 0 }),
    },
    says: /No task is wanted/,
    next: /2026-11-22T12:02:00Z/,
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
    next: /^Push another image/,
  },
  {
    story: "somebody else deployed it, and nobody has noted it yet",
    cause: "drifted",
    input: { service: serviceOn(primary(7, { createdAt: at(-60) })), running: { web: ONES } },
    says: /Somebody else deployed api:7/,
    next: /^Push another image/,
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
    next: /^Push another image/,
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
    story: "its deadline passed, and it was left as it is",
    cause: "deadlinePassed",
    input: { state: stateOf({ rollout: rolloutOf({ status: "Failed", reason: `${TOO_LATE} 20 minutes: 0 of 3` }) }) },
    says: /Its deadline passed/,
    next: /^Push a mended image, or give it more time by rollout.deadline and push another one, or gardener rollback shop\/api --reason "why": this one is not rolled again while the tag points to it\.$/,
  },
  {
    story: "it failed, nothing is known to be good, and it is held",
    cause: "failed",
    input: { state: withoutKnownGood({ hold, rollout: rolloutOf({ status: "Failed", reason: "it crashed" }) }) },
    says: /Besides, it is held by ana/,
    next: /^Push a mended image: .* What is pushed waits until gardener resume shop\/api ends the hold\.$/,
  },
  {
    story: "it failed, and no task of it ever started",
    cause: "failed",
    input: { running: {}, state: withoutKnownGood({ rollout: rolloutOf({ status: "Failed", reason: "no task" }) }) },
    says: /It failed: no task/,
    next: /^Push a mended image:/,
  },
  {
    story: "it was taken back to a pinned copy",
    cause: "failed",
    input: {
      service: serviceOn(primary(4)),
      running: { web: ONES },
      state: stateOf({
        restingOn: "ecs-svc/4",
        knownGood: good(1, ONES, false),
        published: { web: pinned(ONES) },
        rollout: rolloutOf({
          status: "Failed",
          reason: "it crashed",
          wayBack: { ...wayBack, taskDefinition: revision(4), deploymentId: "ecs-svc/4" },
        }),
      }),
    },
    says: /was taken back to api:4 \(111111111111, pinned copy of api:1\)/,
    next: /^Push a mended image: this one/,
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
    next: /^A person is needed\. Push a mended image:/,
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
    says: /ECS went back: circuit breaker/,
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
    next: /^Push another image/,
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
    story: "ECS has not resolved what two containers run",
    cause: "unresolved",
    input: {
      running: {},
      taskDefinition: {
        arn: revision(1),
        containers: [
          { name: "web", image: imageOf("team/web:latest") },
          { name: "job", image: imageOf("team/web:latest") },
        ],
        tags: {},
        platform: { os: "linux", architecture: "amd64" },
      },
      state: stateOf({ restingOn: "ecs-svc/1", decided: {} }),
    },
    says: /not resolved yet what web and job run\./,
    next: /push another image/,
  },
  {
    story: "the tag does not exist",
    cause: "tagMissing",
    input: { tags: { tagged: {}, pushedAt: {}, missingDigests: [], quarantined: [] } },
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
