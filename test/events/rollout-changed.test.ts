import { expect, test } from "@jest/globals";
import { rolloutChanged } from "../../events/out/rollout-changed.ts";
import { change, imageOf, plannedRollout, revision, rollout, THREES, TWOS } from "../support/core.ts";

test("tells the bus where a rollout stands", () => {
  const worker = change({
    container: "worker",
    repository: "team/worker",
    digest: THREES,
    image: imageOf("team/worker", THREES),
  });
  expect(rolloutChanged(rollout({ images: [change(), worker] }))).toEqual({
    source: "ecs-gardener",
    detailType: "ECS Gardener Rollout State Change",
    resources: [revision(2)],
    detail: {
      rolloutId: "shop/api/5",
      service: "shop/api",
      status: "InProgress",
      reason: "ECS is replacing the tasks",
      images: [
        { container: "web", repository: "team/web", tag: "latest", digest: TWOS },
        { container: "worker", repository: "team/worker", tag: "latest", digest: THREES },
      ],
      taskDefinitionArn: revision(2),
      deploymentId: "ecs-svc/2",
    },
  });
});

test("what is not there yet is null, so that every event has the same members", () => {
  const { resources, detail } = rolloutChanged(plannedRollout());
  expect(resources).toEqual([]);
  expect(detail).toMatchObject({ status: "Planned", taskDefinitionArn: null, deploymentId: null });
});
