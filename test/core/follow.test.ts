import { describe, expect, test } from "@jest/globals";
import type { Deployment, KnownGood, Rollout } from "../../shared/core/model.ts";
import { decideFollow, type FollowInput } from "../../shared/core/rollout/follow.ts";
import {
  at,
  bakingRollout,
  change,
  deployment,
  digestOf,
  factOf,
  failedRollout,
  followInput,
  imageOf,
  knownGood,
  ONES,
  ourDeployment,
  plannedRollout,
  plannedWayBack,
  policy,
  registration,
  revision,
  rollout,
  serviceSnapshot,
  state,
  stateWith,
  stranger,
  tagged,
  taskDefinition,
  THREES,
  TWOS,
  wayBack,
  webFollowsLatest,
} from "../support/core.ts";

const LATEST = "team/web:latest";

/** So many tags, and one of AWS's own, which does not count. */
const tagsBesideAws = (count: number) => ({
  "aws:cloudformation:stack-name": "shop",
  ...Object.fromEntries(Array.from({ length: count }, (_, index) => [`cost-${index}`, "shop"])),
});

/** `web` follows team/web:latest, `worker` follows team/worker:latest. */
const twoContainers = () =>
  taskDefinition({
    containers: [
      { name: "web", image: imageOf("team/web:latest") },
      { name: "worker", image: imageOf("team/worker:latest") },
      { name: "proxy", image: imageOf("team/proxy:stable") },
    ],
  });

/** A service that was made without tasks, or scaled to none, before ECS had resolved what it runs. */
const withoutTasks = (given: Partial<Deployment> = {}) =>
  serviceSnapshot({ desiredCount: 0, runningCount: 0, deployments: [deployment({ runningCount: 0, ...given })] });

const inProgress = () => serviceSnapshot({ deployments: [deployment({ rolloutState: "IN_PROGRESS" })] });

function plannedBy(given: Partial<FollowInput>): Rollout {
  const planned = factOf(decideFollow(followInput(given)), "RolloutPlanned");
  if (!planned) throw new Error("no rollout was planned");
  return planned.rollout;
}

