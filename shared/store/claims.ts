import { randomUUID } from "node:crypto";
import type { Condition, Table } from "../aws/dynamodb.ts";
import type { Instant } from "../core/model.ts";

/** A finished claim is kept for so long: EventBridge retries an event for at most a day (EventBridge user guide, eb-rule-retry-policy). */
const CLAIM_KEPT_SECONDS = 2 * 24 * 3600;

/** What became of trying to claim an event. */
export type Claim =
  /** It is ours until the lease ends. */
  | { readonly kind: "claimed"; readonly lease: Lease }
  /** Somebody finished it: a repeat. */
  | { readonly kind: "finished" }
  /** Somebody is at it: come back when their lease has ended. */
  | { readonly kind: "held"; readonly until: Instant };

/** Events are delivered at least once; a claim lets one delivery of each do the work. */
export interface Claims {
  claim(eventId: string, now: Instant, leaseSeconds: number): Promise<Claim>;
}

/** A claim of ours. Once its time is over somebody else may take it, and from then on it is theirs. */
export interface Lease {
  /** It takes longer: the lease starts anew. Throws LeaseLost where somebody else has taken it. */
  renew(now: Instant, leaseSeconds: number): Promise<void>;
  /** The event is dealt with, whoever holds it by now: repeats return quietly from now on. */
  finish(now: Instant): Promise<void>;
  /** The event could not be dealt with: the next delivery may try at once, unless one is at it already. */
  release(now: Instant): Promise<void>;
}

/** Somebody else took what was claimed after the lease had ended: whoever held it stops. */
class LeaseLost extends Error {
  constructor(eventId: string) {
    super(`the lease of ${eventId} ended, and somebody else has taken it`);
    this.name = "LeaseLost";
  }
}

export function createClaims(table: Table): Claims {
  return {
    async claim(eventId, now, leaseSeconds) {
      const owner = randomUUID();
      const put = (state: "open" | "finished", until: Instant, at: Instant, condition?: Condition): Promise<boolean> =>
        table.put(
          { ...keyOf(eventId), state, until, owner, expiresAt: Math.ceil(at / 1000) + CLAIM_KEPT_SECONDS },
          condition,
        );
      const isOurs = { expression: "#owner = :owner", names: { "#owner": "owner" }, values: { ":owner": owner } };
      const until = now + leaseSeconds * 1000;
      // The SDK sends a put again whose answer was lost: then it is ours already.
      const isFree = {
        expression: `attribute_not_exists(pk) OR ${isOurs.expression} OR (#state = :open AND #until <= :now)`,
        names: { ...isOurs.names, "#state": "state", "#until": "until" },
        values: { ...isOurs.values, ":open": "open", ":now": now },
      };
      if (!(await put("open", until, now, isFree))) {
        const claim = await table.get(keyOf(eventId));
        return claim?.["state"] === "finished"
          ? { kind: "finished" }
          : { kind: "held", until: Number(claim?.["until"] ?? until) };
      }
      const lease: Lease = {
        async renew(at, seconds) {
          if (!(await put("open", at + seconds * 1000, at, isOurs))) throw new LeaseLost(eventId);
        },
        async finish(at) {
          await put("finished", at, at);
        },
        async release(at) {
          await put("open", at, at, isOurs);
        },
      };
      return { kind: "claimed", lease };
    },
  };
}

const keyOf = (eventId: string) => ({ pk: `event#${eventId}`, sk: "claim" });
