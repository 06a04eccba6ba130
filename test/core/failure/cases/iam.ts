import { ANY_CAUSE, either, environment, FAIR, type FailureCase, lines } from "../case.ts";

const exited = {
  stopCode: "EssentialContainerExited",
  stoppedReason: "Essential container in task exited",
  startedAt: "2026-11-20T09:14:02Z",
} as const;

const notAssumed = either("iam", ["no", "maybe"], { causedBy: ANY_CAUSE });
const deniedToApp = either(["iam", "app"], ["no", "maybe"], { causedBy: ["either", "unknown", "environment"] });

export const IAM_CASES: readonly FailureCase[] = [
  {
    kind: 90,
    evidence: {
      id: "task-role-not-assumed",
      service: "shop/api",
      serviceEvent:
        "(service api) failed to launch a task with (error ECS was unable to assume the role 'arn:aws:iam::123456789012:role/api-task' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.).",
    },
    expected: notAssumed,
  },
  {
    kind: 90,
    evidence: {
      id: "trust-misconfigured",
      service: "shop/api",
      serviceEvent: "SERVICE_TASK_CONFIGURATION_FAILURE: IAM trust relationship has been misconfigured",
    },
    expected: notAssumed,
  },
  {
    kind: 90,
    evidence: {
      id: "role-of-a-job-not-assumed",
      stopCode: "TaskFailedToStart",
      stoppedReason:
        "ECS was unable to assume the role 'arn:aws:iam::123456789012:role/nightly-execution' that was provided for this task. Please verify that the role being passed has the proper trust relationship",
    },
    expected: notAssumed,
  },
  {
    kind: 91,
    evidence: {
      id: "pass-role-denied-at-register",
      service: "shop/api",
      serviceEvent:
        "ClientException: User: arn:aws:sts::123456789012:assumed-role/gardener-deploy/deploy is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/api-task because no identity-based policy allows the iam:PassRole action",
    },
    expected: environment(["iam", "deployment"], "no"),
  },
  {
    kind: 91,
    evidence: {
      id: "pass-role-denied-at-run",
      stoppedReason:
        "AccessDeniedException: User: arn:aws:iam::123456789012:user/ci is not authorized to perform: iam:PassRole on resource: arn:aws:iam::123456789012:role/job-execution with an explicit deny in an identity-based policy",
    },
    expected: environment(["iam", "deployment"], "no"),
  },
  {
    kind: 92,
    evidence: {
      id: "permissions-misconfigured",
      service: "shop/api",
      serviceEvent: "(service api) IAM permissions policies have been misconfigured or changed.",
    },
    expected: environment("iam", "no"),
  },
  {
    kind: 92,
    evidence: {
      id: "service-linked-role-missing",
      serviceEvent:
        "InvalidParameterException: Unable to assume the service linked role. Please verify that the ECS service linked role exists.",
    },
    expected: environment("iam", ["no", "maybe"]),
  },
  {
    kind: 93,
    evidence: {
      id: "task-role-denied-node",
      service: "shop/api",
      ...exited,
      containers: [{ name: "api", exitCode: 1 }],
      logTail: lines(
        "/app/node_modules/@smithy/core/dist-cjs/index.js:412",
        'AccessDenied: User: arn:aws:sts::123456789012:assumed-role/api-task/0b2d6f5c9d8e4f3a is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::shop-assets" because no identity-based policy allows the s3:ListBucket action',
        "    at throwDefaultError (/app/node_modules/@smithy/smithy-client/dist-cjs/index.js:867:20)",
      ),
    },
    expected: deniedToApp,
  },
  {
    kind: 93,
    evidence: {
      id: "task-role-denied-python",
      service: "shop/pricing",
      ...exited,
      containers: [{ name: "pricing", exitCode: 1 }],
      logTail:
        "botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GetItem operation: User: arn:aws:sts::123456789012:assumed-role/pricing-task/77aa is not authorized to perform: dynamodb:GetItem on resource: arn:aws:dynamodb:eu-west-1:123456789012:table/prices",
    },
    expected: deniedToApp,
  },
  {
    kind: 94,
    evidence: {
      id: "anywhere-cannot-pull",
      service: "edge/gateway",
      launchType: "EXTERNAL",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "gateway",
          reason:
            "CannotPullECRContainerError: unable to get ECR auth token for external instance: execution role ARN is not set in task definition",
        },
      ],
    },
    expected: either(["iam", "image", "config"], ["no", "maybe"], {
      causedBy: ANY_CAUSE,
      confidence: [...FAIR, "unknown"],
    }),
  },
  {
    kind: 94,
    evidence: {
      id: "anywhere-cannot-log",
      service: "edge/gateway",
      launchType: "EXTERNAL",
      stopCode: "TaskFailedToStart",
      containers: [
        {
          name: "gateway",
          reason:
            "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: failed to create Cloudwatch log stream: NoCredentialProviders: no valid providers in chain. Deprecated.",
        },
      ],
    },
    expected: either(["iam", "config"], ["no", "maybe"], { causedBy: ANY_CAUSE, confidence: [...FAIR, "unknown"] }),
  },
];
