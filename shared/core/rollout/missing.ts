import { parseImage } from "../images/reference.ts";
import type { Decision, Instant, ServiceState } from "../model.ts";
import { listed, shortDigest } from "../text.ts";
import { nothing } from "./decision.ts";

/** The digests that a failed rollout would go back to, which is mostly what runs. */
const digestsNeeded = ({ knownGood }: Pick<ServiceState, "knownGood">): readonly string[] => [
  ...new Set(Object.values(knownGood?.images ?? {}).flatMap((image) => parseImage(image).digest ?? [])),
];

/** Those of them that ECR no longer has. */
const digestsMissing = (state: ServiceState, missingDigests: readonly string[]): readonly string[] =>
  digestsNeeded(state).filter((digest) => missingDigests.includes(digest));

/** Whether that is what was told of it. */
export const isMissingKnown = (state: ServiceState, missingDigests: readonly string[]): boolean =>
  digestsMissing(state, missingDigests).join() === (state.missing ?? []).join();

/** An image that is needed is gone, or is there again: told before it hurts. */
export function lookForMissing(state: ServiceState, missingDigests: readonly string[], now: Instant): Decision {
  if (isMissingKnown(state, missingDigests)) return nothing(`ECR has what ${state.service} needs, as far as is known`);
  const digests = digestsMissing(state, missingDigests);
  return {
    effects: [],
    facts: [{ kind: "ImagesMissing", at: now, digests }],
    reasons: [
      digests.length > 0
        ? `ECR no longer has ${listed(digests.map(shortDigest))}, which ${state.service} needs`
        : `ECR has what ${state.service} needs again`,
    ],
  };
}
