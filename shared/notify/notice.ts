import * as v from "valibot";
import type { AnyNotice, Diagnosis, FailureDetails, Incident, Rollout } from "../core/model.ts";
import { redacted, redactedLines } from "../core/redact.ts";

const diagnosis = v.looseObject({
  family: v.string(),
  kind: v.string(),
  causedBy: v.picklist(["revision", "environment", "either", "unknown"]),
  retryable: v.picklist(["yes", "no", "maybe"]),
  confidence: v.picklist(["sure", "likely", "unknown"]),
  cause: v.string(),
  remedy: v.string(),
  evidence: v.array(v.looseObject({ where: v.string(), text: v.string() })),
});

const details = v.looseObject({
  taskId: v.exactOptional(v.string()),
  logTail: v.array(v.looseObject({ container: v.exactOptional(v.string()), lines: v.array(v.string()) })),
  differences: v.array(v.string()),
});

const counted = { count: v.number(), firstAt: v.number(), lastAt: v.number() };

/** What rendering cannot do without. */
const Shape = v.variant("kind", [
  v.looseObject({
    kind: v.literal("rollout"),
    version: v.number(),
    at: v.number(),
    sentences: v.array(v.string()),
    rollout: v.looseObject({
      id: v.string(),
      service: v.string(),
      status: v.string(),
      reason: v.string(),
      fromTaskDefinition: v.string(),
      warnings: v.array(v.string()),
      images: v.array(
        v.looseObject({ container: v.string(), repository: v.string(), tag: v.string(), digest: v.string() }),
      ),
      failures: v.exactOptional(v.array(v.looseObject({ diagnosis, details, ...counted }))),
    }),
    details: v.exactOptional(details),
  }),
  v.looseObject({
    kind: v.literal("incident"),
    version: v.number(),
    at: v.number(),
    sentences: v.array(v.string()),
    incident: v.looseObject({
      key: v.string(),
      diagnosis,
      severity: v.picklist(["critical", "warning", "info"]),
      openedAt: v.number(),
      closedAt: v.exactOptional(v.number()),
      services: v.array(v.looseObject({ service: v.string(), taskDefinition: v.string(), ...counted })),
    }),
    details: v.exactOptional(details),
  }),
  v.looseObject({
    kind: v.literal("service"),
    version: v.number(),
    at: v.number(),
    service: v.string(),
    topic: v.picklist(["drift", "withheld", "hold", "problem"]),
    headline: v.string(),
  }),
  v.looseObject({
    kind: v.literal("garden"),
    at: v.number(),
    topic: v.picklist(["pause", "resume", "problem"]),
    headline: v.string(),
  }),
]);

/**
 * Reads a notice from a queue message; none if the message is no notice. Its texts quote ECS, images, logs and people, so
 * what looks like a secret is taken out here, before anything is shown to anybody.
 */
export function parseNotice(body: string): AnyNotice | undefined {
  let notice: unknown;
  try {
    notice = JSON.parse(body);
  } catch {
    return undefined;
  }
  return v.is(Shape, notice) ? withoutSecrets(notice as unknown as AnyNotice) : undefined;
}

function withoutSecrets(notice: AnyNotice): AnyNotice {
  switch (notice.kind) {
    case "rollout":
      return {
        ...notice,
        ...toldSafely(notice),
        rollout: safeRollout(notice.rollout),
      };
    case "incident":
      return { ...notice, ...toldSafely(notice), incident: safeIncident(notice.incident) };
    case "service":
    case "garden":
      return { ...notice, headline: redacted(notice.headline) };
    default:
      return notice satisfies never;
  }
}

const toldSafely = ({ sentences, details: told }: { sentences: readonly string[]; details?: FailureDetails }) => ({
  sentences: sentences.map(redacted),
  ...(told ? { details: safeDetails(told) } : {}),
});

const safeRollout = (rollout: Rollout): Rollout => ({
  ...rollout,
  reason: redacted(rollout.reason),
  warnings: rollout.warnings.map(redacted),
  ...(rollout.askedBecause === undefined ? {} : { askedBecause: redacted(rollout.askedBecause) }),
  ...(rollout.failures === undefined
    ? {}
    : {
        failures: rollout.failures.map((failure) => ({
          ...failure,
          diagnosis: safeDiagnosis(failure.diagnosis),
          details: safeDetails(failure.details),
        })),
      }),
});

const safeIncident = (incident: Incident): Incident => ({
  ...incident,
  diagnosis: safeDiagnosis(incident.diagnosis),
});

const safeDiagnosis = (told: Diagnosis): Diagnosis => ({
  ...told,
  cause: redacted(told.cause),
  remedy: redacted(told.remedy),
  evidence: told.evidence.map((each) => ({ ...each, text: redacted(each.text) })),
});

const safeDetails = (told: FailureDetails): FailureDetails => ({
  ...told,
  logTail: told.logTail.map((log) => ({ ...log, lines: redactedLines(log.lines) })),
  differences: redactedLines(told.differences),
});
