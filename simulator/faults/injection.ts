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
  /** Counts it; one whose sender dies before, or that is held, has not arrived. */
  readonly arrive: () => void;
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
  { arrive, effect, throttled, failed }: FaultyCall<T>,
  injection: Injection | undefined,
  { by, world }: { readonly by: Principal; readonly world: World },
): Promise<Answered<T>> {
  const takeEffect: FaultyCall<T>["effect"] = (staleMilliseconds) => {
    arrive();
    return effect(staleMilliseconds);
  };
  if (!injection) return takeEffect();
  switch (injection.kind) {
    case "throttle":
      arrive();
      return throttled();
    case "errorBefore":
      arrive();
      return failed();
    case "errorAfter":
      await takeEffect();
      return failed();
    case "timeoutAfter":
      await takeEffect();
      return NO_ANSWER;
    case "stale":
      return takeEffect(injection.milliseconds);
    case "kill":
      if (injection.when === "after") await takeEffect();
      by.invocation?.kill(KILLED);
      return NO_ANSWER;
    case "slow": {
      const over = new Promise<void>((resolve) => world.after(injection.milliseconds, resolve));
      return putOff(takeEffect, injection.when, over);
    }
    case "hold":
      return putOff(takeEffect, injection.when, injection.released);
    default:
      return injection satisfies never;
  }
}

async function putOff<T>(takeEffect: FaultyCall<T>["effect"], when: When, until: Promise<void>): Promise<Answered<T>> {
  if (when === "before") return new Postponed<T>(until, () => takeEffect());
  const answered = await takeEffect();
  return new Postponed<T>(until, () => answered);
}
