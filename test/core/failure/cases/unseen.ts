import { either, environment, FAIR, type FailureCase, GUESS, lines, revision, unknown } from "../case.ts";

const STARTED = "2026-11-20T09:14:02Z";

/** No rule can know these wordings: whoever claims to has guessed. */
export const UNSEEN_CASES: readonly FailureCase[] = [
  {
    kind: "unseen",
    evidence: { id: "empty" },
    expected: unknown("unknown", { alert: [true, false] }),
  },
  {
    kind: "unseen",
    evidence: {
      id: "task-failed-to-start-and-no-more",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Task failed to start",
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "new-error-name",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "EnclaveAttestationError: nitro measurement mismatch on slot 4",
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "new-stop-code",
      service: "shop/api",
      stopCode: "QuantumDecoherence",
      stoppedReason: "The cat is neither dead nor alive.",
      startedAt: STARTED,
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "new-container-reason",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [{ name: "job", reason: "CannotHydrateContainerError: snapshot lineage is not linear" }],
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "new-service-action",
      service: "shop/api",
      serviceEvent: "SERVICE_TOPOLOGY_DIVERGED: cell 3 differs from cell 1",
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "new-placement-reason",
      service: "shop/api",
      serviceEvent: "(service api) was unable to place a task. Reason: The carbon budget of this cell is used up.",
    },
    expected: unknown(["unknown", "resources"], { causedBy: ["unknown", "either", "environment"], confidence: GUESS }),
  },
  {
    kind: "unseen",
    evidence: {
      id: "initialization-of-something-new",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: "ResourceInitializationError: failed to negotiate accelerator fabric: lane 7 down",
    },
    expected: unknown(["unknown", "platform", "resources"], {
      causedBy: ["unknown", "either", "environment"],
      confidence: GUESS,
    }),
  },
  {
    kind: "unseen",
    evidence: {
      id: "another-language",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Die Aufgabe konnte aus unbekannten Gründen nicht gestartet werden.",
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "stopped-by-the-scheduler-for-a-new-reason",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task exceeded its lease on cell eu-west-1c-7",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 143 }],
    },
    expected: unknown(["unknown", "none", "platform"], {
      causedBy: ["unknown", "either", "environment"],
      retryable: ["maybe", "yes"],
      confidence: GUESS,
      alert: [true, false],
    }),
  },
  {
    kind: "unseen",
    evidence: {
      id: "text-of-nothing-but-signs",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "…",
      containers: [{ name: "api", reason: ": : :" }],
    },
    expected: unknown("unknown"),
  },
  {
    kind: "unseen",
    evidence: {
      id: "cut-to-the-first-word",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "ResourceInitializationError: unable to",
    },
    expected: unknown(["unknown", "config", "network"], {
      causedBy: ["unknown", "either", "environment"],
      confidence: GUESS,
    }),
  },
  {
    kind: "unseen",
    evidence: {
      id: "create-failed-and-why-is-cut",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [{ name: "api", reason: "CannotCreateContainerError: Error response from daemon: " }],
    },
    expected: unknown(["unknown", "platform", "config", "app"], { confidence: GUESS }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "log-speaks-of-timeouts-but-the-code-is-at-fault",
      service: "shop/api",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: lines(
        "warn: metrics push timed out, will try again",
        "ReferenceError: retryTimeout is not defined",
        "    at Object.<anonymous> (/app/dist/server.js:7:3)",
      ),
    },
    expected: revision("app", { causedBy: ["revision", "either"], retryable: ["no", "maybe"], confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "log-of-a-job-that-speaks-of-errors-and-exits-0",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [{ name: "crawler", exitCode: 0 }],
      logTail: "ERROR 3 pages answered 404, skipped\nAccessDenied: 1 page skipped\ndone",
    },
    expected: {
      family: "none",
      causedBy: ["environment", "either", "unknown"],
      retryable: ["yes", "no", "maybe"],
      confidence: FAIR,
      alert: false,
      acquitsRevision: true,
    },
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "three-wrappers-around-dns",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "statsd", essential: false, exitCode: 143 },
        {
          name: "api",
          essential: true,
          reason:
            'CannotStartContainerError: ResourceInitializationError: failed to initialize logging driver: failed to create Cloudwatch log stream: operation error CloudWatch Logs: CreateLogStream, exceeded maximum number of attempts, 3, https response error StatusCode: 0, RequestID: , request send failed, Post "https://logs.eu-west-1.amazonaws.com/": dial tcp: lookup logs.eu-west-1.amazonaws.com on 10.0.0.2:53: server misbehaving',
        },
      ],
    },
    expected: environment("network", ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "reason-of-1024-signs-with-the-verdict-last",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/shop-api-execution-role-with-a-name-that-somebody-generated/0b2d6f5c9d8e4f3aa1b2c3d4e5f60718 is not authorized to perform: ssm:GetParameters on resource: ${"arn:aws:ssm:eu-west-1:123456789012:parameter/shop/prod/api/SETTING ".repeat(9)}because no VPC endpoint policy allows the ssm:GetParameters action`,
    },
    expected: environment(["network", "iam", "config"], "no", { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "platform-error-beside-an-app-error",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [
        { name: "api", essential: true, exitCode: 1 },
        { name: "sidecar", essential: false, reason: "CannotInspectContainerError: context deadline exceeded" },
      ],
      logTail: "KeyError: 'price'",
    },
    expected: either(["app", "platform"], ["maybe", "no", "yes"], {
      causedBy: ["revision", "either", "unknown"],
      confidence: [...FAIR, "unknown"],
    }),
  },
];
