import type { AnyNotice, Rollout, ServiceName, Severity } from "./model.ts";

/** ECS service tag that names the team of a service, for routes to ask about. */
export const TEAM_TAG = "gardener:team";

/** What a notice is about. What is told about one topic belongs together, as a message and its updates. */
export function topicOf(notice: AnyNotice): string {
  switch (notice.kind) {
    case "rollout":
      return notice.rollout.id;
    case "incident":
      return `incident/${notice.incident.key}/${notice.incident.openedAt}`;
    case "service":
      return `${notice.service}/${notice.version}/${notice.topic}`;
    case "garden":
      return `garden/${notice.at}/${notice.topic}`;
    default:
      return notice satisfies never;
  }
}

/** The services that a notice is about; none: it is about the whole garden. */
export function servicesOf(notice: AnyNotice): readonly ServiceName[] {
  switch (notice.kind) {
    case "rollout":
      return [notice.rollout.service];
    case "incident":
      return notice.incident.services.map(({ service }) => service);
    case "service":
      return [notice.service];
    case "garden":
      return [];
    default:
      return notice satisfies never;
  }
}

/** The garden as a whole has no state whose versions count. */
const GARDEN_VERSION = 1;

/** Of two notices about one topic, the one with the higher version is newer. */
export const versionOf = (notice: AnyNotice): number => (notice.kind === "garden" ? GARDEN_VERSION : notice.version);

/** How bad it is what a notice tells. Within a topic it may change: a rollout begins as information, and may fail. */
export function severityOf(notice: AnyNotice): Severity {
  switch (notice.kind) {
    case "rollout":
      return rolloutSeverity(notice.rollout);
    case "incident":
      return notice.incident.severity;
    case "service":
    case "garden":
      return notice.topic === "problem" ? "warning" : "info";
    default:
      return notice satisfies never;
  }
}

/** A failed rollout leaves the old revision serving; one whose way back failed too, nobody can take back. */
function rolloutSeverity({ status, wayBack }: Rollout): Severity {
  if (status !== "Failed" && status !== "RolledBack") return "info";
  return wayBack?.status === "Failed" ? "critical" : "warning";
}

/** Whether nothing more will be told about its topic. */
export function isEnd(notice: AnyNotice): boolean {
  switch (notice.kind) {
    case "rollout":
      return notice.rollout.endedAt !== undefined;
    case "incident":
      return notice.incident.closedAt !== undefined;
    case "service":
    case "garden":
      return true;
    default:
      return notice satisfies never;
  }
}
