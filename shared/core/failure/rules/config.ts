import { anyOf } from "../pattern.ts";
import type { Rule } from "../rule.ts";
import {
  DENIED,
  ENDPOINT_POLICY,
  INITIALIZATION,
  LOGS,
  NOT_FOUND,
  PARAMETER,
  SECRET,
  THROTTLED,
  UNREACHABLE,
} from "../words.ts";

const ENV_FILE = anyOf(/env(?:ironment)? ?files?\b/);

const LOG_ROUTER = anyOf("firelens", "fluentd", "fluent-bit", "fluentbit", "log router", "log_router");

const REJECTED = anyOf(
  /missing (?:\w+ ){0,3}(?:env|environment|config|configuration|setting|variable|key|option|argument|parameter|secret)/,
  /(?:env|environment|config|configuration|setting|variable|option|argument) (?:[\w'".:-]+ ){0,3}(?:is |are )?(?:missing|required|not set|not defined|undefined|unset|invalid|empty)/,
  /[a-z0-9]+_[a-z0-9_]+['"]? (?:is |are )?(?:required|not set|missing|empty|undefined|not defined|invalid)/,
  /[a-z0-9]+_[a-z0-9_]+['"]? (?:must|has to|needs to|should) be (?:set|given|provided|defined)/,
  /validation ?error/,
  /invalid (?:\w+ )?(?:config|configuration|setting|value|url|uri|dsn|port|option|flag|argument)/,
  /(?:config|configuration) (?:file )?(?:error|invalid|not found|could not)/,
  /(?:cannot|can't|could not|failed to|unable to|error) (?:pars|load|read)\w* (?:\w+ ){0,2}(?:config|configuration|settings|environment|env|url|dsn)/,
  /unknown (?:flag|option|argument|setting)/,
  "unrecognized argument",
  "improperlyconfigured",
  "configerror",
  "configurationerror",
  "could not resolve placeholder",
  /\b(?:yaml|toml)\b.*(?:error|\bline \d)/,
  /(?:keyerror|key not found): ['"][a-z0-9]+_[a-z0-9_]+['"]/,
);

/** The app's own names, not those of its configuration. */
const FAULT_IN_CODE = anyOf("nameerror", "referenceerror", "typeerror", "attributeerror", "column ", "relation ");

/** AWS refused for a reason that no option causes. */
const NOT_THE_OPTIONS = anyOf(UNREACHABLE, DENIED, THROTTLED, "token", "credential", "signal: killed", /\b50[0234]\b/);

/** Secrets, parameters, logging, and what the task definition or the app's own settings say. */
export const CONFIG: readonly Rule[] = [
  {
    kind: "environment-file-failed",
    family: "config",
    causedBy: "either",
    retryable: "no",
    signs: [{ reason: [ENV_FILE], unless: ["execution role credentials"] }],
    cause:
      "The environment file of {container} could not be read from S3: the object is missing, or the role may not read it.",
    remedy: "Check both: S3 answers 403 for a missing object where the role lacks s3:ListBucket.",
    source: "INIT",
  },
  {
    kind: "execution-role-credentials-absent",
    family: "config",
    causedBy: "either",
    retryable: "maybe",
    confidence: "likely",
    signs: [
      { reason: ["execution role credentials"] },
      {
        reason: [
          LOGS,
          anyOf("nocredentialproviders", "no valid providers", /(?:locate|find|load|retrieve) credentials/),
        ],
      },
    ],
    cause: "The task has no credentials of an execution role: executionRoleArn is missing, or they came too late.",
    remedy: "Set executionRoleArn in the task definition.",
    source: "AGENT",
  },
  {
    kind: "secret-key-missing",
    family: "config",
    causedBy: "either",
    retryable: "no",
    signs: [
      { reason: ["json key"] },
      { reason: [SECRET, /(?:not (?:have|contain)|no|missing|without) (?:\w+ ){0,3}keys?\b/], unless: ["kms"] },
    ],
    cause: "The secret has no such JSON key.",
    remedy: "Add the key to the secret, or correct the end of valueFrom.",
    source: "AGENT",
  },
  {
    kind: "secret-reference-malformed",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    signs: [
      {
        reason: [
          anyOf(SECRET, PARAMETER),
          anyOf("invalid arn", "malformed arn", "arn is invalid", "valid arn", "secretid from value"),
        ],
      },
      { reason: [anyOf(SECRET, PARAMETER), "validationexception"], confidence: "likely" },
    ],
    cause: "The task definition names a secret by something that is no ARN of one.",
    remedy: "Correct valueFrom.",
    source: "AGENT",
  },
  {
    kind: "parameter-access-denied",
    family: "config",
    causedBy: "environment",
    retryable: "no",
    signs: [{ reason: [PARAMETER, DENIED], unless: [ENDPOINT_POLICY] }],
    cause: "The execution role may not read the SSM parameter, or not decrypt it.",
    remedy: "Allow ssm:GetParameters (and kms:Decrypt) on it to the execution role, not the task role.",
    source: "INIT",
  },
  {
    kind: "secret-access-denied",
    family: "config",
    causedBy: "environment",
    retryable: "no",
    signs: [
      { reason: [anyOf(SECRET, "kms:", "arn:kms"), DENIED], unless: [ENDPOINT_POLICY] },
      {
        reason: [anyOf(SECRET, "kms"), /\bkms\b/, anyOf("decrypt", "key is disabled")],
        unless: [ENDPOINT_POLICY],
        confidence: "likely",
      },
    ],
    cause: "The execution role may not read the secret, or not decrypt it.",
    remedy: "Allow secretsmanager:GetSecretValue (and kms:Decrypt) on it to the execution role, not the task role.",
    source: "INIT",
  },
  {
    kind: "parameter-missing",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [
      { reason: [/invalid (?:ssm )?parameters?:/] },
      { reason: [PARAMETER, anyOf(NOT_FOUND, "invalid parameter")], unless: [LOGS, UNREACHABLE] },
    ],
    cause: "The SSM parameter does not exist in this Region.",
    remedy: "Create the parameter, or correct its name in the task definition.",
    source: "AGENT",
  },
  {
    kind: "secret-missing",
    family: "config",
    causedBy: "either",
    retryable: "no",
    signs: [
      {
        reason: [SECRET, anyOf(NOT_FOUND, "secret exists", "marked for deletion", "scheduled for deletion")],
        unless: [LOGS, UNREACHABLE],
      },
    ],
    cause: "The secret does not exist: deleted, or another ARN or Region is meant.",
    remedy: "Create or restore the secret, or correct valueFrom.",
    source: "AGENT",
  },
  {
    kind: "log-access-denied",
    family: "config",
    causedBy: "environment",
    retryable: "no",
    signs: [{ reason: [LOGS, DENIED], unless: [ENDPOINT_POLICY, LOG_ROUTER] }],
    cause: "The execution role may not write to the log group.",
    remedy: "Allow logs:CreateLogStream and logs:PutLogEvents (with awslogs-create-group also logs:CreateLogGroup).",
    source: "INIT",
  },
  {
    kind: "log-group-missing",
    family: "config",
    causedBy: "either",
    retryable: "no",
    signs: [
      {
        reason: [LOGS, anyOf("resourcenotfound", "not exist", "doesn't exist", "not found")],
        unless: [UNREACHABLE, LOG_ROUTER],
      },
    ],
    cause: "The log group does not exist in the Region that the log options name.",
    remedy: "Create it, or set awslogs-create-group and allow logs:CreateLogGroup.",
    source: "CODES",
  },
  {
    kind: "log-router-misconfigured",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [{ reason: [LOG_ROUTER] }],
    cause: "The log router did not start, or died: its options, its configuration file in S3, or itself.",
    remedy: "Read the log router's own log, and check its options.",
    source: "AGENT",
  },
  {
    kind: "log-options-invalid",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    signs: [
      { reason: [LOGS, anyOf("log opt", "must specify")], unless: [UNREACHABLE, THROTTLED, "signal: killed"] },
      {
        reason: [LOGS, anyOf("required", "invalid", "unsupported", "not supported")],
        unless: [NOT_THE_OPTIONS],
        confidence: "likely",
      },
      { reason: ["validate logger args"], unless: [NOT_THE_OPTIONS], confidence: "likely" },
      { reason: ["no log driver named"], confidence: "likely" },
    ],
    cause: "The log options of the task definition are wrong or incomplete.",
    remedy: "Correct logConfiguration.",
    source: "INIT",
  },
  {
    kind: "incompatible-with-launch-type",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    signs: [
      { reason: ["not compatible with the selected compute"] },
      { reason: [/no fargate configuration/] },
      {
        reason: [
          anyOf("task definition", "network mode", "networkmode"),
          anyOf("not compatible", "incompatible", "not supported", "requirescompatibilities"),
        ],
        confidence: "likely",
      },
    ],
    cause: "The task definition does not fit how it is launched, as bridge mode on Fargate.",
    remedy: "Correct requiresCompatibilities, networkMode or the size.",
    source: "TFS",
  },
  {
    kind: "command-malformed",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    signs: [{ reason: ["no command specified"] }, { reason: [/exec: "[^" ]+ [^"]*"/, NOT_FOUND] }],
    cause: "The command of {container} is missing, or is one string where a list of words is needed.",
    remedy: 'Write the command as a list: ["npm", "start"].',
    source: "AGENT",
  },
  {
    kind: "dependency-refuses-credentials",
    family: "config",
    causedBy: "either",
    retryable: "no",
    confidence: "likely",
    signs: [
      {
        log: [
          anyOf(
            "authentication failed",
            "access denied for user",
            "login failed",
            "wrongpass",
            "noauth",
            "invalid password",
          ),
        ],
      },
    ],
    cause:
      "The app in {container} ended with {exitCode}: a service that it depends on, as a database, refuses its credentials.",
    remedy: "Compare the secret's value with what the service expects; a rotated secret needs new tasks.",
    source: "EXPERIENCE",
  },
  {
    kind: "configuration-rejected-by-app",
    family: "config",
    causedBy: "revision",
    retryable: "no",
    confidence: "likely",
    signs: [{ log: [REJECTED], unless: [FAULT_IN_CODE] }],
    cause: "The app in {container} ended with {exitCode}: it does not take its configuration.",
    remedy: "Compare the environment with the previous revision; if a secret changed meanwhile, look there.",
    source: "EXPERIENCE",
  },
  {
    kind: "initialization-denied",
    family: "iam",
    causedBy: "environment",
    retryable: "no",
    confidence: "likely",
    rank: "general",
    signs: [{ reason: [INITIALIZATION, DENIED] }],
    cause:
      "AWS denied a call that the task needs to start, and the text does not say which: secret, parameter or registry, by the role or by an endpoint's policy.",
    remedy: "Read the end of the whole text in the console; check the execution role first.",
    source: "INIT",
  },
  {
    kind: "initialization-failed",
    family: "unknown",
    causedBy: "unknown",
    retryable: "maybe",
    confidence: "unknown",
    rank: "general",
    signs: [{ reason: [anyOf(INITIALIZATION, SECRET, PARAMETER, LOGS)] }],
    cause:
      "The task was not initialized, and the text does not say why: no way to the AWS service, a permission, or a secret that is missing.",
    remedy: "Read the end of the whole text in the console; check network, execution role and valueFrom in this order.",
    source: "INIT",
  },
];
