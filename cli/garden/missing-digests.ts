import { parseImage } from "../../shared/core/images/reference.ts";
import type { ServiceState } from "../../shared/core/model.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";

/** Digests of the known good revisions that ECR no longer has. */
export async function missingDigestsOf(
  { ecr }: Gardener,
  states: readonly Pick<ServiceState, "knownGood" | "knownGoodBefore">[],
): Promise<readonly string[]> {
  const knownGood = states.flatMap((state) => [state.knownGood, state.knownGoodBefore]);
  const digests = new Map<string, Set<string>>();
  for (const image of knownGood.flatMap((good) => Object.values(good?.images ?? {}))) {
    const { ecr: place, digest } = parseImage(image);
    if (place && digest !== undefined)
      digests.set(place.repository, (digests.get(place.repository) ?? new Set()).add(digest));
  }
  const missing: string[] = [];
  for (const [repository, wanted] of digests)
    missing.push(...(await ecr.readImages(repository, [], [...wanted])).missingDigests);
  return missing;
}