describe("nothing is done, and the reason says why", () => {
  interface Row {
    readonly name: string;
    readonly given: Partial<FollowInput>;
    readonly why: string;
  }

  const rows: readonly Row[] = [
    {
      name: "ECS does not know the service",
      given: { service: undefined, taskDefinition: undefined },
      why: "shop/api does not exist (any more)",
    },
    {
      name: "the service is being deleted",
      given: { service: serviceSnapshot({ status: "DRAINING" }) },
      why: "shop/api is DRAINING",
    },
    {
      name: "the service was deleted",
      given: { service: serviceSnapshot({ status: "INACTIVE" }) },
      why: "shop/api is INACTIVE",
    },
    {
      name: "its task sets name revisions, it does not",
      given: { service: serviceSnapshot({ deploymentController: "EXTERNAL" }), taskDefinition: undefined },
      why: "shop/api is not rolled: its deployment controller is EXTERNAL; only rolling deployments by ECS itself can be steered here",
    },
    {
      name: "no container names the followed tag",
      given: {
        taskDefinition: taskDefinition({
          arn: revision(9),
          containers: [
            { name: "web", image: imageOf("team/web:stable") },
            { name: "agent", image: imageOf("team/agent", ONES) },
          ],
        }),
        state: stranger(),
      },
      why: "no container of shop/api follows latest in this account's registry: in api:9 web is on stable and agent is on 111111111111",
    },
    {
      name: "the tag does not exist",
      given: { tagged: {} },
      why: "team/web:latest does not exist in ECR",
    },
    {
      name: "the digest was decided on",
      given: { tagged: { [LATEST]: tagged(ONES) } },
      why: "team/web:latest (111111111111) was decided on at 2026-11-21T12:00:00Z already",
    },
    {
      name: "the digest was decided on, and somebody deployed another one since",
      given: { tagged: { [LATEST]: tagged(ONES) }, running: { web: THREES } },
      why: "team/web:latest (111111111111) was decided on at 2026-11-21T12:00:00Z already",
    },
    {
      name: "a new service whose digest ECS has not resolved yet",
      given: { state: stranger(), running: {} },
      why: "ECS has not resolved yet what web runs",
    },
    {
      name: "a new service that was deployed after the push",
      given: { state: stranger(), running: {}, pushedAt: { [LATEST]: at(-86_401) } },
      why: "ECS has not resolved yet what web runs",
    },
    {
      name: "a new service that was deployed in the very moment of the push",
      given: { state: stranger(), running: {}, pushedAt: { [LATEST]: at(-86_400) } },
      why: "ECS has not resolved yet what web runs",
    },
    {
      name: "a new service without any deployment",
      given: {
        state: stranger(),
        running: {},
        pushedAt: { [LATEST]: at(-1) },
        service: serviceSnapshot({ deployments: [] }),
      },
      why: "ECS has not resolved yet what web runs",
    },
    {
      name: "a new service without tasks, whose tag does not exist",
      given: { state: stranger(), running: {}, service: withoutTasks(), tagged: {} },
      why: "team/web:latest does not exist in ECR",
    },
    {
      name: "a new service without tasks that ECS still deploys",
      given: { state: stranger(), running: {}, service: withoutTasks({ rolloutState: "IN_PROGRESS" }) },
      why: "ECS has not resolved yet what web runs",
    },
    {
      name: "a new service that was scaled to zero, whose tasks still stop",
      given: { state: stranger(), running: {}, service: withoutTasks({ runningCount: 1 }) },
      why: "ECS has not resolved yet what web runs",
    },
  ];

  test.each(rows)("$name", ({ given, why }) => {
    expect(decideFollow(followInput(given))).toEqual({ effects: [], facts: [], reasons: [why] });
  });
});

describe("a service without tasks runs what its tag points to when some start", () => {
  const none = { state: stranger(), running: {}, service: withoutTasks() };

  test("so the digest is remembered, as if it ran already", () => {
    expect(decideFollow(followInput(none))).toEqual({
      effects: [],
      facts: [
        {
          kind: "ServiceAdopted",
          at: at(0),
          followed: [webFollowsLatest],
          decided: { [LATEST]: TWOS },
          createdAt: at(-90_000),
          restingOn: "ecs-svc/1",
        },
      ],
      reasons: ["web has no tasks; the first ones that start run team/web:latest (222222222222)"],
    });
  });

  const moves: readonly (readonly [name: string, given: Partial<FollowInput>])[] = [
    ["unless it was pushed since", { pushedAt: { [LATEST]: at(-1) } }],
    ["unless its revision is pinned to another digest", { running: { web: ONES } }],
    ["unless another one was remembered", { state: state() }],
  ];
  test.each(moves)("%s: then it rolls", (_, given) => {
    expect(decideFollow(followInput({ ...none, ...given })).facts).toMatchObject([{ kind: "RolloutPlanned" }]);
  });
});

