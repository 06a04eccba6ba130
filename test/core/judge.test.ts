import { describe, expect, test } from "@jest/globals";
import type { Decision, Rollout, ServiceSnapshot } from "../../shared/core/model.ts";
import { judgeRollout } from "../../shared/core/rollout/judge.ts";
import type { JudgeInput } from "../../shared/core/rollout/judging.ts";
import {
  at,
  bakingRollout,
  deployedByOthers,
  deployment,
  factOf,
  failedRollout,
  imageOf,
  judgeInput,
  knownGood,
  ONES,
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
  stoppedTask,
  THREES,
  TWOS,
  wayBack,
  webFollowsLatest,
} from "../support/core.ts";

const judge = (given: Partial<JudgeInput> = {}): Decision => judgeRollout(judgeInput(given));

const nothingBecause = (why: string): Decision => ({ effects: [], facts: [], reasons: [why] });

/** The service while our deployment is the PRIMARY one. */
const ours = (given: Parameters<typeof ourDeployment>[0] = {}, service: Partial<ServiceSnapshot> = {}) =>
  serviceSnapshot({ ...service, deployments: [ourDeployment(given), deployment({ status: "ACTIVE" })] });

/** The service while somebody else's deployment is the PRIMARY one; ours may still be there. */
const theirs = (
  primary: Parameters<typeof deployment>[0] = {},
  mine: Parameters<typeof ourDeployment>[0] = {},
  service: Partial<ServiceSnapshot> = {},
) =>
  serviceSnapshot({
    ...service,
    deployments: [
      deployment({ id: "ecs-svc/9", rolloutState: "IN_PROGRESS", createdAt: at(50), ...primary }),
      ourDeployment({ status: "ACTIVE", ...mine }),
    ],
  });

const BREAKER = "ECS deployment circuit breaker: tasks failed to start.";

test("at the deadline it says what ECS complains of since the deployment began", () => {
  const stuck = "(service api) was unable to stop or start tasks during a deployment.";
  const judgeAfter = (seconds: number) =>
    judgeRollout(
      judgeInput({
        now: at(1205),
        service: serviceSnapshot({
          deployments: [ourDeployment(), deployment({ status: "ACTIVE" })],
          complaint: { at: at(seconds), message: stuck },
        }),
      }),
    ).facts;
  expect(judgeAfter(30)).toMatchObject([
    { reason: expect.stringMatching(/ run the new image\. ECS says: .*during a deployment$/) },
  ]);
  expect(judgeAfter(0)).toMatchObject([{ reason: expect.stringMatching(/ run the new image$/) }]);
});

describe("a rollout of nobody's", () => {
  test("a service without one", () => {
    expect(judge({ state: state() })).toEqual(nothingBecause("no rollout of ours is under way on shop/api"));
  });

  test.each(["Completed", "Failed", "RolledBack", "Superseded"] as const)("%s is the end", (status) => {
    const ended = rollout({ status, endedAt: at(30) });
    expect(judge({ state: stateWith(ended) })).toEqual(nothingBecause("no rollout of ours is under way on shop/api"));
  });
});

describe("the service is gone", () => {
  test.each([
    ["planned", plannedRollout()],
    ["in progress", rollout()],
    ["baking", bakingRollout()],
  ])("while it is %s: the rollout has failed", (_, newest) => {
    const expected = [{ kind: "RolloutFailed", at: at(60), reason: "the service was deleted meanwhile" }];
    expect(judge({ state: stateWith(newest), service: undefined }).facts).toEqual(expected);
    expect(judge({ state: stateWith(newest), service: ours({}, { status: "DRAINING" }) }).facts).toEqual(expected);
    expect(judge({ state: stateWith(newest), service: ours({}, { status: "INACTIVE" }) }).facts).toEqual(expected);
  });
});

describe("the service is gone while it is on its way back", () => {
  test.each([
    ["begun", failedRollout()],
    ["planned", failedRollout({ wayBack: plannedWayBack() })],
    ["by ECS", failedRollout({ wayBack: wayBack({ by: "ecs" }) })],
  ])("%s: the way back has failed, and why the rollout did stays known", (_, newest) => {
    expect(judge({ state: stateWith(newest), service: undefined })).toEqual({
      effects: [],
      facts: [{ kind: "ReturnFailed", at: at(60), reason: "the service was deleted meanwhile" }],
      reasons: ["the service was deleted meanwhile"],
    });
  });
});

