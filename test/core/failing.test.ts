import { describe, expect, test } from "@jest/globals";
import type { Decision, Diagnosis, Failure, FailedTasks, Rollout, WayBack } from "../../shared/core/model.ts";
import { decide } from "../../shared/core/rollout/decide.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import { mainFailure, withFailure } from "../../shared/core/rollout/failing.ts";
import { judgeRollout } from "../../shared/core/rollout/judge.ts";
import {
  at,
  bakingRollout,
  deployment,
  diagnosis,
  failure,
  hold,
  imageOf,
  judgeInput,
  knownGood,
  lookInput,
  ONES,
  ourDeployment,
  plannedWayBack,
  policy,
  revision,
  rollout,
  serviceDeployment,
  serviceSnapshot,
  stateWith,
  stoppedTask,
  tagged,
  tagsOf,
  taskDefinition,
  THREES,
  TWOS,
  webFollowsLatest,
} from "../support/core.ts";

const kindsOf = ({ facts, effects }: Decision): readonly string[] => [...facts, ...effects].map(({ kind }) => kind);

const SURE = { causedBy: "revision", confidence: "sure", retryable: "no" } as const;
const LIKELY = { causedBy: "revision", confidence: "likely", retryable: "maybe" } as const;
const EITHER = { causedBy: "either", confidence: "likely", retryable: "no" } as const;
const ENVIRONMENT = { causedBy: "environment", confidence: "sure", retryable: "no" } as const;
const UNKNOWN = { causedBy: "unknown", confidence: "unknown", retryable: "maybe" } as const;

const failing = (given: Partial<Failure> = {}): Rollout =>
  rollout({ failures: [failure({ count: 9, lastAt: at(1000), ...given }, ENVIRONMENT)] });
const judgeAt = (seconds: number, of: Rollout) => judgeRollout(judgeInput({ now: at(seconds), state: stateWith(of) }));

const endedBy = (given: Partial<Diagnosis>, changes: Partial<Rollout> = {}): Rollout =>
  rollout({ status: "RolledBack", endedAt: at(50), failures: [failure({}, given)], ...changes });
const quarantinesOf = (of: Rollout) =>
  decide(lookInput({ now: at(60), state: stateWith(of), tags: tagsOf(TWOS) })).effects.flatMap((effect) =>
    effect.kind === "quarantineImages" ? effect.quarantines : [],
  );

const healed = (given: Partial<Rollout> = {}): Rollout =>
  rollout({
    status: "RolledBack",
    endedAt: at(300),
    failures: [failure({}, ENVIRONMENT)],
    wayBack: { ...plannedWayBack({ by: "ecs", status: "Done" }), deploymentId: "ecs-svc/3" },
    ...given,
  });

describe("what ends a rollout while its tasks start", () => {
  const rows: readonly (readonly [what: string, given: Partial<Diagnosis>, count: number, ends: boolean])[] = [
    ["surely the revision, and no retry helps: the first task", SURE, 1, true],
    ["surely the revision, which may heal: not the first", { ...SURE, retryable: "maybe" }, 1, false],
    ["surely the revision, which may heal: the third", { ...SURE, retryable: "maybe" }, 3, true],
    ["likely the revision: not the second", LIKELY, 2, false],
    ["likely the revision: the third", LIKELY, 3, true],
    ["revision or environment: not the second", EITHER, 2, false],
    ["revision or environment: the third, since the revision is what changed", EITHER, 3, true],
    ["what surrounds it, however sure and often", ENVIRONMENT, 200, false],
    ["what nobody knows", UNKNOWN, 200, false],
  ];
  test.each(rows)("%s", (_, given, count, ends) => {
    const failures = [failure({ count }, given)];
    const decision = judgeRollout(judgeInput({ state: stateWith(rollout({ failures })) }));
    expect(kindsOf(decision).includes("RolloutFailed")).toBe(ends);
  });

  test("two kinds are not alike: neither has come often enough", () => {
    const failures = [
      failure({ count: 2 }, { ...LIKELY, kind: "crashed" }),
      failure({ count: 2 }, { ...LIKELY, kind: "killed" }),
    ];
    expect(kindsOf(judgeRollout(judgeInput({ state: stateWith(rollout({ failures })) })))).toEqual([]);
  });

  test("and says why, and how many", () => {
    const failures = [failure({ count: 3 }, { ...LIKELY, cause: "The app in web ended with 1." })];
    const [failed] = judgeRollout(judgeInput({ state: stateWith(rollout({ failures })) })).facts;
    expect(failed).toMatchObject({ kind: "RolloutFailed", reason: "3 tasks failed: The app in web ended with 1" });
  });

  test("where ECS goes back by itself, it is given a minute to do so, unless that is hopeless", () => {
    const service = serviceSnapshot({ deployments: [ourDeployment()], rollsBackItself: true });
    const judge = (given: Partial<Diagnosis>, now: number) =>
      kindsOf(
        judgeRollout(
          judgeInput({
            service,
            now: at(now),
            state: stateWith(rollout({ failures: [failure({ count: 3 }, given)] })),
          }),
        ),
      );
    expect(judge(LIKELY, 109)).toEqual([]);
    expect(judge(LIKELY, 110)).toContain("RolloutFailed");
    expect(judge(SURE, 51)).toContain("RolloutFailed");
  });

  test("a deployment that ECS completed all the same bakes", () => {
    const completed = ourDeployment({ rolloutState: "COMPLETED" });
    const service = serviceSnapshot({ deployments: [completed] });
    const failures = [failure({ count: 3 }, LIKELY)];
    expect(kindsOf(judgeRollout(judgeInput({ service, state: stateWith(rollout({ failures })) })))).toEqual([
      "DeploymentCompleted",
    ]);
  });
});

