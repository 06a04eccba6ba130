import type { CausedBy, Diagnosis, Failure, Retryable, Rollout } from "../core/model.ts";

/** What people want to know besides a headline, each with its name. */
export type Facts = readonly (readonly [name: string, value: string])[];

/** The failure of a rollout that people read first: one that its revision is to blame for, else the first that was met. */
export const mainFailure = ({ failures = [] }: Rollout): Failure | undefined =>
  failures.find(({ diagnosis }) => diagnosis.causedBy === "revision") ?? failures[0];

export const failureFacts = ({ diagnosis, count }: Failure): Facts => [
  ["Cause", diagnosis.cause],
  ["Do", adviceOf(diagnosis)],
  ["Failed tasks", String(count)],
];

/** What to do about a failure, and whether waiting helps. */
export const adviceOf = ({ remedy, retryable }: Diagnosis): string => `${remedy} ${RETRIES[retryable]}`;

const RETRIES: Readonly<Record<Retryable, string>> = {
  yes: "It may heal by itself.",
  no: "A retry will not help.",
  maybe: "A retry may help.",
};

/** `the revision (sure)`: who is to blame, and how sure that is. */
export const blameOf = ({ causedBy, confidence }: Diagnosis): string =>
  causedBy === "unknown" ? BLAMED.unknown : `${BLAMED[causedBy]} (${CONFIDENCES[confidence]})`;

const BLAMED: Readonly<Record<CausedBy, string>> = {
  revision: "the revision",
  environment: "what surrounds it",
  either: "the revision, or what surrounds it",
  unknown: "not known",
};

const CONFIDENCES: Readonly<Record<Diagnosis["confidence"], string>> = {
  sure: "sure",
  likely: "likely",
  unknown: "not sure",
};

/** `image-not-found (image)` */
export const kindOf = ({ kind, family }: Diagnosis): string => (kind === family ? kind : `${kind} (${family})`);

/** `once`, `4 times` */
export const timesInWords = (count: number): string => (count === 1 ? "once" : `${count} times`);
