import { describe, expect, test } from "@jest/globals";
import type { Fact, Notice, RolloutNotice, ServiceNotice, WithheldMove } from "../../shared/core/model.ts";
import { emptied, fold, needsWatching } from "../../shared/core/rollout/fold.ts";
import {
  at,
  bakingRollout,
  change,
  failedRollout,
  hold,
  knownGood,
  plannedRollout,
  plannedWayBack,
  revision,
  rollout,
  state,
  stateWith,
  tagDecision,
  THREES,
  TWOS,
} from "../support/core.ts";

const tags = tagDecision();
const withheld: WithheldMove = {
  at: at(0),
  restraint: { kind: "held", hold: hold() },
  images: [change(), change({ container: "worker", repository: "team/worker", digest: THREES })],
};
const drift = {
  at: at(0),
  deploymentId: "ecs-svc/9",
  taskDefinition: revision(8),
  digests: { web: THREES, worker: TWOS },
};
const started: Fact = { kind: "DeploymentStarted", at: at(5), deploymentId: "ecs-svc/2", deploymentCreatedAt: at(4) };
const superseded: Fact = { kind: "RolloutSuperseded", at: at(30), reason: "a newer image came" };
const newer = plannedRollout({ id: "shop/api/6", plannedAt: at(30) });
const planned: Fact = { kind: "RolloutPlanned", at: at(30), rollout: newer, ...tags };

describe("every write", () => {
  test("is the next version, with its facts and reasons for the record", () => {
    const fact: Fact = { kind: "ServiceAdopted", at: at(0), ...tags };
    expect(fold(state(), [fact], ["web runs it already"], at(1))).toEqual(
      state({
        version: 5,
        decided: { "team/web:latest": { digest: TWOS, at: at(0) } },
        unrecorded: [{ version: 5, at: at(1), facts: [fact], reasons: ["web runs it already"] }],
      }),
    );
  });

  test("keeps what was not recorded yet, before it", () => {
    const given = fold(state(), [], ["first"], at(1));
    expect(fold(given, [], ["second"], at(2)).unrecorded).toEqual([
      { version: 5, at: at(1), facts: [], reasons: ["first"] },
      { version: 6, at: at(2), facts: [], reasons: ["second"] },
    ]);
  });

  test("leaves what it was given as it is", () => {
    const given = state();
    fold(given, [planned], ["rolls"], at(30));
    expect(given).toEqual(state());
  });
});

