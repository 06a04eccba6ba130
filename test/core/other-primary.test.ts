import { describe, expect, test } from "@jest/globals";
import type { Rollout } from "../../shared/core/model.ts";
import { judgeRollout } from "../../shared/core/rollout/judge.ts";
import {
  at,
  bakingRollout,
  deployment,
  failedRollout,
  judgeInput,
  ourDeployment,
  revision,
  rollout,
  serviceDeployment,
  serviceSnapshot,
  stateWith,
  wayBack,
} from "../support/core.ts";

/** What is decided about this rollout while another deployment than the one that we wait for is the PRIMARY one. */
const judge = (newest: Rollout, now: number, given: Parameters<typeof deployment>[0]) =>
  judgeRollout(
    judgeInput({
      now,
      state: stateWith(newest),
      service: serviceSnapshot({
        deployments: [deployment({ id: "ecs-svc/9", ...given }), ourDeployment({ status: "ACTIVE" })],
      }),
    }),
  );

const older = (createdAt: number) => ({ taskDefinition: revision(8), createdAt });

describe("ECS's answer is older than ours", () => {
  const stale = {
    effects: [],
    facts: [],
    reasons: ["ECS shows ecs-svc/9, which is older than the deployment of shop/api/5; it will be looked at again"],
  };

  test.each([
    ["a rollout in progress", rollout(), at(5) - 1, at(1205) - 1],
    ["a rollout that bakes, until the grace after its bake", bakingRollout(), at(5) - 1, at(700) - 1],
    ["a way back", failedRollout(), at(205) - 1, at(1405) - 1],
    ["ECS's own way back", failedRollout({ wayBack: wayBack({ by: "ecs" }) }), at(205) - 1, at(1405) - 1],
  ])("%s", (_, newest, createdAt, now) => {
    expect(judge(newest, now, older(createdAt))).toEqual(stale);
  });

  test.each([
    ["not for ever: a rollout in progress, at its deadline", rollout(), at(5) - 1, at(1205), "RolloutSuperseded"],
    ["not for ever: a rollout that bakes, after its grace", bakingRollout(), at(5) - 1, at(700), "RolloutSuperseded"],
    ["not for ever: a way back, at its deadline", failedRollout(), at(205) - 1, at(1405), "ReturnFailed"],
    ["not, from the same moment: a rollout", rollout(), at(5), at(60), "RolloutSuperseded"],
    ["not, from the same moment: a way back", failedRollout(), at(205), at(300), "ReturnFailed"],
  ])("%s", (_, newest, createdAt, now, kind) => {
    expect(judge(newest, now, older(createdAt)).facts).toEqual([
      { kind, at: now, reason: "somebody else deployed api:8 (ecs-svc/9)", restingOn: "ecs-svc/9" },
    ]);
  });

  test("although ECS's way back took up an older deployment than the one that failed", () => {
    const wayBackOfEcs = wayBack({ by: "ecs", deploymentId: "ecs-svc/1", deploymentCreatedAt: at(-500) });
    const decision = judgeRollout(
      judgeInput({
        now: at(210),
        state: stateWith(failedRollout({ wayBack: wayBackOfEcs })),
        service: serviceSnapshot({ deployments: [ourDeployment()] }),
      }),
    );
    expect(decision).toMatchObject({ facts: [], reasons: [expect.stringMatching(/will be looked at again$/)] });
  });

  test("although it carries our revision: it is the one before", () => {
    expect(judge(rollout(), at(60), { taskDefinition: revision(2), createdAt: at(4) })).toEqual(stale);
  });

  test("a rollout whose deployment's time was not noted takes what it is shown", () => {
    const { deploymentCreatedAt: _createdAt, ...unnoted } = rollout();
    expect(judge(unnoted, at(60), older(at(4))).facts.map(({ kind }) => kind)).toEqual(["RolloutSuperseded"]);
  });
});

describe("our revision was deployed anew, as by a person's forced deployment", () => {
  test.each([
    ["in progress", rollout()],
    ["baking: it bakes once more", bakingRollout()],
  ])("a rollout that is %s", (_, newest) => {
    expect(judge(newest, at(60), { taskDefinition: revision(2), createdAt: at(50) })).toEqual({
      effects: [],
      facts: [{ kind: "DeploymentStarted", at: at(60), deploymentId: "ecs-svc/9", deploymentCreatedAt: at(50) }],
      reasons: ["the revision of shop/api/5 was deployed anew as ecs-svc/9"],
    });
  });

  test.each([
    ["ours", wayBack()],
    ["ECS's", wayBack({ by: "ecs" })],
  ])("a way back, %s", (_, back) => {
    const given = { taskDefinition: revision(3), createdAt: at(250) };
    expect(judge(failedRollout({ wayBack: back }), at(300), given)).toEqual({
      effects: [],
      facts: [{ kind: "ReturnStarted", at: at(300), deploymentId: "ecs-svc/9", deploymentCreatedAt: at(250) }],
      reasons: ["the revision of shop/api/5 was deployed anew as ecs-svc/9"],
    });
  });

  test("on the way back the failed revision is somebody's will", () => {
    const decision = judge(failedRollout(), at(300), { taskDefinition: revision(2), createdAt: at(250) });
    expect(decision.facts).toMatchObject([
      { kind: "ReturnFailed", reason: "somebody else deployed api:2 (ecs-svc/9)" },
    ]);
  });

  test("not, where ECS gave the rollout up: that is its way back", () => {
    const decision = judgeRollout(
      judgeInput({
        service: serviceSnapshot({ deployments: [deployment({ id: "ecs-svc/9", createdAt: at(50) })] }),
        serviceDeployments: [serviceDeployment({ status: "ROLLBACK_IN_PROGRESS" })],
      }),
    );
    expect(decision.facts[0]).toMatchObject({ kind: "RolloutFailed", wayBack: { by: "ecs" } });
  });
});
