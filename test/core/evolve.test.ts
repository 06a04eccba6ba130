import { describe, expect, test } from "@jest/globals";
import type { Fact, Rollout, ServiceState } from "../../shared/core/model.ts";
import { evolve, isUnderWay, unknownService } from "../../shared/core/rollout/evolve.ts";
import {
  at,
  bakingRollout,
  failedRollout,
  imageOf,
  knownGood,
  ONES,
  plannedRollout,
  plannedWayBack,
  revision,
  rollout,
  state,
  stateWith,
  tagDecision,
  THREES,
  TWOS,
  wayBack,
  webFollowsLatest,
} from "../support/core.ts";

const LATEST = "team/web:latest";

/** What is remembered after these facts, one after the other. */
const after = (given: ServiceState, ...facts: readonly Fact[]): ServiceState => facts.reduce(evolve, given);

const adopted = {
  kind: "ServiceAdopted",
  at: at(-60),
  ...tagDecision({ decided: { [LATEST]: ONES }, knownGood: knownGood() }),
} satisfies Fact;
const planned = {
  kind: "RolloutPlanned",
  at: at(0),
  rollout: plannedRollout(),
  ...tagDecision({ knownGood: knownGood() }),
} satisfies Fact;
const registered: Fact = { kind: "RevisionRegistered", at: at(2), taskDefinition: revision(2) };
const started: Fact = { kind: "DeploymentStarted", at: at(5), deploymentId: "ecs-svc/2", deploymentCreatedAt: at(4) };
const deployed: Fact = { kind: "DeploymentCompleted", at: at(100), bakeUntil: at(400) };
const completed: Fact = {
  kind: "RolloutCompleted",
  at: at(400),
  knownGood: knownGood({ taskDefinition: revision(2), images: { web: imageOf("team/web", TWOS) }, pinned: true }),
  warnings: [],
};
const crashed: Fact = {
  kind: "RolloutFailed",
  at: at(200),
  reason: "during the bake, a task stopped (web exited with code 1)",
  wayBack: plannedWayBack(),
};

