import { either, environment, FAIR, type FailureCase, GUESS, lines, revision, UNDECIDED } from "../case.ts";

const exited = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  startedAt: "2026-11-20T09:14:02Z",
} as const;

const NO_INSTANCE =
  "was unable to place a task because no container instance met all of its requirements. The closest matching container-instance 47d5cb9a6e384950a777";

const outOfMemory = either("resources", ["no", "maybe"]);
/** The cluster is full, unless the revision asks for more than the one before. */
const full = environment("resources", "maybe", { causedBy: ["environment", "either"], confidence: FAIR });
/** What the task asks for and what the cluster has do not meet; either may have changed. */
const mismatch = either("resources", ["no", "maybe"], { causedBy: ["revision", "environment", ...UNDECIDED] });
const heapLimit = either(["resources", "app"], ["no", "maybe"]);

export const RESOURCES_CASES: readonly FailureCase[] = [
  {
    kind: 44,
    evidence: {
      id: "out-of-memory-137",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 137, reason: "OutOfMemoryError: Container killed due to memory usage" }],
    },
    expected: outOfMemory,
  },
  {
    kind: 44,
    evidence: {
      id: "out-of-memory-beside-exit-1-second-container",
      service: "shop/api",
      ...exited,
      containers: [
        { name: "envoy", exitCode: 0 },
        { name: "api", exitCode: 1, reason: "OutOfMemoryError: Container killed due to memory usage" },
      ],
      logTail: "npm error signal SIGKILL\nnpm error command failed",
    },
    expected: outOfMemory,
  },
  {
    kind: 44,
    evidence: {
      id: "out-of-memory-beside-exit-0",
      service: "shop/web",
      ...exited,
      containers: [{ name: "nginx", exitCode: 0, reason: "OutOfMemoryError: container killed due to memory usage" }],
    },
    expected: outOfMemory,
  },
  {
    kind: 44,
    evidence: {
      id: "out-of-memory-of-a-job",
      stopCode: "EssentialContainerExited",
      stoppedReason: "OutOfMemoryError: Container killed due to memory usage",
      startedAt: "2026-11-20T02:00:07Z",
      containers: [{ name: "export", exitCode: 137 }],
    },
    expected: outOfMemory,
  },
  {
    kind: 45,
    evidence: {
      id: "out-of-memory-at-start-status",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "api", reason: "CannotStartContainerError: failed to get container status: task 9f1c: not found" },
      ],
    },
    expected: either(["resources", "platform"], ["no", "maybe"], { confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: 45,
    evidence: {
      id: "out-of-memory-at-init",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotStartContainerError: Error response from daemon: OCI runtime create failed: container_linux.go:380: starting container process caused: container init was OOM-killed (memory limit too low?): unknown",
        },
      ],
    },
    expected: either("resources", ["no", "maybe"], { causedBy: ["revision", ...UNDECIDED] }),
  },
  {
    kind: 46,
    evidence: {
      id: "heap-limit-node",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 134 }],
      logTail: lines(
        "<--- Last few GCs --->",
        "[1:0x7f3c8c0] 92144 ms: Mark-Compact 2046.5 (2083.1) -> 2046.1 (2083.4) MB, 1204.22 / 0.00 ms  (average mu = 0.082)",
        "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory",
        " 1: 0xb8ced1 node::OOMErrorHandler(char const*, v8::OOMDetails const&) [node]",
      ),
    },
    expected: heapLimit,
  },
  {
    kind: 46,
    evidence: {
      id: "heap-space-java",
      service: "shop/checkout",
      ...exited,
      containers: [{ name: "checkout", exitCode: 1 }],
      logTail: lines(
        'Exception in thread "http-nio-8080-exec-4" java.lang.OutOfMemoryError: Java heap space',
        "\tat java.base/java.util.Arrays.copyOf(Arrays.java:3541)",
        "\tat com.acme.checkout.CartCache.grow(CartCache.java:88)",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space",
      ),
    },
    expected: heapLimit,
  },
  {
    kind: 46,
    evidence: {
      id: "out-of-memory-exception-dotnet",
      service: "shop/ledger",
      ...exited,
      containers: [{ name: "ledger", exitCode: 134 }],
      logTail:
        "Out of memory.\nUnhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown.",
    },
    expected: heapLimit,
  },
  {
    kind: 47,
    evidence: {
      id: "no-cpu-units",
      service: "shop/api",
      serviceEvent: `(service api) ${NO_INSTANCE} has insufficient CPU units available. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    },
    expected: full,
  },
  {
    kind: 47,
    evidence: {
      id: "resource-cpu-action",
      service: "shop/api",
      serviceEvent: "SERVICE_TASK_PLACEMENT_FAILURE: RESOURCE:CPU",
    },
    expected: full,
  },
  {
    kind: 48,
    evidence: {
      id: "no-memory-on-instances",
      service: "shop/api",
      serviceEvent: `service api ${NO_INSTANCE} has insufficient memory available. For more information, see the Troubleshooting section.`,
    },
    expected: full,
  },
  {
    kind: 48,
    evidence: {
      id: "resource-memory-of-a-job",
      stopCode: "TaskFailedToStart",
      stoppedReason: "TaskFailedToStart: RESOURCE:MEMORY",
    },
    expected: full,
  },
  {
    kind: 49,
    evidence: {
      id: "host-port-in-use",
      service: "shop/web",
      serviceEvent: `(service web) ${NO_INSTANCE} is already using a port required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    },
    expected: mismatch,
  },
  {
    kind: 49,
    evidence: {
      id: "resource-ports-action",
      service: "shop/web",
      serviceEvent: "SERVICE_TASK_PLACEMENT_FAILURE RESOURCE:PORTS",
    },
    expected: mismatch,
  },
  {
    kind: 50,
    evidence: {
      id: "host-port-allocated-outside",
      service: "shop/web",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "web",
          reason:
            "CannotStartContainerError: Error response from daemon: driver failed programming external connectivity on endpoint ecs-web-5-web-c2 (4f1e): Bind for 0.0.0.0:8080 failed: port is already allocated",
        },
      ],
    },
    expected: environment(["resources", "network"], "maybe", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 50,
    evidence: {
      id: "host-port-bound-by-a-process",
      service: "shop/web",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "CannotStartContainerError: Error response from daemon: failed to set up container networking: driver failed programming external connectivity on endpoint ecs-web-7: failed to bind host port for 0.0.0.0:80:172.17.0.4:80/tcp: address already in use",
    },
    expected: environment(["resources", "network"], "maybe", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 51,
    evidence: {
      id: "interface-slots-used",
      service: "shop/api",
      serviceEvent: `(service api) ${NO_INSTANCE} encountered error "RESOURCE:ENI". For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    },
    expected: environment(["resources", "network"], ["no", "maybe"]),
  },
  {
    kind: 51,
    evidence: { id: "resource-eni-of-a-job", serviceEvent: "RunTask failure: RESOURCE:ENI" },
    expected: environment(["resources", "network"], ["no", "maybe"]),
  },
  {
    kind: 52,
    evidence: { id: "no-gpu-free", service: "shop/ml", serviceEvent: "SERVICE_TASK_PLACEMENT_FAILURE: RESOURCE:GPU" },
    expected: full,
  },
  {
    kind: 52,
    evidence: { id: "no-gpu-free-for-a-job", stopCode: "TaskFailedToStart", stoppedReason: "RESOURCE:GPU" },
    expected: full,
  },
  {
    kind: 53,
    evidence: {
      id: "attribute-missing",
      service: "shop/api",
      serviceEvent: `(service api) ${NO_INSTANCE} is missing an attribute required by your task. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    },
    expected: mismatch,
  },
  {
    kind: 53,
    evidence: {
      id: "constraint-unsatisfied",
      stopCode: "TaskFailedToStart",
      stoppedReason: "MemberOf placement constraint unsatisfied.",
    },
    expected: mismatch,
  },
  {
    kind: 54,
    evidence: {
      id: "no-instances-in-cluster",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task because no container instance met all of its requirements. Reason: No Container Instances were found in your cluster. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    },
    expected: environment("resources", "maybe"),
  },
  {
    kind: 54,
    evidence: {
      id: "no-instances-in-capacity-provider",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to reach steady state. Reason: No Container Instances were found in your capacity provider.",
    },
    expected: environment("resources", "maybe"),
  },
  {
    kind: 55,
    evidence: {
      id: "agent-disconnected",
      service: "shop/api",
      serviceEvent: `(service api) ${NO_INSTANCE} encountered error "AGENT". For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.`,
    },
    expected: environment(["resources", "platform"], "maybe"),
  },
  {
    kind: 55,
    evidence: {
      id: "agent-not-connected-sentence",
      service: "shop/api",
      serviceEvent: `service api ${NO_INSTANCE} doesn't have the agent connected. For more information, see the Troubleshooting section.`,
    },
    expected: environment(["resources", "platform"], "maybe"),
  },
  {
    kind: 56,
    evidence: {
      id: "fargate-without-capacity",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: Capacity is unavailable at this time. Please try again later or in a different availability zone. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    },
    expected: environment("resources", "yes"),
  },
  {
    kind: 56,
    evidence: { id: "resource-fargate-action", service: "shop/api", serviceEvent: "RESOURCE:FARGATE" },
    expected: environment("resources", "yes"),
  },
  {
    kind: 57,
    evidence: {
      id: "vcpu-quota-curly",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: You’ve reached the limit on the number of vCPUs you can run concurrently.",
    },
    expected: environment("resources", ["no", "maybe"]),
  },
  {
    kind: 57,
    evidence: {
      id: "task-quota-straight",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: You've reached the limit on the number of tasks you can run concurrently.",
    },
    expected: environment("resources", ["no", "maybe"]),
  },
  {
    kind: 58,
    evidence: {
      id: "cpu-above-limit",
      service: "shop/ml",
      serviceEvent:
        "(service ml) was unable to place a task. Reason: The requested CPU configuration is above your limit.",
    },
    expected: mismatch,
  },
  {
    kind: 58,
    evidence: {
      id: "memory-above-limit",
      service: "shop/ml",
      serviceEvent:
        "(service ml) was unable to place a task. Reason: The requested MEMORY configuration is above your limit.",
    },
    expected: mismatch,
  },
  {
    kind: 59,
    evidence: {
      id: "placement-internal-error",
      service: "shop/api",
      serviceEvent: "(service api) was unable to place a task. Reason: Internal error.",
    },
    expected: environment(["resources", "platform", "network"], ["no", "maybe"], {
      causedBy: ["environment", "unknown"],
      confidence: GUESS,
    }),
  },
  {
    kind: 59,
    evidence: {
      id: "zone-without-fargate",
      service: "shop/api",
      serviceEvent:
        "service api was unable to place a task. Reason: internal error. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    },
    expected: environment(["resources", "platform", "network"], ["no", "maybe"], {
      causedBy: ["environment", "unknown"],
      confidence: GUESS,
    }),
  },
  {
    kind: 60,
    evidence: {
      id: "provisioning-queue-full",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place tasks in your cluster because the tasks provisioning capacity limit was exceeded.",
    },
    expected: environment("resources", "yes"),
  },
  {
    kind: 60,
    evidence: {
      id: "provisioning-queue-full-for-a-job",
      serviceEvent: "ClientException: The tasks provisioning capacity limit was exceeded for cluster prod",
    },
    expected: environment("resources", "yes"),
  },
  {
    kind: 61,
    evidence: {
      id: "operations-throttled",
      service: "shop/api",
      serviceEvent: "(service api) operations are being throttled. Will try again later.",
    },
    expected: environment(["resources", "platform"], "yes"),
  },
  {
    kind: 61,
    evidence: {
      id: "operation-throttled-action",
      service: "shop/api",
      serviceEvent: "ECS_OPERATION_THROTTLED: Rate exceeded",
    },
    expected: environment(["resources", "platform"], "yes"),
  },
  {
    kind: 62,
    evidence: { id: "empty-capacity-provider", serviceEvent: "RunTask failure: EMPTY CAPACITY PROVIDER" },
    expected: environment(["resources", "config"], ["no", "maybe"]),
  },
  {
    kind: 62,
    evidence: {
      id: "instance-missing",
      serviceEvent:
        "StartTask failure: arn:aws:ecs:eu-west-1:123456789012:container-instance/prod/b54a2a04046f43319d743f6d7f6ca315: MISSING",
    },
    expected: environment(["resources", "config", "platform"], ["no", "maybe"], { confidence: [...FAIR, "unknown"] }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "no-placement-and-no-reason",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task because no container instance met all of its requirements.",
    },
    expected: environment("resources", ["maybe", "no"], { causedBy: ["environment", ...UNDECIDED], confidence: GUESS }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "larger-size-than-any-host",
      service: "shop/ml",
      serviceEvent:
        "InvalidParameterException: No Fargate configuration exists for given values: 512 CPU, 8192 memory.",
    },
    expected: revision(["resources", "config", "deployment"], { confidence: FAIR }),
  },
];
