import { describe, expect, test } from "@jest/globals";
import type { Fact, Notice, RecordEntry, WithheldMove } from "../../shared/core/model.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import {
  at,
  change,
  failedRollout,
  hold,
  imageOf,
  knownGood,
  ONES,
  plannedRollout,
  revision,
  rollout,
  state,
  stateWith,
  stranger,
  tagDecision,
  THREES,
  TWOS,
} from "../support/core.ts";

const drift = { at: at(-30), deploymentId: "ecs-svc/9", taskDefinition: revision(8), digests: { web: THREES } };
const withheld: WithheldMove = { at: at(-30), restraint: { kind: "observed" }, images: [change()] };
const tags = tagDecision({ createdAt: at(-500), restingOn: "ecs-svc/7" });

describe("what others deployed", () => {
  const seen: Fact = { kind: "ForeignDeploymentSeen", at: at(-30), restingOn: "ecs-svc/9" };

  test("is where the service rests from then on", () => {
    expect(evolve(state(), seen)).toEqual(state({ restingOn: "ecs-svc/9" }));
  });

  test("is a drift where it runs other images", () => {
    expect(evolve(state(), { ...seen, drift })).toEqual(state({ restingOn: "ecs-svc/9", drift }));
  });

  test("ends a drift where it runs the decided images again", () => {
    expect(evolve(state({ drift }), { ...seen, restingOn: "ecs-svc/10" })).toEqual(state({ restingOn: "ecs-svc/10" }));
  });

  test("takes the place of an older drift", () => {
    const newer = { ...drift, deploymentId: "ecs-svc/10" };
    expect(evolve(state({ drift }), { ...seen, drift: newer }).drift).toEqual(newer);
  });
});

describe("a new rollout", () => {
  const planned: Fact = { kind: "RolloutPlanned", at: at(0), rollout: plannedRollout(), ...tags };

  test("ends a drift and what was withheld: the tag has moved", () => {
    const after = evolve(state({ drift, withheld }), planned);
    expect(after).not.toHaveProperty("drift");
    expect(after).not.toHaveProperty("withheld");
  });

  test("does not end a hold", () => {
    expect(evolve(state({ hold: hold() }), planned).hold).toEqual(hold());
  });
});

describe("an adoption", () => {
  const adopted: Fact = { kind: "ServiceAdopted", at: at(0), ...tags };

  test("ends a drift and what was withheld: what runs is what the tag points to", () => {
    const after = evolve(state({ drift, withheld }), adopted);
    expect(after).not.toHaveProperty("drift");
    expect(after).not.toHaveProperty("withheld");
  });

  test("leaves the drift of a container whose tag it did not decide on", () => {
    const both = { ...drift, digests: { web: THREES, side: TWOS } };
    expect(evolve(state({ drift: both }), adopted).drift).toEqual({ ...drift, digests: { side: TWOS } });
  });
});

describe("where the service rests", () => {
  const adopted: Fact = { kind: "ServiceAdopted", at: at(0), ...tags };
  const started = { at: at(5), deploymentId: "ecs-svc/2", deploymentCreatedAt: at(4) };

  test("is taken as it is when it is adopted", () => {
    expect(evolve(stranger(), adopted)).toMatchObject({ restingOn: "ecs-svc/7", createdAt: at(-500) });
  });

  test("stays where it was, where it is known: what others deployed is still to be told", () => {
    expect(evolve(state(), adopted).restingOn).toBe("ecs-svc/1");
  });

  test("is our deployment once it has begun", () => {
    expect(evolve(stateWith(plannedRollout()), { kind: "DeploymentStarted", ...started }).restingOn).toBe("ecs-svc/2");
  });

  test.each([
    ["somebody's who overtook it", "RolloutSuperseded", "ecs-svc/9", "ecs-svc/9"],
    ["ours, where our own newer decision did", "RolloutSuperseded", undefined, "ecs-svc/2"],
    ["somebody's who overtook the way back", "ReturnFailed", "ecs-svc/9", "ecs-svc/9"],
    ["ours, where the way back was too late", "ReturnFailed", undefined, "ecs-svc/2"],
  ] as const)("is %s", (_, kind, restingOn, expected) => {
    const fact: Fact = { kind, at: at(60), reason: "so it is", ...(restingOn ? { restingOn } : {}) };
    expect(evolve(stateWith(rollout()), fact).restingOn).toBe(expected);
  });
});