describe("what runs already is remembered, and nobody is told", () => {
  test("a new service is taken as it runs", () => {
    expect(decideFollow(followInput({ state: stranger(), running: { web: TWOS } }))).toEqual({
      effects: [],
      facts: [
        {
          kind: "ServiceAdopted",
          at: at(0),
          followed: [webFollowsLatest],
          decided: { [LATEST]: TWOS },
          createdAt: at(-90_000),
          knownGood: { taskDefinition: revision(1), images: { web: imageOf("team/web", TWOS) }, pinned: false },
          restingOn: "ecs-svc/1",
        },
      ],
      reasons: ["web runs team/web:latest (222222222222) already"],
    });
  });

  test("ECS may report a platform's digest of an image index", () => {
    const index = tagged(TWOS, { manifestDigests: [digestOf("a"), digestOf("b")] });
    const decision = decideFollow(
      followInput({ state: stranger(), tagged: { [LATEST]: index }, running: { web: digestOf("b") } }),
    );
    expect(factOf(decision, "ServiceAdopted")?.decided).toEqual({ [LATEST]: TWOS });
  });

  test("a digest that no platform of the index has is another image", () => {
    const index = tagged(TWOS, { manifestDigests: [digestOf("a")] });
    expect(plannedBy({ tagged: { [LATEST]: index }, running: { web: digestOf("b") } }).images).toHaveLength(1);
  });

  test("of two containers the one whose tag is missing is left", () => {
    const decision = decideFollow(
      followInput({ state: stranger(), taskDefinition: twoContainers(), running: { web: TWOS, worker: ONES } }),
    );
    expect(factOf(decision, "ServiceAdopted")?.decided).toEqual({ [LATEST]: TWOS });
    expect(decision.reasons).toEqual([
      "web runs team/web:latest (222222222222) already",
      "team/worker:latest does not exist in ECR",
    ]);
  });
});

