import type { Table } from "../aws/dynamodb.ts";
import type { Instant } from "../core/model.ts";

/** A finished claim is kept for so long: EventBridge retries an event for at most a day (EventBridge user guide, eb-rule-retry-policy). */
const CLAIM_KEPT_SECONDS = 2 * 24 * 3600;

/** What became of trying to claim an event. */
export type Claim =
  /** It is ours until the lease ends. */
  | { readonly kind: "claimed" }
  /** Somebody finished it: a repeat. */
  | { readonly kind: "finished" }
  /** Somebody is at it: come back when their lease has ended. */
  | { readonly kind: "held"; readonly until: Instant };

/** Events are delivered at least once; a claim lets one delivery of each do the work. */
export interface Claims {
  claim(eventId: string, now: Instant, leaseSeconds: number): Promise<Claim>;
  /** It takes longer: the lease starts anew. */
  renew(eventId: string, now: Instant, leaseSeconds: number): Promise<void>;
  /** The event is dealt with: repeats return quietly from now on. */
  finish(eventId: string, now: Instant): Promise<void>;
  /** The event could not be dealt with: the next delivery may try at once. */
  release(eventId: string, now: Instant): Promise<void>;
}

export function createClaims(table: Table): Claims {
  const put = (eventId: string, state: "open" | "finished", until: Instant, now: Instant, conditional: boolean) =>
    table.put(
      { ...keyOf(eventId), state, until, expiresAt: Math.ceil(now / 1000) + CLAIM_KEPT_SECONDS },
      conditional
        ? {
            expression: "attribute_not_exists(pk) OR (#state = :open AND #until <= :now)",
            names: { "#state": "state", "#until": "until" },
            values: { ":open": "open", ":now": now },
          }
        : undefined,
    );
  return {
    async claim(eventId, now, leaseSeconds) {
      const until = now + leaseSeconds * 1000;
      if (await put(eventId, "open", until, now, true)) return { kind: "claimed" };
      const claim = await table.get(keyOf(eventId));
      return claim?.["state"] === "finished"
        ? { kind: "finished" }
        : { kind: "held", until: Number(claim?.["until"] ?? until) };
    },
    async renew(eventId, now, leaseSeconds) {
      await put(eventId, "open", now + leaseSeconds * 1000, now, false);
    },
    async finish(eventId, now) {
      await put(eventId, "finished", now, now, false);
    },
    async release(eventId, now) {
      await put(eventId, "open", now, now, false);
    },
  };
}

const keyOf = (eventId: string) => ({ pk: `event#${eventId}`, sk: "claim" });
