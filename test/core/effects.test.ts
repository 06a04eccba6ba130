import { describe, expect, test } from "@jest/globals";
import type { Rollout, ServiceSnapshot } from "../../shared/core/model.ts";
import { primaryDeployment, resumeRollout, rolloutEffects, wayBackEffects } from "../../shared/core/rollout/effects.ts";
import {
  at,
  deployedByOthers,
  deployment,
  failedRollout,
  hold,
  knownGood,
  ourDeployment,
  plannedRollout,
  plannedWayBack,
  registration,
  registrationBack,
  revision,
  rollout,
  serviceSnapshot,
  state,
  stateWith,
  wayBack,
  webFollowsLatest,
} from "../support/core.ts";

const followed = [webFollowsLatest];

test("the PRIMARY deployment is the newest, wherever it stands", () => {
  const [primary, active] = [ourDeployment(), deployment({ status: "ACTIVE" })];
  expect(primaryDeployment(serviceSnapshot({ deployments: [active, primary] }))).toBe(primary);
  expect(primaryDeployment(serviceSnapshot({ deployments: [active] }))).toBeUndefined();
});

describe("a rollout's effects", () => {
  test.each([false, true])("register, then deploy what was registered (taken up: %s)", (resumed) => {
    expect(rolloutEffects(plannedRollout(), followed, resumed)).toEqual([
      registration({ resumed }),
      { kind: "updateService", service: "shop/api", purpose: "rollout" },
    ]);
  });

  test("only deploy what is registered already", () => {
    expect(rolloutEffects(plannedRollout({ taskDefinition: revision(2) }), followed, true)).toEqual([
      { kind: "updateService", service: "shop/api", purpose: "rollout", taskDefinition: revision(2) },
    ]);
  });
});

describe("a way back's effects", () => {
  const deploy = { kind: "updateService", service: "shop/api", purpose: "wayBack" };

  test.each([
    ["a revision that names a tag goes by a copy", plannedWayBack(), [registrationBack({ resumed: true }), deploy]],
    [
      "a copy that is registered already",
      plannedWayBack({ taskDefinition: revision(3) }),
      [{ ...deploy, taskDefinition: revision(3) }],
    ],
    [
      "a pinned revision goes itself",
      plannedWayBack({ to: knownGood({ pinned: true }) }),
      [{ ...deploy, taskDefinition: revision(1) }],
    ],
    ["ECS's own way back is none of our business", wayBack({ by: "ecs" }), []],
  ])("%s", (_, back, effects) => {
    expect(wayBackEffects(failedRollout({ wayBack: back }), followed, true)).toEqual(effects);
  });

  test("without a way back there are none", () => {
    expect(wayBackEffects(rollout(), followed, true)).toEqual([]);
  });
});

/** The service while the deployment of revision 2 is the PRIMARY one. */
const runsTheNewRevision = (createdAt: number) =>
  serviceSnapshot({ deployments: [ourDeployment({ createdAt }), deployment({ status: "ACTIVE" })] });

/** The service while a deployment of the old revision, 1, is the PRIMARY one. */
const runsTheOldRevision = (createdAt: number) =>
  serviceSnapshot({ deployments: [deployment({ id: "ecs-svc/3", rolloutState: "IN_PROGRESS", createdAt })] });

const resume = (newest: Rollout, now: number, service: ServiceSnapshot = serviceSnapshot()) =>
  resumeRollout(stateWith(newest), service, now);

