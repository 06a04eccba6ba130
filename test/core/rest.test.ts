import { describe, expect, test } from "@jest/globals";
import type { ServiceState } from "../../shared/core/model.ts";
import { decide, type LookInput } from "../../shared/core/rollout/decide.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import { fold } from "../../shared/core/rollout/fold.ts";
import type { FollowInput } from "../../shared/core/rollout/follow.ts";
import { lookAtRest } from "../../shared/core/rollout/rest.ts";
import {
  at,
  bakingRollout,
  deployedByOthers,
  deployment,
  digestOf,
  followInput,
  imageOf,
  knownGood,
  lookInput,
  ONES,
  revision,
  serviceSnapshot,
  state,
  stateWith,
  stranger,
  tagged,
  tagsOf,
  taskDefinition,
  THREES,
  TWOS,
} from "../support/core.ts";

const LATEST = "team/web:latest";

/** The service while somebody else's revision 8 is the PRIMARY deployment since second -50. */
const theirs = (given: Parameters<typeof deployment>[0] = {}) => deployedByOthers({ createdAt: at(-50), ...given });

const theirsWithoutTasks = () => ({ ...theirs({ runningCount: 0 }), desiredCount: 0, runningCount: 0 });

const atRest = (given: Partial<FollowInput>) =>
  lookAtRest(followInput({ tagged: { [LATEST]: tagged(ONES) }, ...given }));

test("an image that it would go back to and that ECR no longer has is told, once", () => {
  const resting = state({ knownGood: knownGood(), published: { web: imageOf("team/web", ONES) } });
  const look = (given: Partial<LookInput> = {}) =>
    decide(lookInput({ state: resting, tags: { ...tagsOf(ONES), missingDigests: [ONES] }, ...given }));
  const told = look();
  expect(told.facts).toEqual([{ kind: "ImagesMissing", at: at(0), digests: [ONES] }]);
  const knows = told.facts.reduce(evolve, resting);
  expect(look({ state: knows }).facts).toEqual([]);
  const again = look({ state: knows, tags: tagsOf(ONES) });
  expect(again.facts).toEqual([{ kind: "ImagesMissing", at: at(0), digests: [] }]);
  expect(fold(resting, told.facts, told.reasons, at(0)).outbox).toMatchObject([
    { topic: "problem", headline: expect.stringContaining("depends on 111111111111, which ECR no longer has") },
  ]);
  expect(fold(knows, again.facts, again.reasons, at(0)).outbox).toEqual([]);
});

describe("there is nothing to see", () => {
  interface Row {
    readonly name: string;
    readonly given: Partial<FollowInput>;
    readonly why: string;
  }
  const rows: readonly Row[] = [
    { name: "no service", given: { service: undefined }, why: "shop/api has no deployment" },
    { name: "no revision", given: { taskDefinition: undefined }, why: "shop/api has no deployment" },
    {
      name: "no PRIMARY deployment",
      given: { service: serviceSnapshot({ deployments: [deployment({ status: "ACTIVE" })] }) },
      why: "shop/api has no deployment",
    },
    {
      name: "an answer of ECS from before our deployment of five minutes ago",
      given: { state: stateWith(bakingRollout({ status: "Completed", endedAt: at(200) })), now: at(304.999) },
      why: "ECS shows a deployment that is older than the one that we know of",
    },
    {
      name: "what is known",
      given: { state: state({ knownGood: knownGood() }) },
      why: "shop/api is at rest on api:1",
    },
    {
      name: "what is known, and a new revision of it not good yet",
      given: {
        state: state({ knownGood: knownGood({ taskDefinition: revision(7) }) }),
        service: serviceSnapshot({ tasksStartedAt: at(-299) }),
      },
      why: "shop/api is at rest on api:1",
    },
    {
      name: "a deployment of somebody else that ECS has not resolved",
      given: { service: theirs(), running: {} },
      why: "ecs-svc/9 is new; ECS has not resolved yet what it runs",
    },
  ];
  test.each(rows)("$name", ({ given, why }) => {
    expect(atRest(given)).toEqual({ effects: [], facts: [], reasons: [why] });
  });
});

describe("what runs has become good to go back to", () => {
  const good = { kind: "KnownGoodSeen", at: at(0), knownGood: knownGood() };
  test.each([
    ["where nothing better is known", state(), serviceSnapshot({ tasksStartedAt: at(-1) })],
    [
      "with a container that joined after its rollout",
      state({ knownGood: knownGood({ images: {} }) }),
      serviceSnapshot(),
    ],
    [
      "after all tasks were up for the time of a bake",
      state({ knownGood: knownGood({ taskDefinition: revision(7) }) }),
      serviceSnapshot({ tasksStartedAt: at(-300) }),
    ],
  ])("%s", (_, given: ServiceState, service) => {
    expect(atRest({ state: given, service })).toEqual({
      effects: [],
      facts: [good],
      reasons: ["api:1 runs well, and is what a failed rollout would go back to"],
    });
  });
});