describe("a tag that moved rolls the service", () => {
  test("by a copy of its revision that is pinned to the digest, and then deployed", () => {
    expect(decideFollow(followInput())).toEqual({
      effects: [registration(), { kind: "updateService", service: "shop/api", purpose: "rollout" }],
      facts: [
        {
          kind: "RolloutPlanned",
          at: at(0),
          rollout: {
            id: "shop/api/5",
            service: "shop/api",
            status: "Planned",
            images: [
              {
                container: "web",
                repository: "team/web",
                tag: "latest",
                digest: TWOS,
                image: imageOf("team/web", TWOS),
                previousDigest: ONES,
              },
            ],
            fromTaskDefinition: revision(1),
            plannedAt: at(0),
            leaseUntil: at(60),
            deadlineAt: at(1200),
            reason: "web to team/web:latest (222222222222)",
            warnings: [],
            knownGood: { taskDefinition: revision(1), images: { web: imageOf("team/web", ONES) }, pinned: false },
          },
          followed: [webFollowsLatest],
          decided: { [LATEST]: TWOS },
          createdAt: at(-90_000),
          knownGood: { taskDefinition: revision(1), images: { web: imageOf("team/web", ONES) }, pinned: false },
          restingOn: "ecs-svc/1",
        },
      ],
      reasons: ["rolls shop/api: team/web:latest moved from 111111111111 to 222222222222"],
    });
  });

  interface Row {
    readonly name: string;
    readonly given: Partial<FollowInput>;
    readonly why: readonly string[];
  }

  const rows: readonly Row[] = [
    {
      name: "also while ECS has not resolved what runs",
      given: { running: {} },
      why: ["rolls shop/api: team/web:latest moved from 111111111111 to 222222222222"],
    },
    {
      name: "a new service runs something else than its tag",
      given: { state: stranger() },
      why: ["rolls shop/api: web runs 111111111111 while team/web:latest points to 222222222222"],
    },
    {
      name: "a new service, and the push came after its deployment",
      given: { state: stranger(), running: {}, pushedAt: { [LATEST]: at(-86_399) } },
      why: ["rolls shop/api: team/web:latest (222222222222) was pushed after web was deployed"],
    },
    {
      name: "a tag moved back to an older image moves, too",
      given: {
        state: state({ decided: { [LATEST]: { digest: TWOS, at: at(-600) } } }),
        running: { web: TWOS },
        tagged: { [LATEST]: tagged(ONES) },
      },
      why: ["rolls shop/api: team/web:latest moved from 222222222222 to 111111111111"],
    },
    {
      name: "without tasks the image shows nothing yet",
      given: { service: serviceSnapshot({ desiredCount: 0 }) },
      why: [
        "rolls shop/api: team/web:latest moved from 111111111111 to 222222222222",
        "shop/api has no tasks: the new image shows only when some start",
      ],
    },
    {
      name: "one of two containers, and the other one's tag is missing",
      given: { taskDefinition: twoContainers(), running: { web: ONES, worker: ONES } },
      why: [
        "rolls shop/api: team/web:latest moved from 111111111111 to 222222222222 and team/worker:latest does not exist in ECR",
      ],
    },
  ];

  test.each(rows)("$name", ({ given, why }) => {
    const decision = decideFollow(followInput(given));
    expect(decision.reasons).toEqual(why);
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["RolloutPlanned"]);
    expect(decision.effects.map(({ kind }) => kind)).toEqual(["registerTaskDefinition", "updateService"]);
  });

  test("two containers move together, and the sidecar stays", () => {
    const decision = decideFollow(
      followInput({
        taskDefinition: twoContainers(),
        running: { web: ONES, worker: ONES, proxy: digestOf("9") },
        tagged: { [LATEST]: tagged(TWOS), "team/worker:latest": tagged(THREES) },
      }),
    );
    const planned = factOf(decision, "RolloutPlanned");
    expect(planned?.decided).toEqual({ [LATEST]: TWOS, "team/worker:latest": THREES });
    expect(planned?.rollout.reason).toBe(
      "web to team/web:latest (222222222222) and worker to team/worker:latest (333333333333)",
    );
    expect(decision.effects[0]).toMatchObject({
      images: { web: imageOf("team/web", TWOS), worker: imageOf("team/worker", THREES) },
      tags: { "gardener:image:web": "team/web:latest", "gardener:image:worker": "team/worker:latest" },
    });
  });

  test("of two containers one moves, and what the other one runs is remembered with it", () => {
    const decision = decideFollow(
      followInput({
        taskDefinition: twoContainers(),
        running: { web: ONES, worker: THREES },
        tagged: { [LATEST]: tagged(TWOS), "team/worker:latest": tagged(THREES) },
      }),
    );
    const planned = factOf(decision, "RolloutPlanned");
    expect(planned?.decided).toEqual({ [LATEST]: TWOS, "team/worker:latest": THREES });
    expect(planned?.rollout.images.map(({ container }) => container)).toEqual(["web"]);
    expect(planned?.followed.map(({ container }) => container)).toEqual(["web", "worker"]);
  });

  test("a pinned container follows the tag that its revision records", () => {
    const pinned = taskDefinition({
      arn: revision(4),
      containers: [{ name: "web", image: imageOf("team/web", ONES) }],
      tags: { "gardener:image:web": LATEST },
    });
    const planned = plannedBy({
      state: state({ followed: [] }),
      taskDefinition: pinned,
      service: serviceSnapshot({ deployments: [deployment({ taskDefinition: revision(4) })] }),
    });
    expect(planned.fromTaskDefinition).toBe(revision(4));
    expect(planned.images[0]?.image).toBe(imageOf("team/web", TWOS));
    expect(planned.knownGood).toEqual(knownGood({ taskDefinition: revision(4), pinned: true }));
  });

  test("what ran before is not claimed where ECS had not resolved it", () => {
    expect(plannedBy({ running: {} }).images[0]).not.toHaveProperty("previousDigest");
  });

  test("the deadline is the policy's", () => {
    expect(plannedBy({ policy: policy({ deadlineSeconds: 90 }) }).deadlineAt).toBe(at(90));
  });
});

