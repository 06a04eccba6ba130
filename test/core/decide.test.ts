import { describe, expect, test } from "@jest/globals";
import type { Decision } from "../../shared/core/model.ts";
import { decide, type LookInput } from "../../shared/core/rollout/decide.ts";
import {
  at,
  bakingRollout,
  deployedByOthers,
  deployment,
  factOf,
  failedRollout,
  hold,
  knownGood,
  lookInput,
  ONES,
  ourDeployment,
  plannedRollout,
  plannedWayBack,
  policy,
  rollout,
  serviceSnapshot,
  state,
  stateWith,
  stoppedTask,
  tagsOf,
  THREES,
  TWOS,
} from "../support/core.ts";

const look = (given: Partial<LookInput> = {}): Decision => decide(lookInput(given));

const kindsOf = ({ facts, effects }: Decision): readonly string[] => [...facts, ...effects].map(({ kind }) => kind);

const DECIDED = "team/web:latest (222222222222) was decided on at 2026-11-22T12:00:00Z already";

/** The service while our deployment is the PRIMARY one. */
const ours = (given: Parameters<typeof ourDeployment>[0] = {}) =>
  serviceSnapshot({ deployments: [ourDeployment(given), deployment({ status: "ACTIVE" })] });

/** A look at second 60 at a rollout to TWOS that is in progress, and whose tag has not moved since. */
const onItsWay: Partial<LookInput> = {
  now: at(60),
  state: stateWith(rollout()),
  service: ours(),
  running: { web: TWOS },
  tags: tagsOf(TWOS),
};

describe("first the tags, then the rollout, then what others did", () => {
  interface Row {
    readonly name: string;
    readonly given: Partial<LookInput>;
    readonly kinds: readonly string[];
    readonly reasons: readonly string[];
  }
  const rows: readonly Row[] = [
    {
      name: "nothing happened",
      given: {},
      kinds: [],
      reasons: [
        "team/web:latest (111111111111) was decided on at 2026-11-21T12:00:00Z already",
        "shop/api is at rest on api:1",
      ],
    },
    {
      name: "a tag moved: how the rollout before it goes does not matter any more",
      given: { ...onItsWay, service: ours({ rolloutState: "COMPLETED" }), tags: tagsOf(THREES) },
      kinds: ["RolloutSuperseded", "RolloutPlanned", "registerTaskDefinition", "updateService"],
      reasons: ["rolls shop/api: team/web:latest moved from 222222222222 to 333333333333"],
    },
    {
      name: "a tag moved although somebody else has deployed: it is theirs until then",
      given: {
        service: deployedByOthers({ createdAt: at(-50) }),
        running: { web: THREES },
        tags: tagsOf(TWOS),
      },
      kinds: ["RolloutPlanned", "registerTaskDefinition", "updateService"],
      reasons: ["rolls shop/api: team/web:latest moved from 111111111111 to 222222222222"],
    },
    {
      name: "no tag moved: the rollout is judged",
      given: { ...onItsWay, service: ours({ rolloutState: "COMPLETED" }) },
      kinds: ["DeploymentCompleted"],
      reasons: [DECIDED, "ECS calls the deployment complete"],
    },
    {
      name: "no tag moved, and somebody else deploys: that is the rollout's end, and no drift",
      given: {
        ...onItsWay,
        service: deployedByOthers(),
        running: { web: THREES },
      },
      // What was known good before is not published yet.
      kinds: ["RolloutSuperseded", "putParameter"],
      reasons: [DECIDED, "somebody else deployed api:8 (ecs-svc/9)"],
    },
    {
      name: "a look about the rollout alone has nothing to say of tags",
      given: { ...onItsWay, tags: undefined, taskDefinition: undefined, running: {} },
      kinds: [],
      reasons: ["ecs-svc/2 is in progress: 3 of 3 tasks run"],
    },
    {
      name: "nothing under way: what others did",
      given: {
        service: deployedByOthers({ createdAt: at(-50) }),
      },
      kinds: ["ForeignDeploymentSeen"],
      reasons: [
        "team/web:latest (111111111111) was decided on at 2026-11-21T12:00:00Z already",
        "somebody else deployed api:8 (ecs-svc/9), with the images that were decided for shop/api",
      ],
    },
    {
      name: "nothing is followed",
      given: { policy: { ...policy(), follow: undefined } },
      kinds: [],
      reasons: ["nothing says what shop/api follows"],
    },
    {
      name: "what is to be followed is not valid",
      given: { policy: { ...policy(), follow: undefined }, followProblem: "gardener:follow: no such tag" },
      kinds: [],
      reasons: ["gardener:follow: no such tag"],
    },
    {
      name: "nothing is followed any more: what is under way is judged all the same",
      given: {
        ...onItsWay,
        service: ours({ rolloutState: "COMPLETED" }),
        policy: { ...policy(), follow: undefined },
        followProblem: "gardener:follow: no such tag",
      },
      kinds: ["DeploymentCompleted"],
      reasons: ["gardener:follow: no such tag", "ECS calls the deployment complete"],
    },
    {
      name: "the service is gone, and nothing was under way",
      given: { service: undefined, taskDefinition: undefined, running: {} },
      kinds: [],
      reasons: ["shop/api does not exist (any more)", "shop/api has no deployment"],
    },
    {
      name: "the service is gone in the middle of a rollout",
      given: { ...onItsWay, service: undefined, taskDefinition: undefined, running: {} },
      kinds: ["RolloutFailed"],
      reasons: ["shop/api does not exist (any more)", "the service was deleted meanwhile"],
    },
  ];
  test.each(rows)("$name", ({ given, kinds, reasons }) => {
    const decision = look(given);
    expect(kindsOf(decision)).toEqual(kinds);
    expect(decision.reasons).toEqual(reasons);
  });
});

