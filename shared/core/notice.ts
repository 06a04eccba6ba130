import type { GardenNotice, IncidentNotice, Notice } from "./model.ts";

/** What a notice is about. What is told about one topic belongs together, as a message and its updates. */
export function topicOf(notice: Notice | GardenNotice | IncidentNotice): string {
  switch (notice.kind) {
    case "rollout":
      return notice.rollout.id;
    case "service":
      return `${notice.service}/${notice.version}/${notice.topic}`;
    case "garden":
      return `garden/${notice.at}/${notice.topic}`;
    case "incident":
      return `incident/${notice.incident.key}/${notice.incident.openedAt}`;
    default:
      return notice satisfies never;
  }
}

/** The garden as a whole has no state whose versions count. */
const GARDEN_VERSION = 1;

/** Of two notices about one topic, the one with the higher version is newer. */
export const versionOf = (notice: Notice | GardenNotice | IncidentNotice): number =>
  notice.kind === "garden" ? GARDEN_VERSION : notice.version;