describe("a newer image takes the place of what is under way", () => {
  const third = {
    now: at(30),
    service: serviceSnapshot({ deployments: [ourDeployment(), deployment({ status: "ACTIVE" })] }),
    running: { web: TWOS },
    tagged: { [LATEST]: tagged(THREES) },
  };
  const onTheWayBack = serviceSnapshot({
    deployments: [deployment({ id: "ecs-svc/3", taskDefinition: revision(3), createdAt: at(205) })],
  });
  const newer = "a newer image came: web to team/web:latest (333333333333)";

  test.each([
    ["planned and left", plannedRollout()],
    ["in progress", rollout()],
    ["baking", bakingRollout()],
  ])("%s", (_, older) => {
    const { facts } = decideFollow(followInput({ ...third, state: stateWith(older) }));
    expect(facts[0]).toEqual({ kind: "RolloutSuperseded", at: at(30), reason: newer });
    expect(facts.map(({ kind }) => kind)).toEqual(["RolloutSuperseded", "RolloutPlanned"]);
  });

  test.each([
    ["begun", failedRollout(), onTheWayBack],
    ["planned and left", failedRollout({ wayBack: plannedWayBack() }), third.service],
    ["ECS's own", failedRollout({ wayBack: wayBack({ by: "ecs" }) }), onTheWayBack],
  ])("a way back, %s: it is left, and its rollout stays Failed", (_, older, service) => {
    const { facts } = decideFollow(followInput({ ...third, service, state: stateWith(older) }));
    expect(facts[0]).toEqual({ kind: "ReturnFailed", at: at(30), reason: newer });
    expect(facts.map(({ kind }) => kind)).toEqual(["ReturnFailed", "RolloutPlanned"]);
  });

  test.each([
    ["Completed", bakingRollout({ status: "Completed", endedAt: at(400) }), third.service],
    ["RolledBack", failedRollout({ status: "RolledBack", endedAt: at(400) }), onTheWayBack],
    ["Superseded", rollout({ status: "Superseded", endedAt: at(20) }), third.service],
  ])("what is %s has ended and is left as it is", (_, older, service) => {
    const { facts } = decideFollow(followInput({ ...third, service, state: stateWith(older) }));
    expect(facts.map(({ kind }) => kind)).toEqual(["RolloutPlanned"]);
  });
});

describe("a planned rollout whose tag went back to what still runs", () => {
  const back = {
    now: at(30),
    state: stateWith(plannedRollout()),
    running: { web: ONES },
    tagged: { [LATEST]: tagged(ONES) },
  };

  test("is replaced, since the newest push wins: taken up later it would leave the older image", () => {
    const decision = decideFollow(followInput(back));
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["RolloutSuperseded", "RolloutPlanned"]);
    expect(factOf(decision, "RolloutPlanned")).toMatchObject({
      decided: { [LATEST]: ONES },
      rollout: { images: [{ digest: ONES, image: imageOf("team/web", ONES) }] },
    });
    expect(decision.reasons).toEqual(["rolls shop/api: team/web:latest moved from 222222222222 to 111111111111"]);
  });

  test("has nothing to replace once it has ended", () => {
    const decision = decideFollow(
      followInput({ ...back, state: stateWith(plannedRollout({ status: "Failed", endedAt: at(10) })) }),
    );
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["ServiceAdopted"]);
  });
});

