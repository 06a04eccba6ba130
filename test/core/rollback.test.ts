import { describe, expect, test } from "@jest/globals";
import type { ServiceState } from "../../shared/core/model.ts";
import { decide } from "../../shared/core/rollout/decide.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import { decideRollback, type RollbackInput } from "../../shared/core/rollout/rollback.ts";
import { at, ONES, revision, THREES, TWOS } from "../support/core.ts";
import {
  good,
  lookInput,
  pinned,
  primary,
  rolloutOf,
  serviceOn,
  stateOf,
  TAG,
  tagged,
  underWay,
} from "../support/looks.ts";

const asked = { by: "ana", reason: "errors" };
const input = (given: Partial<RollbackInput> = {}): RollbackInput => ({
  ...lookInput(),
  asked,
  missingDigests: [],
  ...given,
});
const named = (number: number, image: string) => ({
  arn: revision(number),
  containers: [{ name: "web", image }],
  tags: {},
  platform: { os: "linux", architecture: "amd64" },
});
const without = (state: ServiceState, ...members: (keyof ServiceState)[]): ServiceState =>
  Object.fromEntries(
    Object.entries(state).filter(([name]) => !members.includes(name as keyof ServiceState)),
  ) as unknown as ServiceState;

const rolling = underWay({ status: "InProgress", id: "shop/api/9", taskDefinition: revision(3), images: [] });
const midRollout = {
  state: stateOf({ rollout: rolling, decided: { [TAG]: { digest: THREES, at: at(-30) } } }),
  service: serviceOn(primary(3, { rolloutState: "IN_PROGRESS" })),
  running: { web: THREES },
};

describe("a person's rollback goes", () => {
  test("to the known good revision before the one that runs, which is pinned", () => {
    const { effects, facts, refused } = decideRollback(input());
    expect(refused).toBeUndefined();
    expect(effects).toEqual([
      { kind: "updateService", service: "shop/api", purpose: "rollout", taskDefinition: revision(1) },
    ]);
    expect(facts).toMatchObject([
      { kind: "RolloutPlanned", rollout: { id: "shop/api/10", askedBy: "ana", askedBecause: "errors" } },
    ]);
  });

  test("to a pinned copy where the revision names a tag", () => {
    const { effects } = decideRollback(input({ state: stateOf({ knownGoodBefore: good(1, ONES, false) }) }));
    expect(effects).toMatchObject([
      { kind: "registerTaskDefinition", from: revision(1), images: { web: pinned(ONES) }, key: "shop/api/10" },
      { kind: "updateService" },
    ]);
  });

  test("from a rollout under way to the newest known good one, which supersedes it", () => {
    const { facts, effects } = decideRollback(input(midRollout));
    expect(facts.map(({ kind }) => kind)).toEqual(["RolloutSuperseded", "RolloutPlanned"]);
    expect(effects).toMatchObject([{ taskDefinition: revision(2) }]);
    expect(facts[1]).toMatchObject({ rollout: { knownGood: good(1, ONES) } });
  });

  test("from the pinned copy that a way back deployed to what was good before it", () => {
    const failed = rolloutOf({
      status: "Failed",
      taskDefinition: revision(3),
      wayBack: {
        by: "gardener",
        status: "Done",
        to: good(2, TWOS, false),
        startedAt: at(-60),
        leaseUntil: at(0),
        deadlineAt: at(900),
        taskDefinition: revision(4),
        deploymentId: "ecs-svc/4",
        deploymentCreatedAt: at(-50),
      },
    });
    const before = stateOf({ rollout: failed, knownGood: good(2, TWOS, false) });
    const state = evolve(before, { kind: "KnownGoodSeen", at: at(0), knownGood: good(4, TWOS) });
    const { effects } = decideRollback(input({ state, service: serviceOn(primary(4, { createdAt: at(-50) })) }));
    expect(effects).toMatchObject([{ taskDefinition: revision(1) }]);
  });

  test("to a pinned revision of the family that somebody names", () => {
    const { effects } = decideRollback(input({ asked: { ...asked, to: named(8, pinned(THREES)) } }));
    expect(effects).toMatchObject([{ taskDefinition: revision(8) }]);
  });
});