describe("a planned rollout whose function died is taken up", () => {
  const left = { state: stateWith(plannedRollout()), tags: tagsOf(TWOS) };

  test("not while its lease holds", () => {
    expect(look({ ...left, now: at(60) - 1 })).toEqual({
      effects: [],
      facts: [],
      reasons: [DECIDED, "shop/api/5 is being started by another invocation"],
    });
  });

  test("once its lease is over", () => {
    const decision = look({ ...left, now: at(60) });
    expect(decision.reasons).toEqual([DECIDED, "takes up shop/api/5 where an earlier try left it"]);
    expect(kindsOf(decision)).toEqual(["RolloutResumed", "registerTaskDefinition", "updateService"]);
  });

  test("not as it was, where the tag has moved meanwhile: that one is rolled instead", () => {
    const decision = look({ ...left, now: at(60), tags: tagsOf(THREES) });
    expect(kindsOf(decision)).toEqual([
      "RolloutSuperseded",
      "RolloutPlanned",
      "registerTaskDefinition",
      "updateService",
    ]);
  });
});

describe("an answer of ECS that is older than what is known", () => {
  const before = { ...onItsWay, service: serviceSnapshot(), taskDefinition: lookInput().taskDefinition };

  test("is no ground for a rollout: it is read again", () => {
    expect(look({ ...before, tags: tagsOf(THREES) })).toEqual({
      effects: [],
      facts: [],
      reasons: ["ECS shows a deployment that is older than the one that we know of"],
      isStale: true,
    });
  });

  test("is none either for taking what it shows for what was to be: the tag has moved back to it", () => {
    const ended = stateWith(bakingRollout({ status: "Completed", endedAt: at(100) }));
    const decision = look({ ...before, now: at(200), state: ended, running: { web: ONES }, tags: tagsOf(ONES) });
    expect(kindsOf(decision)).toEqual([]);
    expect(decision.isStale).toBe(true);
  });

  test("is not what the service is known to rest on, though it is older than our own deployment", () => {
    const ended = stateWith(rollout({ status: "Superseded", endedAt: at(30) }), { restingOn: "ecs-svc/1" });
    const decision = look({ ...before, state: ended, running: { web: ONES }, tags: tagsOf(THREES) });
    expect(kindsOf(decision)).toEqual(["RolloutPlanned", "registerTaskDefinition", "updateService"]);
  });

  test("says nothing of the rollout: it is looked at again", () => {
    const decision = look(before);
    expect(kindsOf(decision)).toEqual([]);
    expect(decision.isStale).toBeUndefined();
  });
});