describe("what is told of a fact", () => {
  const aRollout = "rollout";
  const rows: readonly (readonly [
    fact: Fact,
    told: "rollout" | Pick<ServiceNotice, "topic" | "headline"> | undefined,
  ])[] = [
    [{ kind: "ServiceAdopted", at: at(0), ...tags }, undefined],
    [{ kind: "RolloutPlanned", at: at(0), rollout: plannedRollout(), ...tags }, aRollout],
    [{ kind: "RolloutRefused", at: at(0), rollout: plannedRollout(), ...tags }, aRollout],
    [superseded, aRollout],
    [{ kind: "RolloutResumed", at: at(0), leaseUntil: at(60) }, aRollout],
    [{ kind: "RolloutRestarted", at: at(0), leaseUntil: at(60), reason: "late" }, aRollout],
    [{ kind: "RevisionRegistered", at: at(0), taskDefinition: revision(2) }, aRollout],
    [started, aRollout],
    [{ kind: "DeploymentCompleted", at: at(0), bakeUntil: at(300) }, aRollout],
    [{ kind: "RolloutCompleted", at: at(0), warnings: [] }, aRollout],
    [{ kind: "RolloutFailed", at: at(0), reason: "no" }, aRollout],
    [{ kind: "ReturnRevisionRegistered", at: at(0), taskDefinition: revision(3) }, aRollout],
    [{ kind: "ReturnStarted", at: at(0), deploymentId: "ecs-svc/3", deploymentCreatedAt: at(0) }, aRollout],
    [{ kind: "ReturnCompleted", at: at(0) }, aRollout],
    [{ kind: "ReturnFailed", at: at(0), reason: "no" }, aRollout],
    [{ kind: "ForeignDeploymentSeen", at: at(0), restingOn: "ecs-svc/9" }, undefined],
    [
      { kind: "ForeignDeploymentSeen", at: at(0), restingOn: "ecs-svc/9", drift },
      {
        topic: "drift",
        headline:
          "was deployed by somebody else: api:8, with web on 333333333333 and worker on 222222222222. It is left alone until its tag moves",
      },
    ],
    [
      { kind: "ForeignDeploymentSeen", at: at(0), restingOn: "ecs-svc/9", drift: { ...drift, isLate: true } },
      {
        topic: "drift",
        headline:
          "runs api:8, with web on 333333333333 and worker on 222222222222: the call of a rollout that had been overtaken arrived late. If something else should run, deploy that again; it is left alone until its tag moves",
      },
    ],
    [{ kind: "KnownGoodSeen", at: at(0), knownGood: knownGood() }, undefined],
    [{ kind: "ImagesPublished", at: at(0), images: {} }, undefined],
    [
      { kind: "MoveWithheld", at: at(0), withheld },
      {
        topic: "withheld",
        headline:
          "would roll web to team/web:latest (222222222222) and worker to team/worker:latest (333333333333); it is held by ana since 2026-11-22T11:59:00Z: freeze",
      },
    ],
    [
      { kind: "ServiceHeld", at: at(0), hold: hold() },
      { topic: "hold", headline: "takes no new image: it is held by ana since 2026-11-22T11:59:00Z: freeze" },
    ],
    [
      { kind: "ServiceReleased", at: at(0), by: "ben" },
      { topic: "hold", headline: "takes new images again: released by ben" },
    ],
    [{ kind: "ServiceRecreated", at: at(0), createdAt: at(-20) }, undefined],
  ];

  const noticesOf = (about: (typeof rows)[number][1]): readonly object[] => {
    if (about === undefined) return [];
    return about === "rollout"
      ? [{ kind: "rollout", version: 5, at: at(1), sentences: ["so it is"] }]
      : [{ kind: "service", service: "shop/api", version: 5, at: at(1), ...about }];
  };

  test.each(rows)("$kind", (fact, about) => {
    const given = stateWith(failedRollout({ wayBack: plannedWayBack() }));
    const { outbox } = fold(given, [fact], ["so it is"], at(1));
    expect(outbox).toHaveLength(about === undefined ? 0 : 1);
    expect(outbox).toMatchObject(noticesOf(about));
  });
});

describe("a rollout's notice", () => {
  test("tells its newest state, once for all facts of a write", () => {
    const facts: readonly Fact[] = [
      { kind: "DeploymentCompleted", at: at(100), bakeUntil: at(100) },
      { kind: "RolloutCompleted", at: at(100), warnings: [] },
    ];
    const next = fold(stateWith(rollout()), facts, ["all is well"], at(100));
    expect(next.outbox).toEqual([
      { kind: "rollout", rollout: next.rollout, version: 5, at: at(100), sentences: ["all is well"] },
    ]);
    expect(next.rollout?.status).toBe("Completed");
  });

  test("of one that was overtaken has no sentences: they are about the newest", () => {
    const next = fold(stateWith(rollout()), [superseded, planned], ["rolls shop/api"], at(30));
    expect(next.outbox).toMatchObject([
      { rollout: { id: "shop/api/5", status: "Superseded" }, version: 5, sentences: [] },
      { rollout: { id: "shop/api/6", status: "Planned" }, version: 5, sentences: ["rolls shop/api"] },
    ]);
  });

  test("of one that was refused is told beside the one that is under way, which stays", () => {
    const refused = plannedRollout({ id: "shop/api/6", status: "Failed", endedAt: at(30) });
    const fact: Fact = { kind: "RolloutRefused", at: at(30), rollout: refused, ...tags };
    const next = fold(stateWith(rollout()), [fact], ["does not roll"], at(30));
    expect(next.outbox).toEqual([{ kind: "rollout", rollout: refused, version: 5, at: at(30), sentences: [] }]);
    expect(next.rollout).toEqual(rollout());
  });

  test("of one whose service was created anew is told although it is remembered no more", () => {
    const facts: readonly Fact[] = [
      { kind: "RolloutFailed", at: at(30), reason: "created again" },
      { kind: "ServiceRecreated", at: at(30), createdAt: at(20) },
    ];
    const next = fold(stateWith(rollout()), facts, ["created anew"], at(30));
    expect(next.outbox).toMatchObject([{ rollout: { id: "shop/api/5", status: "Failed" }, sentences: [] }]);
    expect(next.rollout).toBeUndefined();
  });

  test("is not there where no rollout is", () => {
    expect(fold(state(), [started], ["so it is"], at(5)).outbox).toEqual([]);
  });
});