describe("who takes the service back", () => {
  const failures = [failure({}, SURE)];
  const pinned = knownGood({ pinned: true });
  const rows: readonly (readonly [what: string, given: Partial<Rollout>, kinds: readonly string[]])[] = [
    ["ECS, where it completed just the known good revision before", { knownGood: pinned }, ["stopServiceDeployment"]],
    [
      "we, where that names a tag, which UpdateService would resolve anew",
      {},
      ["registerTaskDefinition", "updateService"],
    ],
    [
      "we, where another revision is known to be good",
      { knownGood: knownGood({ pinned: true, taskDefinition: revision(7) }) },
      ["updateService"],
    ],
    ["we, from a person's rollback", { knownGood: pinned, askedBy: "ana" }, ["updateService"]],
    ["nobody, where nothing is known to be good", { knownGood: undefined as never }, []],
  ];
  test.each(rows)("%s", (_, given, effects) => {
    const decision = judgeRollout(judgeInput({ state: stateWith(rollout({ failures, ...given })) }));
    expect(decision.facts.map(({ kind }) => kind)).toEqual(["RolloutFailed"]);
    expect(decision.effects.map(({ kind }) => kind)).toEqual(effects);
  });

  const asked = (given: Partial<WayBack> = {}): Rollout => {
    const { taskDefinition: _none, ...planned } = plannedWayBack({
      by: "ecs",
      isAsked: true,
      status: "InProgress",
      to: pinned,
      ...given,
    });
    return rollout({ status: "Failed", knownGood: pinned, reason: "a task failed", failures, wayBack: planned });
  };
  const back = deployment({ id: "ecs-svc/3", rolloutState: "IN_PROGRESS", createdAt: at(210) });
  const ours = ourDeployment();
  const stories: readonly (readonly [
    what: string,
    given: Partial<Parameters<typeof judgeRollout>[0]>,
    kinds: readonly string[],
  ])[] = [
    ["asked, and not begun", { now: at(230), service: serviceSnapshot({ deployments: [ours] }) }, []],
    [
      "asked, and not begun for too long: we do",
      { now: at(270), service: serviceSnapshot({ deployments: [ours] }) },
      ["RolloutFailed", "updateService"],
    ],
    [
      "asked too late: ECS had completed it",
      { now: at(210), service: serviceSnapshot({ deployments: [ourDeployment({ rolloutState: "COMPLETED" })] }) },
      ["RolloutFailed", "updateService"],
    ],
    ["begun", { now: at(230), service: serviceSnapshot({ deployments: [back] }) }, ["ReturnStarted"]],
    [
      "begun, to another revision than we meant",
      {
        now: at(230),
        service: serviceSnapshot({ deployments: [{ ...back, taskDefinition: revision(8) }] }),
        serviceDeployments: [serviceDeployment({ status: "ROLLBACK_IN_PROGRESS" })],
      },
      ["ReturnStarted"],
    ],
    [
      "somebody else deployed meanwhile",
      {
        now: at(230),
        service: serviceSnapshot({ deployments: [{ ...back, taskDefinition: revision(8) }] }),
        serviceDeployments: [serviceDeployment({ status: "STOPPED" })],
      },
      ["ReturnFailed"],
    ],
  ];
  test.each(stories)("ECS was asked: %s", (_, given, kinds) => {
    expect(kindsOf(judgeRollout(judgeInput({ state: stateWith(asked()), ...given })))).toEqual(kinds);
  });

  test("whoever was to ask ECS died: it is asked once the lease is over", () => {
    const planned = stateWith(asked({ status: "Planned" }));
    const service = serviceSnapshot({ deployments: [ours] });
    expect(kindsOf(judgeRollout(judgeInput({ state: planned, service, now: at(230) })))).toEqual([]);
    expect(kindsOf(judgeRollout(judgeInput({ state: planned, service, now: at(261) })))).toEqual([
      "RolloutResumed",
      "stopServiceDeployment",
    ]);
  });

  test("a way back that ECS was asked for leaves the rollout failed, as one of our own does", () => {
    const begun = evolve(stateWith(asked()), {
      kind: "ReturnStarted",
      at: at(230),
      deploymentId: "ecs-svc/3",
      deploymentCreatedAt: at(210),
    });
    const done = judgeRollout(
      judgeInput({
        state: begun,
        now: at(300),
        service: serviceSnapshot({ deployments: [{ ...back, rolloutState: "COMPLETED" }] }),
      }),
    );
    expect(kindsOf(done)).toEqual(["ReturnCompleted"]);
    expect(done.facts.reduce(evolve, begun).rollout?.status).toBe("Failed");
  });
});