describe("what is remembered afterwards", () => {
  test("what was decided stays, so that the image that was left is not rolled again", () => {
    const before = input();
    const after = decideRollback(before).facts.reduce(evolve, before.state);
    expect(after.decided).toEqual(before.state.decided);
    const sweep = decide(lookInput({ state: after, service: serviceOn(primary(1)), running: { web: ONES } }));
    expect(sweep.facts.map(({ kind }) => kind)).not.toContain("RolloutPlanned");
  });

  test("the tag's next move is rolled", () => {
    const before = input();
    const after = decideRollback(before).facts.reduce(evolve, before.state);
    const tags = { tagged: tagged(THREES), pushedAt: {}, missingDigests: [], quarantined: [] };
    const push = decide(lookInput({ state: after, service: serviceOn(primary(2)), running: { web: TWOS }, tags }));
    expect(push.facts.map(({ kind }) => kind)).toEqual(["RolloutSuperseded", "RolloutPlanned"]);
  });

  test("what was left is good to go back to no more, so a second rollback has nowhere to go", () => {
    const before = input();
    const after = decideRollback(before).facts.reduce(evolve, before.state);
    expect(after).toMatchObject({ knownGood: good(1, ONES) });
    expect(after.knownGoodBefore).toBeUndefined();
  });

  test("a hold does not keep a rollback from being taken up", () => {
    const before = input({ state: stateOf({ hold: { by: "ben", at: at(-60), reason: "freeze" } }) });
    const decision = decideRollback(before);
    expect(decision.effects).not.toEqual([]);
    const after = decision.facts.reduce(evolve, before.state);
    const resumed = decide(lookInput({ state: after, now: at(61) }));
    expect(resumed.effects).toMatchObject([{ kind: "updateService", taskDefinition: revision(1) }]);
  });
});

describe("a person's rollback is refused", () => {
  const pause = { by: "ben", at: at(-60), reason: "incident" };
  const { policy } = lookInput();
  const wayBack = {
    by: "gardener",
    status: "InProgress",
    to: good(1, ONES),
    startedAt: at(-30),
    leaseUntil: at(30),
    deadlineAt: at(900),
  } as const;
  test.each<[string, Partial<RollbackInput>, RegExp]>([
    ["while the garden is paused", { pause }, /paused by ben/],
    ["in mode observe", { policy: { ...policy, mode: "observe" } }, /mode is observe/],
    ["of a service that is gone", { service: undefined }, /does not exist/],
    [
      "with another controller",
      { service: serviceOn(primary(2), { deploymentController: "CODE_DEPLOY" }) },
      /CODE_DEPLOY/,
    ],
    ["where there is nothing to go back to", { state: without(stateOf(), "knownGoodBefore") }, /nothing to go back to/],
    ["to what runs", { asked: { ...asked, to: named(2, pinned(TWOS)) } }, /runs api:2 already/],
    [
      "to a revision that names a tag",
      { asked: { ...asked, to: named(8, pinned(TWOS).replace(/@.*/, ":latest")) } },
      /by its tag/,
    ],
    [
      "to another family",
      { asked: { ...asked, to: { ...named(1, pinned(ONES)), arn: revision(1).replace("api:", "web:") } } },
      /no revision of the family api/,
    ],
    ["to an image that ECR has lost", { missingDigests: [ONES] }, /no longer has 111111111111/],
    [
      "while it is on its way back",
      { ...midRollout, state: stateOf({ rollout: { ...rolling, status: "Failed", wayBack } }) },
      /on its way back to api:1 already/,
    ],
    [
      "while another one is under way",
      { ...midRollout, state: stateOf({ rollout: { ...rolling, askedBy: "ben" } }) },
      /ben is rolling shop\/api back already/,
    ],
  ])("%s", (_story, given, why) => {
    const decision = decideRollback(input(given));
    expect(decision).toMatchObject({ effects: [], facts: [], refused: expect.stringMatching(why) });
  });
});
