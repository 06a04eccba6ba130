import type { Decision, Effect, Fact, Policy, ServiceState } from "../model.ts";
import { own } from "../own.ts";
import { after, nothing } from "./decision.ts";
import { evolve, isUnderWay } from "./evolve.ts";
import { decideFollow, type FollowInput } from "./follow.ts";
import { type JudgeInput, judgeRollout } from "./judge.ts";
import { lookAtRest } from "./rest.ts";
import { restraintInWords, restraintOnAll } from "./restraint.ts";

/** Everything that one look at a service has read. */
export interface LookInput
  extends Omit<JudgeInput, "policy">,
    Omit<FollowInput, "policy" | "tagged" | "pushedAt" | "missingDigests"> {
  readonly policy: Omit<Policy, "follow"> & { readonly follow: string | undefined };
  /** Why nothing is followed, where `policy.follow` says so. */
  readonly followProblem: string | undefined;
  /** What the followed tags point to; none: this look is about the rollout alone. */
  readonly tags: Pick<FollowInput, "tagged" | "pushedAt" | "missingDigests"> | undefined;
}

/**
 * The one decision about a service, whoever asks: a push, an event of ECS, the tick, the sweep, a person. First whether a
 * followed tag has moved; then how the rollout that is under way goes; at rest, what others did meanwhile.
 */
export function decide(input: LookInput): Decision {
  return restrained(input, withPublishing(input, decideFreely(input)));
}

function decideFreely(input: LookInput): Decision {
  const { state, service, now } = input;
  if (service?.status === "ACTIVE" && state.createdAt !== undefined && service.createdAt > state.createdAt) {
    const reason = "the service was deleted and created again meanwhile";
    const kind = state.rollout?.wayBack ? "ReturnFailed" : "RolloutFailed";
    const facts: Fact[] = [
      ...(isUnderWay(state.rollout) ? [{ kind, at: now, reason } as const] : []),
      { kind: "ServiceRecreated", at: now, createdAt: service.createdAt },
    ];
    const afresh = decideFreely({ ...input, state: facts.reduce(evolve, state) });
    return after(
      facts,
      [`${state.service} was created anew; what was known of the service before counts no more`],
      afresh,
    );
  }

  const follow = whatToFollow(input);
  const moved = follow
    ? decideFollow(follow)
    : nothing(input.followProblem ?? `nothing says what ${state.service} follows`);
  if (moved.facts.length > 0 || moved.isStale) return moved;
  if (isUnderWay(state.rollout))
    return input.tags ? after([], moved.reasons, judgeRollout(input)) : judgeRollout(input);
  return follow ? after([], moved.reasons, lookAtRest(follow)) : moved;
}

/** What the question after the tags needs; none where nothing is followed, or the tags were not looked at. */
function whatToFollow({ policy, tags, ...input }: LookInput): FollowInput | undefined {
  const { follow } = policy;
  return tags && follow !== undefined ? { ...input, ...tags, policy: { ...policy, follow } } : undefined;
}

/** Infrastructure code reads what runs well from parameters; they are written whenever that has changed. */
function withPublishing({ state, service }: LookInput, decision: Decision): Decision {
  if (service?.status !== "ACTIVE") return decision;
  const now = decision.facts.reduce(evolve, state);
  const images = imagesToPublish(now);
  if (images === undefined || isUnderWay(now.rollout) || decision.isStale) return decision;
  return { ...decision, effects: [...decision.effects, { kind: "putParameter", service: state.service, images }] };
}

/** Images that run well and are not published yet; none where all are. */
export function imagesToPublish({ knownGood, published }: ServiceState): Readonly<Record<string, string>> | undefined {
  if (!knownGood || Object.keys(knownGood.images).length === 0) return undefined;
  const isPublished = Object.entries(knownGood.images).every(
    ([container, image]) => own(published, container) === image,
  );
  return isPublished ? undefined : knownGood.images;
}

/** While the garden is paused, or only observes, nothing is touched: what would be done waits for the next look. */
function restrained({ policy, pause }: LookInput, decision: Decision): Decision {
  const restraint = restraintOnAll(policy, pause);
  if (!restraint || decision.effects.length === 0) return decision;
  if (decision.effects.every(isMerelyTold)) return { ...decision, effects: [] };
  return nothing(`${restraintInWords(restraint)}; otherwise: ${decision.reasons.join("; ")}`);
}

/** An effect that no fact of the decision speaks of: it can be left out, and the next look finds it again. */
const isMerelyTold = (effect: Effect): boolean => effect.kind === "putParameter";
