import type { AwsRegion } from "../../../region.ts";
import { findImage } from "../image-reference.ts";
import type { RevisionRecord, ServiceRecord } from "../model.ts";
import { startTrouble } from "../troubles/start-troubles.ts";

/** From so many failed attempts on the deployment goes on without digests (ECS developer guide, deployment-type-ecs). */
export const FAILED_RESOLUTIONS_MAX = 3;

/** Whether the registry answers a service's tasks. */
const canAsk = (aws: AwsRegion, { cluster, name }: ServiceRecord): boolean =>
  !aws.troubles.has(
    { cluster: cluster.name, service: name },
    (trouble) => startTrouble(trouble)?.hidesRegistry === true,
  );

/**
 * Resolves the tags of a service revision to digests, for all its tasks to come (version consistency). Containers that
 * opted out keep their tags. Answers false for an attempt that failed.
 */
export function resolveImages(aws: AwsRegion, service: ServiceRecord, revision: RevisionRecord): boolean {
  const digests = new Map<string, string>();
  for (const { name, image, versionConsistency } of revision.taskDefinition.containers) {
    if (versionConsistency === "disabled") continue;
    const found = canAsk(aws, service) ? findImage(aws, image) : undefined;
    if (!found) {
      revision.failedResolutions++;
      revision.resolution = revision.failedResolutions < FAILED_RESOLUTIONS_MAX ? "open" : "settled";
      return false;
    }
    digests.set(name, found.digest);
  }
  revision.digests = digests;
  revision.resolution = "settled";
  return true;
}
