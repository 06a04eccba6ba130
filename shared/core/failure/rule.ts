import type { CausedBy, Confidence, FailureEvidence, FailureFamily, Retryable } from "../model.ts";
import { type Pattern, says } from "./pattern.ts";

/** One kind of failure: a row of the tables in `rules/`. */
export interface Rule {
  readonly kind: string;
  readonly family: FailureFamily;
  readonly causedBy: CausedBy;
  /** The same for a revision that is known to be new: there it is the likelier culprit. */
  readonly causedByWhenNew?: CausedBy;
  readonly retryable: Retryable;
  /** `sure` where it is left out. */
  readonly confidence?: RuleConfidence;
  /** `general`: names the candidates where a text says no more, or was cut. `summary`: tells that, not why; asked last. */
  readonly rank?: "general" | "summary";
  /** What is wrong is in the image itself, whichever service runs it; else it lies between the image and the service. */
  readonly isOfImage?: true;
  /** Services get over it by themselves: people need to know of lone tasks only. */
  readonly healsInService?: true;
  /** Each is enough. */
  readonly signs: readonly Sign[];
  /** One sentence; `{container}` and `{exitCode}` are filled in. */
  readonly cause: string;
  readonly remedy: string;
  readonly source: keyof typeof SOURCES;
}

/** `sureWhenNew`: a revision that ran before meets it as well when something around it is lost. */
export type RuleConfidence = Confidence | "sureWhenNew";

/** What decides; all members must hold. */
export interface Sign {
  /** All of them in one text of ECS, the agent or the container runtime. */
  readonly reason?: readonly Pattern[];
  /** All of them in one line of the last log lines. */
  readonly log?: readonly Pattern[];
  /** None of them in the same text. */
  readonly unless?: readonly Pattern[];
  readonly stopCodes?: readonly string[];
  readonly exitCodes?: readonly number[];
  readonly healthStatus?: string;
  readonly launchType?: string;
  readonly isNewRevision?: boolean;
  /** Where this sign says more or less than the others. */
  readonly confidence?: RuleConfidence;
}

/** Where a row comes from. */
export const SOURCES = {
  CODES: "ECS developer guide, stopped-task-error-codes",
  PULL: "ECS developer guide, task_cannot_pull_image",
  INIT: "ECS developer guide, resource-initialization-error",
  TFS: "ECS developer guide, stopped-task-error-codes: TaskFailedToStart",
  CREATE: "ECS developer guide, CannotCreateContainerError",
  SVC: "ECS developer guide, service-event-messages-list",
  EVT: "ECS developer guide, ecs_service_events",
  LB: "ECS developer guide, troubleshoot-service-load-balancers",
  CB: "ECS developer guide, deployment-circuit-breaker and deployment-alarm-failure",
  API: "ECS API reference, Task, Attachment and RunTask; api_failures_messages",
  IAM: "IAM user guide, access-denied messages",
  ANYWHERE: "ECS developer guide, ecs-anywhere-troubleshooting",
  AGENT: "source of the ECS agent (aws/amazon-ecs-agent at 8dfceca)",
  POSIX: "convention of shells: exit code = 128 + signal",
  RUNTIME: "wording of Docker and containerd",
  EXPERIENCE: "no source of AWS's says it; seen by others, or judged",
} as const;

/** Whether what stands around the texts fits a sign. */
export function fits(sign: Sign, evidence: FailureEvidence): boolean {
  const { stopCodes, healthStatus, launchType, isNewRevision } = sign;
  return (
    (stopCodes === undefined || stopCodes.includes(evidence.stopCode ?? "")) &&
    (healthStatus === undefined || healthStatus === worstHealth(evidence)) &&
    (launchType === undefined || launchType === evidence.launchType) &&
    (isNewRevision === undefined || isNewRevision === evidence.isNewRevision)
  );
}

/** Whether a normalized text says all that it must, and nothing that it must not. */
export function fitsText(text: string, wanted: readonly Pattern[], { unless = [] }: Sign): boolean {
  return wanted.every((pattern) => says(text, pattern)) && !unless.some((pattern) => says(text, pattern));
}

function worstHealth({ healthStatus, containers }: FailureEvidence): string | undefined {
  const all = [healthStatus, ...containers.map((container) => container.healthStatus)];
  return all.find((status) => status === "UNHEALTHY") ?? healthStatus;
}