describe("taking up what a dead function left", () => {
  test.each([
    ["in progress", rollout()],
    ["ended", rollout({ status: "Superseded", endedAt: at(10) })],
    ["on its way back", failedRollout()],
  ])("a rollout that is %s has nothing to take up", (_, newest) => {
    expect(resume(newest, at(5000))).toEqual({ effects: [], facts: [], reasons: ["nothing to take up"] });
  });

  test("nor has a service without a rollout", () => {
    expect(resumeRollout(state(), serviceSnapshot(), at(0)).reasons).toEqual(["nothing to take up"]);
  });

  test("one moment before the end of its lease it is somebody else's", () => {
    expect(resume(plannedRollout(), at(60) - 1)).toEqual({
      effects: [],
      facts: [],
      reasons: ["shop/api/5 is being started by another invocation"],
    });
  });

  test("at the end of its lease it goes on, with a new lease", () => {
    expect(resume(plannedRollout(), at(60))).toMatchObject({
      effects: [
        { kind: "registerTaskDefinition", purpose: "rollout", key: "shop/api/5", from: revision(1), resumed: true },
        { kind: "updateService", purpose: "rollout" },
      ],
      facts: [{ kind: "RolloutResumed", at: at(60), leaseUntil: at(120) }],
      reasons: ["takes up shop/api/5 where an earlier try left it"],
    });
  });

  describe("an earlier try may have come further than its notes", () => {
    const registered = plannedRollout({ taskDefinition: revision(2) });

    test("ECS runs the revision: the deployment is ours, whoever holds the lease", () => {
      expect(resume(registered, at(20), runsTheNewRevision(at(5)))).toEqual({
        effects: [],
        facts: [{ kind: "DeploymentStarted", at: at(20), deploymentId: "ecs-svc/2", deploymentCreatedAt: at(5) }],
        reasons: ["ecs-svc/2 carries the revision of shop/api/5 already: an earlier try came so far"],
      });
    });

    test("also if it was deployed in the moment of the plan", () => {
      expect(resume(registered, at(20), runsTheNewRevision(at(0))).facts[0]?.kind).toBe("DeploymentStarted");
    });

    test("a deployment of the same revision from before the plan is another one", () => {
      expect(resume(registered, at(60), runsTheNewRevision(at(0) - 1)).facts[0]?.kind).toBe("RolloutResumed");
    });

    test("a revision that was not even registered cannot run", () => {
      expect(resume(plannedRollout(), at(20), runsTheNewRevision(at(5))).facts).toEqual([]);
    });
  });

  describe("a rollout, where another deployment is the PRIMARY one since", () => {
    const byHand = deployedByOthers();

    test.each([
      ["not registered", plannedRollout()],
      ["registered", plannedRollout({ taskDefinition: revision(2) })],
      ["held, too", plannedRollout()],
    ])("is left to whoever deployed another revision (%s)", (name, newest) => {
      const reason = "somebody else deployed api:8 (ecs-svc/9)";
      const left = stateWith(newest, name === "held, too" ? { hold: hold() } : {});
      expect(resumeRollout(left, byHand, at(60) - 1).facts).toEqual([]);
      expect(resumeRollout(left, byHand, at(60))).toEqual({
        effects: [],
        facts: [{ kind: "RolloutSuperseded", at: at(60), reason, restingOn: "ecs-svc/9" }],
        reasons: [reason],
      });
    });

    test.each([
      [
        "the revision that is copied was deployed anew: nothing of it is lost",
        deployedByOthers({ taskDefinition: revision(1) }),
      ],
      [
        "ECS went back by itself from the rollout before",
        deployedByOthers({ taskDefinition: revision(7), createdAt: at(-1) }),
      ],
      [
        "it was there when the rollout was planned",
        deployedByOthers({ taskDefinition: revision(7), createdAt: at(0) }),
      ],
    ])("goes on: %s", (_, service) => {
      expect(resume(plannedRollout(), at(60), service).facts).toMatchObject([{ kind: "RolloutResumed" }]);
    });

    test("goes on once more where that is an overtaken decision of ours", () => {
      const left = stateWith(plannedRollout(), { late: [{ taskDefinition: revision(8), until: at(360) }] });
      expect(resumeRollout(left, byHand, at(60))).toMatchObject({
        effects: [{ kind: "registerTaskDefinition", resumed: true }, { kind: "updateService" }],
        facts: [{ kind: "RolloutRestarted" }],
      });
    });
  });

  describe("at its deadline", () => {
    /** The last try began at second 1150. */
    const tried = { leaseUntil: at(1210) };
    const resumed = { kind: "RolloutResumed", at: at(1210), leaseUntil: at(1270) };

    test.each([
      ["registered", plannedRollout(tried), "api:1 could not be copied (RegisterTaskDefinition)"],
      [
        "deployed",
        plannedRollout({ ...tried, taskDefinition: revision(2) }),
        "api:2 could not be deployed (UpdateService)",
      ],
    ])("a rollout whose revision could not be %s is told of, once its last try is over", (_, newest, what) => {
      const reason = `it was not started within 20 minutes: ${what}, the functions' log says why. It is tried every minute`;
      expect(resume(newest, at(1210) - 1).facts).toEqual([]);
      expect(resume(newest, at(1210)).facts).toEqual([{ kind: "RolloutDelayed", at: at(1210), reason }, resumed]);
      expect(resume({ ...newest, delayedAt: at(1150) }, at(1210)).facts).toEqual([resumed]);
    });

    test.each([
      ["one moment before it", plannedRollout({ deadlineAt: at(1200) + 1, leaseUntil: at(1200) }), at(1200)],
      ["its last try was over by then: it lay waiting in a pause", plannedRollout(), at(9000)],
      ["its last try ended in that very moment", plannedRollout({ leaseUntil: at(1200) }), at(1200)],
      [
        "it was started before, and is deployed once more since something arrived late",
        rollout({ status: "Planned", leaseUntil: at(1300) }),
        at(1300),
      ],
    ])("nothing is told: %s", (_, newest, now) => {
      expect(resume(newest, now).facts).toMatchObject([{ kind: "RolloutResumed" }]);
    });

    test("a way back is told of, too, although its rollout was: a bad image runs meanwhile", () => {
      const left = failedRollout({ delayedAt: at(100), wayBack: plannedWayBack({ leaseUntil: at(1410) }) });
      expect(resume(left, at(1410), runsTheNewRevision(at(5))).facts).toMatchObject([
        {
          kind: "RolloutDelayed",
          reason: expect.stringMatching(/^the way back was not started within 20 minutes: api:1 could not be copied/),
        },
        { kind: "RolloutResumed" },
      ]);
    });
  });

  describe("a way back", () => {
    const left = failedRollout({
      wayBack: plannedWayBack({ to: knownGood({ pinned: true }), taskDefinition: revision(1) }),
    });

    test("has a lease of its own", () => {
      expect(resume(left, at(260) - 1).reasons).toEqual(["shop/api/5 is being started by another invocation"]);
      expect(resume(left, at(260), runsTheNewRevision(at(5)))).toEqual({
        effects: [{ kind: "updateService", service: "shop/api", purpose: "wayBack", taskDefinition: revision(1) }],
        facts: [{ kind: "RolloutResumed", at: at(260), leaseUntil: at(320) }],
        reasons: ["takes up shop/api/5 where an earlier try left it"],
      });
    });

    test("is the person's who deployed meanwhile: a rollback by hand is not undone", () => {
      const byHand = deployedByOthers({ createdAt: at(230) });
      expect(resume(left, at(260) - 1, byHand).facts).toEqual([]);
      expect(resume(left, at(260), byHand)).toEqual({
        effects: [],
        facts: [
          {
            kind: "ReturnFailed",
            at: at(260),
            reason: "somebody else deployed api:8 (ecs-svc/9)",
            restingOn: "ecs-svc/9",
          },
        ],
        reasons: ["somebody else deployed api:8 (ecs-svc/9)"],
      });
    });

    test("that ECS runs already was begun by an earlier try", () => {
      expect(resume(left, at(210), runsTheOldRevision(at(200))).facts).toEqual([
        { kind: "ReturnStarted", at: at(210), deploymentId: "ecs-svc/3", deploymentCreatedAt: at(200) },
      ]);
    });

    test("to the revision that ran before the rollout was not begun by that older deployment", () => {
      const stale = serviceSnapshot({
        deployments: [deployment({ id: "ecs-svc/2", createdAt: at(200) - 1 })],
      });
      expect(resume(left, at(260), stale).facts[0]?.kind).toBe("RolloutResumed");
    });
  });
});
