import type { Tagging } from "../../shared/aws/tagging.ts";
import { tagName } from "../../shared/core/images/follow.ts";
import type { ImagePushed, Instant } from "../../shared/core/model.ts";
import type { Gardener } from "../../shared/runtime/gardener.ts";
import type { Target } from "../../shared/runtime/read.ts";
import { refreshIndex } from "../../shared/runtime/refresh-index.ts";

/**
 * A push trusts an index that was refreshed within this time: a little more than the minute between two ticks, which
 * refresh it. Only where no tick comes does a push read who follows, and a burst of pushes once.
 */
const INDEX_TRUSTED_SECONDS = 90;

/** The services that follow what was pushed, and those that the index has never seen. */
export async function loadFollowers(
  gardener: Gardener,
  tagging: Tagging,
  push: ImagePushed,
): Promise<readonly Target[]> {
  const tag = tagName(push);
  await gardener.imageIndex.markPushed(tag, push.at);

  const now = gardener.environment.now();
  const newcomers = isTrusted(await gardener.imageIndex.refreshedAt(), now)
    ? []
    : await refreshIndex(gardener, tagging);
  const entries = await gardener.imageIndex.followers(tag);
  const others = entries.filter(({ service }) => newcomers.every((newcomer) => newcomer.service !== service));
  return [...newcomers, ...others.map((entry) => ({ service: entry.service, entry }))];
}

const isTrusted = (refreshedAt: Instant | undefined, now: Instant): boolean =>
  refreshedAt !== undefined && now - refreshedAt < INDEX_TRUSTED_SECONDS * 1000;