describe("the life of a rollout", () => {
  test("that goes well", () => {
    const given = unknownService("shop/api");
    const nothingPending = { late: [], outbox: [], unrecorded: [] };
    expect(given).toEqual({ service: "shop/api", version: 0, fence: 0, followed: [], decided: {}, ...nothingPending });

    const known = after(given, adopted);
    expect(known).toEqual({
      service: "shop/api",
      version: 0,
      fence: 0,
      followed: [webFollowsLatest],
      decided: { [LATEST]: { digest: ONES, at: at(-60) } },
      knownGood: knownGood(),
      createdAt: at(-90_000),
      restingOn: "ecs-svc/1",
      ...nothingPending,
    });

    const going = after(known, planned, registered, started);
    expect(going).toMatchObject({
      fence: 1,
      decided: { [LATEST]: { digest: TWOS, at: at(0) } },
      rollout: {
        status: "InProgress",
        taskDefinition: revision(2),
        deploymentId: "ecs-svc/2",
        deploymentCreatedAt: at(4),
        startedAt: at(5),
        reason: "ECS is replacing the tasks",
      },
      restingOn: "ecs-svc/2",
    });

    const baking = after(going, deployed);
    expect(baking.rollout).toMatchObject({
      status: "Baking",
      deployedAt: at(100),
      bakeUntil: at(400),
      reason: "ECS has replaced the tasks; now they must stay up",
    });

    const done = after(baking, completed);
    expect(done.rollout).toMatchObject({
      status: "Completed",
      endedAt: at(400),
      reason: "all tasks run the new image and stayed up",
      warnings: [],
    });
    expect(done.knownGood?.taskDefinition).toBe(revision(2));
    expect(done.fence).toBe(1);

    const asked = stateWith(bakingRollout({ askedBy: "ana" }));
    expect(after(asked, completed).rollout?.reason).toBe("all tasks run the earlier image and stayed up");
  });

  test("that crashes during its bake and is taken back by us: it stays Failed", () => {
    const given = after(state(), planned, registered, started, deployed);
    const failed = after(given, crashed);
    expect(failed.rollout).toMatchObject({ status: "Failed", wayBack: { status: "Planned" } });
    expect(failed.rollout).not.toHaveProperty("endedAt");

    const returning = after(
      failed,
      { kind: "ReturnRevisionRegistered", at: at(202), taskDefinition: revision(3) },
      { kind: "ReturnStarted", at: at(205), deploymentId: "ecs-svc/3", deploymentCreatedAt: at(204) },
    );
    expect(returning.rollout?.wayBack).toMatchObject({
      status: "InProgress",
      taskDefinition: revision(3),
      deploymentId: "ecs-svc/3",
      deploymentCreatedAt: at(204),
    });
    expect(returning.restingOn).toBe("ecs-svc/3");
    expect(returning.rollout).toMatchObject({ taskDefinition: revision(2), deploymentId: "ecs-svc/2" });

    const back = after(returning, { kind: "ReturnCompleted", at: at(300) });
    expect(back.rollout).toMatchObject({
      status: "Failed",
      endedAt: at(300),
      reason: "during the bake, a task stopped (web exited with code 1)",
      wayBack: { status: "Done" },
    });
    expect(back.knownGood).toEqual(knownGood());
  });

  test("that ECS takes back itself ends RolledBack, and not before it is back", () => {
    const given = after(state(), planned, registered, started);
    const failed = after(given, {
      kind: "RolloutFailed",
      at: at(60),
      reason: "ECS deployment circuit breaker: tasks failed to start.",
      wayBack: wayBack({ by: "ecs" }),
    });
    expect(failed.rollout?.status).toBe("Failed");
    expect(failed.restingOn).toBe("ecs-svc/3");
    const back = after(failed, { kind: "ReturnCompleted", at: at(90) });
    expect(back.rollout).toMatchObject({ status: "RolledBack", endedAt: at(90), wayBack: { status: "Done" } });
  });

  test("that fails with no way back has ended", () => {
    const failed = after(state(), planned, { kind: "RolloutFailed", at: at(3), reason: "AWS refused: no" });
    expect(failed.rollout).toMatchObject({ status: "Failed", endedAt: at(3), reason: "AWS refused: no" });
    expect(failed.rollout).not.toHaveProperty("wayBack");
  });

  test("whose way back fails ends with what a person must know", () => {
    const given = stateWith(failedRollout({ warnings: ["the way back is gone: ECR no longer has 111111111111"] }));
    expect(after(given, { kind: "ReturnFailed", at: at(1400), reason: "A person is needed" }).rollout).toMatchObject({
      status: "Failed",
      endedAt: at(1400),
      reason: "during the bake, a task stopped (web exited with code 1)",
      warnings: ["the way back is gone: ECR no longer has 111111111111", "A person is needed"],
      wayBack: { status: "Failed" },
    });
  });

  test("that somebody overtakes has ended", () => {
    const reason = "somebody else deployed api:8 (ecs-svc/9)";
    expect(after(stateWith(rollout()), { kind: "RolloutSuperseded", at: at(60), reason }).rollout).toMatchObject({
      status: "Superseded",
      endedAt: at(60),
      reason,
    });
  });

  test.each([
    ["only 2 of 3 tasks run", "ECS has replaced the tasks; only 2 of 3 tasks run"],
    [
      "no task runs, so nothing is proven about this image yet",
      "ECS has replaced the tasks; no task runs, so nothing is proven about this image yet",
    ],
  ])("that completes unproven does not claim that all tasks stayed up: %s", (warning, reason) => {
    const done = after(stateWith(bakingRollout()), { kind: "RolloutCompleted", at: at(700), warnings: [warning] });
    expect(done.rollout).toMatchObject({ status: "Completed", reason });
  });

  test("warnings gather", () => {
    const given = stateWith(bakingRollout({ warnings: ["the way back is gone: ECR no longer has 111111111111"] }));
    const { knownGood: _, ...unproven } = completed;
    const done = after(given, { ...unproven, warnings: ["only 2 of 3 tasks run"] });
    expect(done.rollout?.warnings).toEqual([
      "the way back is gone: ECR no longer has 111111111111",
      "only 2 of 3 tasks run",
    ]);
    expect(done.knownGood).toEqual(knownGood());
  });
});

describe("the fence rises with every decision to touch the service", () => {
  const rows: readonly (readonly [name: string, given: ServiceState, fact: Fact, rises: boolean])[] = [
    ["a rollout planned", state(), planned, true],
    ["a rollout failed and taken back", stateWith(bakingRollout()), crashed, true],
    ["a rollout given up", stateWith(plannedRollout()), { kind: "RolloutFailed", at: at(3), reason: "no" }, true],
    [
      "one taken over from a dead function",
      stateWith(plannedRollout()),
      { kind: "RolloutResumed", at: at(60), leaseUntil: at(120) },
      true,
    ],
    [
      "a way back taken over from a dead function",
      stateWith(failedRollout({ wayBack: plannedWayBack() })),
      { kind: "RolloutResumed", at: at(260), leaseUntil: at(320) },
      true,
    ],
    [
      "a way back given up",
      stateWith(failedRollout({ wayBack: plannedWayBack() })),
      { kind: "ReturnFailed", at: at(260), reason: "no" },
      true,
    ],
    ["a service adopted", state(), adopted, false],
    ["a revision registered", stateWith(plannedRollout()), registered, false],
    ["a deployment started", stateWith(plannedRollout()), started, false],
    ["a deployment complete", stateWith(rollout()), deployed, false],
    ["a rollout complete", stateWith(bakingRollout()), completed, false],
    [
      "a copy for the way back registered",
      stateWith(failedRollout({ wayBack: plannedWayBack() })),
      { kind: "ReturnRevisionRegistered", at: at(202), taskDefinition: revision(3) },
      false,
    ],
    [
      "the way back started",
      stateWith(failedRollout({ wayBack: plannedWayBack() })),
      { kind: "ReturnStarted", at: at(205), deploymentId: "ecs-svc/3", deploymentCreatedAt: at(204) },
      false,
    ],
    ["the way back through", stateWith(failedRollout()), { kind: "ReturnCompleted", at: at(300) }, false],
  ];

  test.each(rows)("%s", (_, given, fact, rises) => {
    expect(evolve(given, fact).fence).toBe(rises ? 8 : 7);
  });

  test("the version is for whoever writes", () => {
    expect(rows.map(([, given, fact]) => evolve(given, fact).version)).toEqual(rows.map(() => 4));
  });
});

