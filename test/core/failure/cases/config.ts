import { ANY_CAUSE, either, environment, FAIR, type FailureCase, lines, revision, UNDECIDED } from "../case.ts";

const SECRET = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbC123";
const ROLE = "arn:aws:sts::123456789012:assumed-role/api-execution/0b2d6f5c9d8e4f3aa1b2c3d4e5f60718";
const FROM_FARGATE =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";

const denied = environment(["config", "iam"], "no", { causedBy: ["environment", "either"], confidence: FAIR });

const exited = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  startedAt: "2026-11-20T09:14:02Z",
} as const;

export const CONFIG_CASES: readonly FailureCase[] = [
  {
    kind: 18,
    evidence: {
      id: "secret-denied-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: AccessDeniedException: User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET} because no identity-based policy allows the secretsmanager:GetSecretValue action status code: 400, request id: 9f1c`,
    },
    expected: denied,
  },
  {
    kind: 18,
    evidence: {
      id: "secret-key-denied-by-kms",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: AccessDeniedException: Access to KMS is not allowed`,
    },
    expected: denied,
  },
  {
    kind: 18,
    evidence: {
      id: "secret-denied-as-placement-event",
      service: "shop/api",
      serviceEvent: `(service api) was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve secret from asm: The task can't retrieve the secret with ARN '${SECRET}' from AWS Secrets Manager: operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, RequestID: 1, api error AccessDeniedException: User: ${ROLE} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${SECRET} because no identity-based policy allows the secretsmanager:GetSecretValue action.`,
    },
    expected: denied,
  },
  {
    kind: 18,
    evidence: {
      id: "secret-denied-ec2",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: `Fetching secret data from AWS Secrets Manager in region eu-west-1: secret ${SECRET}: AccessDeniedException: User: ${ROLE} is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext`,
      containers: [{ name: "api", exitCode: null }],
    },
    expected: denied,
  },
  {
    kind: 18,
    evidence: {
      id: "secret-denied-cut-in-a-word",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: AccessDeniedException: User: ${ROLE} is not author`,
    },
    expected: denied,
  },
  {
    kind: 19,
    evidence: {
      id: "parameter-denied-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secrets from ssm: service call has been retried 1 time(s): AccessDeniedException: User: ${ROLE} is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:eu-west-1:123456789012:parameter/shop/prod/DB_URL because no identity-based policy allows the ssm:GetParameters action`,
    },
    expected: denied,
  },
  {
    kind: 19,
    evidence: {
      id: "parameter-denied-ec2",
      service: "shop/worker",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: `Fetching secret data from SSM Parameter Store in us-east-1: AccessDeniedException: User: ${ROLE} is not authorized to perform: ssm:GetParameters on resource: arn:aws:ssm:us-east-1:123456789012:parameter/worker/TOKEN\n\tstatus code: 400, request id: 5c7f`,
    },
    expected: denied,
  },
  {
    kind: 20,
    evidence: {
      id: "secret-missing-sentence",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: `ResourceNotFoundException: The task can't retrieve the secret with ARN '${SECRET}' from AWS Secrets Manager. Check whether the secret exists in the specified Region. ResourceNotFoundException: Secrets Manager can't find the specified secret.`,
    },
    expected: either("config", "no", { causedBy: ANY_CAUSE }),
  },
  {
    kind: 20,
    evidence: {
      id: "secret-missing-curly-apostrophe",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: ResourceNotFoundException: Secrets Manager can’t find the specified secret.`,
    },
    expected: either("config", "no", { causedBy: ANY_CAUSE }),
  },
  {
    kind: 20,
    evidence: {
      id: "secret-marked-for-deletion",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 1 time(s): failed to fetch secret ${SECRET} from secrets manager: InvalidRequestException: You can't perform this operation on the secret because it was marked for deletion.`,
    },
    expected: environment("config", "no", { causedBy: ["environment", "either"], confidence: FAIR }),
  },
  {
    kind: 21,
    evidence: {
      id: "parameters-invalid-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: /shop/prod/SENTRY_DSN`,
    },
    expected: revision("config", { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 21,
    evidence: {
      id: "parameters-invalid-ec2",
      service: "shop/worker",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Fetching secret data from SSM Parameter Store in eu-west-1: Invalid parameters: [worker/QUEUE_URL, worker/QUEUE_KEY]",
    },
    expected: revision("config", { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 22,
    evidence: {
      id: "json-key-missing-fargate",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 1 time(s): retrieved secret from Secrets Manager did not contain json key readOnlyPassword`,
    },
    expected: either("config", "no", { causedBy: ["either", "unknown", "revision"] }),
  },
  {
    kind: 22,
    evidence: {
      id: "json-key-missing-as-placement-event",
      service: "shop/api",
      serviceEvent: `(service api) was unable to place a task. Reason: ResourceInitializationError: unable to pull secrets or registry auth: Retrieved secret from Secrets Manager did not contain JSON key API_TOKEN.`,
    },
    expected: either("config", "no", { causedBy: ["either", "unknown", "revision"] }),
  },
  {
    kind: 23,
    evidence: {
      id: "secret-arn-invalid",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: an invalid ARN format for the AWS Secrets Manager secret was specified. Specify a valid ARN and try again.`,
    },
    expected: revision("config"),
  },
  {
    kind: 23,
    evidence: {
      id: "secret-id-not-in-arn",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Could not find a secretsmanager secretID from value arn:aws:secretsmanager:eu-west-1:123456789012:shop-db",
    },
    expected: revision("config"),
  },
  {
    kind: 24,
    evidence: {
      id: "execution-credentials-absent-asm",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "Asm secret resource: unable to find execution role credentials",
    },
    expected: either(["config", "iam"], "maybe", { causedBy: ANY_CAUSE }),
  },
  {
    kind: 24,
    evidence: {
      id: "execution-credentials-absent-env-file",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason: "environment file resource: Unable to find execution role credentials",
    },
    expected: either(["config", "iam"], "maybe", { causedBy: ANY_CAUSE }),
  },
  {
    kind: 25,
    evidence: {
      id: "env-file-forbidden",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: failed to download env files: file download command: non empty error stream: service call has been retried 1 time(s): AccessDenied: Access Denied status code: 403, request id: 7Q, host id: x=",
    },
    expected: either(["config", "iam"], "no", { causedBy: ["either", "unknown", "environment"] }),
  },
  {
    kind: 25,
    evidence: {
      id: "env-file-missing-ec2",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Unable to download env file with key prod/api.env from bucket shop-config, error: NoSuchKey: The specified key does not exist.",
    },
    expected: either("config", "no", { causedBy: ["either", "unknown", "revision"] }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "env-file-unreachable",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: failed to download env files: file download command: non empty error stream: RequestCanceled: request context canceled caused by: context deadline exceeded",
    },
    expected: environment(["network", "config"], ["yes", "no", "maybe"], { confidence: FAIR }),
  },
  {
    kind: 26,
    evidence: {
      id: "log-option-unknown",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: failed to validate logger args: unknown log opt 'awslogs-grup' for awslogs log driver: exit status 1",
    },
    expected: revision("config"),
  },
  {
    kind: 26,
    evidence: {
      id: "log-option-missing-as-placement-event",
      service: "shop/api",
      serviceEvent:
        "(service api) was unable to place a task. Reason: ResourceInitializationError: failed to validate logger args: must specify a value for log opt 'splunk-token' : exit status 1.",
    },
    expected: revision("config"),
  },
  {
    kind: 27,
    evidence: {
      id: "log-group-missing-behind-logger-args",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 time(s): failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.: exit status 1",
    },
    expected: either("config", "no", { causedBy: ["either", "unknown", "revision"] }),
  },
  {
    kind: 27,
    evidence: {
      id: "log-group-missing-ec2",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "api",
          reason:
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist.",
        },
      ],
    },
    expected: either("config", "no", { causedBy: ["either", "unknown", "revision"] }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "log-stream-denied",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `ResourceInitializationError: failed to validate logger args: create stream has been retried 1 time(s): failed to create Cloudwatch log stream: AccessDeniedException: User: ${ROLE} is not authorized to perform: logs:CreateLogStream on resource: arn:aws:logs:eu-west-1:123456789012:log-group:/ecs/api:log-stream:ecs/api/0b2d because no identity-based policy allows the logs:CreateLogStream action: exit status 1`,
    },
    expected: denied,
  },
  {
    kind: 28,
    evidence: {
      id: "firelens-options-missing",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "log_router", exitCode: 0 },
        {
          name: "api",
          reason:
            "CannotStartContainerError: ResourceInitializationError: failed to initialize logging driver: failed to get fluentd log driver arguments: logging driver specified of container app, but no log configuration specified",
        },
      ],
    },
    expected: revision("config", { confidence: FAIR }),
  },
  {
    kind: 28,
    evidence: {
      id: "firelens-config-not-generated",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "Failed to start firelens container: unable to generate firelens config file: unable to apply log options of container api to firelens config: missing output key Name which is required for firelens configuration of type fluentbit",
    },
    expected: revision("config"),
  },
  {
    kind: 28,
    evidence: {
      id: "log-router-refuses-its-file",
      service: "shop/api",
      ...exited,
      containers: [
        { name: "api", essential: true, exitCode: 143 },
        { name: "log_router", essential: true, exitCode: 1 },
      ],
      logTail: lines(
        "Fluent Bit v1.9.10",
        "[2026/11/20 18:03:02] [error] [config] section 'output' tried to instance a plugin name that don't exists",
        "[2026/11/20 18:03:02] [error] configuration file contains errors, aborting.",
      ),
    },
    expected: revision(["config", "app"], { causedBy: ["revision", "either"], confidence: ["sure", "likely"] }),
  },
  {
    kind: 29,
    evidence: {
      id: "variable-missing-node",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: lines(
        "> api@2.14.0 start",
        "> node dist/main.js",
        "/app/dist/config.js:14",
        "    throw new Error(`Missing required environment variable ${name}`);",
        "Error: Missing required environment variable STRIPE_KEY",
        "    at required (/app/dist/config.js:14:11)",
        "    at Object.<anonymous> (/app/dist/config.js:22:15)",
      ),
    },
    expected: revision(["config", "app"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 29,
    evidence: {
      id: "settings-invalid-python",
      service: "shop/pricing",
      ...exited,
      containers: [
        { name: "datadog", essential: false, exitCode: 0 },
        { name: "pricing", essential: true, exitCode: 1 },
      ],
      logTail: lines(
        "Traceback (most recent call last):",
        '  File "/srv/pricing/main.py", line 9, in <module>',
        "    settings = Settings()",
        "pydantic_core._pydantic_core.ValidationError: 1 validation error for Settings",
        "database_url",
        "  Field required [type=missing, input_value={}, input_type=dict]",
      ),
    },
    expected: revision(["config", "app"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 29,
    evidence: {
      id: "placeholder-unresolved-java",
      service: "shop/checkout",
      ...exited,
      containers: [{ name: "checkout", exitCode: 1 }],
      logTail: lines(
        "2026-11-20 09:14:11.204 ERROR 1 --- [           main] o.s.boot.SpringApplication               : Application run failed",
        "org.springframework.beans.factory.BeanCreationException: Error creating bean with name 'paymentClient': Injection of autowired dependencies failed",
        "\tat org.springframework.beans.factory.annotation.AutowiredAnnotationBeanPostProcessor.postProcessProperties(AutowiredAnnotationBeanPostProcessor.java:514)",
        "\tat org.springframework.boot.SpringApplication.run(SpringApplication.java:1342)",
        "Caused by: java.lang.IllegalArgumentException: Could not resolve placeholder 'payment.url' in value \"${payment.url}\"",
        "\tat org.springframework.util.PropertyPlaceholderHelper.parseStringValue(PropertyPlaceholderHelper.java:180)",
        "\t... 24 common frames omitted",
      ),
    },
    expected: revision(["config", "app"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 29,
    evidence: {
      id: "key-not-found-ruby",
      service: "shop/admin",
      ...exited,
      containers: [{ name: "admin", exitCode: 1 }],
      logTail: lines(
        "bundler: failed to load command: puma (/usr/local/bundle/bin/puma)",
        '/app/config/initializers/redis.rb:3:in `fetch\': key not found: "REDIS_URL" (KeyError)',
        "\tfrom /app/config/initializers/redis.rb:3:in `<top (required)>'",
      ),
    },
    expected: revision(["config", "app"], { causedBy: ["revision", "either"], confidence: FAIR }),
  },
  {
    kind: 30,
    evidence: {
      id: "incompatible-with-compute-strategy",
      stopCode: "TaskFailedToStart",
      stoppedReason: "The selected task definition is not compatible with the selected compute strategy.",
    },
    expected: revision(["config", "deployment"]),
  },
  {
    kind: 30,
    evidence: {
      id: "bridge-mode-on-fargate",
      service: "shop/api",
      serviceEvent:
        "InvalidParameterException: Task definition does not support launch_type FARGATE: the selected task definition is not compatible with the selected compute strategy",
    },
    expected: revision(["config", "deployment"], { confidence: FAIR }),
  },
  {
    kind: 31,
    evidence: {
      id: "no-command-specified",
      service: "shop/api",
      launchType: "EC2",
      stopCode: "TaskFailedToStart",
      containers: [
        { name: "api", reason: "CannotCreateContainerError: Error response from daemon: No command specified" },
      ],
    },
    expected: revision(["config", "app", "image"]),
  },
  {
    kind: 31,
    evidence: {
      id: "command-in-one-string",
      service: "shop/worker",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "worker",
          reason:
            'CannotStartContainerError: ResourceInitializationError: failed to create new container runtime task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "npm run worker -- --queue=mail": executable file not found in $PATH: unknown',
        },
      ],
    },
    expected: revision(["config", "app", "image"]),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "secrets-outage-looks-like-a-missing-secret",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secret from asm: service call has been retried 5 time(s): failed to fetch secret ${SECRET} from secrets manager: InternalServiceError: An internal service error occurred. status code: 500, request id: 44`,
    },
    expected: environment(["config", "platform", "network"], ["yes", "maybe"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "parameter-store-throttled",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secrets from ssm: service call has been retried 5 time(s): ThrottlingException: Rate exceeded status code: 400, request id: 45`,
    },
    expected: environment(["config", "platform", "network"], ["yes", "maybe"], { confidence: FAIR }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "secrets-cut-inside-the-shared-prefix",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to retrieve secrets from ssm: service call has been retried 1 time...`,
    },
    expected: either(["config", "network", "iam", "unknown"], ["maybe", "no"], {
      causedBy: ["environment", ...UNDECIDED],
      confidence: ["likely", "unknown"],
    }),
  },
  {
    kind: "ambiguous",
    evidence: {
      id: "registry-auth-cut-inside-the-shared-prefix",
      service: "shop/api",
      launchType: "FARGATE",
      stopCode: "TaskFailedToStart",
      stoppedReason: `${FROM_FARGATE} unable to get registry auth from asm: service call has been retried 5 time(s): asm fetching secret from the service for ...`,
    },
    expected: either(["config", "network", "iam", "image", "unknown"], ["maybe", "no"], {
      causedBy: ["environment", ...UNDECIDED],
      confidence: ["likely", "unknown"],
    }),
  },
];
