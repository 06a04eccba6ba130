import { describe, expect, test } from "@jest/globals";
import type { ServiceState, WithheldMove } from "../../shared/core/model.ts";
import { type CalmInput, isCalm } from "../../shared/core/rollout/calm.ts";
import { decide } from "../../shared/core/rollout/decide.ts";
import { evolve } from "../../shared/core/rollout/evolve.ts";
import {
  at,
  change,
  deployedByOthers,
  deployment,
  hold,
  imageOf,
  knownGood,
  lookInput,
  ONES,
  policy,
  revision,
  rollout,
  serviceSnapshot,
  state,
  stateWith,
  stranger,
  tagged,
  THREES,
  TWOS,
} from "../support/core.ts";

const LATEST = "team/web:latest";
const WORKER = "team/worker:latest";

/** All is as it should be: the tag points to what was decided and what is known good is published. */
const resting = (given: Partial<ServiceState> = {}): ServiceState =>
  state({ knownGood: knownGood(), published: { web: imageOf("team/web", ONES) }, ...given });

const calm = (given: Partial<CalmInput>): boolean =>
  isCalm({
    now: at(0),
    policy: policy(),
    pause: undefined,
    state: resting(),
    service: serviceSnapshot(),
    images: [LATEST],
    tagged: { [LATEST]: tagged(ONES) },
    missingDigests: [],
    ...given,
  });

const moved = { tagged: { [LATEST]: tagged(TWOS) } };
const observed = { policy: policy({ mode: "observe" }) };
const withheld = (given: Partial<WithheldMove> = {}): WithheldMove => ({
  at: at(-30),
  restraint: { kind: "observed" },
  images: [change()],
  ...given,
});
const notice = {
  kind: "service",
  service: "shop/api",
  version: 4,
  at: at(0),
  topic: "hold",
  headline: "is held",
} as const;

describe("calm", () => {
  const rows: readonly (readonly [name: string, given: Partial<CalmInput>])[] = [
    ["nothing happened", {}],
    ["ECS does not know the service", { service: undefined }],
    ["the service was deleted", { service: serviceSnapshot({ status: "INACTIVE" }) }],
    ["the tag does not exist", { tagged: {} }],
    ["nothing in it follows", { images: [] }],
    ["what ECR no longer has was told", { missingDigests: [ONES], state: resting({ missing: [ONES] }) }],
    ["ECR no longer has what others need", { missingDigests: [THREES] }],
    ["it is held, and no tag moved", { state: resting({ hold: hold() }) }],
    [
      "nothing is known to be good, and nothing runs",
      {
        state: state(),
        service: serviceSnapshot({ deployments: [deployment({ runningCount: 0 })] }),
      },
    ],
    [
      "a new revision is not proven yet",
      {
        state: resting({ knownGood: knownGood({ taskDefinition: revision(7) }) }),
        service: serviceSnapshot({ tasksStartedAt: at(-299) }),
      },
    ],
    [
      "what is known good is not published, and the garden is paused",
      { state: state({ knownGood: knownGood() }), pause: hold() },
    ],
    [
      "what is known good is not published, and it only observes",
      { state: state({ knownGood: knownGood() }), ...observed },
    ],
    [
      "its move is withheld for the mode, and was told",
      { ...moved, ...observed, state: resting({ withheld: withheld() }) },
    ],
    [
      "its move is withheld for the pause, and was told",
      {
        ...moved,
        pause: hold(),
        state: resting({ withheld: withheld({ restraint: { kind: "paused", hold: hold() } }) }),
      },
    ],
    [
      "its move is withheld for the hold, and was told",
      {
        ...moved,
        state: resting({ hold: hold(), withheld: withheld({ restraint: { kind: "held", hold: hold() } }) }),
      },
    ],
    [
      "it was never decided on, since it only observes, and that was told",
      {
        ...moved,
        ...observed,
        state: { ...stranger(), withheld: withheld(), restingOn: "ecs-svc/1", knownGood: knownGood() },
      },
    ],
  ];
  test.each(rows)("%s", (_, given) => {
    expect(calm(given)).toBe(true);
  });
});