describe("known good", () => {
  const other = knownGood({ taskDefinition: revision(7) });
  const seen = (good: typeof other): Fact => ({ kind: "KnownGoodSeen", at: at(0), knownGood: good });

  test("the first one has none before it", () => {
    expect(evolve(state(), seen(other))).toEqual(state({ knownGood: other }));
  });

  test("another one keeps the one before", () => {
    expect(evolve(state({ knownGood: knownGood() }), seen(other))).toEqual(
      state({ knownGood: other, knownGoodBefore: knownGood() }),
    );
  });

  test("the same one again leaves the one before as it is", () => {
    const given = state({ knownGood: other, knownGoodBefore: knownGood() });
    expect(evolve(given, seen({ ...other, pinned: true }))).toEqual({
      ...given,
      knownGood: { ...other, pinned: true },
    });
  });
});

describe("a pinned copy of what was known to be good leaves the one before it to a person's rollback", () => {
  const earlier = knownGood({ taskDefinition: revision(0), images: { web: imageOf("team/web", THREES) } });
  const copy = knownGood({ taskDefinition: revision(3), pinned: true });
  const seen: Fact = { kind: "KnownGoodSeen", at: at(900), knownGood: copy };
  const askedFor = { askedBy: "ana", taskDefinition: revision(3) };

  test.each([
    ["our way back", failedRollout(), earlier],
    [
      "a person's rollback",
      plannedRollout({ ...askedFor, images: [change({ image: copy.images["web"] ?? "" })] }),
      earlier,
    ],
    ["not where a person went to another image", plannedRollout(askedFor), knownGood()],
    ["not where a push brought it", rollout({ taskDefinition: revision(3) }), knownGood()],
  ])("%s", (_, newest, before) => {
    const given = stateWith(newest, { knownGoodBefore: earlier });
    expect(evolve(given, seen)).toMatchObject({ knownGood: copy, knownGoodBefore: before });
  });
});

test("what was published is remembered whole", () => {
  const images = { web: imageOf("team/web", ONES) };
  const given = state({ published: { worker: "w" } });
  expect(evolve(given, { kind: "ImagesPublished", at: at(0), images })).toEqual(state({ published: images }));
});

test("a withheld move is remembered, and nothing is decided", () => {
  expect(evolve(state(), { kind: "MoveWithheld", at: at(-30), withheld })).toEqual(state({ withheld }));
});

test("a rollout that was withdrawn leaves its tags undecided, and those of others as they were", () => {
  const side = { "team/side:latest": { digest: THREES, at: at(-60) } };
  const before = state({
    rollout: rollout({ status: "Planned", images: [change()] }),
    decided: { "team/web:latest": { digest: TWOS, at: at(0) }, ...side },
  });
  const withdrawn = evolve(before, { kind: "RolloutSuperseded", at: at(60), reason: "held", isWithdrawn: true });
  expect(withdrawn.decided).toEqual(side);
  const overtaken = evolve(before, { kind: "RolloutSuperseded", at: at(60), reason: "a newer image came" });
  expect(overtaken.decided).toEqual(before.decided);
});

describe("a hold", () => {
  test("is set, and another one takes its place", () => {
    const given = state({ hold: hold({ by: "ben" }) });
    expect(evolve(given, { kind: "ServiceHeld", at: at(-60), hold: hold() })).toEqual(state({ hold: hold() }));
  });

  test("is released: what was withheld stays remembered until it goes", () => {
    const given = state({ hold: hold(), withheld });
    expect(evolve(given, { kind: "ServiceReleased", at: at(0), by: "ben" })).toEqual(state({ withheld }));
  });
});

test("of a service that was created anew only the name is known, a person's hold, what is still to be told, and what may arrive", () => {
  const notice: Notice = {
    kind: "service",
    service: "shop/api",
    version: 4,
    at: at(-1),
    topic: "hold",
    headline: "is held",
  };
  const entry: RecordEntry = { version: 4, at: at(-1), facts: [], reasons: ["so it is"] };
  const given = stateWith(rollout(), {
    drift,
    withheld,
    hold: hold(),
    knownGoodBefore: knownGood(),
    published: { web: imageOf("team/web", ONES) },
    late: [{ taskDefinition: revision(9), until: at(360) }],
    outbox: [notice],
    unrecorded: [entry],
  });
  expect(evolve(given, { kind: "ServiceRecreated", at: at(0), createdAt: at(-20) })).toEqual({
    service: "shop/api",
    version: 4,
    fence: 8,
    followed: [],
    decided: {},
    late: [{ taskDefinition: revision(9), until: at(360) }],
    createdAt: at(-20),
    hold: hold(),
    outbox: [notice],
    unrecorded: [entry],
  });
});
