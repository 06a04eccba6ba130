import { parseImage } from "../images/reference.ts";
import type { Deployment, Rollout, ServiceName, ServiceSnapshot, WayBack } from "../model.ts";
import { listed, shortArn, shortDigest, withoutFullStop } from "../text.ts";

/** The revision that a way back leads to, as ECS shows it: `api:1 (4f5b2640fe6f)`, `api:4 (4f5b2640fe6f, pinned copy of api:1)`. */
export function goalInWords({
  to,
  taskDefinition = to.taskDefinition,
}: Pick<WayBack, "to" | "taskDefinition">): string {
  const digests = Object.values(to.images).flatMap((image) => parseImage(image).digest ?? []);
  const besides = [
    ...(digests.length > 0 ? [listed(digests.map(shortDigest))] : []),
    ...(taskDefinition === to.taskDefinition ? [] : [`pinned copy of ${shortArn(to.taskDefinition)}`]),
  ];
  return `${shortArn(taskDefinition)}${besides.length > 0 ? ` (${besides.join(", ")})` : ""}`;
}

/** What ECS itself complains of since a deployment began; none where it does not. */
export function complaintInWords(
  { complaint }: Pick<ServiceSnapshot, "complaint">,
  deployment: Pick<Deployment, "createdAt">,
): string | undefined {
  return complaint && complaint.at >= deployment.createdAt
    ? `ECS says: ${withoutFullStop(complaint.message)}`
    : undefined;
}

/** What a rollout brings; a person's rollback brings no new image. */
export const imageOfRollout = ({ askedBy }: Pick<Rollout, "askedBy">): string =>
  askedBy === undefined ? "the new image" : "the earlier image";

/** The call of the command line that ends an image's quarantine. */
export const liftCall = (digest: string): string => `gardener quarantine lift ${shortDigest(digest)}`;

/** The call of the command line that rolls a service back, as a person can type it. */
export const rollbackCall = (service: ServiceName): string => `gardener rollback ${service} --reason "why"`;
