import type { Principal } from "../aws.ts";
import type { Invocation } from "../clock.ts";

/** One point of a story: the so-manieth call of the so-manieth invocation of a function, both counted from 1. */
export interface Place {
  /** Short name of the function, as `deploy`. */
  readonly principal: string;
  readonly invocation: number;
  /** Retries by the SDK are calls of their own. */
  readonly call: number;
}

export interface PlacedCall extends Place {
  readonly operation: string;
}

/** Calls that are remembered; a test's story has some hundreds, a long life forgets its older half now and then. */
const CALLS_MAX = 100_000;

/** Remembers where in a story each call of an invocation was. */
export class Places {
  readonly calls: PlacedCall[] = [];
  #counts = new WeakMap<Invocation, number>();

  /** The place of the call that passes the turnstile now; none for calls outside of invocations. */
  next({ name, invocation }: Principal, operation: string): PlacedCall | undefined {
    if (!invocation) return undefined;
    const call = (this.#counts.get(invocation) ?? 0) + 1;
    this.#counts.set(invocation, call);
    const placed = { principal: name, invocation: invocation.ordinal, call, operation };
    this.calls.push(placed);
    if (this.calls.length > CALLS_MAX) this.calls.splice(0, CALLS_MAX / 2);
    return placed;
  }

  clear(): void {
    this.calls.length = 0;
    this.#counts = new WeakMap();
  }
}
