import type { Decision, Failure, Policy, Rollout, ServiceState } from "../model.ts";
import { shortArn } from "../text.ts";
import { LEASE_SECONDS, rolloutEffects } from "./effects.ts";
import { evolve } from "./evolve.ts";
import { failureInWords } from "./failing.ts";

/**
 * Tasks of a new revision needed more memory than they have: the same images in a revision of the next size, where the team
 * allows it, once. None: it fails.
 */
export function resize(
  state: ServiceState,
  rollout: Rollout,
  failure: Failure,
  { now, policy }: { readonly now: number; readonly policy: Pick<Policy, "rightsizeMemoryMax"> },
): Decision | undefined {
  const { roomier: size } = failure;
  const isAllowed = size && policy.rightsizeMemoryMax !== undefined && size.memory <= policy.rightsizeMemoryMax;
  if (!isAllowed || rollout.size || rollout.askedBy !== undefined) return undefined;
  const reason = `${failureInWords(failure)}; tries ${shortArn(rollout.taskDefinition ?? "")} again with ${size.memory} MiB (cpu ${size.cpu})`;
  const resized = { kind: "RolloutResized", at: now, size, leaseUntil: now + LEASE_SECONDS * 1000, reason } as const;
  const next = evolve(state, resized);
  return {
    effects: next.rollout ? rolloutEffects(next.rollout, next.followed, false) : [],
    facts: [resized],
    reasons: [reason],
  };
}
