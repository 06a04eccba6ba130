import type { Diagnosis, EvidenceText, FailureEvidence } from "../model.ts";
import { accountable, bystanders, KILLED, TERMINATED } from "./containers.ts";
import { anyOf, normalize, type Pattern, says } from "./pattern.ts";
import type { Symptoms } from "./symptoms.ts";

/** Something that is no failure: people are not told. The first that applies counts. */
interface Routine {
  readonly kind: string;
  /** The texts that say so; none where it does not apply. */
  readonly signs: (symptoms: Symptoms) => readonly EvidenceText[];
  readonly cause: string;
}

/** Something went wrong, whatever else a text says. */
const TROUBLE = anyOf("fail", "health", "error", "unable", "cannot", "can't", "exceeded", "maintenance", "interrupt");

/** A stop by the scheduler itself: scaling, deploying, moving between zones. */
const SCHEDULED = anyOf(
  "scaling activity",
  /\bscal(?:e|ed|ing)\b/,
  "desired count",
  "deployment",
  "deployed",
  "rebalanc",
  "drain",
  "replace",
  "service was deleted",
  "service deleted",
  "rolling update",
);

const BY_A_PERSON = anyOf("stopped by user", "stopped by a user", "stopped by the user");

/** What a platform does to a task, though a person asked the platform for it. */
const BY_THE_PLATFORM = anyOf("deregist", "host ec2");

/** Sentences of a service that goes on as it should. */
const PROGRESS = anyOf(
  "has reached a steady state",
  "steady_state",
  "has started",
  "has stopped",
  "has begun draining",
  /\b(?:de)?registered \d+ targets?/,
  "deployment completed",
  /deployment \S+ (?:completed|in progress)/,
  "desired_count_updated",
  "tasks_stopped",
  "deployment_completed",
);

/** ECS marks its own way back as information. */
const GOING_BACK = anyOf("rolling back", "circuit breaker", "alarm");

const ROUTINES: readonly Routine[] = [
  {
    kind: "not-stopped",
    signs: ({ evidence }) => (isUnderWay(evidence) ? place("lastStatus", evidence.lastStatus) : []),
    cause: "The task has not stopped, and nothing says that it failed.",
  },
  {
    kind: "stopped-by-user",
    signs: ({ evidence }) => (isStoppedByUser(evidence) ? stop(evidence) : []),
    cause: "A person or a tool stopped the task.",
  },
  {
    kind: "stopped-by-scheduler",
    signs: ({ evidence }) => (isScheduled(evidence) ? stop(evidence) : []),
    cause: "The service stopped the task by itself: scaling, a deployment or a move to another zone.",
  },
  {
    kind: "service-progress",
    signs: ({ evidence }) => (isProgress(evidence) ? place("serviceEvent", evidence.serviceEvent?.text) : []),
    cause: "The service goes on as it should.",
  },
  {
    kind: "bystander-failed",
    signs: ({ evidence }) =>
      isOtherwiseWell(evidence)
        ? bystanders(evidence).flatMap(({ name, reason }) => place(`containers[${name}].reason`, reason))
        : [],
    cause: "A container that the task can do without did not start; the others are well.",
  },
];

/** A stop or an event that is no failure, or nothing. */
export function routine(symptoms: Symptoms): Diagnosis | undefined {
  for (const { kind, signs, cause } of ROUTINES) {
    const evidence = signs(symptoms);
    if (evidence.length > 0) return nothingFailed(kind, cause, evidence);
  }
  return undefined;
}

/** Quiet, since nothing failed. */
export const nothingFailed = (kind: string, cause: string, evidence: readonly EvidenceText[]): Diagnosis => ({
  family: "none",
  kind,
  alert: false,
  causedBy: "unknown",
  retryable: "no",
  confidence: "sure",
  cause,
  remedy: "Nothing needs to be done.",
  evidence,
});

const IN_LIFE = new Set(["PROVISIONING", "PENDING", "ACTIVATING", "RUNNING"]);

const isUnderWay = (evidence: FailureEvidence): boolean =>
  IN_LIFE.has(evidence.lastStatus ?? "") && !saysWhy(evidence) && evidence.serviceEvent === undefined;

const saysWhy = ({ stopCode, stoppedReason }: FailureEvidence): boolean =>
  stopCode !== undefined || stoppedReason !== undefined;

function isStoppedByUser({ stopCode, stoppedReason }: FailureEvidence): boolean {
  if (stopCode === undefined) return saysIn(stoppedReason, BY_A_PERSON);
  return stopCode === "UserInitiated" && !saysIn(stoppedReason, BY_THE_PLATFORM);
}

function isScheduled({ stopCode, stoppedReason, healthStatus, containers }: FailureEvidence): boolean {
  if (stopCode === undefined) return saysIn(stoppedReason, "scaling activity");
  if (stopCode !== "ServiceSchedulerInitiated") return false;
  if (stoppedReason === undefined)
    return [...containers, { healthStatus }].every(isQuiet) && containers.every(({ reason }) => reason === undefined);
  return saysIn(stoppedReason, SCHEDULED) && !saysIn(stoppedReason, TROUBLE);
}

function isProgress({ serviceEvent, containers, ...evidence }: FailureEvidence): boolean {
  if (serviceEvent === undefined || containers.length > 0 || saysWhy({ containers, ...evidence })) return false;
  const { text, isInformation } = serviceEvent;
  return (saysIn(text, PROGRESS) && !saysIn(text, TROUBLE)) || (isInformation === true && !saysIn(text, GOING_BACK));
}

/** Whether nothing is said against the task, and the containers that matter are well. */
const isOtherwiseWell = (evidence: FailureEvidence): boolean =>
  !saysWhy(evidence) &&
  evidence.serviceEvent === undefined &&
  accountable(evidence).every(
    ({ exitCode, reason, healthStatus }) =>
      (exitCode === undefined || (exitCode === 0 && evidence.isLone)) &&
      reason === undefined &&
      healthStatus !== "UNHEALTHY",
  );

const QUIET_EXIT_CODES = new Set([0, KILLED, TERMINATED]);

/** Nothing speaks against it: it did not end, or as containers end that are told to. */
const isQuiet = ({
  exitCode,
  healthStatus,
}: {
  readonly exitCode?: number;
  readonly healthStatus?: string | undefined;
}) => (exitCode === undefined || QUIET_EXIT_CODES.has(exitCode)) && healthStatus !== "UNHEALTHY";

const saysIn = (text: string | undefined, pattern: Pattern): boolean => says(normalize(text ?? ""), pattern);

const stop = ({ stopCode, stoppedReason }: FailureEvidence): readonly EvidenceText[] => [
  ...place("stopCode", stopCode),
  ...place("stoppedReason", stoppedReason),
];

const place = (where: string, text: string | undefined): readonly EvidenceText[] =>
  text === undefined || text === "" ? [] : [{ where, text }];
