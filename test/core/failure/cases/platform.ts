import { environment, FAIR, type FailureCase, GUESS, routine } from "../case.ts";

const STARTED = "2026-11-20T09:14:02Z";

/** A service replaces such a task by itself, a lone one is gone: whether to page is a matter of taste there. */
const reclaimed = environment(["platform", "none"], "yes", { alert: false });
const reclaimedAlone = environment("platform", "yes", { alert: [true, false] });
const hostGone = environment(["platform", "none"], "yes", { alert: [true, false] });
const broken = environment("platform", ["yes", "maybe"], { confidence: FAIR });

export const PLATFORM_CASES: readonly FailureCase[] = [
  {
    kind: 95,
    evidence: {
      id: "spot-interrupted-beside-137",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "SpotInterruption",
      stoppedReason: "Your Spot Task was interrupted.",
      startedAt: STARTED,
      containers: [
        { name: "envoy", exitCode: 0 },
        { name: "api", exitCode: 137 },
      ],
    },
    expected: reclaimed,
  },
  {
    kind: 95,
    evidence: {
      id: "spot-notice-while-running",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TerminationNotice",
      stoppedReason: "your spot task was interrupted",
      startedAt: STARTED,
      containers: [{ name: "api" }],
    },
    expected: reclaimed,
  },
  {
    kind: 95,
    evidence: {
      id: "spot-interrupts-a-job",
      launchType: "FARGATE",
      stopCode: "SpotInterruption",
      stoppedReason: "Your Spot Task was interrupted.",
      startedAt: STARTED,
      containers: [{ name: "render", exitCode: 143 }],
    },
    expected: reclaimedAlone,
  },
  {
    kind: "spot",
    evidence: {
      id: "spot-stop-code-alone",
      service: "shop/worker",
      stopCode: "SpotInterruption",
      startedAt: STARTED,
      containers: [{ name: "worker", exitCode: 143 }],
    },
    expected: reclaimed,
  },
  {
    kind: "spot",
    evidence: {
      id: "spot-ends-a-clean-worker",
      service: "shop/worker",
      stopCode: "SpotInterruption",
      stoppedReason: "Your Spot Task was interrupted.",
      startedAt: STARTED,
      containers: [{ name: "worker", exitCode: 0 }],
      logTail: "SIGTERM received, finishing 2 jobs\nbye",
    },
    expected: reclaimed,
  },
  {
    kind: 96,
    evidence: {
      id: "host-terminated",
      service: "shop/api",
      launchType: "EC2",
      stoppedReason: "Host EC2 (instance i-0f3a8506b00c1d2e3) terminated.",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: null }],
    },
    expected: hostGone,
  },
  {
    kind: 96,
    evidence: {
      id: "host-stopped-beside-137",
      service: "shop/search",
      launchType: "EC2",
      stopCode: "TerminationNotice",
      stoppedReason: "Host EC2 (instance i-0aa) stopped.",
      startedAt: STARTED,
      containers: [{ name: "search", exitCode: 137 }],
    },
    expected: hostGone,
  },
  {
    kind: 97,
    evidence: {
      id: "instance-deregistered",
      service: "shop/api",
      launchType: "EC2",
      stoppedReason: "Container instance deregistration forced by user",
      startedAt: STARTED,
    },
    expected: hostGone,
  },
  {
    kind: 97,
    evidence: {
      id: "instance-deregistered-under-a-job",
      launchType: "EC2",
      stopCode: "UserInitiated",
      stoppedReason: "container instance deregistration forced by user.",
      containers: [{ name: "etl", exitCode: 143 }],
    },
    expected: hostGone,
  },
  {
    kind: 98,
    evidence: {
      id: "maintenance-of-infrastructure",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "ECS is performing maintenance on the underlying infrastructure hosting the task",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 143 }],
    },
    expected: reclaimed,
  },
  {
    kind: 98,
    evidence: {
      id: "maintenance-under-a-lone-task",
      launchType: "FARGATE",
      stoppedReason: "(task 0b2d6f5c) ECS is performing maintenance on the underlying infrastructure hosting the task.",
      startedAt: STARTED,
      containers: [{ name: "daemon", exitCode: 137 }],
    },
    expected: reclaimedAlone,
  },
  {
    kind: "maintenance",
    evidence: {
      id: "maintenance-beside-137",
      service: "shop/checkout",
      launchType: "FARGATE",
      stoppedReason: "ECS is performing maintenance on the underlying infrastructure hosting the task.",
      startedAt: STARTED,
      containers: [
        { name: "agent", essential: false, exitCode: 0 },
        { name: "checkout", essential: true, exitCode: 137 },
      ],
    },
    expected: reclaimed,
  },
  {
    kind: "maintenance",
    evidence: {
      id: "maintenance-in-other-case",
      service: "shop/api",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "ecs is performing maintenance on the underlying infrastructure hosting the task",
    },
    expected: reclaimed,
  },
  {
    kind: 99,
    evidence: {
      id: "docker-timeout-at-create",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "api", reason: "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s" },
      ],
    },
    expected: broken,
  },
  {
    kind: 99,
    evidence: {
      id: "runtime-timeout-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ContainerRuntimeTimeoutError: Could not transition to running; timed out after waiting 1m: context deadline exceeded",
    },
    expected: broken,
  },
  {
    kind: 99,
    evidence: {
      id: "docker-timeout-at-start-perhaps-of-the-logs",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "api", reason: "DockerTimeoutError: Could not transition to started; timed out after waiting 3m0s" },
      ],
    },
    expected: environment(["platform", "network"], ["yes", "maybe"], { confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: 100,
    evidence: {
      id: "inspect-timed-out",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: "CannotInspectContainerError: Could not transition to inspecting; timed out after waiting 30s",
        },
      ],
    },
    expected: broken,
  },
  {
    kind: 100,
    evidence: {
      id: "container-vanished",
      service: "shop/api",
      launchType: "EC2",
      startedAt: STARTED,
      containers: [
        { name: "api", reason: "ContainerVanishedError: No container matching saved ID found" },
        { name: "metrics", essential: false, exitCode: 0 },
      ],
    },
    expected: broken,
  },
  {
    kind: 100,
    evidence: {
      id: "runtime-error-fargate",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ContainerRuntimeError: failed to create container I/O pipes: failed to open stdin: too many open files",
    },
    expected: broken,
  },
  {
    kind: 101,
    evidence: {
      id: "internal-error",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: "InternalError: unable to start the task due to an internal error",
    },
    expected: environment("platform", "yes", { confidence: FAIR }),
  },
  {
    kind: 101,
    evidence: {
      id: "internal-error-without-a-word",
      stopCode: "TaskFailedToStart",
      stoppedReason: "InternalError",
    },
    expected: environment("platform", ["yes", "maybe"], {
      causedBy: ["environment", "unknown"],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 102,
    evidence: {
      id: "agent-never-came",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: Timed out waiting for Amazon ECS Agent to start.",
    },
    expected: broken,
  },
  {
    kind: 102,
    evidence: {
      id: "agent-never-came-for-a-job",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Timed out waiting for Amazon ECS agent to start. Please check the instance's user data and AMI.",
    },
    expected: broken,
  },
  {
    kind: 103,
    evidence: {
      id: "agent-without-progress",
      service: "shop/api",
      launchType: "EC2",
      containers: [{ name: "api", reason: "TaskStateError: Agent could not progress task's state to stopped" }],
    },
    expected: broken,
  },
  {
    kind: 103,
    evidence: {
      id: "agent-cannot-resolve-dependencies",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "TaskDependencyError: Task dependencies cannot be resolved, taskArn: arn:aws:ecs:eu-west-1:123456789012:task/shop/0b2d6f5c9d8e4f3aa1b2c3d4e5f60718",
    },
    expected: environment(["platform", "health", "config"], ["yes", "maybe"], {
      causedBy: ["environment", "either", "unknown"],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 104,
    evidence: {
      id: "account-blocked",
      serviceEvent: "RunTask: BlockedException: Your account has been blocked.",
    },
    expected: environment(["platform", "iam"], "no"),
  },
  {
    kind: 104,
    evidence: {
      id: "account-blocked-for-a-service",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: Your AWS account is currently blocked. Contact AWS Support.",
    },
    expected: environment(["platform", "iam"], "no", { confidence: FAIR }),
  },
  {
    kind: 105,
    evidence: {
      id: "external-instance-offline",
      service: "edge/gateway",
      launchType: "EXTERNAL",
      serviceEvent:
        '(service gateway) was unable to place a task because no container instance met all of its requirements. The closest matching container-instance mi-0a1b encountered error "AGENT".',
    },
    expected: environment(["platform", "resources"], "maybe", { confidence: FAIR }),
  },
  {
    kind: 105,
    evidence: {
      id: "external-activation-expired",
      launchType: "EXTERNAL",
      stopCode: "TaskFailedToStart",
      stoppedReason: "External instance mi-0a1b is not connected: the ECS agent is disconnected",
    },
    expected: environment(["platform", "resources", "network"], "maybe", { confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "infrastructure-health-stop-code",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "InfrastructureHealth",
      stoppedReason: "Task stopped because the infrastructure that it ran on is impaired",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 137 }],
    },
    expected: environment(["platform", "none"], ["yes", "maybe"], {
      confidence: [...FAIR, ...GUESS],
      alert: [true, false],
    }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "instance-drained",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Service scheduler stopped the task because its container instance is DRAINING",
      startedAt: STARTED,
      containers: [{ name: "api", exitCode: 143 }],
    },
    expected: routine({ family: ["none", "platform"], confidence: [...FAIR, "unknown"] }),
  },
];
