import { describe, expect, test } from "@jest/globals";
import { diagnose, isOpenToLogs } from "../../../shared/core/failure/diagnose.ts";
import {
  isBeforeFirstImage,
  isLeft,
  isNewRevision,
  isOfRollout,
  likenessOf,
  revisionBefore,
} from "../../../shared/core/failure/likeness.ts";
import type { FailureEvidence } from "../../../shared/core/model.ts";
import { unknownService } from "../../../shared/core/rollout/evolve.ts";
import {
  at,
  diagnosis,
  failedRollout,
  knownGood,
  revision,
  rollout,
  state,
  stateWith,
  wayBack,
} from "../../support/core.ts";

const completed = rollout({ status: "Completed", endedAt: at(500) });
const goingBack = failedRollout({ wayBack: wayBack() });
const wentBack = failedRollout({ wayBack: wayBack({ status: "Done" }), endedAt: at(600) });
const good = { knownGood: knownGood() };

describe("whether a revision is new", () => {
  test.each([
    ["the one that is rolled out", stateWith(rollout(), good), revision(2), true],
    ["the one that runs beside it", stateWith(rollout(), good), revision(1), false],
    ["the one that failed, on the way back", stateWith(goingBack, good), revision(2), true],
    ["the copy that is the way back", stateWith(goingBack, good), revision(3), false],
    [
      "one that a complete rollout left",
      stateWith(completed, { knownGood: knownGood({ taskDefinition: revision(2) }) }),
      revision(2),
      false,
    ],
    ["one that nobody knows", stateWith(rollout(), good), revision(9), undefined],
    ["any of a service that nobody knows", state(), revision(1), undefined],
  ] as const)("%s", (_, memory, taskDefinition, isNew) => expect(isNewRevision(taskDefinition, memory)).toBe(isNew));
});

describe("who tells of a failure", () => {
  test.each([
    ["the deployment of a rollout under way", stateWith(rollout()), "ecs-svc/2", 2, true],
    ["its revision, deployed once more", stateWith(rollout()), "ecs-svc/7", 2, true],
    ["what ran before it", stateWith(rollout()), "ecs-svc/1", 1, false],
    ["the deployment of its way back", stateWith(goingBack), "ecs-svc/3", 3, true],
    ["a rollout that is complete", stateWith(completed), "ecs-svc/2", 2, false],
    ["no rollout at all", state(), "ecs-svc/1", 1, false],
  ] as const)("of the rollout: %s", (_, memory, deploymentId, number, isRollouts) =>
    expect(isOfRollout(memory, { deploymentId, taskDefinition: revision(number) })).toBe(isRollouts),
  );

  test.each([
    ["a rollout that went back", stateWith(wentBack), 2, true],
    ["the revision that it went back to", stateWith(wentBack), 3, false],
    ["a rollout on its way back", stateWith(goingBack), 2, false],
    ["a rollout that is complete", stateWith(completed), 2, false],
    ["an older rollout, while a newer one is under way", stateWith(rollout()), 9, true],
    ["what ran well before the one that is under way", stateWith(rollout()), 1, false],
  ] as const)("nobody needs to: %s", (_, memory, number, isBack) =>
    expect(isLeft(memory, { deploymentId: `ecs-svc/${number}`, taskDefinition: revision(number) })).toBe(isBack),
  );
});

test.each([
  ["a service that has just been made", unknownService("shop/api"), "image-not-found", 299, true],
  ["one that lacks its image for longer", unknownService("shop/api"), "image-not-found", 300, false],
  ["one whose tasks fail otherwise", unknownService("shop/api"), "crashed", 0, false],
  ["one that ran well", state(good), "image-not-found", 0, false],
  ["one with a rollout", stateWith(rollout(), { knownGood: undefined as never }), "image-not-found", 0, false],
] as const)("whether the first image is still to come: %s", (_, memory, kind, seconds, isToCome) => {
  const failed = { diagnosis: diagnosis({ kind }), firstAt: at(0), lastAt: at(seconds) };
  expect(isBeforeFirstImage(memory, failed)).toBe(isToCome);
});

test.each([
  ["of a rollout: the one that was copied", stateWith(rollout(), good), 2, revision(1)],
  ["of another: the one that ran well", stateWith(rollout(), good), 9, revision(1)],
  ["of the one that ran well itself", state(good), 1, undefined],
  ["where nothing is known to have run well", state(), 1, undefined],
] as const)("the revision before, %s", (_, memory, number, before) =>
  expect(revisionBefore(revision(number), memory)).toBe(before),
);

const exited = (exitCode: number, more: Partial<FailureEvidence> = {}): FailureEvidence => ({
  id: "1",
  isLone: false,
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  hasStarted: true,
  containers: [{ name: "web", exitCode }],
  failedAttachments: [],
  logTail: [],
  ...more,
});

test.each([
  ["by kind, container and exit code", exited(1), /^[a-z-]+\/web\/1$/],
  ["without a container", exited(1, { containers: [], stoppedReason: "RESOURCE:CPU" }), /^[a-z-]+\/-\/-$/],
] as const)("tasks are alike %s", (_, evidence, expected) =>
  expect(likenessOf(diagnose(evidence), evidence)).toMatch(expected),
);

test.each([
  ["an exit that nothing explains", exited(1), true],
  ["lines that say nothing of it", exited(1, { logTail: [{ container: "web", lines: ["Server starting"] }] }), true],
  ["a line that says why", exited(1, { logTail: [{ container: "web", lines: ["ENOSPC: no space left"] }] }), false],
  [
    "a text that says why",
    exited(137, { containers: [{ name: "web", exitCode: 137, reason: "OutOfMemoryError: x" }] }),
    false,
  ],
  ["a container that never ran", exited(1, { containers: [{ name: "web" }] }), false],
  ["a routine stop", exited(143, { stopCode: "UserInitiated", stoppedReason: "Task stopped by user" }), false],
] as const)("whether logs could tell more: %s", (_, evidence, isOpen) => expect(isOpenToLogs(evidence)).toBe(isOpen));