describe("planned and left by a function that died", () => {
  const left = { state: stateWith(plannedRollout()), service: serviceSnapshot() };

  test("its lease still holds", () => {
    expect(judge({ ...left, now: at(60) - 1 })).toEqual(
      nothingBecause("shop/api/5 is being started by another invocation"),
    );
  });

  test.each([
    ["at the end of its lease", at(60)],
    ["when AWS answers again after hours", at(20_000)],
  ])("it is taken up %s", (_, now) => {
    expect(judge({ ...left, now })).toMatchObject({
      effects: [
        { kind: "registerTaskDefinition", purpose: "rollout", resumed: true },
        { kind: "updateService", purpose: "rollout" },
      ],
      facts: [{ kind: "RolloutResumed", at: now, leaseUntil: now + 60_000 }],
    });
  });
});

describe("in progress", () => {
  test("ECS is at it", () => {
    expect(judge({ service: ours({ runningCount: 1 }) })).toEqual(
      nothingBecause("ecs-svc/2 is in progress: 1 of 3 tasks run"),
    );
  });

  test("complete: the bake begins", () => {
    expect(judge({ service: ours({ rolloutState: "COMPLETED" }) })).toEqual({
      effects: [],
      facts: [{ kind: "DeploymentCompleted", at: at(60), bakeUntil: at(360) }],
      reasons: ["ECS calls the deployment complete"],
    });
  });

  test("complete, also when the deadline has passed since", () => {
    const decision = judge({ now: at(5000), service: ours({ rolloutState: "COMPLETED" }) });
    expect(decision.facts).toEqual([{ kind: "DeploymentCompleted", at: at(5000), bakeUntil: at(5300) }]);
  });

  test("complete, and nothing to bake", () => {
    const decision = judge({ policy: policy({ bakeSeconds: 0 }), service: ours({ rolloutState: "COMPLETED" }) });
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["DeploymentCompleted", "RolloutCompleted"]);
    expect(decision.reasons).toEqual(["ECS calls the deployment complete and the rollout is complete"]);
  });

  describe("the deadline", () => {
    test("one moment before it, ECS still has its time", () => {
      expect(judge({ now: at(1205) - 1, service: ours() }).facts).toEqual([]);
    });

    test("in the very moment the rollout has failed, and the service is taken back", () => {
      expect(judge({ now: at(1205), service: ours({ runningCount: 2 }) })).toEqual({
        effects: [registrationBack(), { kind: "updateService", service: "shop/api", purpose: "wayBack" }],
        facts: [
          {
            kind: "RolloutFailed",
            at: at(1205),
            reason: "ECS has not replaced the tasks within 20 minutes: 2 of 3 run the new image",
            wayBack: {
              by: "gardener",
              status: "Planned",
              to: { taskDefinition: revision(1), images: { web: imageOf("team/web", ONES) }, pinned: false },
              startedAt: at(1205),
              leaseUntil: at(1265),
              deadlineAt: at(2405),
            },
          },
        ],
        reasons: [
          "shop/api/5 has failed: ECS has not replaced the tasks within 20 minutes: 2 of 3 run the new image; takes the service back to api:1",
        ],
      });
    });

    test("is told in the policy's own time, although the plan had lain waiting", () => {
      const late = rollout({ plannedAt: at(-3000) });
      expect(factOf(judge({ now: at(1205), state: stateWith(late), service: ours() }), "RolloutFailed")?.reason).toBe(
        "ECS has not replaced the tasks within 20 minutes: 3 of 3 run the new image",
      );
    });

    test("a person's rollback brings no new image", () => {
      const asked = stateWith(rollout({ askedBy: "ana" }));
      expect(factOf(judge({ now: at(1205), state: asked, service: ours() }), "RolloutFailed")?.reason).toBe(
        "ECS has not replaced the tasks within 20 minutes: 3 of 3 run the earlier image",
      );
    });
  });

  describe("ECS calls it failed", () => {
    const failed = { rolloutState: "FAILED", rolloutStateReason: BREAKER, updatedAt: at(50) };

    test("and does not go back by itself: we do, at once", () => {
      const decision = judge({ service: ours(failed) });
      expect(factOf(decision, "RolloutFailed")).toMatchObject({ reason: BREAKER, wayBack: { by: "gardener" } });
      expect(decision.reasons).toEqual([
        "shop/api/5 has failed: ECS deployment circuit breaker: tasks failed to start; takes the service back to api:1",
      ]);
      expect(decision.effects.map(({ kind }) => kind)).toEqual(["registerTaskDefinition", "updateService"]);
    });

    test.each([
      ["just now", at(50)],
      ["almost a minute ago", at(110) - 1],
    ])("and is about to go back by itself, since it failed %s: one breaker acts at a time", (_, now) => {
      expect(judge({ now, service: ours(failed, { rollsBackItself: true }) })).toEqual(
        nothingBecause("ecs-svc/2 has failed; ECS is about to go back by itself"),
      );
    });

    test("and has not gone back within a minute, having nowhere to go: we do", () => {
      const decision = judge({ now: at(110), service: ours(failed, { rollsBackItself: true }) });
      expect(decision.effects.map(({ kind }) => kind)).toEqual(["registerTaskDefinition", "updateService"]);
    });
  });
});

