import type { Hold, Policy, Restraint, ServiceState } from "../model.ts";
import { isoTime } from "../text.ts";

/** All that keeps a new rollout of a service from starting; the most general restraint first. */
export const restraintsOn = (
  { hold }: Pick<ServiceState, "hold">,
  policy: Pick<Policy, "mode">,
  pause: Hold | undefined,
): readonly Restraint[] => [
  ...(pause ? [{ kind: "paused", hold: pause } as const] : []),
  ...(policy.mode === "observe" ? [{ kind: "observed" } as const] : []),
  ...(hold ? [{ kind: "held", hold } as const] : []),
];

/** The first of them. */
export const restraintOn = (
  state: ServiceState,
  policy: Pick<Policy, "mode">,
  pause: Hold | undefined,
): Restraint | undefined => restraintsOn(state, policy, pause)[0];

/** What keeps every effect on a service from being performed, a way back included. A hold does not: it stops new rollouts. */
export const restraintOnAll = (policy: Pick<Policy, "mode">, pause: Hold | undefined): Restraint | undefined =>
  restraintsOn({}, policy, pause)[0];

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
