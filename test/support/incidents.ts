import type {
  AffectedService,
  Diagnosis,
  Failure,
  FailureDetails,
  Incident,
  IncidentNotice,
} from "../../shared/core/model.ts";
import { at, revision } from "./core.ts";

/** One incident in small pieces: tasks of `shop/api` on revision 2 cannot pull their image since second 0. */

export const diagnosis = (given: Partial<Diagnosis> = {}): Diagnosis => ({
  family: "image",
  kind: "image-not-found",
  alert: true,
  causedBy: "revision",
  retryable: "no",
  confidence: "sure",
  cause: "The image of web does not exist.",
  remedy: "Push it, or correct its tag.",
  evidence: [{ where: "stoppedReason", text: "CannotPullContainerError: team/web:v7: not found" }],
  container: "web",
  ...given,
});

export const details = (given: Partial<FailureDetails> = {}): FailureDetails => ({
  taskId: "1d2c",
  logTail: [{ container: "web", lines: ["GET / 200", "panic: no tag"] }],
  differences: ["containers[web].image: team/web:v6 → team/web:v7"],
  ...given,
});

export const failure = (given: Partial<Failure> = {}): Failure => ({
  diagnosis: diagnosis(),
  count: 4,
  firstAt: at(0),
  lastAt: at(180),
  details: details(),
  ...given,
});

export const affected = (given: Partial<AffectedService> = {}): AffectedService => ({
  service: "shop/api",
  taskDefinition: revision(2),
  count: 4,
  firstAt: at(0),
  lastAt: at(180),
  ...given,
});

export const incident = (given: Partial<Incident> = {}): Incident => ({
  key: "image-not-found/shop/api/api:2",
  diagnosis: diagnosis(),
  severity: "warning",
  openedAt: at(0),
  services: [affected()],
  ...given,
});

export const incidentNotice = (given: Partial<IncidentNotice> = {}): IncidentNotice => ({
  kind: "incident",
  incident: incident(),
  version: 1,
  at: at(0),
  sentences: ["the first task failed"],
  ...given,
});
