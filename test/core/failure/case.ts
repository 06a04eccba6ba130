import type { CausedBy, Confidence, FailureFamily, Retryable } from "../../../shared/core/model.ts";

/** What a failed task has left behind, as far as anybody knows: everything but the id may be missing. */
export interface Evidence {
  readonly id: string;
  /** Missing for a task that no service started. */
  readonly service?: string;
  readonly launchType?: "FARGATE" | "EC2" | "EXTERNAL";
  readonly stopCode?: string;
  readonly stoppedReason?: string;
  /** Missing for a task that never ran. */
  readonly startedAt?: string;
  readonly containers?: readonly ContainerEvidence[];
  readonly attachments?: readonly AttachmentEvidence[];
  /** The sentence of a service event, an ECS Service Action or the answer of a call that was to start the task. */
  readonly serviceEvent?: string;
  readonly logTail?: string;
}

interface ContainerEvidence {
  readonly name: string;
  readonly essential?: boolean;
  /** Null or missing for a container that never ran. */
  readonly exitCode?: number | null;
  readonly reason?: string;
}

interface AttachmentEvidence {
  readonly type: string;
  readonly status: string;
  readonly details: readonly { readonly name: string; readonly value: string }[];
}

/** What is said about one piece of evidence, in the five fields that are scored. */
export interface Verdict {
  readonly family: FailureFamily;
  readonly causedBy: CausedBy;
  readonly retryable: Retryable;
  readonly confidence: Confidence;
  readonly alert: boolean;
}

/** One value, or each of several that a careful engineer on call would accept. */
type Accepted<Value> = Value | readonly Value[];

/** What may be said about one piece of evidence. */
export type Expectation = { readonly [Field in keyof Verdict]: Accepted<Verdict[Field]> } & {
  /** The revision did not do it: whoever is sure that it did would roll back for nothing. */
  readonly acquitsRevision: boolean;
};

/** One row: the number of its kind in the failure taxonomy, or why it is here otherwise. */
export interface FailureCase {
  readonly kind: number | Routine | "unseen" | "ambiguous";
  readonly evidence: Evidence;
  readonly expected: Expectation;
}

/** The stops of the taxonomy's section 4, which are nobody's failure. */
export const ROUTINES = [
  "scale-in",
  "deploy",
  "user stop",
  "job done",
  "sidecar after main",
  "injected sidecar",
  "passing unhealthiness",
  "service action",
  "spot",
  "maintenance",
] as const;
type Routine = (typeof ROUTINES)[number];

/** The text leaves room for a second reading, if a small one. */
export const FAIR = ["sure", "likely"] as const;
/** The text fits several causes: who is sure has overlooked one. */
export const GUESS = ["likely", "unknown"] as const;
export const ANY_RETRY = ["yes", "no", "maybe"] as const;
export const ANY_CAUSE = ["revision", "environment", "either", "unknown"] as const;
export const UNDECIDED = ["either", "unknown"] as const;

type Differences = Partial<Omit<Expectation, "family" | "acquitsRevision">>;

/** The new image or task definition did it, and will do it again. */
export const revision = (family: Expectation["family"], differences: Differences = {}): Expectation => ({
  family,
  causedBy: "revision",
  retryable: "no",
  confidence: "sure",
  alert: true,
  ...differences,
  acquitsRevision: false,
});

/** Account, network, permissions, host or AWS did it. */
export const environment = (
  family: Expectation["family"],
  retryable: Expectation["retryable"],
  differences: Differences = {},
): Expectation => ({
  family,
  causedBy: "environment",
  retryable,
  confidence: "sure",
  alert: true,
  ...differences,
  acquitsRevision: true,
});

/** What happened is plain, who did it is not. */
export const either = (
  family: Expectation["family"],
  retryable: Expectation["retryable"],
  differences: Differences = {},
): Expectation => ({
  family,
  causedBy: UNDECIDED,
  retryable,
  confidence: FAIR,
  alert: true,
  ...differences,
  acquitsRevision: false,
});

/** Nobody can know from this text. */
export const unknown = (family: Expectation["family"] = "unknown", differences: Differences = {}): Expectation => ({
  family,
  causedBy: UNDECIDED,
  retryable: "maybe",
  confidence: "unknown",
  alert: true,
  ...differences,
  acquitsRevision: false,
});

/** Nothing failed. Whether one could try again is no question then. */
export const routine = (differences: Differences & Partial<Pick<Expectation, "family">> = {}): Expectation => ({
  family: "none",
  causedBy: ["environment", "either", "unknown"],
  retryable: ANY_RETRY,
  confidence: FAIR,
  alert: false,
  ...differences,
  acquitsRevision: true,
});

/** A log, one line an argument. */
export const lines = (...texts: readonly string[]): string => texts.join("\n");
