import {
  ANY_CAUSE,
  ANY_RETRY,
  either,
  environment,
  FAIR,
  type FailureCase,
  GUESS,
  revision,
  UNDECIDED,
  unknown,
} from "../case.ts";

/** ECS tells that it gave up, never why: a registry that was out trips the same breaker. */
const gaveUp = unknown("deployment", {
  causedBy: ["revision", ...UNDECIDED],
  retryable: ["no", "maybe"],
  confidence: GUESS,
});
const summary = unknown(["deployment", "unknown"], {
  causedBy: UNDECIDED,
  retryable: ["maybe", "no"],
  confidence: GUESS,
});

export const DEPLOYMENT_CASES: readonly FailureCase[] = [
  {
    kind: 106,
    evidence: {
      id: "circuit-breaker-tripped",
      service: "shop/api",
      serviceEvent: "SERVICE_DEPLOYMENT_FAILED: ECS deployment circuit breaker: tasks failed to start.",
    },
    expected: gaveUp,
  },
  {
    kind: 106,
    evidence: {
      id: "circuit-breaker-rolls-back",
      service: "shop/api",
      serviceEvent: "ECS deployment circuit breaker: rolling back to deploymentId ecs-svc/1637086347952626779.",
    },
    expected: gaveUp,
  },
  {
    kind: 107,
    evidence: {
      id: "alarm-detected",
      service: "shop/api",
      serviceEvent: "(service api) deployment ecs-svc/8709920613704280865 deployment failed: alarm detected.",
    },
    expected: revision("deployment", {
      causedBy: ["revision", ...UNDECIDED],
      retryable: ["no", "maybe"],
      confidence: ["sure", ...GUESS],
    }),
  },
  {
    kind: 107,
    evidence: {
      id: "alarm-detected-and-rolled-back",
      service: "shop/api",
      serviceEvent:
        "SERVICE_DEPLOYMENT_FAILED: ECS deployment failed: Alarm detected. Rolling back to deploymentId ecs-svc/1637.",
    },
    expected: revision("deployment", {
      causedBy: ["revision", ...UNDECIDED],
      retryable: ["no", "maybe"],
      confidence: ["sure", ...GUESS],
    }),
  },
  {
    kind: 108,
    evidence: {
      id: "percents-leave-no-room",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again.",
    },
    expected: environment(["deployment", "config"], "no"),
  },
  {
    kind: 108,
    evidence: {
      id: "percents-leave-no-room-older-prefix",
      service: "shop/worker",
      serviceEvent:
        "service worker was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the MinimumHealthyPercent or MaximumPercent value and try again.",
    },
    expected: environment(["deployment", "config"], "no"),
  },
  {
    kind: 109,
    evidence: {
      id: "launches-failed",
      service: "shop/api",
      serviceEvent: "(service api) could not launch 3 tasks for deployment ecs-svc/8709920613704280865.",
    },
    expected: summary,
  },
  {
    kind: 109,
    evidence: {
      id: "tasks-failed-to-start",
      service: "shop/api",
      serviceEvent: "(service api) (deployment ecs-svc/8709920613704280865) deployment failed: tasks failed to start.",
    },
    expected: unknown(["deployment", "unknown"], {
      causedBy: ["revision", ...UNDECIDED],
      retryable: ["maybe", "no"],
      confidence: GUESS,
    }),
  },
  {
    kind: 110,
    evidence: { id: "nothing-at-all", service: "shop/api" },
    expected: unknown(["unknown", "deployment"], { alert: [true, false] }),
  },
  {
    kind: 110,
    evidence: {
      id: "stall-with-empty-texts",
      service: "shop/api",
      stoppedReason: "",
      serviceEvent: "",
      containers: [],
      logTail: "",
    },
    expected: unknown(["unknown", "deployment"], { alert: [true, false] }),
  },
  {
    kind: 111,
    evidence: {
      id: "scale-out-days-after-the-deploy",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: CannotPullContainerError: pull image manifest has been retried 7 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api@sha256:4f5b2640fe6fb4f46592dfd3410c4a79dac4f89e4782432e0378abcd12345678: not found.",
    },
    expected: environment(["image", "deployment"], "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 111,
    evidence: {
      id: "replacement-after-the-image-expired",
      service: "shop/worker",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/worker@sha256:13edbf86: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/worker@sha256:13edbf86: not found",
      containers: [{ name: "log_router", essential: true }, { name: "worker" }],
    },
    expected: environment(["image", "deployment"], "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 112,
    evidence: {
      id: "protected-tasks",
      service: "shop/worker",
      serviceEvent:
        "(service worker) was unable to reach steady state because task set (ecs-svc/4423) was unable to scale in. Reason: The number of protected tasks are more than the desired count of tasks",
    },
    expected: environment("deployment", ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 112,
    evidence: {
      id: "protection-blocks-a-deployment",
      service: "shop/worker",
      serviceEvent:
        "service worker was unable to scale in: the number of protected tasks is more than the desired count of tasks (DEPLOYMENT_BLOCKED)",
    },
    expected: environment("deployment", ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 113,
    evidence: {
      id: "balanced-container-renamed",
      service: "shop/api",
      serviceEvent:
        "InvalidParameterException: Load balancer container name or port changed in task definition. Cannot update the service.",
    },
    expected: revision(["deployment", "config"]),
  },
  {
    kind: 113,
    evidence: {
      id: "balanced-container-missing",
      service: "shop/api",
      serviceEvent: "InvalidParameterException: The container api does not exist in the task definition.",
    },
    expected: revision(["deployment", "config"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "breaker-tripped-while-the-registry-was-out",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: httpReadSeeker: failed open: unexpected status code https://registry-1.docker.io/v2/library/nginx/blobs/sha256:1f: 503 Service Unavailable",
      serviceEvent: "SERVICE_DEPLOYMENT_FAILED: ECS deployment circuit breaker: tasks failed to start.",
    },
    expected: environment(["image", "network", "platform", "deployment"], ["yes", "maybe"], {
      causedBy: ["environment", "either"],
      confidence: FAIR,
    }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "breaker-tripped-by-a-crashing-image",
      service: "shop/api",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: "2026-11-20T09:14:02Z",
      containers: [{ name: "api", exitCode: 1 }],
      serviceEvent: "(service api) (deployment ecs-svc/8709920613704280865) deployment failed: tasks failed to start.",
      logTail: "SyntaxError: Unexpected token 'export'\n    at wrapSafe (node:internal/modules/cjs/loader:1469:18)",
    },
    expected: revision(["app", "deployment"], {
      causedBy: ["revision", "either"],
      retryable: ["no", "maybe"],
      confidence: FAIR,
    }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "rollback-has-failed-too",
      service: "shop/api",
      serviceEvent: "SERVICE_DEPLOYMENT_FAILED",
    },
    expected: either(["deployment", "unknown"], ANY_RETRY, { causedBy: ANY_CAUSE, confidence: GUESS }),
  },
];
