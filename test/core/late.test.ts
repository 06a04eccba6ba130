import { describe, expect, test } from "@jest/globals";
import type { Fact, LateRevision, ServiceState } from "../../shared/core/model.ts";
import { isLate, restartRollout, resumeRollout } from "../../shared/core/rollout/effects.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import { judgeRollout } from "../../shared/core/rollout/judge.ts";
import type { JudgeInput } from "../../shared/core/rollout/judging.ts";
import {
  at,
  bakingRollout,
  deployment,
  failedRollout,
  judgeInput,
  knownGood,
  ourDeployment,
  plannedRollout,
  plannedWayBack,
  policy,
  registrationBack,
  revision,
  rollout,
  serviceDeployment,
  serviceSnapshot,
  state,
  stateWith,
  tagDecision,
  wayBack,
} from "../support/core.ts";

/** Revision 9 of an overtaken decision, whose UpdateService may arrive until second 360. */
const late: LateRevision = { taskDefinition: revision(9), until: at(360) };

/** The service after revision 9 has arrived late, as ecs-svc/9. */
const arrived = (given: Parameters<typeof deployment>[0] = {}) =>
  deployment({
    id: "ecs-svc/9",
    taskDefinition: revision(9),
    rolloutState: "IN_PROGRESS",
    createdAt: at(50),
    ...given,
  });

describe("what may still arrive", () => {
  const newer = plannedRollout({ id: "shop/api/9" });
  const planned: Fact = { kind: "RolloutPlanned", at: at(30), rollout: newer, ...tagDecision() };
  const superseded: Fact = { kind: "RolloutSuperseded", at: at(30), reason: "a newer image came" };
  const returnFailed: Fact = { kind: "ReturnFailed", at: at(30), reason: "a newer image came" };
  const registered = plannedRollout({ taskDefinition: revision(2) });
  const back = { taskDefinition: revision(3) };

  interface Row {
    readonly name: string;
    readonly given: ServiceState;
    readonly facts: readonly Fact[];
    readonly expected: readonly LateRevision[];
  }
  const rows: readonly Row[] = [
    {
      name: "a revision whose deployment was not noted, for six minutes",
      given: stateWith(registered),
      facts: [superseded, planned],
      expected: [{ taskDefinition: revision(2), until: at(390) }],
    },
    {
      name: "nothing of one that was not registered",
      given: stateWith(plannedRollout()),
      facts: [superseded],
      expected: [],
    },
    {
      name: "nothing of one whose deployment was noted",
      given: stateWith(rollout()),
      facts: [superseded],
      expected: [],
    },
    { name: "nothing of one that bakes", given: stateWith(bakingRollout()), facts: [superseded], expected: [] },
    {
      name: "the revision of a way back",
      given: stateWith(failedRollout({ wayBack: plannedWayBack(back) })),
      facts: [returnFailed, planned],
      expected: [{ taskDefinition: revision(3), until: at(390) }],
    },
    {
      name: "nothing of a way back that was not registered: its rollout's own revision was noted",
      given: stateWith(failedRollout({ wayBack: plannedWayBack() })),
      facts: [returnFailed],
      expected: [],
    },
    {
      name: "nothing of a way back that was noted",
      given: stateWith(failedRollout()),
      facts: [returnFailed],
      expected: [],
    },
    {
      name: "what somebody else overtook, too",
      given: stateWith(registered),
      facts: [{ ...superseded, restingOn: "ecs-svc/9" }],
      expected: [{ taskDefinition: revision(2), until: at(390) }],
    },
    {
      name: "what was late already, beside it",
      given: stateWith(registered, { late: [late] }),
      facts: [superseded, planned],
      expected: [late, { taskDefinition: revision(2), until: at(390) }],
    },
    {
      name: "not what has had its time, in the very moment",
      given: stateWith(registered, { late: [{ ...late, until: at(30) }] }),
      facts: [superseded],
      expected: [{ taskDefinition: revision(2), until: at(390) }],
    },
    {
      name: "what failed before it was noted",
      given: stateWith(registered),
      facts: [{ kind: "RolloutFailed", at: at(30), reason: "it could not be started" }],
      expected: [{ taskDefinition: revision(2), until: at(390) }],
    },
    {
      name: "what was for a service that was deleted and created again under the same name",
      given: stateWith(registered, { late: [late] }),
      facts: [
        { kind: "RolloutFailed", at: at(30), reason: "the service was deleted and created again meanwhile" },
        { kind: "ServiceRecreated", at: at(30), createdAt: at(20) },
      ],
      expected: [late, { taskDefinition: revision(2), until: at(390) }],
    },
    {
      name: "what has a moment left",
      given: state({ late: [{ ...late, until: at(30) + 1 }] }),
      facts: [planned],
      expected: [{ ...late, until: at(30) + 1 }],
    },
    {
      name: "nothing of one that has ended",
      given: stateWith({ ...registered, status: "Failed", endedAt: at(10) }),
      facts: [planned],
      expected: [],
    },
  ];
  test.each(rows)("$name", ({ given, facts, expected }) => {
    expect(facts.reduce(evolve, given).late).toEqual(expected);
  });
});

