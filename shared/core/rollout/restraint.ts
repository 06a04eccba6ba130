import type { Hold, Policy, Restraint, ServiceState } from "../model.ts";
import { isoTime } from "../text.ts";

/** What keeps a new rollout of a service from starting; the most general restraint first. */
export function restraintOn(
  state: ServiceState,
  policy: Pick<Policy, "mode">,
  pause: Hold | undefined,
): Restraint | undefined {
  const whole = restraintOnAll(policy, pause);
  if (whole) return whole;
  return state.hold ? { kind: "held", hold: state.hold } : undefined;
}

/** What keeps every effect on a service from being performed, a way back included. A hold does not: it stops new rollouts. */
export function restraintOnAll(policy: Pick<Policy, "mode">, pause: Hold | undefined): Restraint | undefined {
  if (pause) return { kind: "paused", hold: pause };
  return policy.mode === "observe" ? { kind: "observed" } : undefined;
}

/** `the garden is paused by ana since 2026-11-22T10:00:00Z: incident 42` */
export function restraintInWords(restraint: Restraint): string {
  switch (restraint.kind) {
    case "paused":
      return `the garden is paused by ${holdInWords(restraint.hold)}`;
    case "held":
      return `it is held by ${holdInWords(restraint.hold)}`;
    case "observed":
      return "its mode is observe";
    default: {
      const never: never = restraint;
      return never;
    }
  }
}

const holdInWords = ({ by, at, reason }: Hold): string => `${by} since ${isoTime(at)}${reason ? `: ${reason}` : ""}`;
