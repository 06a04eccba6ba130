import { describe, expect, test } from "@jest/globals";
import type { ServiceState } from "../../shared/core/model.ts";
import { decide, imagesToPublish, type LookInput } from "../../shared/core/rollout/decide.ts";
import {
  at,
  bakingRollout,
  deployment,
  hold,
  imageOf,
  knownGood,
  lookInput,
  ONES,
  ourDeployment,
  policy,
  revision,
  serviceSnapshot,
  state,
  stateWith,
  tagsOf,
  TWOS,
} from "../support/core.ts";

const WEB_ONES = { web: imageOf("team/web", ONES) };
const WEB_TWOS = { web: imageOf("team/web", TWOS) };

describe("what is to be published", () => {
  const rows: readonly (readonly [name: string, given: Partial<ServiceState>, expected: object | undefined])[] = [
    ["nothing, while nothing is known to be good", {}, undefined],
    ["nothing, where nothing follows a tag", { knownGood: knownGood({ images: {} }) }, undefined],
    ["what is known good, the first time", { knownGood: knownGood() }, WEB_ONES],
    ["nothing, once it is published", { knownGood: knownGood(), published: WEB_ONES }, undefined],
    ["a newer image", { knownGood: knownGood({ images: WEB_TWOS }), published: WEB_ONES }, WEB_TWOS],
    [
      "all containers, where one is new",
      { knownGood: knownGood({ images: { ...WEB_ONES, worker: "w" } }), published: WEB_ONES },
      { ...WEB_ONES, worker: "w" },
    ],
    ["nothing, where one is gone", { knownGood: knownGood(), published: { ...WEB_ONES, worker: "w" } }, undefined],
  ];
  test.each(rows)("%s", (_, given, expected) => {
    expect(imagesToPublish(state(given))).toEqual(expected);
  });
});

/** Known good, and not published yet. */
const unpublished = state({ knownGood: knownGood() });

/** Our rollout's tasks have stayed up until now. */
const baked: Partial<LookInput> = {
  now: at(400),
  state: stateWith(bakingRollout(), { published: WEB_ONES }),
  service: serviceSnapshot({ deployments: [ourDeployment({ rolloutState: "COMPLETED" })] }),
  running: { web: TWOS },
  tags: tagsOf(TWOS),
};

const publish = (images: object) => ({ kind: "putParameter", service: "shop/api", images });

describe("published", () => {
  test.each([
    ["at rest, what is known good", { state: unpublished }, [], [publish(WEB_ONES)]],
    ["what has just become good", { state: state() }, ["KnownGoodSeen"], [publish(WEB_ONES)]],
    ["what a rollout has just proven", baked, ["RolloutCompleted"], [publish(WEB_TWOS)]],
    ["nothing, while nothing has changed", {}, [], []],
    ["held or not", { state: { ...unpublished, hold: hold() } }, [], [publish(WEB_ONES)]],
  ] as const)("%s", (_, given, facts, effects) => {
    const decision = decide(lookInput(given));
    expect(decision.facts.map(({ kind }) => kind)).toEqual(facts);
    expect(decision.effects).toEqual(effects);
  });
});

describe("not published", () => {
  const rows: readonly (readonly [name: string, given: Partial<LookInput>, facts: readonly string[]])[] = [
    ["while the garden is paused", { state: unpublished, pause: hold() }, []],
    ["while it only observes", { state: unpublished, policy: policy({ mode: "observe" }) }, []],
    ["while paused, although it is recorded to be good", { state: state(), pause: hold() }, ["KnownGoodSeen"]],
    ["while paused, although the rollout is complete", { ...baked, pause: hold() }, ["RolloutCompleted"]],
    ["while a rollout is under way", { ...baked, now: at(300), state: stateWith(bakingRollout()) }, []],
    ["while a service does not exist", { state: unpublished, service: undefined, taskDefinition: undefined }, []],
    [
      "while it is being deleted",
      { state: unpublished, service: serviceSnapshot({ status: "DRAINING" }), taskDefinition: undefined },
      [],
    ],
    [
      "by an answer of ECS from before our deployment",
      {
        now: at(200),
        state: stateWith(bakingRollout({ status: "Completed", endedAt: at(100) })),
        tags: tagsOf(ONES),
        service: serviceSnapshot({ deployments: [deployment({ id: "ecs-svc/0", taskDefinition: revision(9) })] }),
      },
      [],
    ],
  ];
  test.each(rows)("%s", (_, given, facts) => {
    const decision = decide(lookInput(given));
    expect(decision.facts.map(({ kind }) => kind)).toEqual(facts);
    expect(decision.effects).toEqual([]);
  });

  test("together with the rollout that begins: its images are not proven yet, and the ones before it run no more", () => {
    const decision = decide(lookInput({ state: unpublished, tags: tagsOf(TWOS) }));
    expect(decision.effects.map(({ kind }) => kind)).toEqual(["registerTaskDefinition", "updateService"]);
  });
});