describe("what is refused is told once, with the reason", () => {
  test("the whole of it", () => {
    const service = serviceSnapshot({ deploymentController: "CODE_DEPLOY" });
    const why = "its deployment controller is CODE_DEPLOY; only rolling deployments by ECS itself can be steered here";
    expect(decideFollow(followInput({ service }))).toEqual({
      effects: [],
      facts: [
        {
          kind: "RolloutRefused",
          at: at(0),
          rollout: {
            id: "shop/api/5",
            service: "shop/api",
            status: "Failed",
            images: [change()],
            fromTaskDefinition: revision(1),
            plannedAt: at(0),
            leaseUntil: at(60),
            deadlineAt: at(1200),
            endedAt: at(0),
            reason: why,
            warnings: [],
          },
          followed: [webFollowsLatest],
          decided: { [LATEST]: TWOS },
          createdAt: at(-90_000),
          knownGood: { taskDefinition: revision(1), images: { web: imageOf("team/web", ONES) }, pinned: false },
          restingOn: "ecs-svc/1",
        },
      ],
      reasons: [`does not roll shop/api to web to team/web:latest (222222222222): ${why}`],
    });
  });

  const arm64 = { os: "linux", architecture: "arm64" };
  const amd64 = { os: "linux", architecture: "amd64" };
  const windows = { os: "windows", architecture: "amd64" };

  test.each([
    ["just room", tagsBesideAws(48)],
    ["the tags of an earlier copy", { ...tagsBesideAws(48), "gardener:image:web": LATEST, "gardener:rollout": "a" }],
  ])("a revision with %s is rolled", (_, tags) => {
    const { facts } = decideFollow(followInput({ taskDefinition: taskDefinition({ tags }) }));
    expect(facts).toMatchObject([{ kind: "RolloutPlanned" }]);
  });

  test.each([
    [
      "an image for another architecture",
      { tagged: { [LATEST]: tagged(TWOS, { platforms: [arm64] }) } },
      "team/web:latest is built for linux/arm64, and web runs on linux/amd64",
    ],
    [
      "an index without the platform",
      {
        tagged: { [LATEST]: tagged(TWOS, { platforms: [amd64, windows] }) },
        taskDefinition: taskDefinition({ platform: arm64 }),
      },
      "team/web:latest is built for linux/amd64 and windows/amd64, and web runs on linux/arm64",
    ],
    [
      "the second of two containers",
      {
        taskDefinition: twoContainers(),
        running: { web: ONES, worker: ONES },
        tagged: {
          [LATEST]: tagged(TWOS, { platforms: [amd64] }),
          "team/worker:latest": tagged(THREES, { platforms: [arm64] }),
        },
      },
      "team/worker:latest is built for linux/arm64, and worker runs on linux/amd64",
    ],
    [
      "a revision without room for the tags of its copy",
      { taskDefinition: taskDefinition({ tags: tagsBesideAws(49) }) },
      "api:1 has so many tags that its copy would have 51, with gardener:image:web and gardener:rollout, and AWS allows 50: remove 1 from it (aws ecs untag-resource) and push another image",
    ],
    [
      "the controller EXTERNAL, where the service names a revision all the same",
      { service: serviceSnapshot({ deploymentController: "EXTERNAL" }) },
      "its deployment controller is EXTERNAL; only rolling deployments by ECS itself can be steered here",
    ],
  ] as const)("%s", (_, given, why) => {
    const decision = decideFollow(followInput(given));
    expect(decision.effects).toEqual([]);
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["RolloutRefused"]);
    expect(factOf(decision, "RolloutRefused")?.rollout.reason).toBe(why);
  });

  test.each([
    ["names the platform among others", [arm64, amd64]],
    ["does not say", []],
  ])("an image that %s is rolled", (_, platforms) => {
    const decision = decideFollow(followInput({ tagged: { [LATEST]: tagged(TWOS, { platforms }) } }));
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["RolloutPlanned"]);
  });

  test("a platform does not matter for a container that stays", () => {
    const decision = decideFollow(
      followInput({
        taskDefinition: twoContainers(),
        running: { web: ONES, worker: THREES },
        tagged: { [LATEST]: tagged(TWOS), "team/worker:latest": tagged(THREES, { platforms: [arm64] }) },
      }),
    );
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["RolloutPlanned"]);
  });
});

