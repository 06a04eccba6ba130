import { tagName } from "../images/follow.ts";
import type { Hold, Instant, Policy, ServiceSnapshot, ServiceState, TaggedImage, TagName } from "../model.ts";
import { imagesToPublish } from "./decide.ts";
import { primaryDeployment } from "./effects.ts";
import { needsWatching } from "./fold.ts";
import { isProven } from "./follow.ts";
import { restraintInWords, restraintOn, restraintOnAll } from "./restraint.ts";

/** What a sweep reads of every service: no more than pages of many services at once. */
export interface CalmInput {
  readonly now: Instant;
  readonly policy: Pick<Policy, "mode" | "bakeSeconds">;
  readonly pause: Hold | undefined;
  readonly state: ServiceState;
  readonly service: ServiceSnapshot | undefined;
  readonly tagged: Readonly<Record<TagName, TaggedImage>>;
}

/**
 * Whether a whole look at a service would surely find nothing to do, by what a sweep reads of it. In doubt it is not
 * calm, and is looked at.
 */
export function isCalm(input: CalmInput): boolean {
  const { state, service, now, policy, pause } = input;
  if (!service || service.status !== "ACTIVE") return !needsWatching(state);
  const primary = primaryDeployment(service);
  if (!primary || needsWatching(state) || state.createdAt !== service.createdAt) return false;
  if (state.restingOn !== primary.id || !state.followed.every((image) => isSettled(tagName(image), input)))
    return false;
  const isNewlyGood =
    state.knownGood?.taskDefinition !== primary.taskDefinition && isProven(service, primary, policy, now);
  const isPublished = restraintOnAll(policy, pause) !== undefined || imagesToPublish(state) === undefined;
  return !isNewlyGood && isPublished;
}

/** A tag that points to what was decided, or whose move was withheld and told. */
function isSettled(tag: TagName, { state, tagged, policy, pause }: CalmInput): boolean {
  const digest = tagged[tag]?.digest;
  if (digest === undefined || digest === state.decided[tag]?.digest) return true;
  const restraint = restraintOn(state, policy, pause);
  const { withheld } = state;
  if (!restraint || !withheld || restraintInWords(restraint) !== restraintInWords(withheld.restraint)) return false;
  return withheld.images.some((image) => tagName(image) === tag && image.digest === digest);
}
