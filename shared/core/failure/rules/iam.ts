import { anyOf } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import { DENIED, LOGS, PULL } from "../words.ts";

/** Roles and permissions that belong to no image, secret or network. */
export const IAM: readonly Rule[] = [
  {
    kind: "role-not-assumable",
    family: "iam",
    causedBy: "environment",
    retryable: "no",
    signs: [
      { reason: [anyOf("trust relationship", "trust policy", "sts:assumerole", "task_configuration_failure")] },
      { reason: [/(?:unable|not able|failed|cannot|can't|could not) (?:to )?(?:be )?assumed?/] },
    ],
    cause: "ECS cannot assume the task's role: it does not exist, or does not trust ecs-tasks.amazonaws.com.",
    remedy: "Correct the role's ARN or its trust policy; a role made a minute ago only needs a moment.",
    source: "SVC",
  },
  {
    kind: "pass-role-denied",
    family: "iam",
    causedBy: "environment",
    retryable: "no",
    signs: [{ reason: ["iam:passrole"] }],
    cause: "Whoever deploys may not pass the task's roles to ECS.",
    remedy: "Allow iam:PassRole on execution role and task role.",
    source: "IAM",
  },
  {
    kind: "service-linked-role-unusable",
    family: "iam",
    causedBy: "environment",
    retryable: "no",
    signs: [
      {
        reason: [
          anyOf(
            "iam permissions policies",
            "service-linked role",
            "service linked role",
            "servicelinkedrole",
            "awsserviceroleforecs",
          ),
        ],
      },
      { reason: ["elasticloadbalancing:", DENIED] },
    ],
    cause: "ECS lacks its own permissions in this account.",
    remedy: "Create the service-linked role AWSServiceRoleForECS, or restore its policies.",
    source: "SVC",
  },
  {
    kind: "external-instance-without-execution-role",
    family: "iam",
    causedBy: "either",
    retryable: "no",
    confidence: "likely",
    signs: [
      { reason: [PULL, anyOf(DENIED, "credentials")], launchType: "EXTERNAL" },
      { reason: [LOGS, anyOf(DENIED, "credentials")], launchType: "EXTERNAL" },
    ],
    cause: "A task on an external instance needs an execution role to pull from ECR and to send logs.",
    remedy: "Set executionRoleArn in the task definition.",
    source: "ANYWHERE",
  },
  {
    kind: "app-denied",
    family: "iam",
    causedBy: "either",
    retryable: "no",
    confidence: "likely",
    signs: [
      {
        log: [anyOf("accessdenied", "not authorized to perform", "unauthorizedoperation", "unrecognizedclient")],
        // Java's own exception of this name is about a file.
        unless: ["java.nio.file"],
      },
      {
        log: [
          "credentials",
          anyOf("unable to load", "could not load", "unable to locate", "could not be found", "nocredential"),
        ],
      },
    ],
    cause: "The app in {container} ended with {exitCode}: AWS denied it a call.",
    remedy: "Allow the call to the task role (not the execution role).",
    source: "EXPERIENCE",
  },
];