describe("a revision whose tasks need more memory", () => {
  const outOfMemory = failure({ count: 3, roomier: { cpu: 256, memory: 1024 } }, { ...EITHER, kind: "out-of-memory" });
  const judge = (max: number | undefined, given: Partial<Rollout> = {}) =>
    judgeRollout(
      judgeInput({
        policy: policy({ rightsizeMemoryMax: max }),
        state: stateWith(rollout({ failures: [outOfMemory], ...given })),
      }),
    );

  test("gets the next size, from itself, under a key of its own", () => {
    const decision = judge(1024);
    expect(kindsOf(decision)).toEqual(["RolloutResized", "registerTaskDefinition", "updateService"]);
    expect(decision.effects[0]).toMatchObject({
      from: revision(2),
      key: "shop/api/5/1024",
      size: { cpu: 256, memory: 1024 },
      images: { web: imageOf("team/web", TWOS) },
    });
    expect(decision.reasons[0]).toContain("tries api:2 again with 1024 MiB (cpu 256)");
    const { rollout: resized } = decision.facts.reduce(evolve, stateWith(rollout({ failures: [outOfMemory] })));
    expect(resized).toMatchObject({ id: "shop/api/5", status: "Planned", fromTaskDefinition: revision(2) });
    expect(resized).not.toHaveProperty("taskDefinition");
    expect(resized).not.toHaveProperty("failures");
  });
  test("also where it shows while it bakes", () => {
    const service = serviceSnapshot({ deployments: [ourDeployment({ rolloutState: "COMPLETED" })] });
    const failures = [{ ...outOfMemory, count: 1, lastAt: at(150) }];
    const input = judgeInput({
      now: at(160),
      service,
      policy: policy({ rightsizeMemoryMax: 1024 }),
      state: stateWith(bakingRollout({ failures })),
    });
    expect(kindsOf(judgeRollout(input))).toContain("RolloutResized");
  });
  const not: readonly (readonly [what: string, max: number | undefined, given: Partial<Rollout>])[] = [
    ["the team wants it only said", undefined, {}],
    ["the next size is beyond the limit", 1023, {}],
    ["it was given one already", 4096, { size: { cpu: 256, memory: 512 } }],
    ["another failure ends it", 4096, { failures: [failure({ count: 3 }, LIKELY)] }],
    ["it is a person's rollback", 4096, { askedBy: "ana" }],
  ];
  test.each(not)("fails where %s", (_, max, given) => {
    expect(kindsOf(judge(max, given))).toContain("RolloutFailed");
  });
});

