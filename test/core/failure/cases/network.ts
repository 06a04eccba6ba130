import { environment, FAIR, type FailureCase, lines } from "../case.ts";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbC123";
const ROLE = "arn:aws:sts::123456789012:assumed-role/api-execution/0b2d6f5c9d8e4f3aa1b2c3d4e5f60718";

/** The log tells of a dependency out of reach; the address may still be the revision's. */
const unreachable = environment(["network", "app"], ["maybe", "yes"], {
  causedBy: ["environment", "either", "unknown"],
  confidence: ["sure", "likely", "unknown"],
});

const exited = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  startedAt: "2026-11-20T09:14:02Z",
} as const;

export const NETWORK_CASES: readonly FailureCase[] = [
  {
    kind: 32,
    evidence: {
      id: "no-way-to-secrets-manager",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull secrets from AWS Secrets Manager. There is a connection issue between the task and AWS Secrets Manager. Check your task network configuration. failed to fetch secret ${SECRET} from secrets manager: RequestCanceled: request context canceled caused by: context deadline exceeded`,
    },
    expected: environment("network", ["no", "maybe"]),
  },
  {
    kind: 32,
    evidence: {
      id: "no-way-to-ecr-api",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 time(s): RequestError: send request failed caused by: Post "https://api.ecr.us-east-2.amazonaws.com/": dial tcp 52.95.18.6:443: i/o timeout. Please check your task network configuration.',
    },
    expected: environment("network", ["no", "maybe"]),
  },
  {
    kind: 32,
    evidence: {
      id: "no-way-to-parameter-store-status-zero",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secrets from ssm: operation error SSM: GetParameters, https response error StatusCode: 0, RequestID: , canceled, context deadline exceeded.",
    },
    expected: environment("network", ["no", "maybe"]),
  },
  {
    kind: 32,
    evidence: {
      id: "no-way-cut-after-the-url",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve ecr registry auth: service call has been retried 5 time(s): RequestError: send request failed caused by: Post https://api.ecr....",
    },
    expected: environment(["network", "image"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 33,
    evidence: {
      id: "endpoint-policy-denies-secret",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: AccessDeniedException: User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET} because no VPC endpoint policy allows the secretsmanager:GetSecretValue action`,
    },
    expected: environment(["network", "iam", "config"], "no"),
  },
  {
    kind: 33,
    evidence: {
      id: "endpoint-policy-denies-registry",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason: `CannotPullContainerError: Error response from daemon: Head "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/shop/api/manifests/v9": denied: User: ${ROLE} is not authorized to perform: ecr:BatchGetImage on resource: arn:aws:ecr:eu-west-1:123456789012:repository/shop/api BECAUSE NO VPC ENDPOINT POLICY ALLOWS the ecr:BatchGetImage action`,
        },
      ],
    },
    expected: environment(["network", "iam", "image"], "no"),
  },
  {
    kind: 34,
    evidence: {
      id: "logs-endpoint-sentence",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: failed to validate logger args: The task cannot find the Amazon CloudWatch log group defined in the task definition. There is a connection issue between the task and Amazon CloudWatch. Check your network configuration. : signal: killed",
    },
    expected: environment(["network", "config"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 34,
    evidence: {
      id: "logs-endpoint-timeout-behind-logger-args",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'ResourceInitializationError: failed to validate logger args: create stream has been retried 1 time(s): failed to create Cloudwatch log stream: RequestError: send request failed caused by: Post "https://logs.eu-west-1.amazonaws.com/": dial tcp 54.239.32.80:443: i/o timeout : exit status 1',
    },
    expected: environment("network", ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 34,
    evidence: {
      id: "logs-endpoint-seen-as-docker-timeout",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: RequestError: send request failed\ncaused by: Post https://logs.eu-west-1.amazonaws.com/: net/http: request canceled while waiting for connection",
        },
      ],
    },
    expected: environment("network", ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 35,
    evidence: {
      id: "secrets-manager-not-in-dns",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret ${SECRET} from secrets manager: RequestError: send request failed caused by: Post "https://secretsmanager.eu-west-1.amazonaws.com/": dial tcp: lookup secretsmanager.eu-west-1.amazonaws.com on 10.0.0.2:53: no such host`,
    },
    expected: environment("network", ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 35,
    evidence: {
      id: "resolver-misbehaves",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            'CannotPullContainerError: Error response from daemon: Get "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/v2/": dial tcp: lookup 123456789012.dkr.ecr.eu-west-1.amazonaws.com on 10.0.0.2:53: server misbehaving',
        },
      ],
    },
    expected: environment(["network", "image"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 36,
    evidence: {
      id: "subnet-full",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment enabled in subnet 'subnet-0d0eab1bb38d5ca64': InsufficientFreeAddressesInSubnet",
    },
    expected: environment(["network", "resources"], ["maybe", "no"]),
  },
  {
    kind: 36,
    evidence: {
      id: "subnet-full-as-placement-event",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: unexpected EC2 error while attempting to create network interface in subnet 'subnet-0aa': InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.",
    },
    expected: environment(["network", "resources"], ["maybe", "no"]),
  },
  {
    kind: 37,
    evidence: {
      id: "interface-timeout",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Timeout waiting for network interface provisioning to complete.",
    },
    expected: environment("network", "yes"),
  },
  {
    kind: 37,
    evidence: {
      id: "interface-timeout-of-a-job-in-capitals",
      stopCode: "TaskFailedToStart",
      stoppedReason: "TIMEOUT WAITING FOR NETWORK INTERFACE PROVISIONING TO COMPLETE",
      containers: [{ name: "report", exitCode: null }],
    },
    expected: environment("network", "yes"),
  },
  {
    kind: 38,
    evidence: {
      id: "interface-auth-failure",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet 'subnet-0d0eab1bb38d5ca64': AuthFailure",
    },
    expected: environment(["network", "iam"], ["maybe", "no"], { confidence: FAIR }),
  },
  {
    kind: 38,
    evidence: {
      id: "interface-unauthorized-by-scp",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-0bb': UnauthorizedOperation: You are not authorized to perform this operation. with an explicit deny in a service control policy",
    },
    expected: environment(["network", "iam"], ["maybe", "no"], { confidence: FAIR }),
  },
  {
    kind: 39,
    evidence: {
      id: "interface-device-index",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Unable to attach network interface to unused device index",
    },
    expected: environment(["network", "platform"], "yes"),
  },
  {
    kind: 39,
    evidence: {
      id: "interface-attach-internal-error",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "InternalError: timed out waiting for the network interface attachment eni-attach-0c1d to be acknowledged",
    },
    expected: environment(["network", "platform"], "yes", { confidence: FAIR }),
  },
  {
    kind: 40,
    evidence: {
      id: "security-group-deleted",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment disabled in subnet 'subnet-0d0eab1bb38d5ca64': InvalidGroup.NotFound",
    },
    expected: environment("network", "no", { confidence: FAIR }),
  },
  {
    kind: 40,
    evidence: {
      id: "subnet-deleted",
      service: "shop/api",
      serviceEvent:
        "(service api) failed to launch a task with (error Unexpected EC2 error while attempting to Create Network Interface: InvalidSubnetID.NotFound: The subnet ID 'subnet-0d0eab1bb38d5ca64' does not exist).",
    },
    expected: environment("network", "no", { confidence: FAIR }),
  },
  {
    kind: 41,
    evidence: {
      id: "namespace-not-set-up",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "api" },
        {
          name: "~internal~ecs~pause",
          reason:
            "ContainerNetworkingError: container resource provisioning: failed to setup network namespace: cni setup: failed to invoke bridge plugin: exit status 1",
        },
      ],
    },
    expected: environment(["network", "platform"], ["maybe", "yes"], { confidence: FAIR }),
  },
  {
    kind: 41,
    evidence: {
      id: "namespace-not-set-up-in-task-reason",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ContainerNetworkingError: Container resource provisioning: failed to setup network namespace: no MAC address eni with 0e:50:d1:c1:77:81 on host",
    },
    expected: environment(["network", "platform"], ["maybe", "yes"], { confidence: FAIR }),
  },
  {
    kind: 42,
    evidence: {
      id: "database-refuses-node",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: lines(
        "node:internal/process/promises:394",
        "      triggerUncaughtException(err, true /* fromPromise */);",
        "Error: connect ECONNREFUSED 10.0.31.7:5432",
        "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16) {",
        "  errno: -111, code: 'ECONNREFUSED', syscall: 'connect', address: '10.0.31.7', port: 5432",
        "}",
      ),
    },
    expected: unreachable,
  },
  {
    kind: 42,
    evidence: {
      id: "database-times-out-python",
      service: "shop/pricing",
      ...exited,
      containers: [{ name: "pricing", exitCode: 1 }],
      logTail: lines(
        "Traceback (most recent call last):",
        '  File "/usr/local/lib/python3.13/site-packages/psycopg2/__init__.py", line 122, in connect',
        'psycopg2.OperationalError: connection to server at "shop-db.cluster-c1.eu-west-1.rds.amazonaws.com" (10.0.31.7), port 5432 failed: Connection timed out',
        "\tIs the server running on that host and accepting TCP/IP connections?",
      ),
    },
    expected: unreachable,
  },
  {
    kind: 42,
    evidence: {
      id: "database-out-of-reach-java-cause-last",
      service: "shop/checkout",
      ...exited,
      containers: [
        { name: "agent", essential: false, exitCode: 137 },
        { name: "checkout", essential: true, exitCode: 1 },
      ],
      logTail: lines(
        "org.springframework.context.ApplicationContextException: Unable to start web server",
        "\tat org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext.onRefresh(ServletWebServerApplicationContext.java:165)",
        "Caused by: com.zaxxer.hikari.pool.HikariPool$PoolInitializationException: Failed to initialize pool: Communications link failure",
        "\tat com.zaxxer.hikari.pool.HikariPool.throwPoolInitializationException(HikariPool.java:596)",
        "\t... 41 more",
        "Caused by: java.net.ConnectException: Connection refused",
        "\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)",
        "\t... 63 more",
      ),
    },
    expected: unreachable,
  },
  {
    kind: 42,
    evidence: {
      id: "queue-host-unknown-go",
      service: "shop/mail",
      ...exited,
      containers: [{ name: "mail", exitCode: 1 }],
      logTail:
        "2026/11/20 09:14:07 dial tcp: lookup rabbit.internal on 10.0.0.2:53: no such host\n2026/11/20 09:14:07 giving up after 10 attempts",
    },
    expected: unreachable,
  },
  {
    kind: 42,
    evidence: {
      id: "redis-out-of-reach-ruby",
      service: "shop/admin",
      ...exited,
      containers: [{ name: "admin", exitCode: 1 }],
      logTail:
        "/usr/local/bundle/gems/redis-client-0.22.2/lib/redis_client.rb:398: Connection timed out - connect(2) for 10.0.40.3:6379 (RedisClient::CannotConnectError)",
    },
    expected: unreachable,
  },
  {
    kind: 42,
    evidence: {
      id: "sql-server-out-of-reach-dotnet",
      service: "shop/ledger",
      ...exited,
      containers: [{ name: "ledger", exitCode: 134 }],
      logTail: lines(
        "Unhandled exception. Microsoft.Data.SqlClient.SqlException (0x80131904): A network-related or instance-specific error occurred while establishing a connection to SQL Server. The server was not found or was not accessible.",
        "   at Microsoft.Data.SqlClient.SqlInternalConnectionTds..ctor(DbConnectionPoolIdentity identity)",
        "   at Program.<Main>$(String[] args) in /src/Program.cs:line 31",
      ),
    },
    expected: unreachable,
  },
  {
    kind: 43,
    evidence: {
      id: "public-address-missing-registry",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        'CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve ref docker.io/library/nginx:1.29: failed to do request: Head "https://registry-1.docker.io/v2/library/nginx/manifests/1.29": dial tcp 54.198.86.24:443: i/o timeout',
    },
    expected: environment(["network", "image"], ["no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 43,
    evidence: {
      id: "public-address-missing-secrets",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed: unable to retrieve secrets from ssm: service call has been retried 5 time(s): RequestCanceled: request context canceled caused by: context deadline exceeded. Please check your task network configuration.",
    },
    expected: environment("network", ["no", "maybe"]),
  },
];
