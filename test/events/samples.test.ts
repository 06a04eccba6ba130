import { globSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { read } from "../../events/index.ts";
import type { Reading } from "../../shared/core/model.ts";

const DIGEST = "sha256:7f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678";

const deploymentChanged = {
  kind: "DeploymentChanged",
  eventId: "ddca6449-b258-46c0-8653-e0e3a6d0468b",
  at: Date.UTC(2026, 4, 23, 12, 31, 14),
  service: "prod/web",
  deploymentId: "ecs-svc/1637086347952626779",
} as const;

/** What each sample means, by its path under `events/`. */
const readings: Readonly<Record<string, Reading>> = {
  "ecr-image-action/push.json": {
    kind: "trigger",
    trigger: {
      kind: "ImagePushed",
      eventId: "13cde686-328b-6117-af20-0e5566167482",
      at: Date.UTC(2026, 10, 16, 1, 54, 34),
      repository: "team/web",
      tag: "v42",
      digest: DIGEST,
    },
  },
  "ecr-image-action/push-untagged.json": {
    kind: "ignored",
    why: "the push to team/web has no tag: a platform image, an attestation or a push by digest",
  },
  "ecr-image-action/push-failed.json": { kind: "ignored", why: "the push to team/web ended in FAILURE" },
  "ecr-image-action/delete.json": { kind: "ignored", why: "DELETE of an image in team/web moves no tag" },
  "ecr-image-action/restored.json": {
    kind: "ignored",
    why: "UPDATE_STORAGE_CLASS of an image in team/web moves no tag",
  },
  "ecs-deployment-state-change/in-progress.json": {
    kind: "trigger",
    trigger: {
      ...deploymentChanged,
      eventName: "SERVICE_DEPLOYMENT_IN_PROGRESS",
      reason: "ECS deployment ecs-svc/1637086347952626779 in progress.",
    },
  },
  "ecs-deployment-state-change/completed.json": {
    kind: "trigger",
    trigger: {
      ...deploymentChanged,
      eventName: "SERVICE_DEPLOYMENT_COMPLETED",
      reason: "ECS deployment ecs-svc/1637086347952626779 completed.",
    },
  },
  "ecs-deployment-state-change/failed.json": {
    kind: "trigger",
    trigger: {
      ...deploymentChanged,
      eventName: "SERVICE_DEPLOYMENT_FAILED",
      reason: "ECS deployment circuit breaker: tasks failed to start.",
    },
  },
  "scheduled/minute.json": {
    kind: "trigger",
    trigger: {
      kind: "MinutePassed",
      eventId: "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
      at: Date.UTC(2026, 9, 8, 16, 53, 6),
    },
  },
};

const samples = globSync("*/*.json", { cwd: "events" }).sort();

test("every sample has its row here, and every row its sample", () => {
  expect(samples).toEqual(Object.keys(readings).sort());
});

test.each(samples)("%s", (sample) => {
  expect(read(JSON.parse(readFileSync(`events/${sample}`, "utf8")))).toEqual(readings[sample]);
});