describe("what surrounds a service keeps its tasks from starting", () => {
  test("at the deadline it is told, and waited for", () => {
    expect(kindsOf(judgeAt(1205, failing()))).toEqual(["RolloutDelayed"]);
    expect(judgeAt(1205, failing()).reasons[0]).toContain("9 tasks failed");
  });
  test("once", () => {
    expect(kindsOf(judgeAt(1300, { ...failing(), delayedAt: at(1205) }))).toEqual([]);
  });
  test("only where that is sure: a log may as well tell of a new image", () => {
    const likely = rollout({
      failures: [failure({ count: 9, lastAt: at(1000) }, { ...ENVIRONMENT, confidence: "likely" })],
    });
    expect(kindsOf(judgeAt(1205, likely))).toContain("RolloutFailed");
  });
  test("until half an hour has passed without it", () => {
    expect(kindsOf(judgeAt(1000 + 1800, { ...failing(), delayedAt: at(1205) }))).toContain("RolloutFailed");
  });
  test("but not where the revision is to blame as well", () => {
    const both = { ...failing(), failures: [...(failing().failures ?? []), failure({ count: 1 }, LIKELY)] };
    expect(kindsOf(judgeAt(1205, both))).toContain("RolloutFailed");
  });
});

describe("a crash during the bake", () => {
  const rows: readonly (readonly [what: string, given: Partial<Diagnosis>, seconds: number, fails: boolean])[] = [
    ["likely by the revision", LIKELY, 150, true],
    ["by nobody knows what", UNKNOWN, 150, true],
    ["by what surrounds it", ENVIRONMENT, 150, false],
    ["before ECS called it complete", LIKELY, 99, false],
  ];
  test.each(rows)("%s", (_, given, seconds, fails) => {
    const failures = [failure({ lastAt: at(seconds) }, given)];
    const input = judgeInput({
      now: at(160),
      state: stateWith(bakingRollout({ failures })),
      service: serviceSnapshot({ deployments: [ourDeployment({ rolloutState: "COMPLETED" })] }),
      stoppedTasks: seconds < 100 ? [] : [stoppedTask({ stoppedAt: at(seconds) })],
    });
    expect(kindsOf(judgeRollout(input)).includes("RolloutFailed")).toBe(fails);
  });
});

describe("a look for tasks that failed", () => {
  const failed: FailedTasks = { deploymentId: "ecs-svc/2", failure: failure({ count: 1 }, LIKELY) };
  const input = (of: Rollout, given: Partial<FailedTasks> = {}) =>
    lookInput({
      now: at(60),
      state: stateWith(of),
      service: serviceSnapshot({ deployments: [ourDeployment(), deployment({ status: "ACTIVE" })] }),
      tags: tagsOf(TWOS),
      failed: { ...failed, ...given },
    });

  test("notes them, whatever comes of it", () => {
    expect(kindsOf(decide(input(rollout())))).toEqual(["TasksFailed"]);
    expect(kindsOf(decide(input(rollout(), { failure: failure({ count: 3 }, LIKELY) })))).toEqual([
      "TasksFailed",
      "RolloutFailed",
      "registerTaskDefinition",
      "updateService",
      "quarantineImages",
    ]);
  });
  test("also while the garden is paused", () => {
    const look = { ...input(rollout(), { failure: failure({ count: 3 }, LIKELY) }), pause: hold() };
    expect(kindsOf(decide(look))).toEqual(["TasksFailed"]);
  });
  test("not twice, nor fewer than were known", () => {
    const known = rollout({ failures: [failure({ count: 2 }, LIKELY)] });
    expect(kindsOf(decide(input(known, { failure: failure({ count: 2 }, LIKELY) })))).toEqual([]);
    expect(kindsOf(decide(input(known)))).toEqual([]);
  });
  test("not those of another deployment", () => {
    expect(kindsOf(decide(input(rollout(), { deploymentId: "ecs-svc/1" })))).toEqual([]);
  });
  test("after ECS has gone back without anybody knowing why", () => {
    const { wayBack: _none, ...ended } = rollout({ status: "RolledBack", endedAt: at(50) });
    expect(kindsOf(decide(input(ended))).toSorted()).toEqual(["TasksFailed", "putParameter", "quarantineImages"]);
  });
});