/** What is noted when ECS goes back to revision 1 with ecs-svc/9. */
const ecsGoesBack = (given: { readonly reason: string }) => ({
  kind: "RolloutFailed",
  at: at(60),
  reason: given.reason,
  wayBack: {
    by: "ecs",
    status: "InProgress",
    to: { taskDefinition: revision(1), images: { web: imageOf("team/web", ONES) }, pinned: true },
    startedAt: at(60),
    leaseUntil: at(120),
    deadlineAt: at(1260),
    taskDefinition: revision(1),
    deploymentId: "ecs-svc/9",
    deploymentCreatedAt: at(50),
  },
});

describe("ECS goes back by itself", () => {
  const failed = { rolloutState: "FAILED", rolloutStateReason: BREAKER };
  const itself = { rollsBackItself: true };

  test("after its circuit breaker: we only watch", () => {
    expect(judge({ service: theirs({}, failed, itself) })).toEqual({
      effects: [],
      facts: [ecsGoesBack({ reason: BREAKER })],
      reasons: [BREAKER.slice(0, -1)],
    });
  });

  test("its own record says why in more words", () => {
    const serviceDeployments = [
      serviceDeployment({ status: "ROLLBACK_IN_PROGRESS", reason: "Service deployment rolled back because of alarms" }),
    ];
    expect(judge({ service: theirs({}, failed, itself), serviceDeployments }).facts).toEqual([
      ecsGoesBack({ reason: "Service deployment rolled back because of alarms" }),
    ]);
  });

  test.each(["ROLLBACK_REQUESTED", "ROLLBACK_IN_PROGRESS", "ROLLBACK_SUCCESSFUL", "ROLLBACK_FAILED"])(
    "by its record alone (%s), as after StopServiceDeployment",
    (status) => {
      const decision = judge({ service: theirs(), serviceDeployments: [serviceDeployment({ status, reason: "" })] });
      expect(factOf(decision, "RolloutFailed")?.wayBack?.by).toBe("ecs");
    },
  );

  test("and gives no reason at all", () => {
    const service = serviceSnapshot({
      deployments: [deployment({ id: "ecs-svc/9", rolloutState: "IN_PROGRESS", createdAt: at(50) })],
    });
    const serviceDeployments = [serviceDeployment({ status: "ROLLBACK_IN_PROGRESS", reason: "" })];
    expect(judge({ service, serviceDeployments }).facts).toEqual([
      ecsGoesBack({ reason: "ECS gave the deployment up" }),
    ]);
  });

  test("and is through with it", () => {
    const decision = judge({ service: theirs({ rolloutState: "COMPLETED" }, failed, itself) });
    expect(decision.facts).toEqual([ecsGoesBack({ reason: BREAKER }), { kind: "ReturnCompleted", at: at(60) }]);
    expect(decision.reasons).toEqual([
      "ECS deployment circuit breaker: tasks failed to start and the service is back on the last known good revision",
    ]);
  });

  test("the policy's `never` is about us: ECS does as it was told", () => {
    const decision = judge({ policy: policy({ rollback: "never" }), service: theirs({}, failed, itself) });
    expect(factOf(decision, "RolloutFailed")?.wayBack?.by).toBe("ecs");
  });

  test("no digests are claimed where none were known", () => {
    const { knownGood: _, ...unknown } = rollout();
    const decision = judge({ state: stateWith(unknown), service: theirs({}, failed, itself) });
    expect(factOf(decision, "RolloutFailed")?.wayBack?.to.images).toEqual({});
  });
});

