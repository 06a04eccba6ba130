import {
  ANY_CAUSE,
  ANY_RETRY,
  either,
  environment,
  FAIR,
  type FailureCase,
  GUESS,
  lines,
  revision,
  unknown,
} from "../case.ts";

const exited = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  startedAt: "2026-11-20T09:14:02Z",
} as const;

/** The program fell over its own feet; whether it would again, nobody knows from one stop. */
const crashed = revision("app", {
  causedBy: ["revision", "either"],
  retryable: ["maybe", "no"],
  confidence: ["sure", "likely"],
});
const silent = either(["app", "unknown"], "maybe", { confidence: GUESS });
const nativeCrash = revision("app", {
  causedBy: ["revision", "either"],
  retryable: ["no", "maybe"],
  confidence: ["sure", "likely"],
});

export const APP_CASES: readonly FailureCase[] = [
  {
    kind: 63,
    evidence: {
      id: "type-error-node",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: lines(
        "/app/dist/routes/cart.js:41",
        "TypeError: Cannot read properties of undefined (reading 'currency')",
        "    at Object.<anonymous> (/app/dist/routes/cart.js:41:27)",
        "    at Module._compile (node:internal/modules/cjs/loader:1554:14)",
        "Node.js v24.1.0",
      ),
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "import-error-python-main-not-first",
      service: "shop/pricing",
      ...exited,
      containers: [
        { name: "collector", essential: false, exitCode: 143 },
        { name: "pricing", essential: true, exitCode: 1 },
      ],
      logTail: lines(
        "Traceback (most recent call last):",
        '  File "/srv/pricing/main.py", line 3, in <module>',
        "    import pandas as pd",
        "ModuleNotFoundError: No module named 'pandas'",
      ),
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "bean-missing-java",
      service: "shop/checkout",
      ...exited,
      containers: [{ name: "checkout", exitCode: 1 }],
      logTail: lines(
        "***************************",
        "APPLICATION FAILED TO START",
        "***************************",
        "Description:",
        "Parameter 0 of constructor in com.acme.checkout.CartController required a bean of type 'com.acme.checkout.TaxService' that could not be found.",
        "Action:",
        "Consider defining a bean of type 'com.acme.checkout.TaxService' in your configuration.",
      ),
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "panic-go",
      service: "shop/mail",
      ...exited,
      containers: [{ name: "mail", exitCode: 2 }],
      logTail: lines(
        "panic: runtime error: index out of range [3] with length 3",
        "goroutine 1 [running]:",
        "main.parse(...)",
        "\t/src/cmd/mail/main.go:58",
        "exit status 2",
      ),
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "unhandled-exception-dotnet-134",
      service: "shop/ledger",
      ...exited,
      containers: [{ name: "ledger", exitCode: 134 }],
      logTail: lines(
        "Unhandled exception. System.NullReferenceException: Object reference not set to an instance of an object.",
        "   at Ledger.Posting.Load(String path) in /src/Posting.cs:line 77",
        "   at Program.<Main>$(String[] args) in /src/Program.cs:line 12",
      ),
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "port-taken-twice-in-a-json-log",
      service: "shop/mail",
      ...exited,
      containers: [
        { name: "otel", essential: false, exitCode: 0 },
        { name: "mail", essential: true, exitCode: 1 },
      ],
      logTail: '{"level":"fatal","time":"2026-11-20T09:14:05Z","msg":"listen tcp :8080: bind: address already in use"}',
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "gem-missing-ruby-in-colour",
      service: "shop/admin",
      ...exited,
      containers: [{ name: "admin", exitCode: 7 }],
      logTail:
        "\u001b[31mCould not find rails-8.0.1 in locally installed gems\u001b[0m\n\u001b[33mRun `bundle install` to install missing gems.\u001b[0m",
    },
    expected: crashed,
  },
  {
    kind: 63,
    evidence: {
      id: "exit-1-without-a-word",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
    },
    expected: silent,
  },
  {
    kind: 63,
    evidence: {
      id: "job-fails-with-3",
      ...exited,
      containers: [{ name: "migrate", exitCode: 3 }],
      logTail: 'migration 0042_add_index.sql failed: relation "orders_idx" already exists',
    },
    expected: either("app", ["maybe", "no"], {
      causedBy: ["either", "unknown", "revision"],
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 64,
    evidence: {
      id: "service-exits-0",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 0 }],
    },
    expected: revision("app", { causedBy: ["revision", "either"], retryable: ["no", "maybe"], confidence: FAIR }),
  },
  {
    kind: 64,
    evidence: {
      id: "service-daemonizes-and-exits-0",
      service: "shop/web",
      ...exited,
      containers: [
        { name: "web", essential: true, exitCode: 0 },
        { name: "xray", essential: false, exitCode: 143 },
      ],
      logTail: "Starting nginx: nginx.",
    },
    expected: revision("app", { causedBy: ["revision", "either"], retryable: ["no", "maybe"], confidence: FAIR }),
  },
  {
    kind: 65,
    evidence: {
      id: "command-not-found-127",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 127 }],
      logTail: "/bin/sh: gunicorn: not found",
    },
    expected: revision(["app", "config", "image"], { confidence: FAIR }),
  },
  {
    kind: 65,
    evidence: {
      id: "executable-not-found-at-start",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            'CannotStartContainerError: Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "bundle": executable file not found in $PATH: unknown',
        },
      ],
    },
    expected: revision(["app", "config", "image"]),
  },
  {
    kind: 66,
    evidence: {
      id: "not-executable-126",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 126 }],
      logTail: "/bin/sh: ./start.sh: Permission denied",
    },
    expected: revision(["app", "image"], { confidence: FAIR }),
  },
  {
    kind: 66,
    evidence: {
      id: "not-executable-at-start",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim: OCI runtime create failed: container_linux.go:380: starting container process caused: exec: "/app/entrypoint.sh": permission denied: unknown',
        },
      ],
    },
    expected: revision(["app", "image"]),
  },
  {
    kind: 67,
    evidence: {
      id: "interpreter-missing-in-log",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: "exec /app/entrypoint.sh: no such file or directory",
    },
    expected: revision(["app", "image", "config"], { confidence: FAIR }),
  },
  {
    kind: 67,
    evidence: {
      id: "interpreter-missing-old-runc",
      service: "shop/worker",
      ...exited,
      containers: [{ name: "worker", exitCode: 1 }],
      logTail: "standard_init_linux.go:228: exec user process caused: no such file or directory",
    },
    expected: revision(["app", "image", "config"], { confidence: FAIR }),
  },
  {
    kind: 68,
    evidence: {
      id: "bare-137",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 137 }],
    },
    expected: unknown(["unknown", "app", "resources"], { confidence: GUESS }),
  },
  {
    kind: 68,
    evidence: {
      id: "bare-137-of-a-job",
      ...exited,
      containers: [{ name: "export", exitCode: 137 }],
      logTail: "2026-11-20T02:11:40Z INFO exported 118000 rows",
    },
    expected: unknown(["unknown", "app", "resources"], { confidence: GUESS }),
  },
  {
    kind: 69,
    evidence: {
      id: "bare-143",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 143 }],
    },
    expected: unknown(["unknown", "app", "none", "platform"], {
      confidence: GUESS,
      causedBy: ["environment", "either", "unknown"],
      retryable: ["maybe", "yes"],
      alert: [true, false],
    }),
  },
  {
    kind: 69,
    evidence: {
      id: "143-of-the-program-itself",
      ...exited,
      containers: [{ name: "batch", exitCode: 143 }],
      logTail: "supervisord: received SIGTERM indicating exit request",
    },
    expected: unknown(["unknown", "app", "none", "platform"], {
      confidence: GUESS,
      causedBy: ["environment", "either", "unknown"],
      retryable: ["maybe", "yes"],
      alert: [true, false],
    }),
  },
  {
    kind: 70,
    evidence: {
      id: "segmentation-fault",
      service: "shop/thumbs",
      ...exited,
      containers: [{ name: "thumbs", exitCode: 139 }],
    },
    expected: nativeCrash,
  },
  {
    kind: 70,
    evidence: {
      id: "illegal-instruction",
      service: "shop/ml",
      ...exited,
      containers: [
        { name: "proxy", essential: false, exitCode: 0 },
        { name: "ml", essential: true, exitCode: 132 },
      ],
      logTail: "Illegal instruction (core dumped)",
    },
    expected: nativeCrash,
  },
  {
    kind: 70,
    evidence: {
      id: "aborted-by-an-assertion",
      service: "shop/engine",
      ...exited,
      containers: [{ name: "engine", exitCode: 134 }],
      logTail: "engine: src/book.cpp:212: void Book::match(): Assertion `!levels.empty()' failed.",
    },
    expected: nativeCrash,
  },
  {
    kind: 71,
    evidence: {
      id: "exit-255",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 255 }],
    },
    expected: silent,
  },
  {
    kind: 71,
    evidence: {
      id: "exit-minus-1",
      ...exited,
      containers: [{ name: "job", exitCode: -1 }],
      logTail: "done",
    },
    expected: silent,
  },
  {
    kind: 72,
    evidence: {
      id: "cannot-start-consistently",
      service: "shop/api",
      serviceEvent:
        "(service api) is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.",
    },
    expected: unknown(["app", "deployment", "unknown"], {
      causedBy: ["revision", "either", "unknown"],
      retryable: ["maybe", "no"],
      confidence: GUESS,
    }),
  },
  {
    kind: 72,
    evidence: { id: "start-impaired-action", service: "shop/api", serviceEvent: "SERVICE_TASK_START_IMPAIRED" },
    expected: unknown(["app", "deployment", "unknown"], {
      causedBy: ["revision", "either", "unknown"],
      retryable: ["maybe", "no"],
      confidence: GUESS,
    }),
  },
  {
    kind: 73,
    evidence: {
      id: "could-not-stop-beside-a-deploy",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Scaling activity initiated by (deployment ecs-svc/8709920613704280865)",
      startedAt: "2026-11-20T09:14:02Z",
      containers: [
        {
          name: "api",
          reason: "CannotStopContainerError: failed sending SIGTERM to container: context deadline exceeded",
        },
      ],
    },
    expected: environment(["platform", "app", "none"], ANY_RETRY, {
      causedBy: ["environment", "either", "unknown"],
      confidence: [...FAIR, "unknown"],
      alert: [true, false],
    }),
  },
  {
    kind: 73,
    evidence: {
      id: "could-not-stop-container",
      launchType: "EC2",
      stoppedReason:
        "CannotStopContainerError: failed sending SIGTERM to container: rpc error: code = Unavailable desc = connection closed",
    },
    expected: environment(["platform", "app", "none"], ANY_RETRY, {
      causedBy: ["environment", "either", "unknown"],
      confidence: [...FAIR, "unknown"],
      alert: [true, false],
    }),
  },
  {
    kind: 74,
    evidence: {
      id: "read-only-root-node",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
      logTail:
        "Error: EROFS: read-only file system, open '/app/.cache/manifest.json'\n    at async open (node:internal/fs/promises:639:25)",
    },
    expected: revision(["app", "config", "storage"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 74,
    evidence: {
      id: "no-permission-on-file-python",
      service: "shop/pricing",
      ...exited,
      containers: [{ name: "pricing", exitCode: 1 }],
      logTail: "PermissionError: [Errno 13] Permission denied: '/var/log/pricing/app.log'",
    },
    expected: revision(["app", "config", "storage"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 74,
    evidence: {
      id: "no-permission-on-port-node",
      service: "shop/web",
      ...exited,
      containers: [{ name: "web", exitCode: 1 }],
      logTail:
        "Error: listen EACCES: permission denied 0.0.0.0:80\n    at Server.setupListenHandle [as _listen2] (node:net:1915:21)",
    },
    expected: revision(["app", "config"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 75,
    evidence: {
      id: "slow-boot-java",
      service: "shop/checkout",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason:
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/checkout/6d0ecf831eec9f09)",
      startedAt: "2026-11-20T09:14:02Z",
      containers: [{ name: "checkout", exitCode: 143 }],
      logTail:
        "2026-11-20 09:16:40.114  INFO 1 --- [main] c.a.checkout.CheckoutApplication : Started CheckoutApplication in 148.731 seconds",
    },
    expected: either(["health", "app", "resources"], ["maybe", "no"], {
      causedBy: ANY_CAUSE,
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 75,
    evidence: {
      id: "killed-while-still-booting",
      service: "shop/admin",
      stopCode: "ServiceSchedulerInitiated",
      stoppedReason: "Task failed container health checks",
      startedAt: "2026-11-20T09:14:02Z",
      containers: [{ name: "admin", exitCode: 137 }],
      logTail: "=> Booting Puma\n=> Rails 8.0.1 application starting in production",
    },
    expected: either(["health", "app", "resources"], ["maybe", "no"], {
      causedBy: ANY_CAUSE,
      confidence: [...FAIR, "unknown"],
    }),
  },
];