describe("a service of the same name was deleted and created again", () => {
  const anew = serviceSnapshot({
    createdAt: at(-20),
    deployments: [deployment({ id: "ecs-svc/20", createdAt: at(-20) })],
  });
  const CREATED = "shop/api was created anew; what was known of the service before counts no more";

  test("it is adopted as it runs", () => {
    const decision = look({ service: anew });
    expect(kindsOf(decision)).toEqual(["ServiceRecreated", "ServiceAdopted", "putParameter"]);
    expect(decision.facts[0]).toEqual({ kind: "ServiceRecreated", at: at(0), createdAt: at(-20) });
    expect(factOf(decision, "ServiceAdopted")).toMatchObject({ createdAt: at(-20), restingOn: "ecs-svc/20" });
    expect(decision.reasons[0]).toBe(CREATED);
  });

  test("it rolls where its tag points elsewhere, and no memory of the other one is a way back", () => {
    const decision = look({
      service: {
        ...anew,
        deployments: [deployment({ id: "ecs-svc/20", createdAt: at(-20), rolloutState: "IN_PROGRESS" })],
      },
      tags: tagsOf(TWOS),
    });
    expect(kindsOf(decision)).toEqual([
      "ServiceRecreated",
      "RolloutPlanned",
      "registerTaskDefinition",
      "updateService",
    ]);
    expect(factOf(decision, "RolloutPlanned")?.rollout).not.toHaveProperty("knownGood");
  });

  test("what it runs is not resolved yet: it is known to be another one all the same", () => {
    const decision = look({ service: anew, running: {} });
    expect(kindsOf(decision)).toEqual(["ServiceRecreated"]);
    expect(decision.reasons).toEqual([
      CREATED,
      "ECS has not resolved yet what web runs",
      "ecs-svc/20 is new; ECS has not resolved yet what it runs",
    ]);
  });

  test.each([
    ["planned", plannedRollout(), "RolloutFailed"],
    ["in progress", rollout(), "RolloutFailed"],
    ["baking", bakingRollout(), "RolloutFailed"],
    ["failed and on its way back", failedRollout(), "ReturnFailed"],
    ["failed, with a way back that is planned", failedRollout({ wayBack: plannedWayBack() }), "ReturnFailed"],
  ])("the other one's rollout has ended: %s", (_, newest, kind) => {
    const decision = look({ ...onItsWay, state: stateWith(newest), service: anew });
    expect(decision.facts[0]).toEqual({
      kind,
      at: at(60),
      reason: "the service was deleted and created again meanwhile",
    });
    expect(kindsOf(decision).slice(1)).toEqual(["ServiceRecreated", "ServiceAdopted", "putParameter"]);
  });

  test("a rollout that has ended stays what it is", () => {
    const ended = bakingRollout({ status: "Completed", endedAt: at(400) });
    expect(kindsOf(look({ state: stateWith(ended), service: anew }))).toEqual([
      "ServiceRecreated",
      "ServiceAdopted",
      "putParameter",
    ]);
  });

  test("a held one is not rolled: a person's hold is on the name", () => {
    const decision = look({ state: state({ hold: hold() }), service: anew, tags: tagsOf(TWOS) });
    expect(kindsOf(decision)).toEqual(["ServiceRecreated", "MoveWithheld"]);
  });

  test.each([
    ["the same one", { createdAt: at(-90_000) }],
    ["an older one, by a stale answer", { createdAt: at(-90_001) }],
    ["one that is being deleted already", { createdAt: at(-20), status: "DRAINING" }],
  ])("not: %s", (_, given) => {
    expect(kindsOf(look({ service: serviceSnapshot(given) }))).toEqual([]);
  });

  test("not, where nothing is known of the time of its creation", () => {
    const { createdAt: _createdAt, ...unknown } = lookInput().state;
    expect(kindsOf(look({ state: unknown }))).toEqual([]);
  });
});