describe("somebody else deployed", () => {
  const seen = { kind: "ForeignDeploymentSeen", at: at(0), restingOn: "ecs-svc/9" };
  const drift = { at: at(0), deploymentId: "ecs-svc/9", taskDefinition: revision(8), digests: { web: THREES } };

  test("another image: it is told, and left alone", () => {
    expect(atRest({ service: theirs(), running: { web: THREES } })).toEqual({
      effects: [],
      facts: [{ ...seen, drift }],
      reasons: [
        "somebody else deployed api:8 (ecs-svc/9), with web on 333333333333: it is left alone until the tag moves",
      ],
    });
  });

  const index = tagged(TWOS, { manifestDigests: [digestOf("a")] });
  const undrifted: readonly (readonly [name: string, given: Partial<FollowInput>])[] = [
    ["the image that was decided", { running: { web: ONES } }],
    ["the image that the tag points to", { running: { web: TWOS }, tagged: { [LATEST]: tagged(TWOS) } }],
    [
      "the image that the tag points to, by its platform",
      { running: { web: digestOf("a") }, tagged: { [LATEST]: index } },
    ],
    ["the decided image, whose tag is gone", { running: { web: ONES }, tagged: {} }],
    ["what its tag points to when its first task starts", { running: {}, service: theirsWithoutTasks() }],
  ];
  test.each(undrifted)("%s: it is recorded, and no drift", (_, given) => {
    expect(atRest({ service: theirs(), ...given })).toEqual({
      effects: [],
      facts: [seen],
      reasons: ["somebody else deployed api:8 (ecs-svc/9), with the images that were decided for shop/api"],
    });
  });

  test("another image, pinned by a revision whose service has no tasks", () => {
    expect(atRest({ service: theirsWithoutTasks(), running: { web: THREES } }).facts).toEqual([{ ...seen, drift }]);
  });

  test("another image, whose tag is gone from ECR", () => {
    expect(atRest({ service: theirs(), running: { web: THREES }, tagged: {} }).facts).toEqual([{ ...seen, drift }]);
  });

  test("ECS itself went back to an older deployment: shown five minutes after ours, it is no lag any more", () => {
    const ended = stateWith(bakingRollout({ status: "Completed", endedAt: at(200) }));
    const decision = atRest({ state: ended, now: at(305), running: { web: ONES } });
    expect(decision.facts).toMatchObject([{ kind: "ForeignDeploymentSeen", restingOn: "ecs-svc/1" }]);
  });

  test("of two containers only the one that drifted is told of", () => {
    const decision = atRest({
      state: state({
        decided: {
          [LATEST]: { digest: ONES, at: at(-600) },
          "team/worker:latest": { digest: TWOS, at: at(-600) },
        },
      }),
      service: theirs(),
      taskDefinition: taskDefinition({
        containers: [
          { name: "web", image: imageOf("team/web:latest") },
          { name: "worker", image: imageOf("team/worker:latest") },
          { name: "proxy", image: imageOf("team/proxy:stable") },
        ],
      }),
      running: { web: ONES, worker: THREES, proxy: digestOf("9") },
      tagged: { [LATEST]: tagged(ONES), "team/worker:latest": tagged(TWOS) },
    });
    expect(decision.facts).toEqual([{ ...seen, drift: { ...drift, digests: { worker: THREES } } }]);
  });

  test("one container of two is not resolved yet: nothing is said before it is", () => {
    const decision = atRest({
      service: theirs(),
      taskDefinition: taskDefinition({
        containers: [
          { name: "web", image: imageOf("team/web:latest") },
          { name: "worker", image: imageOf("team/worker:latest") },
        ],
      }),
      running: { web: THREES },
    });
    expect(decision.facts).toEqual([]);
  });
});

describe("an overtaken decision of ours arrives at rest", () => {
  const late = [{ taskDefinition: revision(8), until: at(300) }];
  const drift = { at: at(0), deploymentId: "ecs-svc/9", taskDefinition: revision(8), isLate: true };

  test.each([
    ["with another image", THREES],
    ["with the image that was decided, in place of what somebody chose since", ONES],
  ])("it is told as what it is, %s", (_, digest) => {
    expect(atRest({ state: state({ late }), service: theirs(), running: { web: digest } })).toEqual({
      effects: [],
      facts: [
        {
          kind: "ForeignDeploymentSeen",
          at: at(0),
          restingOn: "ecs-svc/9",
          drift: { ...drift, digests: { web: digest } },
        },
      ],
      reasons: ["ecs-svc/9 of an overtaken decision arrived late: api:8 runs"],
    });
  });

  test("the same revision after its time is somebody's will", () => {
    const service = theirs({ createdAt: at(300) });
    const { facts } = atRest({ state: state({ late }), now: at(310), service, running: { web: THREES } });
    expect(facts).not.toMatchObject([{ drift: { isLate: true } }]);
  });
});

describe("a service for which nothing was decided yet", () => {
  test.each([
    ["its move was withheld", { [LATEST]: tagged(TWOS) }],
    ["its tag does not exist", {}],
  ])("is taken as it runs, and nobody is told of a drift: %s", (_, tags) => {
    expect(atRest({ state: stranger(), tagged: tags })).toEqual({
      effects: [],
      facts: [{ kind: "ForeignDeploymentSeen", at: at(0), restingOn: "ecs-svc/1" }],
      reasons: ["shop/api is taken as it runs: api:1 (ecs-svc/1)"],
    });
  });
});
