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

const GUARDDUTY_AGENT = {
  name: "aws-guardduty-agent-4rdfmlo",
  exitCode: 137,
  runtimeId: "a1173316d40a45dea9d9f7e1d2a5d362-3577190221",
};

const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web:v43";

/** A task of `prod/web`, and what is the same of its end in every sample. */
const taskStopped = (taskId: string) =>
  ({
    kind: "TaskStopped",
    service: "prod/web",
    taskId,
    deploymentId: "ecs-svc/1637086347952626780",
    taskDefinition: "arn:aws:ecs:us-east-1:123456789012:task-definition/web:6",
  }) as const;

const evidenceOf = (taskId: string) => ({
  id: `arn:aws:ecs:us-east-1:123456789012:task/prod/${taskId}`,
  isLone: false,
  lastStatus: "STOPPED",
  launchType: "FARGATE",
  failedAttachments: [],
  logTail: [],
});

const CRASHED = "a1173316d40a45dea9d9f7e1d2a5d362";
const NOT_STARTED = "0b69d5c1c8e64a2f9f6f6f0d8f3b1c22";
const SCALED_IN = "5f0c0e8f4d6b4c3c9d3b2a1f0e9d8c7b";

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
  "ecs-service-action/placement-failure.json": {
    kind: "trigger",
    trigger: {
      kind: "ServiceImpaired",
      eventId: "ddca6449-b258-46c0-8653-e0e3a6d0468c",
      at: Date.UTC(2026, 10, 19, 19, 55, 38),
      service: "prod/web",
      eventName: "SERVICE_TASK_PLACEMENT_FAILURE",
      reason: "RESOURCE:FARGATE",
    },
  },
  "ecs-service-action/start-impaired.json": {
    kind: "trigger",
    trigger: {
      kind: "ServiceImpaired",
      eventId: "57c9506e-9d21-294c-d2fe-e8738da7e67d",
      at: Date.UTC(2026, 10, 19, 19, 57, 6),
      service: "prod/web",
      eventName: "SERVICE_TASK_START_IMPAIRED",
      reason: "",
    },
  },
  "ecs-service-action/steady-state.json": {
    kind: "ignored",
    why: "SERVICE_STEADY_STATE of prod/web is INFO, no trouble",
  },
  "ecs-task-state-change/crashed.json": {
    kind: "trigger",
    trigger: {
      ...taskStopped(CRASHED),
      eventId: "3317b2af-7005-947d-b652-f55e762e571a",
      at: Date.UTC(2026, 4, 6, 11, 9, 2),
      evidence: {
        ...evidenceOf(CRASHED),
        stopCode: "EssentialContainerExited",
        stoppedReason: "Essential container in task exited",
        hasStarted: true,
        containers: [{ name: "web", image, exitCode: 1, runtimeId: `${CRASHED}-0265927825` }, GUARDDUTY_AGENT],
      },
    },
  },
  "ecs-task-state-change/failed-to-start.json": {
    kind: "trigger",
    trigger: {
      ...taskStopped(NOT_STARTED),
      eventId: "7e2c7a10-2d3f-4a6e-9b9e-0f6f2a6d7b11",
      at: Date.UTC(2026, 4, 6, 11, 12, 40),
      evidence: {
        ...evidenceOf(NOT_STARTED),
        stopCode: "TaskFailedToStart",
        stoppedReason: `CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref ${image}: ${image}: not found`,
        hasStarted: false,
        containers: [{ name: "web", image }],
      },
    },
  },
  "ecs-task-state-change/of-no-service.json": {
    kind: "ignored",
    why: "task 9d1f6f7e2c3b4a5d8e9f0a1b2c3d4e5f of prod belongs to no service (family:nightly, events-rule/nightly)",
  },
  "ecs-task-state-change/running.json": {
    kind: "ignored",
    why: `task ${CRASHED} of prod/web is RUNNING, it has not stopped`,
  },
  "ecs-task-state-change/scaled-in.json": {
    kind: "trigger",
    trigger: {
      ...taskStopped(SCALED_IN),
      eventId: "b5c1f0b2-6a5d-4a37-9c56-5f4f6b0f0e21",
      at: Date.UTC(2026, 4, 6, 15, 41, 41),
      evidence: {
        ...evidenceOf(SCALED_IN),
        stopCode: "ServiceSchedulerInitiated",
        stoppedReason: "Scaling activity initiated by (deployment ecs-svc/1637086347952626780)",
        hasStarted: true,
        containers: [
          { name: "web", image, exitCode: 143, runtimeId: `${SCALED_IN}-0265927825` },
          { ...GUARDDUTY_AGENT, exitCode: 143, runtimeId: `${SCALED_IN}-3577190221` },
        ],
      },
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
