import { tagName } from "../images/follow.ts";
import type { Decision, Instant, ServiceState } from "../model.ts";
import { durationInWords, shortArn } from "../text.ts";
import { LEASE_SECONDS, primaryDeployment, rolloutEffects } from "./effects.ts";
import { evolve } from "./evolve.ts";
import { isEnvironments } from "./failing.ts";
import type { FollowInput } from "./follow.ts";
import { restraintOnMove } from "./restraint.ts";

/**
 * After a rollout that what surrounds it kept from succeeding, the first retry comes after so long, each further one after
 * twice the time: nobody else starts tasks of the new revision, so the retry itself is how the healing is found.
 */
const RETRY_AFTER_SECONDS = 300;

/** An outage that lasts for hours is asked about once an hour. */
const RETRY_AFTER_SECONDS_MAX = 3600;

/** About a day of them: what has not healed by then waits for a person or for the next push. */
const RETRIES_MAX = 26;

/** When the newest rollout is to be tried again; none where it is not. */
export function retryAt({ rollout, restingOn, drift }: ServiceState): Instant | undefined {
  if (rollout?.endedAt === undefined || rollout.askedBy !== undefined || !isEnvironments(rollout)) return undefined;
  const { wayBack, retries = 0, endedAt, status } = rollout;
  // A way back that failed was kept from succeeding by the same: then the service has nothing else to wait for.
  const hasGoneBack = wayBack?.status === "Done" || wayBack?.status === "Failed";
  const isEnded = hasGoneBack && (status === "RolledBack" || status === "Failed");
  if (!isEnded || drift || restingOn !== wayBack.deploymentId || retries >= RETRIES_MAX) return undefined;
  return endedAt + Math.min(RETRY_AFTER_SECONDS * 2 ** retries, RETRY_AFTER_SECONDS_MAX) * 1000;
}

/** The same rollout once more, where its time has come, its tags still point to it, and nobody did or wants otherwise. */
export function decideRetry(input: FollowInput): Decision | undefined {
  const { state, service, now, tagged } = input;
  const { rollout } = state;
  const due = retryAt(state);
  if (!rollout?.taskDefinition || due === undefined || now < due || service?.status !== "ACTIVE") return undefined;
  const isStillWanted = rollout.images.every((image) => tagged[tagName(image)]?.digest === image.digest);
  const isUntouched = primaryDeployment(service)?.id === state.restingOn;
  if (!isStillWanted || !isUntouched || restraintOnMove(rollout.images, input)) return undefined;
  const reason = `it failed by what surrounds it, ${durationInWords((now - (rollout.endedAt ?? now)) / 1000)} ago; tries ${shortArn(rollout.taskDefinition)} again`;
  const retried = {
    kind: "RolloutRetried",
    at: now,
    leaseUntil: now + LEASE_SECONDS * 1000,
    reason,
  } as const;
  const next = evolve(state, retried);
  return {
    effects: next.rollout ? rolloutEffects(next.rollout, next.followed, true) : [],
    facts: [retried],
    reasons: [`${rollout.id}: ${reason}`],
  };
}
