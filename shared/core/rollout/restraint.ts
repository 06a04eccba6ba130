import type { Hold, ImageChange, Policy, Quarantine, Restraint, ServiceName, ServiceState } from "../model.ts";
import { isoTime, shortDigest, withoutFullStop } from "../text.ts";

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

/** The quarantine that keeps a service from one of these images. */
export const quarantineOf = (
  quarantined: readonly Quarantine[],
  taker: ServiceName,
  images: readonly Pick<ImageChange, "digest">[],
): Quarantine | undefined =>
  quarantined.find(
    ({ digest, service = taker }) => service === taker && images.some((image) => image.digest === digest),
  );

/** What keeps a service from taking just these images: their quarantine, or what keeps it from taking any. */
export function restraintOnMove(
  images: readonly Pick<ImageChange, "digest">[],
  input: {
    readonly state: ServiceState;
    readonly policy: Pick<Policy, "mode">;
    readonly pause: Hold | undefined;
    readonly quarantined: readonly Quarantine[];
  },
): Restraint | undefined {
  const quarantine = quarantineOf(input.quarantined, input.state.service, images);
  return quarantine ? { kind: "quarantined", quarantine } : restraintOn(input.state, input.policy, input.pause);
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
    case "quarantined":
      return quarantineInWords(restraint.quarantine);
    default: {
      const never: never = restraint;
      return never;
    }
  }
}

/** `team/web (4f5b2640fe6f) is in quarantine since 2026-11-22T10:00:00Z: The image …` */
export const quarantineInWords = ({ repository, digest, at, cause }: Quarantine): string =>
  `${repository} (${shortDigest(digest)}) is in quarantine since ${isoTime(at)}: ${withoutFullStop(cause)}`;

const holdInWords = ({ by, at, reason }: Hold): string => `${by} since ${isoTime(at)}${reason ? `: ${reason}` : ""}`;