describe("images that go into quarantine", () => {
  const rows: readonly (readonly [what: string, of: Rollout, scope: "garden" | "service" | "nobody"])[] = [
    ["the image itself is bad", endedBy({ ...SURE, isOfImage: true }), "garden"],
    ["the image itself is likely bad", endedBy({ ...LIKELY, isOfImage: true }), "service"],
    ["image and service do not go together", endedBy(SURE), "service"],
    ["revision or environment", endedBy(EITHER), "service"],
    ["it is not there", endedBy({ ...SURE, kind: "pinned-digest-gone" }), "nobody"],
    ["what surrounds it", endedBy(ENVIRONMENT), "nobody"],
    ["nobody knows", endedBy(UNKNOWN), "nobody"],
    ["it is there already", endedBy(SURE, { isQuarantined: true }), "nobody"],
    ["a person's rollback", endedBy(SURE, { askedBy: "ana" }), "nobody"],
    ["it went well", endedBy(SURE, { status: "Completed" }), "nobody"],
  ];
  test.each(rows)("%s", (_, of, scope) => {
    const expected = { digest: TWOS, repository: "team/web", rolloutId: "shop/api/5", kind: "crashed" };
    const quarantines = quarantinesOf(of);
    expect(quarantines).toHaveLength(scope === "nobody" ? 0 : 1);
    if (scope === "nobody") return;
    expect(quarantines[0]).toMatchObject(expected);
    expect(quarantines[0]?.service).toBe(scope === "garden" ? undefined : "shop/api");
  });

  test("only that of the container that failed", () => {
    const [change] = rollout().images;
    const proxy = {
      ...change,
      container: "proxy",
      repository: "team/proxy",
      digest: "sha256:3",
    } as Rollout["images"][0];
    const both = { images: [proxy, change as Rollout["images"][0]] };
    expect(quarantinesOf(endedBy({ ...SURE, container: "proxy" }, both)).map(({ repository }) => repository)).toEqual([
      "team/proxy",
    ]);
    expect(quarantinesOf(endedBy({ ...SURE, container: "sidecar" }, both))).toEqual([]);
    const { container: _none, ...nobody } = diagnosis(SURE);
    const unnamed = { ...both, failures: [{ ...failure(), diagnosis: nobody }] };
    expect(quarantinesOf(endedBy({}, unnamed))).toHaveLength(2);
  });
});

describe("a tag that points to an image in quarantine", () => {
  const quarantine = {
    digest: TWOS,
    repository: "team/web",
    at: at(-60),
    rolloutId: "shop/worker/3",
    kind: "wrong-architecture-inside",
    cause: "The program in web was built for another architecture.",
    evidence: [],
  };
  const moved = (service?: string) =>
    lookInput({ tags: { ...tagsOf(TWOS), quarantined: [{ ...quarantine, ...(service ? { service } : {}) }] } });

  test("is withheld from the whole garden, and told once", () => {
    const decision = decide(moved());
    expect(kindsOf(decision)).toEqual(["MoveWithheld"]);
    expect(decision.reasons[0]).toContain("team/web (222222222222) is in quarantine since");
    const again = { ...moved(), state: decision.facts.reduce(evolve, moved().state) };
    expect(kindsOf(decide(again))).toEqual([]);
  });
  test("is withheld from the service that it failed in", () => {
    expect(kindsOf(decide(moved("shop/api")))).toEqual(["MoveWithheld"]);
  });
  test("rolls a service that it did not fail in", () => {
    expect(kindsOf(decide(moved("shop/worker")))).toContain("RolloutPlanned");
  });
  test("is left out where another container's image moves, though both had failed together", () => {
    const [web] = rollout().images;
    const side = { ...web, container: "side", repository: "team/side" } as Rollout["images"][0];
    const failed = rollout({ status: "RolledBack", endedAt: at(50), images: [web as Rollout["images"][0], side] });
    const look = lookInput({
      now: at(600),
      state: stateWith(failed, {
        restingOn: "ecs-svc/1",
        followed: [webFollowsLatest, { ...webFollowsLatest, container: "side", repository: "team/side" }],
      }),
      taskDefinition: taskDefinition({
        containers: [
          { name: "web", image: imageOf("team/web:latest") },
          { name: "side", image: imageOf("team/side:latest") },
        ],
      }),
      running: { web: ONES, side: ONES },
      tags: {
        ...tagsOf(TWOS),
        tagged: { "team/web:latest": tagged(TWOS), "team/side:latest": tagged(THREES) },
        quarantined: [{ ...quarantine, service: "shop/api" }],
      },
    });
    const planned = decide(look).facts.find((fact) => fact.kind === "RolloutPlanned");
    expect(planned?.rollout.images.map(({ container, digest }) => [container, digest])).toEqual([["side", THREES]]);
  });
  test("rolls when a person has lifted it", () => {
    const withheld = decide(moved()).facts.reduce(evolve, moved().state);
    const lifted = evolve(withheld, { kind: "QuarantineLifted", at: at(10), digest: TWOS, by: "ana" });
    expect(lifted.withheld).toBeUndefined();
    expect(kindsOf(decide(lookInput({ state: lifted, tags: tagsOf(TWOS) })))).toContain("RolloutPlanned");
  });
});

