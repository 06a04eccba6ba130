import { FAIR, type FailureCase, routine } from "../case.ts";

const STARTED = "2026-11-20T09:14:02Z";

export const ROUTINE_CASES: readonly FailureCase[] = [
  {
    kind: "scale-in",
    evidence: {
      id: "scaled-in",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Scaling activity initiated by (deployment ecs-svc/8709920613704280865)",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 0 }],
    },
    expected: routine(),
  },
  {
    kind: "scale-in",
    evidence: {
      id: "scaled-in-beside-137",
      service: "shop/worker",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "scaling activity initiated by (deployment ecs-svc/8709920613704280865)",
      startedAt: STARTED,
      containers: [
        { name: "log_router", exitCode: 0 },
        { name: "worker", exitCode: 137 },
      ],
    },
    expected: routine(),
  },
  {
    kind: "deploy",
    evidence: {
      id: "replaced-by-a-deploy",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Scaling activity initiated by (deployment ecs-svc/1637086347952626779)",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 143 }],
      serviceEvent: "(service api) has begun draining connections on 1 tasks.",
    },
    expected: routine(),
  },
  {
    kind: "deploy",
    evidence: {
      id: "replaced-by-a-deploy-loud-on-its-way-out",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Scaling activity initiated by (deployment ecs-svc/1637086347952626779)",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: "npm error signal SIGTERM\nnpm error command sh -c node dist/main.js",
    },
    expected: routine(),
  },
  {
    kind: "user stop",
    evidence: {
      id: "stopped-by-user",
      service: "shop/api",
      stopCode: "UserInitiated",
      stoppedReason: "Task stopped by user",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 137 }],
    },
    expected: routine(),
  },
  {
    kind: "user stop",
    evidence: {
      id: "stopped-by-user-with-words-of-their-own",
      stopCode: "UserInitiated",
      stoppedReason: "stuck on the March invoices, killing it (Jo)",
      startedAt: STARTED,
      containers: [{ name: "invoices", exitCode: 143 }],
    },
    expected: routine(),
  },
  {
    kind: "user stop",
    evidence: {
      id: "stopped-by-user-who-speaks-of-errors",
      service: "shop/api",
      stopCode: "UserInitiated",
      stoppedReason: "restart after CannotPullContainerError this morning",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 0 }],
    },
    expected: routine(),
  },
  {
    kind: "job done",
    evidence: {
      id: "job-done",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [{ name: "migrate", exitCode: 0 }],
    },
    expected: routine(),
  },
  {
    kind: "job done",
    evidence: {
      id: "job-done-main-last",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [
        { name: "cloudwatch-agent", essential: false, exitCode: 143 },
        { name: "report", essential: true, exitCode: 0 },
      ],
      logTail: "wrote 118000 rows\n0 errors",
    },
    expected: routine(),
  },
  {
    kind: "job done",
    evidence: {
      id: "job-done-beside-a-helper-that-failed",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [
        { name: "warm-up", essential: false, exitCode: 1 },
        { name: "sync", essential: true, exitCode: 0 },
      ],
    },
    expected: routine({ confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: "sidecar after main",
    evidence: {
      id: "sidecar-killed-after-a-job",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [
        { name: "datadog-agent", essential: false, exitCode: 137 },
        { name: "sync", essential: true, exitCode: 0 },
      ],
    },
    expected: routine(),
  },
  {
    kind: "sidecar after main",
    evidence: {
      id: "sidecar-killed-after-a-scale-in",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Scaling activity initiated by (deployment ecs-svc/8709920613704280865)",
      startedAt: STARTED,
      containers: [
        { name: "api", essential: true, exitCode: 0 },
        { name: "envoy", essential: false, exitCode: 137 },
      ],
    },
    expected: routine(),
  },
  {
    kind: "injected sidecar",
    evidence: {
      id: "guardduty-not-pulled-beside-a-job",
      launchType: "FARGATE",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      startedAt: STARTED,
      containers: [
        {
          name: "aws-guardduty-agent-8f2c1d",
          essential: false,
          reason:
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve ref 593207742271.dkr.ecr.us-east-1.amazonaws.com/aws-guardduty-agent-fargate:v1.7.0-Fg_x86_64: 403 Forbidden",
        },
        { name: "embedding", exitCode: 0 },
      ],
    },
    expected: routine(),
  },
  {
    kind: "injected sidecar",
    evidence: {
      id: "guardduty-not-pulled-in-a-scale-in",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Scaling activity initiated by (deployment ecs-svc/8709920613704280865)",
      startedAt: STARTED,
      containers: [
        { name: "api", essential: true, exitCode: 0 },
        {
          name: "aws-guardduty-agent-0a77f1",
          essential: false,
          reason:
            "CannotPullContainerError: AccessDeniedException: User is not authorized to perform: ecr:GetDownloadUrlForLayer",
        },
      ],
    },
    expected: routine(),
  },
  {
    kind: "injected sidecar",
    evidence: {
      id: "guardduty-not-pulled-while-main-runs",
      service: "shop/api",
      launchType: "FARGATE",
      startedAt: STARTED,
      containers: [
        { name: "api", essential: true },
        {
          name: "aws-guardduty-agent-77c0de",
          essential: false,
          reason:
            "CannotPullContainerError: ref pull has been retried 5 time(s): failed to copy: dial tcp 52.94.5.1:443: i/o timeout",
        },
      ],
    },
    expected: routine(),
  },
  {
    kind: "passing unhealthiness",
    evidence: {
      id: "steady-again-after-one-unhealthy-target",
      service: "shop/api",
      serviceEvent: "(service api) has reached a steady state.",
    },
    expected: routine(),
  },
  {
    kind: "passing unhealthiness",
    evidence: {
      id: "target-registered-again",
      service: "shop/api",
      serviceEvent:
        "(service api) registered 1 targets in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/6d0ecf831eec9f09)",
    },
    expected: routine({ confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: "service action",
    evidence: { id: "steady-state-action", service: "shop/api", serviceEvent: "SERVICE_STEADY_STATE" },
    expected: routine(),
  },
  {
    kind: "service action",
    evidence: { id: "desired-count-action", service: "shop/api", serviceEvent: "SERVICE_DESIRED_COUNT_UPDATED" },
    expected: routine(),
  },
  {
    kind: "service action",
    evidence: { id: "provider-steady-action", serviceEvent: "CAPACITY_PROVIDER_STEADY_STATE" },
    expected: routine(),
  },
  {
    kind: "service action",
    evidence: {
      id: "deployment-completed",
      service: "shop/api",
      serviceEvent: "SERVICE_DEPLOYMENT_COMPLETED: ECS deployment ecs-svc/1637086347952626779 completed.",
    },
    expected: routine(),
  },
];
