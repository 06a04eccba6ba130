import type {
  AnyNotice,
  Diagnosis,
  Failure,
  GardenNotice,
  IncidentNotice,
  Instant,
  KnownGood,
  Rollout,
  RolloutNotice,
  ServiceNotice,
  Severity,
} from "../core/model.ts";
import { topicOf, versionOf } from "../core/notice.ts";
import { sentenceOf } from "./headline.ts";

/** Raised when a member changes its meaning or goes; new members come without it (docs/guide/notifications.md). */
const SCHEMA_VERSION = 1;

/** Which garden speaks. */
export interface Origin {
  readonly account: string;
  readonly region: string;
}

/** A notice as programs outside read it: a contract that docs/guide/notifications.md describes. */
export interface NoticeJson extends Origin {
  readonly version: typeof SCHEMA_VERSION;
  /** The same for a repeat of the same notice, so that a receiver can drop it. */
  readonly id: string;
  /** What belongs together: every state of one rollout has the same topic. */
  readonly topic: string;
  /** Of two notices with one topic, the one with the higher number is newer. */
  readonly sequence: number;
  readonly at: string;
  /** The notice in one sentence, without markup. */
  readonly text: string;
  readonly event: RolloutJson | IncidentJson | ServiceJson | GardenJson;
}

interface RolloutJson {
  readonly kind: "rollout";
  readonly service: string;
  readonly rolloutId: string;
  readonly status: Rollout["status"];
  /** Whether it has come to its end, its way back included. */
  readonly isEnded: boolean;
  readonly reason: string;
  /** What was decided and done since the notice before. */
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
  readonly images: readonly {
    readonly container: string;
    readonly repository: string;
    readonly tag: string;
    readonly digest: string;
    readonly previousDigest: string | null;
  }[];
  readonly fromTaskDefinition: string;
  readonly taskDefinition: string | null;
  readonly deploymentId: string | null;
  readonly wayBack: {
    readonly by: "ecs" | "gardener";
    readonly status: string;
    readonly taskDefinition: KnownGood["taskDefinition"];
  } | null;
  readonly askedBy: string | null;
  readonly askedBecause: string | null;
  readonly plannedAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** What its tasks failed by, each kind once, the first one first. */
  readonly failures: readonly (CountJson & { readonly diagnosis: DiagnosisJson })[];
}

interface IncidentJson {
  readonly kind: "incident";
  /** The same for like failures, whenever they happen. */
  readonly key: string;
  readonly severity: Severity;
  readonly diagnosis: DiagnosisJson;
  /** In the order in which they were hit. */
  readonly services: readonly (CountJson & { readonly service: string; readonly taskDefinition: string })[];
  readonly openedAt: string;
  readonly closedAt: string | null;
  /** What is new since the notice before. */
  readonly sentences: readonly string[];
}

/** Why tasks failed, in the words of docs/guide/failures.md. */
interface DiagnosisJson extends Omit<Diagnosis, "alert" | "container"> {
  readonly container: string | null;
}

interface CountJson {
  readonly count: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

interface ServiceJson {
  readonly kind: "service";
  readonly service: string;
  readonly topic: ServiceNotice["topic"];
}

interface GardenJson {
  readonly kind: "garden";
  readonly topic: GardenNotice["topic"];
}

/** A notice as JSON of our own, with its version. */
export function noticeJson(notice: AnyNotice, origin: Origin): NoticeJson {
  const topic = topicOf(notice);
  const sequence = versionOf(notice);
  return {
    version: SCHEMA_VERSION,
    id: `${topic}#${sequence}`,
    topic,
    sequence,
    ...origin,
    at: iso(notice.at),
    text: sentenceOf(notice),
    event: eventOf(notice),
  };
}

function eventOf(notice: AnyNotice): NoticeJson["event"] {
  switch (notice.kind) {
    case "rollout":
      return rolloutJson(notice);
    case "incident":
      return incidentJson(notice);
    case "service":
      return { kind: "service", service: notice.service, topic: notice.topic };
    case "garden":
      return { kind: "garden", topic: notice.topic };
    default:
      return notice satisfies never;
  }
}

const rolloutJson = ({ rollout, sentences }: RolloutNotice): RolloutJson => ({
  kind: "rollout",
  service: rollout.service,
  rolloutId: rollout.id,
  status: rollout.status,
  isEnded: rollout.endedAt !== undefined,
  reason: rollout.reason,
  sentences,
  warnings: rollout.warnings,
  images: rollout.images.map(({ container, repository, tag, digest, previousDigest = null }) => ({
    container,
    repository,
    tag,
    digest,
    previousDigest,
  })),
  fromTaskDefinition: rollout.fromTaskDefinition,
  taskDefinition: rollout.taskDefinition ?? null,
  deploymentId: rollout.deploymentId ?? null,
  wayBack: rollout.wayBack
    ? { by: rollout.wayBack.by, status: rollout.wayBack.status, taskDefinition: rollout.wayBack.to.taskDefinition }
    : null,
  askedBy: rollout.askedBy ?? null,
  askedBecause: rollout.askedBecause ?? null,
  plannedAt: iso(rollout.plannedAt),
  startedAt: rollout.startedAt === undefined ? null : iso(rollout.startedAt),
  endedAt: rollout.endedAt === undefined ? null : iso(rollout.endedAt),
  failures: (rollout.failures ?? []).map((failure) => ({
    diagnosis: diagnosisJson(failure.diagnosis),
    ...countJson(failure),
  })),
});

const incidentJson = ({ incident, sentences }: IncidentNotice): IncidentJson => ({
  kind: "incident",
  key: incident.key,
  severity: incident.severity,
  diagnosis: diagnosisJson(incident.diagnosis),
  services: incident.services.map(({ service, taskDefinition, ...count }) => ({
    service,
    taskDefinition,
    ...countJson(count),
  })),
  openedAt: iso(incident.openedAt),
  closedAt: incident.closedAt === undefined ? null : iso(incident.closedAt),
  sentences,
});

/** Member by member: what is new in the model is no part of the contract. */
const diagnosisJson = (diagnosis: Diagnosis): DiagnosisJson => ({
  family: diagnosis.family,
  kind: diagnosis.kind,
  causedBy: diagnosis.causedBy,
  retryable: diagnosis.retryable,
  confidence: diagnosis.confidence,
  cause: diagnosis.cause,
  remedy: diagnosis.remedy,
  evidence: diagnosis.evidence.map(({ where, text }) => ({ where, text })),
  container: diagnosis.container ?? null,
});

const countJson = ({ count, firstAt, lastAt }: Pick<Failure, "count" | "firstAt" | "lastAt">): CountJson => ({
  count,
  firstAt: iso(firstAt),
  lastAt: iso(lastAt),
});

/** To the millisecond, as `2026-11-22T23:10:04.120Z`. */
const iso = (at: Instant): string => new Date(at).toISOString();
