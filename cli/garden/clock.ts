import * as v from "valibot";
import type { World } from "../world.ts";

/** A simulator on this machine answers in milliseconds; whoever does not is none, and should not be waited for. */
const ANSWERED_WITHIN_MILLISECONDS = 2_000;

/** What `GET /_simulator/clock` answers; docs/guide/simulator.md. */
const Clock = v.object({ now: v.pipe(v.string(), v.isoTimestamp()), speed: v.number() });

/**
 * What time it is where `endpoint` is. The functions there go by a simulator's own time, and decisions of a person must
 * fit theirs. Where no simulator answers, it is the host's.
 */
export async function clockAt(endpoint: string, { now, fetch }: Pick<World, "now" | "fetch">): Promise<() => number> {
  try {
    const signal = AbortSignal.timeout(ANSWERED_WITHIN_MILLISECONDS);
    const response = await fetch(new URL("/_simulator/clock", endpoint), { signal });
    const clock = v.parse(Clock, await response.json());
    const askedAt = now();
    return () => Date.parse(clock.now) + (now() - askedAt) * clock.speed;
  } catch {
    return now;
  }
}
