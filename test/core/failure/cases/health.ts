import { either, environment, FAIR, type FailureCase, lines, revision, UNDECIDED } from "../case.ts";

const TARGET_GROUP = "arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/api/6d0ecf831eec9f09";
const STARTED = "2026-11-20T09:14:02Z";

const unfit = revision("health", {
  causedBy: ["revision", "either"],
  retryable: ["no", "maybe"],
  confidence: FAIR,
});
/** The answer fits a wrong path or matcher as well as a dependency that is down. */
const unhealthy = either("health", ["maybe", "no"], {
  causedBy: ["revision", "either", "unknown"],
  confidence: [...FAIR, "unknown"],
});
const dependency = revision(["health", "app"], {
  causedBy: ["revision", ...UNDECIDED],
  retryable: ["no", "maybe"],
  confidence: [...FAIR, "unknown"],
});

export const HEALTH_CASES: readonly FailureCase[] = [
  {
    kind: 76,
    evidence: {
      id: "container-check-failed",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task failed container health checks",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 0 }],
    },
    expected: unfit,
  },
  {
    kind: 76,
    evidence: {
      id: "container-check-failed-then-killed",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "(service api) (task 0b2d6f5c9d8e4f3a) failed container health checks.",
      startedAt: STARTED,
      containers: [
        { name: "envoy", exitCode: 137 },
        { name: "api", exitCode: 137 },
      ],
    },
    expected: unfit,
  },
  {
    kind: 76,
    evidence: {
      id: "container-check-without-curl",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "task failed container health checks",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 143 }],
      logTail: "/bin/sh: 1: curl: not found",
    },
    expected: unfit,
  },
  {
    kind: 77,
    evidence: {
      id: "elb-code-404",
      service: "shop/api",
      serviceEvent: `(service api) (port 8080) is unhealthy in (target-group ${TARGET_GROUP}) due to (reason Health checks failed with these codes: [404])`,
    },
    expected: unhealthy,
  },
  {
    kind: 77,
    evidence: {
      id: "elb-failed-then-killed",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP})`,
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 137 }],
    },
    expected: unhealthy,
  },
  {
    kind: 77,
    evidence: {
      id: "elb-code-301",
      service: "shop/web",
      serviceEvent: `service web (instance i-0a7017b5ad85edd68) (port 32771) is unhealthy in target-group web due to (reason Health checks failed with these codes: [301])`,
    },
    expected: unhealthy,
  },
  {
    kind: 77,
    evidence: {
      id: "elb-code-503-of-a-dependency",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP})`,
      startedAt: STARTED,
      serviceEvent: `(service api) (port 8080) is unhealthy in (target-group ${TARGET_GROUP}) due to (reason Health checks failed with these codes: [503])`,
      containers: [{ name: "api", exitCode: 143 }],
      logTail: lines(
        "GET /health 503 2004ms",
        "redis: connection pool timeout: dial tcp 10.0.40.3:6379: i/o timeout",
        "GET /health 503 2001ms",
      ),
    },
    expected: environment(["health", "network"], ["maybe", "yes"], {
      causedBy: ["environment", ...UNDECIDED],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 78,
    evidence: {
      id: "elb-timed-out",
      service: "shop/api",
      serviceEvent: `(service api) (task 0b2d6f5c9d8e4f3a) (port 8080) is unhealthy in (target-group ${TARGET_GROUP}) due to (reason Request timed out)`,
    },
    expected: either("health", ["maybe", "no"], { causedBy: [...UNDECIDED], confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: 78,
    evidence: {
      id: "elb-refused",
      service: "shop/api",
      serviceEvent:
        "service api (instance i-0a7017b5ad85edd68) (port 1026) is unhealthy in target-group api due to (reason Health checks failed)",
    },
    expected: either("health", ["maybe", "no"], { causedBy: [...UNDECIDED], confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: 79,
    evidence: {
      id: "migration-failed-main-fakes-143",
      service: "shop/api",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Essential container in task exited",
      containers: [
        {
          name: "api",
          essential: true,
          exitCode: 143,
          reason:
            "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [migrate(123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api:v9) (STOPPED->RUNNING) - Exit: 1] for target [api(123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/api:v9) (NONE->RUNNING)] as dependency did not exit successfully.",
        },
        { name: "migrate", essential: false, exitCode: 1 },
      ],
    },
    expected: dependency,
  },
  {
    kind: 79,
    evidence: {
      id: "dependency-timed-out",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "mesh", essential: true, exitCode: 143 },
        {
          name: "api",
          essential: true,
          exitCode: 143,
          reason:
            "CannotStartContainerError: dependency graph: container ordering dependency [mesh] for target [api] has timed out.",
        },
      ],
    },
    expected: dependency,
  },
  {
    kind: 79,
    evidence: {
      id: "dependency-never-starts-sidecar-first",
      service: "shop/api",
      stopCode: "EssentialContainerExited",
      stoppedReason: "Essential container in task exited",
      containers: [
        {
          name: "metrics",
          essential: false,
          exitCode: 143,
          reason:
            "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [api] for target [metrics] because dependency will never start",
        },
        { name: "api", essential: true, exitCode: 127 },
      ],
      logTail: "sh: 1: ./serve: not found",
    },
    expected: revision(["app", "image", "config", "health"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 80,
    evidence: {
      id: "zone-not-enabled",
      service: "shop/api",
      serviceEvent: `(service api) (task 0b2d6f5c) (port 8080) is unhealthy in (target-group ${TARGET_GROUP}) due to (reason Target is in an Availability Zone that is not enabled for the load balancer)`,
    },
    expected: environment(["health", "network"], ["maybe", "no"], { confidence: FAIR }),
  },
  {
    kind: 80,
    evidence: {
      id: "zone-not-enabled-short",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP})`,
      startedAt: STARTED,
      serviceEvent:
        "service api (port 80) is unhealthy in target-group api due to (reason Target.NotInUse: target is in an availability zone that is not enabled for the load balancer)",
    },
    expected: environment(["health", "network"], ["maybe", "no"], { confidence: FAIR }),
  },
  {
    kind: 81,
    evidence: {
      id: "target-group-gone",
      service: "shop/api",
      serviceEvent: `(service api) task set (ecs-svc/4423) (task 0b2d6f5c) is not healthy in target-group (${TARGET_GROUP}) due to TARGET GROUP IS NOT FOUND`,
    },
    expected: environment(["health", "network", "deployment"], "no", { confidence: FAIR }),
  },
  {
    kind: 81,
    evidence: {
      id: "target-gone",
      service: "shop/api",
      serviceEvent: `(service api) (task 0b2d6f5c) is not healthy in (target-group ${TARGET_GROUP}) due to Target is not found`,
    },
    expected: environment(["health", "network", "deployment"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 82,
    evidence: { id: "discovery-unhealthy", service: "shop/api", serviceEvent: "SERVICE_DISCOVERY_INSTANCE_UNHEALTHY" },
    expected: environment(["health", "network"], "maybe", {
      causedBy: ["environment", ...UNDECIDED],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 82,
    evidence: {
      id: "lattice-unhealthy",
      service: "shop/api",
      serviceEvent:
        "VPC_LATTICE_TARGET_UNHEALTHY: (service api) has targets that are unhealthy in target group tg-0f1e",
    },
    expected: environment(["health", "network"], "maybe", {
      causedBy: ["environment", ...UNDECIDED],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "health-stop-is-no-out-of-memory",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: `Task failed ELB health checks in (target-group ${TARGET_GROUP})`,
      startedAt: STARTED,
      containers: [
        { name: "log_router", essential: false, exitCode: 0 },
        { name: "api", essential: true, exitCode: 137 },
      ],
      logTail: "heartbeat ok, rss=212MB",
    },
    expected: unhealthy,
  },
];