describe("a deployment is late", () => {
  test.each([
    ["while it may still arrive", arrived(), true],
    ["one moment before the end", arrived({ createdAt: at(360) - 1 }), true],
    ["not from the end on: somebody deploys that revision anew", arrived({ createdAt: at(360) }), false],
    ["not, with another revision", arrived({ taskDefinition: revision(8) }), false],
  ])("%s", (_, primary, expected) => {
    expect(isLate(state({ late: [late] }), primary)).toBe(expected);
  });

  test("not, where the newest decision wants the same: it was taken up while a first call was on its way", () => {
    const newest = rollout({ taskDefinition: late.taskDefinition });
    expect(isLate(stateWith(newest, { late: [late] }), arrived())).toBe(false);
  });

  test("not, where nothing was overtaken", () => {
    expect(isLate(state(), arrived())).toBe(false);
  });
});

/** Second 60; revision 9 has arrived after the newest decision's own deployment. */
const judge = (given: Partial<JudgeInput>) =>
  judgeRollout(
    judgeInput({
      service: serviceSnapshot({ deployments: [arrived(), ourDeployment({ status: "ACTIVE" })] }),
      ...given,
    }),
  );

const REPAIRED = "ecs-svc/9 of an overtaken decision arrived late; the newest one is deployed once more";

const restarted = (now: number) => ({
  kind: "RolloutRestarted",
  at: now,
  leaseUntil: now + 60_000,
  reason: REPAIRED,
});

describe("what arrived late is repaired", () => {
  test.each([
    ["in progress", rollout()],
    ["baking", bakingRollout()],
  ])("while the newest rollout is %s", (_, newest) => {
    expect(judge({ state: stateWith(newest, { late: [late] }) })).toEqual({
      effects: [{ kind: "updateService", service: "shop/api", purpose: "rollout", taskDefinition: revision(2) }],
      facts: [restarted(at(60))],
      reasons: [REPAIRED],
    });
  });

  test("while our way back is in progress", () => {
    const service = serviceSnapshot({ deployments: [arrived({ createdAt: at(250) })] });
    expect(judge({ now: at(300), service, state: stateWith(failedRollout(), { late: [late] }) })).toEqual({
      effects: [{ kind: "updateService", service: "shop/api", purpose: "wayBack", taskDefinition: revision(3) }],
      facts: [restarted(at(300))],
      reasons: [REPAIRED],
    });
  });

  describe("while a way back that a dead function left is planned", () => {
    const left = stateWith(failedRollout({ wayBack: plannedWayBack() }), { late: [late] });
    const service = serviceSnapshot({ deployments: [arrived({ createdAt: at(250) })] });

    test("not while its lease holds", () => {
      expect(resumeRollout(left, service, at(260) - 1).facts).toEqual([]);
    });

    test("once its lease is over, and an earlier try may have registered its copy", () => {
      expect(resumeRollout(left, service, at(260))).toMatchObject({
        effects: [
          { kind: "registerTaskDefinition", purpose: "wayBack", resumed: true },
          { kind: "updateService", purpose: "wayBack" },
        ],
        facts: [restarted(at(260))],
      });
    });
  });

  test("but what came after its time is somebody's will", () => {
    const service = serviceSnapshot({
      deployments: [arrived({ createdAt: at(360) }), ourDeployment({ status: "ACTIVE" })],
    });
    expect(judge({ now: at(400), service, state: stateWith(rollout(), { late: [late] }) }).facts).toEqual([
      {
        kind: "RolloutSuperseded",
        at: at(400),
        reason: "somebody else deployed api:9 (ecs-svc/9)",
        restingOn: "ecs-svc/9",
      },
    ]);
  });
});

describe("what arrives late after ECS has gone back by itself", () => {
  const byEcs = wayBack({ by: "ecs", taskDefinition: revision(1), deadlineAt: at(1400) });
  const primary = arrived({ createdAt: at(250) });
  const ARRIVED = "ecs-svc/9 of an overtaken decision arrived late, after ECS had gone back by itself";

  test("makes the way back ours, by a pinned copy", () => {
    const newest = failedRollout({ wayBack: byEcs });
    const decision = restartRollout(stateWith(newest, { late: [late] }), newest, primary, at(300));
    expect(decision).toEqual({
      effects: [registrationBack(), { kind: "updateService", service: "shop/api", purpose: "wayBack" }],
      facts: [
        {
          kind: "RolloutFailed",
          at: at(300),
          reason: "during the bake, a task stopped (web exited with code 1)",
          wayBack: {
            by: "gardener",
            status: "Planned",
            to: knownGood(),
            leaves: "ecs-svc/9",
            startedAt: at(300),
            leaseUntil: at(360),
            deadlineAt: at(1500),
          },
        },
      ],
      reasons: [`${ARRIVED}; takes the service back to api:1`],
    });
  });

  test("makes the way back ours, by the revision itself where it is pinned", () => {
    const newest = failedRollout({ wayBack: byEcs, knownGood: knownGood({ pinned: true }) });
    const service = serviceSnapshot({ deployments: [primary] });
    const decision = judge({ now: at(300), service, state: stateWith(newest, { late: [late] }) });
    expect(decision.effects).toEqual([
      { kind: "updateService", service: "shop/api", purpose: "wayBack", taskDefinition: revision(1) },
    ]);
  });

  test("needs a person where nothing is known to be good", () => {
    const { knownGood: _knownGood, ...newest } = failedRollout({ wayBack: byEcs });
    const reason = `${ARRIVED}; no earlier revision is known to be good. A person is needed`;
    expect(restartRollout(stateWith(newest, { late: [late] }), newest, primary, at(300))).toEqual({
      effects: [],
      facts: [{ kind: "ReturnFailed", at: at(300), reason, restingOn: "ecs-svc/9" }],
      reasons: [reason],
    });
  });
});