const told = (version: number, sentences: readonly string[], given = rollout()): RolloutNotice => ({
  kind: "rollout",
  rollout: given,
  version,
  at: at(version),
  sentences,
});

describe("what waits in the outbox", () => {
  const said: Notice = {
    kind: "service",
    service: "shop/api",
    version: 3,
    at: at(3),
    topic: "hold",
    headline: "is held",
  };

  test("is one notice a rollout: the newest state, and every sentence in order", () => {
    const given = stateWith(plannedRollout(), { outbox: [told(4, ["first", "second"], plannedRollout())] });
    const next = fold(given, [started], ["third"], at(5));
    expect(next.outbox).toEqual([
      { kind: "rollout", rollout: next.rollout, version: 5, at: at(5), sentences: ["first", "second", "third"] },
    ]);
    expect(next.rollout?.status).toBe("InProgress");
  });

  test("is kept of other rollouts and of the service, whose every notice is told", () => {
    const other = told(2, ["another one"], bakingRollout({ id: "shop/api/2", status: "Completed", endedAt: at(-900) }));
    const given = stateWith(plannedRollout(), { outbox: [other, said, told(4, ["first"], plannedRollout())] });
    const facts: readonly Fact[] = [started, { kind: "ServiceHeld", at: at(5), hold: hold() }];
    const next = fold(given, facts, ["second"], at(5));
    expect(next.outbox).toMatchObject([
      other,
      said,
      { rollout: { id: "shop/api/5" }, version: 5, sentences: ["first", "second"] },
      { kind: "service", version: 5, topic: "hold" },
    ]);
  });

  test("is taken out together with what was recorded, by a write of its own", () => {
    const entry = { version: 4, at: at(4), facts: [], reasons: ["so it is"] };
    const given = stateWith(rollout(), { outbox: [said], unrecorded: [entry] });
    expect(emptied(given)).toEqual({ ...given, version: 5, outbox: [], unrecorded: [] });
  });
});

describe("somebody must look again", () => {
  const said: Notice = {
    kind: "service",
    service: "shop/api",
    version: 3,
    at: at(3),
    topic: "hold",
    headline: "is held",
  };
  const entry = { version: 4, at: at(4), facts: [], reasons: ["so it is"] };
  test.each([
    ["nothing is open", state(), false],
    ["a rollout is under way", stateWith(rollout()), true],
    ["a way back is", stateWith(failedRollout()), true],
    ["a rollout has ended", stateWith(rollout({ endedAt: at(60) })), false],
    ["something is to be told", state({ outbox: [said] }), true],
    ["something is to be recorded", state({ unrecorded: [entry] }), true],
    ["it is held", state({ hold: hold() }), false],
    ["something was withheld", state({ withheld }), false],
  ])("%s", (_, given, expected) => {
    expect(needsWatching(given)).toBe(expected);
  });
});
