import { tagName } from "../core/images/follow.ts";
import type { AnyNotice, ImageChange, Rollout, WayBack } from "../core/model.ts";
import { goalInWords } from "../core/rollout/in-words.ts";
import { durationInWords, listed, shortArn, shortDigest, withoutFullStop } from "../core/text.ts";
import { type Facts, failureFacts, mainFailure } from "./failure.ts";
import { incidentFacts, predicateOf, subjectOf } from "./incident.ts";

/** A notice in one plain sentence. */
export function sentenceOf(notice: AnyNotice): string {
  switch (notice.kind) {
    case "rollout":
      return `${notice.rollout.service} ${headlineOf(notice.rollout)}`;
    case "incident":
      return subjectOf(notice.incident) + predicateOf(notice.incident);
    case "service":
      return `${notice.service} ${notice.headline}`;
    case "garden":
      return notice.headline;
    default:
      return notice satisfies never;
  }
}

/** What people want to know besides. */
export function factsOf(notice: AnyNotice): Facts {
  switch (notice.kind) {
    case "rollout":
      return rolloutFacts(notice.rollout);
    case "incident":
      return incidentFacts(notice.incident);
    case "service":
    case "garden":
      return [];
    default:
      return notice satisfies never;
  }
}

export function rolloutFacts(rollout: Rollout): Facts {
  const failure = mainFailure(rollout);
  return [
    ["Status", rollout.status],
    ["Image", listed(rollout.images.map(changeInWords))],
    ["Revision", revisionInWords(rollout)],
    ...(rollout.endedAt === undefined
      ? []
      : [["Took", durationInWords((rollout.endedAt - rollout.plannedAt) / 1000)] as const]),
    ...(failure ? failureFacts(failure) : []),
  ];
}

const changeInWords = (change: ImageChange): string =>
  `${change.container}: ${tagName(change)} ${change.previousDigest ? `${shortDigest(change.previousDigest)} → ` : ""}${shortDigest(change.digest)}`;

const revisionInWords = (rollout: Rollout): string =>
  [rollout.fromTaskDefinition, rollout.taskDefinition].flatMap((arn) => (arn ? [shortArn(arn)] : [])).join(" → ");

/** What follows the service's name in the sentence about a rollout. */
export function headlineOf(rollout: Rollout): string {
  if (rollout.askedBy !== undefined) return rollbackInWords(rollout, rollout.askedBy);
  const images = listed(rollout.images.map((change) => `${tagName(change)} (${shortDigest(change.digest)})`));
  switch (rollout.status) {
    case "Planned":
    case "InProgress":
      return `is rolling to ${images}: ${rollout.reason}`;
    case "Baking":
      return `runs ${images} on every task; watching it before it counts as good`;
    case "Completed":
      return `completed its rollout: it runs ${images}`;
    case "RolledBack":
      return `rolled back: ${images} failed. ${withoutFullStop(rollout.reason)}. ECS went back to ${backOn(rollout.wayBack)}`;
    case "Superseded":
      return `left its rollout to ${images}: ${rollout.reason}`;
    case "Failed":
      return failureInWords(rollout, images);
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}

/** A person's rollback: who asked for it and why. Its digest is not what the tag points to, so the tag is not named. */
function rollbackInWords(rollout: Rollout, by: string): string {
  const images = listed(rollout.images.map(({ repository, digest }) => `${repository} (${shortDigest(digest)})`));
  const because = rollout.askedBecause ? `: ${rollout.askedBecause}` : "";
  switch (rollout.status) {
    case "Planned":
    case "InProgress":
      return `is being rolled back to ${images} by ${by}${because}`;
    case "Baking":
      return `was rolled back to ${images} by ${by}${because}. Watching it before it counts as good`;
    case "Completed":
      return `was rolled back by ${by}: it runs ${images} again${because}`;
    case "RolledBack":
    case "Failed":
      return `could not be rolled back to ${images}, as ${by} asked${because}. ${withoutFullStop(rollout.reason)}`;
    case "Superseded":
      return `left the rollback to ${images} that ${by} asked for: ${rollout.reason}`;
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}

function failureInWords(rollout: Rollout, images: string): string {
  const { wayBack } = rollout;
  if (rollout.startedAt === undefined) return `was not rolled to ${images}: ${rollout.reason}`;
  const failed = `failed to roll to ${images}: ${withoutFullStop(rollout.reason)}`;
  if (!wayBack) return failed;
  switch (wayBack.status) {
    case "Planned":
    case "InProgress":
      return `${failed}. ${wayBack.by === "ecs" ? "ECS is going" : "Going"} back to ${backOn(wayBack)}`;
    case "Done":
      return `${failed}. Rolled back: it runs ${backOn(wayBack)} again`;
    case "Failed":
      return `${failed}. It could not be taken back to ${backOn(wayBack)}`;
    default: {
      const never: never = wayBack.status;
      return never;
    }
  }
}

const backOn = (wayBack: WayBack | undefined): string => (wayBack ? goalInWords(wayBack) : "the revision before");
