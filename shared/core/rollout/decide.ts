import type { Decision, Effect, Fact, FailedTasks, Policy, ServiceState } from "../model.ts";
import { own } from "../own.ts";
import { after, nothing } from "./decision.ts";
import { evolve, isUnderWay } from "./evolve.ts";
import { failureInWords, isNewFailure } from "./failing.ts";
import { decideFollow, type FollowInput } from "./follow.ts";
import { judgeRollout } from "./judge.ts";
import type { JudgeInput } from "./judging.ts";
import { quarantinesDue } from "./quarantine.ts";
import { lookAtRest } from "./rest.ts";
import { restraintInWords, restraintOnAll, restraintOnMove } from "./restraint.ts";
import { decideRetry } from "./retry.ts";

/** Everything that one look at a service has read. */
export interface LookInput
  extends Omit<JudgeInput, "policy">,
    Omit<FollowInput, "policy" | "tagged" | "pushedAt" | "missingDigests" | "quarantined"> {
  readonly policy: Omit<Policy, "follow"> & { readonly follow: string | undefined };
  /** Why nothing is followed, where `policy.follow` says so. */
  readonly followProblem: string | undefined;
  /** What the followed tags point to; none: this look is about the rollout alone. */
  readonly tags: Pick<FollowInput, "tagged" | "pushedAt" | "missingDigests" | "quarantined"> | undefined;
  /** What the look was called for, where tasks failed. */
  readonly failed?: FailedTasks;
}

/**
 * The one decision about a service, whoever asks: a push, an event of ECS, the tick, the sweep, a person. First whether a
 * followed tag has moved; then how the rollout that is under way goes; at rest, what others did meanwhile.
 */
export function decide(input: LookInput): Decision {
  const noted = failureToNote(input);
  if (!noted) return restrained(input, withQuarantine(input, withPublishing(input, decideFreely(input))));
  // What failed is remembered whatever else is decided, and whatever keeps that from being done.
  const { failed: _noted, ...rest } = input;
  const decision = decide({ ...rest, state: evolve(input.state, noted) });
  const words = failureInWords(noted.failure);
  const changesNothing = decision.facts.length === 0 && decision.effects.length === 0;
  return changesNothing ? { effects: [], facts: [noted], reasons: [words] } : after([noted], [words], decision);
}

/** Tasks of the newest rollout's deployment failed, alike or as often as was not known before. */
function failureToNote({
  failed,
  state: { rollout },
  now,
}: LookInput): Extract<Fact, { kind: "TasksFailed" }> | undefined {
  if (!failed || !rollout || failed.deploymentId !== rollout.deploymentId) return undefined;
  // Once it is on its way back, only what nobody knew is of interest.
  const isKnown = rollout.status !== "InProgress" && rollout.status !== "Baking" && rollout.failures !== undefined;
  if (isKnown || !isNewFailure(rollout.failures, failed.failure)) return undefined;
  return { kind: "TasksFailed", at: now, failure: failed.failure };
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

  const barred = withdrawn(input);
  if (barred) return barred;

  const follow = whatToFollow(input);
  const moved = follow
    ? decideFollow(follow)
    : nothing(input.followProblem ?? `nothing says what ${state.service} follows`);
  if (moved.facts.length > 0 || moved.isStale) return moved;
  if (isUnderWay(state.rollout))
    return input.tags ? after([], moved.reasons, judgeRollout(input)) : judgeRollout(input);
  return follow ? (decideRetry(follow) ?? after([], moved.reasons, lookAtRest(follow))) : moved;
}

/** A rollout whose image failed elsewhere before ECS was told of it is not begun; its tags are to be decided on again. */
function withdrawn({ state, tags, policy, pause, now }: LookInput): Decision | undefined {
  const { rollout } = state;
  if (!tags || !rollout || rollout.status !== "Planned" || rollout.askedBy !== undefined) return undefined;
  const restraint = restraintOnMove(rollout.images, { state, policy, pause, quarantined: tags.quarantined });
  if (restraint?.kind !== "quarantined" || now < rollout.leaseUntil) return undefined;
  const reason = `it was not started: ${restraintInWords(restraint)}`;
  return {
    effects: [],
    facts: [{ kind: "RolloutSuperseded", at: now, reason, isWithdrawn: true }],
    reasons: [reason],
  };
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

/** Images that a rollout failed by are put away, whoever let it fail, and whenever it is known why. */
function withQuarantine({ state }: LookInput, decision: Decision): Decision {
  const quarantines = quarantinesDue(decision.facts.reduce(evolve, state));
  if (quarantines.length === 0 || decision.isStale) return decision;
  // Last of all: production goes first.
  return {
    ...decision,
    effects: [...decision.effects, { kind: "quarantineImages", service: state.service, quarantines }],
  };
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
export const isMerelyTold = ({ kind }: Effect): boolean => kind === "putParameter" || kind === "quarantineImages";
