import { tagName } from "../../shared/core/images/follow.ts";
import type { ImagePushed, Instant } from "../../shared/core/model.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";
import { refreshIndex } from "../../shared/runtime/refresh-index.ts";

/**
 * A push trusts the index only while it is this fresh: a service that was made seconds before the push should roll with
 * it. A burst of pushes pays for one refresh in this time.
 */
const INDEX_FRESH_SECONDS = 5;

/** The services that follow what was pushed, and those that the index has never seen. */
export async function loadFollowers(gardener: Gardener, push: ImagePushed): Promise<readonly Target[]> {
  const tag = tagName(push);
  await gardener.imageIndex.markPushed(tag, push.at);

  const now = gardener.environment.now();
  const newcomers = isFresh(await gardener.imageIndex.refreshedAt(), now) ? [] : await refreshIndex(gardener);
  const entries = await gardener.imageIndex.followers(tag);
  const others = entries.filter(({ service }) => newcomers.every((newcomer) => newcomer.service !== service));
  return [...newcomers, ...others.map((entry) => ({ service: entry.service, entry }))];
}

const isFresh = (refreshedAt: Instant | undefined, now: Instant): boolean =>
  refreshedAt !== undefined && now - refreshedAt < INDEX_FRESH_SECONDS * 1000;
