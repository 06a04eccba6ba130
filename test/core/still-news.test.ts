import { describe, expect, test } from "@jest/globals";
import type { Fact, Rollout } from "../../shared/core/model.ts";
import { isStillNews } from "../../shared/core/rollout/evolve.ts";
import { at, bakingRollout, failedRollout, plannedRollout, revision, stateWith } from "../support/core.ts";

/** Whoever held an effect for long notes its outcome on what has become of the rollout meanwhile. */
describe("an outcome that is noted late", () => {
  const registered: Fact = { kind: "RevisionRegistered", at: at(60), taskDefinition: revision(2) };
  const started: Fact = {
    kind: "DeploymentStarted",
    at: at(60),
    deploymentId: "ecs-svc/5",
    deploymentCreatedAt: at(5),
  };
  const returned: Fact = { kind: "ReturnStarted", at: at(60), deploymentId: "ecs-svc/6", deploymentCreatedAt: at(6) };
  const refused: Fact = { kind: "RolloutFailed", at: at(60), reason: "AWS refused" };
  const ended = bakingRollout({ status: "Completed", endedAt: at(50) });
  const baking = bakingRollout();
  const rows: readonly (readonly [name: string, rollout: Rollout, fact: Fact, expected: boolean])[] = [
    ["the revision of a planned rollout", plannedRollout(), registered, true],
    ["the deployment of a planned rollout", plannedRollout(), started, true],
    ["the deployment of one that others saw start, and bakes", baking, started, false],
    ["the deployment of one that has ended", ended, started, false],
    ["the revision of one that has ended", ended, registered, false],
    ["the deployment of one that is on its way back", failedRollout(), started, false],
    ["the way back of one that has none", baking, returned, false],
    ["a refusal is always", baking, refused, true],
  ];
  test.each(rows)("%s", (_, rollout, fact, expected) => {
    expect(isStillNews(stateWith(rollout), fact)).toBe(expected);
  });
});