/** Revision 8 of somebody else, deployed as ecs-svc/9. */
const overtaken = {
  kind: "RolloutSuperseded",
  at: at(60),
  reason: "somebody else deployed api:8 (ecs-svc/9)",
  restingOn: "ecs-svc/9",
};

describe("somebody else deploys", () => {
  test("while ours is in progress", () => {
    expect(judge({ service: theirs({ taskDefinition: revision(8) }) })).toEqual({
      effects: [],
      facts: [overtaken],
      reasons: ["somebody else deployed api:8 (ecs-svc/9)"],
    });
  });

  test.each(["STOP_REQUESTED", "STOPPED", "IN_PROGRESS", "SUCCESSFUL"])(
    "and ECS's record of ours says %s: that is no rollback",
    (status) => {
      const decision = judge({
        service: theirs({ taskDefinition: revision(8) }),
        serviceDeployments: [serviceDeployment({ status, reason: "a newer deployment started" })],
      });
      expect(decision.facts).toEqual([overtaken]);
    },
  );

  test("after ours had failed, where ECS was told not to go back: that is a person's way out", () => {
    const service = theirs({ taskDefinition: revision(8) }, { rolloutState: "FAILED", rolloutStateReason: BREAKER });
    expect(judge({ service, serviceDeployments: [serviceDeployment({ status: "STOPPED" })] }).facts).toEqual([
      overtaken,
    ]);
  });

  test("and what was rolled back is another revision's deployment", () => {
    const decision = judge({
      service: theirs({ taskDefinition: revision(8) }),
      serviceDeployments: [serviceDeployment({ taskDefinition: revision(7), status: "ROLLBACK_SUCCESSFUL" })],
    });
    expect(decision.facts).toEqual([overtaken]);
  });

  test("and ours is not shown any more", () => {
    expect(judge({ service: deployedByOthers() }).facts).toEqual([overtaken]);
  });

  test("and no deployment is left at all", () => {
    expect(judge({ service: serviceSnapshot({ deployments: [] }) }).facts).toEqual([
      { kind: "RolloutSuperseded", at: at(60), reason: "the deployment is gone" },
    ]);
  });

  test("while ours bakes", () => {
    const decision = judge({
      state: stateWith(bakingRollout()),
      service: theirs({ taskDefinition: revision(8) }, { rolloutState: "COMPLETED" }),
    });
    expect(decision.facts).toEqual([overtaken]);
  });
});

/** A look at second 200 while all is well. */
const judgeBake = (given: Partial<JudgeInput> = {}) =>
  judge({
    now: at(200),
    state: stateWith(bakingRollout()),
    service: ours({ rolloutState: "COMPLETED" }),
    ...given,
  });