describe("a rollout that what surrounds it kept from succeeding", () => {
  const back = deployment({ id: "ecs-svc/3", createdAt: at(210) });
  const lookAt = (seconds: number, of: Rollout, given: Partial<Parameters<typeof decide>[0]> = {}) =>
    decide(
      lookInput({
        now: at(seconds),
        state: { ...stateWith(of), published: { web: imageOf("team/web", ONES) } },
        service: serviceSnapshot({ deployments: [back] }),
        tags: tagsOf(TWOS),
        ...given,
      }),
    );
  const RETRIED = ["RolloutRetried", "updateService"];

  test("is tried again after five minutes, as the same rollout with the same revision", () => {
    expect(kindsOf(lookAt(599, healed()))).not.toContain("RolloutRetried");
    const decision = lookAt(600, healed());
    expect(kindsOf(decision)).toEqual(RETRIED);
    const { rollout: retried } = decision.facts.reduce(evolve, stateWith(healed()));
    expect(retried).toMatchObject({ id: "shop/api/5", status: "Planned", taskDefinition: revision(2), retries: 1 });
    expect(retried).not.toHaveProperty("endedAt");
    expect(retried).not.toHaveProperty("failures");
    expect(retried).not.toHaveProperty("wayBack");
  });
  test("then after twice the time, and at last once an hour", () => {
    expect(kindsOf(lookAt(300 + 599, healed({ retries: 1 })))).toEqual([]);
    expect(kindsOf(lookAt(300 + 600, healed({ retries: 1 })))).toEqual(RETRIED);
    expect(kindsOf(lookAt(300 + 3600, healed({ retries: 20 })))).toEqual(RETRIED);
  });

  test("also where the way back was kept from succeeding by the same", () => {
    const wayBack = { ...plannedWayBack({ status: "Failed" }), deploymentId: "ecs-svc/3" };
    expect(kindsOf(lookAt(600, healed({ status: "Failed", wayBack })))).toEqual(RETRIED);
  });

  const rows: readonly (readonly [what: string, of: Partial<Rollout>, given: Partial<Parameters<typeof decide>[0]>])[] =
    [
      ["the revision was to blame", { failures: [failure({}, LIKELY)] }, {}],
      ["nobody knows why", { failures: [] }, {}],
      ["it was a person's", { askedBy: "ana" }, {}],
      ["it was tried for a day", { retries: 26 }, {}],
      ["the tag has moved back", {}, { tags: tagsOf(ONES) }],
      [
        "somebody else deployed",
        {},
        { service: serviceSnapshot({ deployments: [deployment({ id: "ecs-svc/9", createdAt: at(400) })] }) },
      ],
      ["it is held", {}, { state: { ...stateWith(healed()), hold: hold() } }],
      ["the garden is paused", {}, { pause: hold() }],
    ];
  test.each(rows)("is not tried again where %s", (_, of, given) => {
    expect(kindsOf(lookAt(90_000, healed(of), given))).not.toContain("RolloutRetried");
  });
});

describe("what is remembered of failures", () => {
  test("each kind once, with the highest count", () => {
    const one = withFailure([failure({ count: 2 })], failure({ count: 3 }));
    expect(one.map(({ count }) => count)).toEqual([3]);
    expect(withFailure(one, failure({ count: 1 }))).toBe(one);
  });
  test("no more kinds than people read", () => {
    const many = Array.from({ length: 9 }, (_, index) => failure({}, { kind: `kind-${index}` }));
    expect(many.reduce<readonly Failure[]>(withFailure, [])).toHaveLength(5);
  });
  test("the revision comes first among the causes", () => {
    const failures = [failure({ count: 9 }, ENVIRONMENT), failure({}, UNKNOWN), failure({}, LIKELY)];
    expect(mainFailure({ failures })?.diagnosis.causedBy).toBe("revision");
    expect(mainFailure({})).toBeUndefined();
  });
});
