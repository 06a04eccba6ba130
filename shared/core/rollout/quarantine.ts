import type { ImageChange, Quarantine, ServiceState } from "../model.ts";
import { mainFailure } from "./failing.ts";

/** An image that is not there is not bad: pushed again, it may be taken. */
const NOT_THERE = new Set(["pinned-digest-gone", "image-not-found", "image-gone-later"]);

/**
 * The images that have to go into quarantine since their rollout failed by them: for the whole garden where the image
 * itself is surely bad, for the service where image and service do not go together. What surrounds them puts nobody there,
 * nor does a person's rollback.
 */
export function quarantinesDue({ rollout, service }: ServiceState): readonly Quarantine[] {
  if (!rollout || rollout.isQuarantined || rollout.askedBy !== undefined) return [];
  if (rollout.status !== "Failed" && rollout.status !== "RolledBack") return [];
  const { diagnosis, firstAt } = mainFailure(rollout) ?? {};
  if (!diagnosis || firstAt === undefined) return [];
  const { causedBy, confidence, isOfImage, kind, cause, evidence, container } = diagnosis;
  if ((causedBy !== "revision" && causedBy !== "either") || NOT_THERE.has(kind)) return [];
  const isEverywhere = isOfImage === true && causedBy === "revision" && confidence === "sure";
  return blamed(rollout.images, container).map(({ digest, repository }) => ({
    digest,
    repository,
    ...(isEverywhere ? {} : { service }),
    at: firstAt,
    rolloutId: rollout.id,
    kind,
    cause,
    evidence,
  }));
}

/** The image of the container that failed; where that did not change, no image of this rollout is to blame. */
const blamed = (images: readonly ImageChange[], failed: string | undefined): readonly ImageChange[] =>
  images.filter(({ container }) => failed === undefined || container === failed);