describe("the bake", () => {
  test.each([
    [at(100), "shop/api/5 bakes for 5 minutes more"],
    [at(310), "shop/api/5 bakes for 90 seconds more"],
    [at(400) - 1, "shop/api/5 bakes for 1 second more"],
  ])("is not over yet", (now, why) => {
    expect(judgeBake({ now })).toEqual(nothingBecause(why));
  });

  test("is over: the rollout is complete and its revision known good", () => {
    expect(judgeBake({ now: at(400) })).toEqual({
      effects: [],
      facts: [
        {
          kind: "RolloutCompleted",
          at: at(400),
          warnings: [],
          knownGood: { taskDefinition: revision(2), images: { web: imageOf("team/web", TWOS) }, pinned: true },
        },
      ],
      reasons: ["the rollout is complete"],
    });
  });

  test("a container that did not move keeps what it was known to run", () => {
    const images = { web: imageOf("team/web", ONES), worker: imageOf("team/worker", THREES) };
    const decision = judgeBake({
      now: at(400),
      state: stateWith(bakingRollout(), { knownGood: knownGood({ images, pinned: true }) }),
    });
    expect(factOf(decision, "RolloutCompleted")?.knownGood?.images).toEqual({
      web: imageOf("team/web", TWOS),
      worker: imageOf("team/worker", THREES),
    });
  });

  describe("the revision names its digests, all of them", () => {
    const worker = { container: "worker", repository: "team/worker", tag: "latest" };
    const followed = [webFollowsLatest, worker];
    const both = { web: imageOf("team/web", ONES), worker: imageOf("team/worker", THREES) };
    const good = (pinned: boolean, number = 1) => knownGood({ taskDefinition: revision(number), images: both, pinned });

    test.each([
      ["not, where one container still names a tag", good(false), false],
      ["where the revision it was copied from does", good(true), true],
      ["not for sure, where that was another one", good(true, 7), false],
    ])("%s", (_, from, pinned) => {
      const decision = judgeBake({
        now: at(400),
        state: stateWith(bakingRollout({ knownGood: from }), { followed, knownGood: from }),
      });
      expect(factOf(decision, "RolloutCompleted")?.knownGood).toEqual({
        taskDefinition: revision(2),
        images: { web: imageOf("team/web", TWOS), worker: imageOf("team/worker", THREES) },
        pinned,
      });
    });
  });

  describe("short of tasks", () => {
    const short = ours({ rolloutState: "COMPLETED", runningCount: 2 }, { runningCount: 2 });

    test.each([at(400), at(700) - 1])("it is given time to get them", (now) => {
      expect(judgeBake({ now, service: short })).toEqual(
        nothingBecause("shop/api/5 has baked, but only 2 of 3 tasks run"),
      );
    });

    test("then the rollout ends, and nothing is called good", () => {
      expect(judgeBake({ now: at(700), service: short })).toEqual({
        effects: [],
        facts: [{ kind: "RolloutCompleted", at: at(700), warnings: ["only 2 of 3 tasks run"] }],
        reasons: ["the rollout is complete; only 2 of 3 tasks run"],
      });
    });

    test("before the end of the bake it does not matter", () => {
      expect(judgeBake({ now: at(200), service: short }).reasons).toEqual(["shop/api/5 bakes for 200 seconds more"]);
    });
  });

  test("with zero tasks proves nothing", () => {
    const none = ours({ rolloutState: "COMPLETED", runningCount: 0 }, { desiredCount: 0, runningCount: 0 });
    expect(judgeBake({ now: at(400), service: none }).facts).toEqual([
      {
        kind: "RolloutCompleted",
        at: at(400),
        warnings: ["no task runs, so nothing is proven about this image yet"],
      },
    ]);
  });

  test("with more tasks than desired, as while it scales in, is fine", () => {
    const more = ours({ rolloutState: "COMPLETED" }, { desiredCount: 2 });
    expect(factOf(judgeBake({ now: at(400), service: more }), "RolloutCompleted")?.knownGood).toBeDefined();
  });

  describe("a crash", () => {
    test("is a failed rollout, although ECS calls it complete", () => {
      const decision = judgeBake({ stoppedTasks: [stoppedTask()] });
      expect(factOf(decision, "RolloutFailed")?.reason).toBe(
        "during the bake, a task stopped (web exited with code 1)",
      );
      expect(decision.effects.map(({ kind }) => kind)).toEqual(["registerTaskDefinition", "updateService"]);
    });

    test("counts although the bake is over, when nobody looked before", () => {
      expect(judgeBake({ now: at(400), stoppedTasks: [stoppedTask()] }).facts[0]?.kind).toBe("RolloutFailed");
    });

    test("tells the first of several", () => {
      const stoppedTasks = [
        stoppedTask({ stoppedAt: at(190), containers: [{ name: "web", exitCode: 2 }] }),
        stoppedTask({ stoppedAt: at(150), containers: [{ name: "web", exitCode: 137, reason: "OutOfMemoryError" }] }),
      ];
      expect(factOf(judgeBake({ stoppedTasks }), "RolloutFailed")?.reason).toBe(
        "during the bake, 2 tasks stopped (web exited with code 137: OutOfMemoryError)",
      );
    });

    test("from before ECS called the deployment complete does not count: the circuit breaker's business", () => {
      expect(judgeBake({ stoppedTasks: [stoppedTask({ stoppedAt: at(99) })] }).facts).toEqual([]);
    });

    test("of somebody else's deployment does not count", () => {
      expect(judgeBake({ stoppedTasks: [stoppedTask({ deploymentId: "ecs-svc/1" })] }).facts).toEqual([]);
    });
  });
});

