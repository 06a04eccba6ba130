import { tagName } from "../images/follow.ts";
import { parseImage } from "../images/reference.ts";
import type {
  Deployment,
  Hold,
  Instant,
  Policy,
  ServiceSnapshot,
  ServiceState,
  TaggedImage,
  TagName,
} from "../model.ts";
import { imagesToPublish } from "./decide.ts";
import { primaryDeployment } from "./effects.ts";
import { needsWatching } from "./fold.ts";
import { mayRunWell } from "./follow.ts";
import { isMissingKnown } from "./missing.ts";
import { restraintInWords, restraintOn, restraintOnAll } from "./restraint.ts";

/** What a sweep reads of every service: no more than pages of many services at once. */
export interface CalmInput {
  readonly now: Instant;
  readonly policy: Pick<Policy, "mode" | "bakeSeconds">;
  readonly pause: Hold | undefined;
  readonly state: ServiceState;
  readonly service: ServiceSnapshot | undefined;
  /** The tags that its containers follow, by the index: what is remembered may be older than a change of the garden file. */
  readonly images: readonly TagName[];
  readonly tagged: Readonly<Record<TagName, TaggedImage>>;
  /** What ECR does not have of the digests that services need. */
  readonly missingDigests: readonly string[];
}

/**
 * Whether a whole look at a service would surely find nothing to do, by what a sweep reads of it. In doubt it is not
 * calm, and is looked at.
 */
export function isCalm(input: CalmInput): boolean {
  const { state, service, now, policy, pause } = input;
  if (!service || service.status !== "ACTIVE") return !needsWatching(state);
  const primary = primaryDeployment(service);
  if (!primary || needsWatching(state) || primary.id !== state.restingOn) return false;
  // A service that was never decided on, since it is only observed, is remembered without the time of its creation.
  if (state.createdAt !== undefined && state.createdAt !== service.createdAt) return false;
  const moved = input.images.filter((tag) => hasMoved(tag, input));
  if (moved.length > 0 && !isWithheld(moved, input, service)) return false;
  if (!isMissingKnown(state, input.missingDigests)) return false;
  const isNewlyGood = !isKnownGood(primary, input) && mayRunWell(state, service, primary, policy, now);
  const isPublished = restraintOnAll(policy, pause) !== undefined || imagesToPublish(state) === undefined;
  return !isNewlyGood && isPublished;
}

/** Whether what runs is known to be good, with an image of each repository that it follows. */
function isKnownGood({ taskDefinition }: Deployment, { state: { knownGood }, images }: CalmInput): boolean {
  if (knownGood?.taskDefinition !== taskDefinition) return false;
  const known = new Set(Object.values(knownGood.images).map((image) => parseImage(image).ecr?.repository));
  return images.every((tag) => known.has(tag.slice(0, tag.lastIndexOf(":"))));
}

/** Whether a tag points to something else than what was decided. */
function hasMoved(tag: TagName, { state, tagged }: CalmInput): boolean {
  const digest = tagged[tag]?.digest;
  return digest !== undefined && digest !== state.decided[tag]?.digest;
}

/** Whether just these moves were withheld, and told, for the restraint that still holds. */
function isWithheld(
  moved: readonly TagName[],
  { state, tagged, policy, pause }: CalmInput,
  service: ServiceSnapshot,
): boolean {
  const restraint = restraintOn(state, policy, pause);
  const { withheld } = state;
  if (!restraint || !withheld || restraintInWords(restraint) !== restraintInWords(withheld.restraint)) return false;
  // What ECS had not resolved may be resolved by now, to the very image; another controller would be a reason to refuse.
  const isCertain = withheld.images.every(({ previousDigest }) => previousDigest !== undefined);
  if (!isCertain || service.deploymentController !== "ECS") return false;
  const isSame = withheld.images.every((image) => tagged[tagName(image)]?.digest === image.digest);
  const names = withheld.images.map(tagName);
  return isSame && names.every((tag) => moved.includes(tag)) && moved.every((tag) => names.includes(tag));
}