describe("while the garden is paused, or only observes, nothing is touched", () => {
  const crashed: Partial<LookInput> = {
    ...onItsWay,
    now: at(200),
    state: stateWith(bakingRollout()),
    service: ours({ rolloutState: "COMPLETED" }),
    stoppedTasks: [stoppedTask()],
  };
  const left: Partial<LookInput> = { now: at(60), state: stateWith(plannedRollout()), tags: tagsOf(TWOS) };
  const paused = { pause: hold() };
  const observed = { policy: policy({ mode: "observe" }) };

  const waiting: readonly (readonly [name: string, given: Partial<LookInput>, why: string])[] = [
    [
      "a way back waits for the end of the pause",
      { ...crashed, ...paused },
      `the garden is paused by ana since 2026-11-22T11:59:00Z: freeze; otherwise: ${DECIDED}; shop/api/5 has failed: during the bake, a task stopped (web exited with code 1); takes the service back to api:1`,
    ],
    [
      "a way back waits for another mode",
      { ...crashed, ...observed },
      `its mode is observe; otherwise: ${DECIDED}; shop/api/5 has failed: during the bake, a task stopped (web exited with code 1); takes the service back to api:1`,
    ],
    [
      "what a dead function left waits, too",
      { ...left, ...paused },
      `the garden is paused by ana since 2026-11-22T11:59:00Z: freeze; otherwise: ${DECIDED}; takes up shop/api/5 where an earlier try left it`,
    ],
  ];
  test.each(waiting)("%s", (_, given, why) => {
    expect(look(given)).toEqual({ effects: [], facts: [], reasons: [why] });
  });

  test.each([
    ["paused", paused],
    ["observed", observed],
  ])("what ECS did is recorded (%s)", (_, restraint) => {
    const complete = { ...onItsWay, service: ours({ rolloutState: "COMPLETED" }), ...restraint };
    expect(kindsOf(look(complete))).toEqual(["DeploymentCompleted"]);
  });

  test.each([
    ["paused", paused, { kind: "paused", hold: hold() }],
    ["observed", observed, { kind: "observed" }],
  ])("a move is withheld, and remembered (%s)", (_, restraint, kind) => {
    const decision = look({ ...restraint, tags: tagsOf(TWOS) });
    expect(kindsOf(decision)).toEqual(["MoveWithheld"]);
    expect(factOf(decision, "MoveWithheld")?.withheld).toMatchObject({
      at: at(0),
      restraint: kind,
      images: [{ container: "web", digest: TWOS }],
    });
  });
});

describe("a hold stops new rollouts", () => {
  const held = hold();

  test("and withdraws what a dead function left before it, so that its tag is decided on again after the hold", () => {
    const decision = look({ now: at(60), state: stateWith(plannedRollout(), { hold: held }), tags: tagsOf(TWOS) });
    const reason = "it was not started: it is held by ana since 2026-11-22T11:59:00Z: freeze";
    expect(decision.facts).toEqual([{ kind: "RolloutSuperseded", at: at(60), reason, isWithdrawn: true }]);
    expect(decision.effects.filter(({ kind }) => kind === "updateService")).toEqual([]);
    expect(decision.reasons).toEqual([DECIDED, reason]);
  });

  test("but no way back", () => {
    const decision = look({
      ...onItsWay,
      now: at(200),
      state: stateWith(bakingRollout(), { hold: held }),
      service: ours({ rolloutState: "COMPLETED" }),
      stoppedTasks: [stoppedTask()],
    });
    expect(kindsOf(decision)).toEqual(["RolloutFailed", "registerTaskDefinition", "updateService"]);
  });

  test("nor one that a dead function left", () => {
    const decision = look({
      ...onItsWay,
      now: at(260),
      state: stateWith(failedRollout({ wayBack: plannedWayBack({ to: knownGood({ pinned: true }) }) }), { hold: held }),
      service: ours({ rolloutState: "COMPLETED" }),
    });
    expect(kindsOf(decision)).toEqual(["RolloutResumed", "updateService"]);
  });
});