/** A look at second 200, after a task has crashed. */
const judgeCrash = (newest: Rollout, given: Partial<JudgeInput> = {}) =>
  judge({
    now: at(200),
    state: stateWith(newest),
    service: ours({ rolloutState: "COMPLETED" }),
    stoppedTasks: [stoppedTask()],
    ...given,
  });

describe("a failed rollout's way back is decided", () => {
  test("to a revision that names its digests: itself, without another copy", () => {
    const pinned = knownGood({ pinned: true });
    const decision = judgeCrash(bakingRollout({ knownGood: pinned }));
    expect(decision.effects).toEqual([
      { kind: "updateService", service: "shop/api", purpose: "wayBack", taskDefinition: revision(1) },
    ]);
    expect(factOf(decision, "RolloutFailed")?.wayBack).toEqual({
      by: "gardener",
      status: "Planned",
      to: pinned,
      startedAt: at(200),
      leaseUntil: at(260),
      deadlineAt: at(1400),
      taskDefinition: revision(1),
    });
  });

  test("to a revision that names a tag: by a copy that is pinned", () => {
    const decision = judgeCrash(bakingRollout());
    expect(decision.effects).toMatchObject([
      { kind: "registerTaskDefinition", from: revision(1), images: { web: imageOf("team/web", ONES) } },
      { kind: "updateService", purpose: "wayBack" },
    ]);
    expect(decision.effects[1]).not.toHaveProperty("taskDefinition");
    expect(factOf(decision, "RolloutFailed")?.wayBack).not.toHaveProperty("taskDefinition");
  });

  test("not, because the policy says never", () => {
    expect(judgeCrash(bakingRollout(), { policy: policy({ rollback: "never" }) })).toEqual({
      effects: [],
      facts: [
        {
          kind: "RolloutFailed",
          at: at(200),
          reason:
            "during the bake, a task stopped (web exited with code 1). The service stays as it is: rollback is set to never",
        },
      ],
      reasons: [
        "during the bake, a task stopped (web exited with code 1). The service stays as it is: rollback is set to never",
      ],
    });
  });

  test("not, and ECS's own full stop is enough", () => {
    const decision = judge({
      policy: policy({ rollback: "never" }),
      service: ours({ rolloutState: "FAILED", rolloutStateReason: BREAKER }),
    });
    expect(factOf(decision, "RolloutFailed")?.reason).toBe(
      "ECS deployment circuit breaker: tasks failed to start. The service stays as it is: rollback is set to never",
    );
  });

  test("not, because nothing is known to be good", () => {
    const { knownGood: _, ...unknown } = bakingRollout();
    expect(judgeCrash(unknown).facts).toEqual([
      {
        kind: "RolloutFailed",
        at: at(200),
        reason:
          "during the bake, a task stopped (web exited with code 1). The service stays as it is: no earlier revision is known to be good",
      },
    ]);
  });
});

/** The service while our way back is the PRIMARY deployment. */
const returningService = (given: Parameters<typeof deployment>[0] = {}, service: Partial<ServiceSnapshot> = {}) =>
  serviceSnapshot({
    ...service,
    deployments: [
      deployment({
        id: "ecs-svc/3",
        taskDefinition: revision(3),
        rolloutState: "IN_PROGRESS",
        createdAt: at(205),
        ...given,
      }),
      ourDeployment({ status: "ACTIVE" }),
    ],
  });

/** A look at second 300 while ECS is at our way back. */
const judgeBack = (given: Partial<JudgeInput> = {}) =>
  judge({ now: at(300), state: stateWith(failedRollout()), service: returningService(), ...given });

