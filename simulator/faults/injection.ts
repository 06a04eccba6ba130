import type { Principal } from "../aws.ts";
import { type Answered, NO_ANSWER, Postponed, type World } from "../clock.ts";

/** What is done to one call. */
export type Injection =
  | { readonly kind: "throttle" | "errorBefore" | "errorAfter" | "timeoutAfter" }
  | { readonly kind: "slow"; readonly when: When; readonly milliseconds: number }
  | { readonly kind: "hold"; readonly when: When; readonly released: Promise<void> }
  | { readonly kind: "kill"; readonly when: When }
  | { readonly kind: "stale"; readonly milliseconds: number };

export type When = "before" | "after";

/** A call as faults see it. */
export interface FaultyCall<T> {
  /** Lets the call take effect; of reads, on what was true so many milliseconds ago. */
  readonly effect: (staleMilliseconds?: number) => Promise<T | typeof NO_ANSWER>;
  /** The answers of its service that is too busy, or broken. */
  readonly throttled: () => T;
  readonly failed: () => T;
}

/** How a Lambda environment that was killed ends (Lambda developer guide, "Runtime.ExitError"). */
const KILLED = "Runtime.ExitError";

/** Carries out a call with what is done to it; the clock or the caller deals with what is put off or unanswered. */
export async function carryOut<T>(
  { effect, throttled, failed }: FaultyCall<T>,
  injection: Injection | undefined,
  { by, world }: { readonly by: Principal; readonly world: World },
): Promise<Answered<T>> {
  if (!injection) return effect();
  switch (injection.kind) {
    case "throttle":
      return throttled();
    case "errorBefore":
      return failed();
    case "errorAfter":
      await effect();
      return failed();
    case "timeoutAfter":
      await effect();
      return NO_ANSWER;
    case "stale":
      return effect(injection.milliseconds);
    case "kill":
      if (injection.when === "after") await effect();
      by.invocation?.kill(KILLED);
      return NO_ANSWER;
    case "slow": {
      const over = new Promise<void>((resolve) => world.after(injection.milliseconds, resolve));
      return putOff(effect, injection.when, over);
    }
    case "hold":
      return putOff(effect, injection.when, injection.released);
    default:
      return injection satisfies never;
  }
}

async function putOff<T>(effect: FaultyCall<T>["effect"], when: When, until: Promise<void>): Promise<Answered<T>> {
  if (when === "before") return new Postponed<T>(until, () => effect());
  const answered = await effect();
  return new Postponed<T>(until, () => answered);
}