describe("taken over", () => {
  const resumed: Fact = { kind: "RolloutResumed", at: at(260), leaseUntil: at(320) };

  test("a rollout's lease is the new holder's", () => {
    expect(after(stateWith(plannedRollout()), resumed).rollout).toEqual(plannedRollout({ leaseUntil: at(320) }));
  });

  test("what its first holder may have sent may still arrive", () => {
    const given = stateWith(plannedRollout({ taskDefinition: revision(2) }));
    const late = [{ taskDefinition: revision(2), until: at(260 + 360) }];
    expect(after(given, resumed).late).toEqual(late);
    expect(after(after(given, resumed), { ...resumed, at: at(300) }).late).toEqual([
      { taskDefinition: revision(2), until: at(300 + 360) },
    ]);
    expect(after(stateWith(plannedRollout()), resumed).late).toEqual([]);
  });

  test("of a way back it is the way back's lease", () => {
    const given = failedRollout({ wayBack: plannedWayBack() });
    expect(after(stateWith(given), resumed).rollout).toEqual(
      failedRollout({ wayBack: plannedWayBack({ leaseUntil: at(320) }) }),
    );
  });
});

describe("the deadline is ECS's", () => {
  test("it runs from the start of the deployment, however long the plan lay waiting", () => {
    const late: Fact = {
      kind: "DeploymentStarted",
      at: at(3000),
      deploymentId: "ecs-svc/2",
      deploymentCreatedAt: at(2999),
    };
    expect(after(stateWith(plannedRollout()), late).rollout?.deadlineAt).toBe(at(4200));
  });

  test("so does the way back's", () => {
    const late: Fact = {
      kind: "ReturnStarted",
      at: at(3000),
      deploymentId: "ecs-svc/3",
      deploymentCreatedAt: at(2999),
    };
    const given = failedRollout({ wayBack: plannedWayBack() });
    expect(after(stateWith(given), late).rollout).toMatchObject({
      deadlineAt: given.deadlineAt,
      wayBack: { deadlineAt: at(4200) },
    });
  });
});

describe("what is decided", () => {
  const refusedRollout: Rollout = plannedRollout({ id: "shop/api/9", status: "Failed", endedAt: at(0) });
  const refused: Fact = { kind: "RolloutRefused", at: at(0), rollout: refusedRollout, ...tagDecision() };

  test("is kept by tag: other tags stay decided", () => {
    const given = state({ decided: { "team/worker:latest": { digest: THREES, at: at(-600) } } });
    expect(after(given, adopted).decided).toEqual({
      "team/worker:latest": { digest: THREES, at: at(-600) },
      [LATEST]: { digest: ONES, at: at(-60) },
    });
  });

  test("is remembered of a refusal, too, so that it is told once", () => {
    expect(after(state(), refused)).toEqual(
      state({ decided: { [LATEST]: { digest: TWOS, at: at(0) } }, rollout: refusedRollout }),
    );
  });

  test("a refusal takes the place of what has ended", () => {
    const ended = bakingRollout({ status: "Completed", endedAt: at(-1) });
    expect(after(stateWith(ended), refused).rollout).toEqual(refusedRollout);
  });

  test("a refusal leaves alone what is under way", () => {
    expect(after(stateWith(rollout()), refused).rollout).toEqual(rollout());
  });

  test("without anything proven the known good revision stays what it was", () => {
    const { knownGood: _known, ...unprovenPlan } = planned;
    const { knownGood: _good, ...unprovenService } = adopted;
    const given = state({ knownGood: knownGood({ taskDefinition: revision(7) }) });
    expect(after(given, unprovenService).knownGood?.taskDefinition).toBe(revision(7));
    expect(after(given, unprovenPlan).knownGood?.taskDefinition).toBe(revision(7));
  });
});

test("a fact about a rollout means nothing where there is none", () => {
  const facts: readonly Fact[] = [
    registered,
    started,
    deployed,
    { kind: "ReturnStarted", at: at(0), deploymentId: "ecs-svc/3", deploymentCreatedAt: at(0) },
    { kind: "ReturnCompleted", at: at(0) },
    { kind: "ReturnFailed", at: at(0), reason: "no" },
    { kind: "RolloutSuperseded", at: at(0), reason: "no" },
  ];
  expect(facts.map((fact) => after(state(), fact).rollout)).toEqual(facts.map(() => undefined));
});

describe("under way", () => {
  test.each([
    ["nothing", undefined, false],
    ["planned", plannedRollout(), true],
    ["in progress", rollout(), true],
    ["baking", bakingRollout(), true],
    ["failed and on its way back", failedRollout(), true],
    ["ended", rollout({ endedAt: at(60) }), false],
  ])("%s", (_, newest, expected) => {
    expect(isUnderWay(newest)).toBe(expected);
  });
});