describe("on the way back", () => {
  test("ECS is at it", () => {
    expect(judgeBack()).toEqual(nothingBecause("shop/api/5 is on its way back to api:1"));
  });

  test("it is through", () => {
    expect(judgeBack({ service: returningService({ rolloutState: "COMPLETED" }) })).toEqual({
      effects: [],
      facts: [{ kind: "ReturnCompleted", at: at(300) }],
      reasons: ["the service is back on the last known good revision"],
    });
  });

  test("it is through, though late", () => {
    expect(judgeBack({ now: at(9000), service: returningService({ rolloutState: "COMPLETED" }) }).facts).toEqual([
      { kind: "ReturnCompleted", at: at(9000) },
    ]);
  });

  test("one moment before its deadline ECS still has its time", () => {
    expect(judgeBack({ now: at(1405) - 1 }).facts).toEqual([]);
  });

  test("at its deadline a person is needed", () => {
    expect(judgeBack({ now: at(1405), service: returningService({}, { runningCount: 1 }) }).facts).toEqual([
      {
        kind: "ReturnFailed",
        at: at(1405),
        reason: "the way back is not through after 20 minutes: 1 of 3 tasks run. A person is needed",
      },
    ]);
  });

  test("ECS calls it failed, too: a person is needed", () => {
    const service = returningService({ rolloutState: "FAILED", rolloutStateReason: BREAKER });
    expect(judgeBack({ service }).facts).toEqual([
      {
        kind: "ReturnFailed",
        at: at(300),
        reason: "the way back failed too: ECS deployment circuit breaker: tasks failed to start. A person is needed",
      },
    ]);
  });

  test("somebody else deploys", () => {
    expect(judgeBack({ service: returningService({ id: "ecs-svc/9", taskDefinition: revision(8) }) }).facts).toEqual([
      {
        kind: "ReturnFailed",
        at: at(300),
        reason: "somebody else deployed api:8 (ecs-svc/9)",
        restingOn: "ecs-svc/9",
      },
    ]);
  });

  test("no deployment is left at all", () => {
    expect(judgeBack({ service: serviceSnapshot({ deployments: [] }) }).facts).toEqual([
      { kind: "ReturnFailed", at: at(300), reason: "the deployment is gone" },
    ]);
  });

  test("it was planned and left: it is taken up once its lease is over", () => {
    const left = stateWith(failedRollout({ wayBack: plannedWayBack() }));
    const service = ours({ rolloutState: "COMPLETED" });
    expect(judgeBack({ now: at(260) - 1, state: left, service }).effects).toEqual([]);
    expect(judgeBack({ now: at(260), state: left, service }).effects).toMatchObject([
      { kind: "registerTaskDefinition", purpose: "wayBack", resumed: true },
      { kind: "updateService", purpose: "wayBack" },
    ]);
  });

  test("ECS's own way back is watched in the same way", () => {
    const byEcs = wayBack({ by: "ecs", deploymentId: "ecs-svc/3", taskDefinition: revision(1) });
    expect(judgeBack({ state: stateWith(failedRollout({ wayBack: byEcs })) }).facts).toEqual([]);
    expect(
      judgeBack({
        state: stateWith(failedRollout({ wayBack: byEcs })),
        service: returningService({ rolloutState: "COMPLETED", taskDefinition: revision(1) }),
      }).facts,
    ).toEqual([{ kind: "ReturnCompleted", at: at(300) }]);
  });

  describe("where ECS went back to a revision that is not known to be good", () => {
    const byEcs = wayBack({ by: "ecs", deploymentId: "ecs-svc/3", taskDefinition: revision(3) });
    const judgeThere = (given: Partial<JudgeInput> = {}) =>
      judgeBack({
        state: stateWith(failedRollout({ wayBack: byEcs })),
        service: returningService({ rolloutState: "COMPLETED" }),
        ...given,
      });

    test("the service is taken on to the one that is", () => {
      const decision = judgeThere();
      expect(decision.effects).toMatchObject([
        { kind: "registerTaskDefinition", purpose: "wayBack" },
        { kind: "updateService", purpose: "wayBack" },
      ]);
      expect(factOf(decision, "RolloutFailed")?.wayBack).toMatchObject({ by: "gardener", leaves: "ecs-svc/3" });
      expect(decision.reasons).toEqual([
        "ECS went back to api:3, which is not known to be good; takes the service back to api:1",
      ]);
    });

    test("that is taken up where it was left, though our own deployment is gone", () => {
      const left = stateWith(failedRollout({ wayBack: plannedWayBack({ leaves: "ecs-svc/3" }) }));
      expect(judgeThere({ state: left }).effects).toMatchObject([
        { kind: "registerTaskDefinition", purpose: "wayBack", resumed: true },
        { kind: "updateService", purpose: "wayBack" },
      ]);
    });

    test("it stays there where rollbacks are ECS's alone", () => {
      expect(judgeThere({ policy: policy({ rollback: "never" }) }).facts).toEqual([
        { kind: "ReturnCompleted", at: at(300) },
      ]);
    });
  });
});