describe("restarted", () => {
  const restart: Fact = { kind: "RolloutRestarted", at: at(60), leaseUntil: at(120), reason: REPAIRED };

  test("a rollout is planned once more, with a fence and a lease of its own, by the revision that it has", () => {
    const given = stateWith(bakingRollout());
    expect(evolve(given, restart)).toEqual({
      ...given,
      fence: 8,
      rollout: bakingRollout({ status: "Planned", leaseUntil: at(120), reason: REPAIRED }),
    });
  });

  test("a way back is, and why its rollout failed stays known", () => {
    const given = stateWith(failedRollout());
    expect(evolve(given, restart)).toEqual({
      ...given,
      fence: 8,
      rollout: failedRollout({ wayBack: wayBack({ status: "Planned", leaseUntil: at(120) }) }),
    });
  });

  test.each([1, 2, 3])("a rollout has the same time again, however often (%i)", (times) => {
    const started: Fact = {
      kind: "DeploymentStarted",
      at: at(500),
      deploymentId: "ecs-svc/10",
      deploymentCreatedAt: at(499),
    };
    const facts = Array.from({ length: times }, () => [restart, started]).flat();
    expect(facts.reduce(evolve, stateWith(rollout())).rollout).toMatchObject({
      status: "InProgress",
      startedAt: at(500),
      deadlineAt: at(1700),
    });
  });

  test("so has a way back", () => {
    const started: Fact = {
      kind: "ReturnStarted",
      at: at(500),
      deploymentId: "ecs-svc/10",
      deploymentCreatedAt: at(500),
    };
    const given = stateWith(failedRollout());
    expect([restart, started, restart, started].reduce(evolve, given).rollout?.wayBack?.deadlineAt).toBe(at(1700));
  });
});

describe("nothing is called done while something may still arrive", () => {
  const may = "an overtaken decision may still arrive within 1 second";
  /** One revision that may arrive no more, and one that may until second 450. */
  const both = [late, { taskDefinition: revision(8), until: at(450) }];

  /** The tasks of our deployment have all stayed up. */
  const baked = {
    state: stateWith(bakingRollout(), { late: both }),
    service: serviceSnapshot({ deployments: [ourDeployment({ rolloutState: "COMPLETED" })] }),
  };

  test("a bake is over, and waits for the last of them", () => {
    expect(judge({ ...baked, now: at(450) - 1 }).reasons).toEqual([may]);
    expect(judge({ ...baked, now: at(450) }).facts.map(({ kind }) => kind)).toEqual(["RolloutCompleted"]);
  });

  test("a rollout without a bake bakes until then", () => {
    const given = { ...baked, policy: policy({ bakeSeconds: 0 }), state: stateWith(rollout(), { late: both }) };
    expect(judge({ ...given, now: at(450) - 1 }).facts.map(({ kind }) => kind)).toEqual(["DeploymentCompleted"]);
    expect(judge({ ...given, now: at(450) }).facts.map(({ kind }) => kind)).toEqual([
      "DeploymentCompleted",
      "RolloutCompleted",
    ]);
  });

  test("a way back is through, and waits", () => {
    const given = {
      state: stateWith(failedRollout(), { late: both }),
      service: serviceSnapshot({
        deployments: [deployment({ id: "ecs-svc/3", taskDefinition: revision(3), createdAt: at(205) })],
      }),
    };
    expect(judge({ ...given, now: at(450) - 1 })).toEqual({ effects: [], facts: [], reasons: [may] });
    expect(judge({ ...given, now: at(450) }).facts).toEqual([{ kind: "ReturnCompleted", at: at(450) }]);
  });

  test("ECS has gone back already, and its way back is not over", () => {
    const given = {
      state: stateWith(rollout(), { late: both }),
      service: serviceSnapshot({ deployments: [deployment({ id: "ecs-svc/3", createdAt: at(205) })] }),
      serviceDeployments: [serviceDeployment({ status: "ROLLBACK_SUCCESSFUL" })],
    };
    expect(judge({ ...given, now: at(450) - 1 }).facts.map(({ kind }) => kind)).toEqual(["RolloutFailed"]);
    expect(judge({ ...given, now: at(450) }).facts.map(({ kind }) => kind)).toEqual([
      "RolloutFailed",
      "ReturnCompleted",
    ]);
  });
});