describe("what a failed rollout could go back to", () => {
  const remembered = knownGood({ taskDefinition: revision(7), pinned: true });

  interface Row {
    readonly name: string;
    readonly given: Partial<FollowInput>;
    readonly expected: KnownGood | undefined;
  }

  const rows: readonly Row[] = [
    { name: "what runs, though others deployed it", given: {}, expected: knownGood() },
    {
      name: "what runs wins over what is remembered",
      given: { state: state({ knownGood: remembered }) },
      expected: knownGood(),
    },
    { name: "nothing, while a first deployment is in progress", given: { service: inProgress() }, expected: undefined },
    {
      name: "what is remembered, while a deployment is in progress",
      given: { service: inProgress(), state: state({ knownGood: remembered }) },
      expected: remembered,
    },
    {
      name: "never what completed with zero tasks",
      given: { service: serviceSnapshot({ runningCount: 0, deployments: [deployment({ runningCount: 0 })] }) },
      expected: undefined,
    },
    {
      name: "never what completed with zero tasks, while tasks of the deployment before still stop",
      given: {
        service: serviceSnapshot({
          desiredCount: 0,
          runningCount: 1,
          deployments: [deployment({ runningCount: 0 }), deployment({ id: "ecs-svc/0", status: "ACTIVE" })],
        }),
      },
      expected: undefined,
    },
    { name: "nothing that ECS has not resolved", given: { running: {} }, expected: undefined },
    {
      name: "nothing, where one of two containers is not resolved",
      given: { taskDefinition: twoContainers(), running: { web: ONES } },
      expected: undefined,
    },
    {
      name: "both containers, pinned",
      given: { taskDefinition: twoContainers(), running: { web: ONES, worker: THREES, proxy: digestOf("9") } },
      expected: knownGood({ images: { web: imageOf("team/web", ONES), worker: imageOf("team/worker", THREES) } }),
    },
    {
      name: "a revision that names one digest and one tag is not pinned",
      given: {
        taskDefinition: taskDefinition({
          containers: [
            { name: "web", image: imageOf("team/web", ONES) },
            { name: "worker", image: imageOf("team/worker:latest") },
          ],
        }),
        running: { web: ONES, worker: THREES },
      },
      expected: knownGood({ images: { web: imageOf("team/web", ONES), worker: imageOf("team/worker", THREES) } }),
    },
  ];

  // Revision 2 is up and complete for ECS, and the tag has moved on to THREES.
  const runsOurs: Partial<FollowInput> = {
    now: at(500),
    service: serviceSnapshot({ deployments: [ourDeployment({ rolloutState: "COMPLETED" })] }),
    taskDefinition: taskDefinition({
      arn: revision(2),
      containers: [{ name: "web", image: imageOf("team/web", TWOS) }],
      tags: { "gardener:image:web": LATEST },
    }),
    running: { web: TWOS },
    tagged: { [LATEST]: tagged(THREES) },
  };
  const ours = knownGood({ taskDefinition: revision(2), images: { web: imageOf("team/web", TWOS) }, pinned: true });
  const { wayBack: _wayBack, ...stayed } = failedRollout({ endedAt: at(200) });

  const ourRows: readonly (readonly [name: string, newest: Rollout, expected: KnownGood])[] = [
    ["its deployment not yet seen complete: the revision before", rollout(), knownGood()],
    ["it bakes: the revision before", bakingRollout(), knownGood()],
    ["it crashed in its bake and was left so: the revision before", stayed, knownGood()],
    ["it is complete", bakingRollout({ status: "Completed", endedAt: at(400) }), ours],
    ["somebody else deployed the same revision since", rollout({ status: "Superseded", endedAt: at(300) }), ours],
    ["somebody else deployed it, after another image had failed", { ...stayed, taskDefinition: revision(9) }, ours],
  ];

  test.each(ourRows)("what our own rollout deployed counts by what became of it: %s", (_, newest, expected) => {
    expect(plannedBy({ ...runsOurs, state: stateWith(newest) }).knownGood).toEqual(expected);
  });

  test.each(rows)("$name", ({ given, expected }) => {
    expect(plannedBy(given).knownGood).toEqual(expected);
  });

  test("a way back that is gone from ECR is told beforehand", () => {
    expect(plannedBy({ missingDigests: [ONES] }).warnings).toEqual([
      "the way back is gone: ECR no longer has 111111111111",
    ]);
  });

  test("a way back that two containers need is told of once", () => {
    const given = {
      taskDefinition: taskDefinition({
        containers: [
          { name: "web", image: imageOf("team/web:latest") },
          { name: "worker", image: imageOf("team/web:latest") },
        ],
      }),
      running: { web: ONES, worker: ONES },
      missingDigests: [ONES],
    };
    expect(plannedBy(given).warnings).toEqual(["the way back is gone: ECR no longer has 111111111111"]);
  });

  test("a missing digest that no way back needs does not matter", () => {
    expect(plannedBy({ missingDigests: [THREES] }).warnings).toEqual([]);
  });
});