describe("not calm", () => {
  const open = { kind: "held", hold: hold() } as const;
  const two = {
    images: [LATEST, WORKER],
    tagged: { [LATEST]: tagged(TWOS), [WORKER]: tagged(THREES) },
    ...observed,
  };
  const worker = change({ container: "worker", repository: "team/worker", digest: THREES });
  const rows: readonly (readonly [name: string, given: Partial<CalmInput>])[] = [
    ["a tag moved", moved],
    [
      "a tag moved that nobody had followed when it was looked at last",
      { images: [LATEST, WORKER], tagged: { [WORKER]: tagged(TWOS) } },
    ],
    ["a tag moved, and it is held, which is not told yet", { ...moved, state: resting({ hold: hold() }) }],
    ["a rollout is under way", { state: stateWith(rollout()) }],
    ["the service is gone in the middle of a rollout", { state: stateWith(rollout()), service: undefined }],
    [
      "the service is being deleted in the middle of a rollout",
      {
        state: stateWith(rollout()),
        service: serviceSnapshot({ status: "DRAINING" }),
      },
    ],
    ["something is to be told", { state: resting({ outbox: [notice] }) }],
    ["something is to be told of a service that is gone", { state: resting({ outbox: [notice] }), service: undefined }],
    ["there is no PRIMARY deployment", { service: serviceSnapshot({ deployments: [] }) }],
    ["somebody else deployed", { service: deployedByOthers() }],
    ["it was created anew", { service: serviceSnapshot({ createdAt: at(-20) }) }],
    ["it was never seen", { state: stranger() }],
    [
      "a new revision is proven",
      {
        state: resting({ knownGood: knownGood({ taskDefinition: revision(7) }) }),
        service: serviceSnapshot({ tasksStartedAt: at(-300) }),
      },
    ],
    [
      "nothing is known to be good, and a task runs",
      {
        state: state(),
        service: serviceSnapshot({ deployments: [deployment({ runningCount: 1, createdAt: at(-1) })] }),
      },
    ],
    ["what is known good is not published", { state: state({ knownGood: knownGood() }) }],
    ["its move was withheld, and the restraint has ended", { ...moved, state: resting({ withheld: withheld() }) }],
    [
      "its move was withheld for another restraint",
      { ...moved, ...observed, state: resting({ withheld: withheld({ restraint: open }) }) },
    ],
    [
      "its move was withheld for another hold",
      {
        ...moved,
        state: resting({ hold: hold({ by: "ben" }), withheld: withheld({ restraint: open }) }),
      },
    ],
    [
      "another image came while its move is withheld",
      {
        ...observed,
        tagged: { [LATEST]: tagged(THREES) },
        state: resting({ withheld: withheld() }),
      },
    ],
    ["ECR no longer has what it would go back to", { missingDigests: [ONES] }],
    ["ECR has it again", { state: resting({ missing: [ONES] }) }],
    ["a second tag moved while a move is withheld", { ...two, state: resting({ withheld: withheld() }) }],
    [
      "of two withheld moves one was taken back",
      {
        ...two,
        state: resting({
          decided: { [LATEST]: { digest: ONES, at: at(-60) }, [WORKER]: { digest: THREES, at: at(-60) } },
          withheld: withheld({ images: [change(), worker] }),
        }),
      },
    ],
    ["of two containers only one is known to be good: the other one joined later", { images: [LATEST, WORKER] }],
    [
      "a withheld move began before ECS had resolved what runs",
      {
        ...moved,
        ...observed,
        state: resting({ withheld: withheld({ images: [{ ...change(), previousDigest: undefined } as never] }) }),
      },
    ],
    [
      "a move is withheld, and another controller would refuse it",
      {
        ...moved,
        ...observed,
        service: serviceSnapshot({ deploymentController: "CODE_DEPLOY" }),
        state: resting({ withheld: withheld() }),
      },
    ],
  ];
  test.each(rows)("%s", (_, given) => {
    expect(calm(given)).toBe(false);
  });

  test("two withheld moves are, while both are as they were told", () => {
    const both = knownGood({ images: { web: imageOf("team/web", ONES), worker: imageOf("team/worker", ONES) } });
    const told = withheld({ images: [change(), worker] });
    expect(calm({ ...two, state: resting({ withheld: told, knownGood: both }) })).toBe(true);
  });
});

test("a service without tasks is calm once it was looked at, also after somebody else deployed it", () => {
  let remembered = stranger();
  for (const id of ["ecs-svc/1", "ecs-svc/9"]) {
    const none = deployment({ id, runningCount: 0 });
    const service = serviceSnapshot({ desiredCount: 0, runningCount: 0, deployments: [none] });
    expect(calm({ state: remembered, service })).toBe(false);
    const { facts } = decide(lookInput({ state: remembered, service, running: {} }));
    remembered = facts.reduce(evolve, remembered);
    expect(calm({ state: remembered, service })).toBe(true);
  }
});
