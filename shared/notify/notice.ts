import type { Instant, Rollout } from "../core/model.ts";

/** What goes through the notify queue: the newest state of one rollout, and what happened since the notice before. */
export interface Notice {
  readonly rollout: Rollout;
  /** Version of the service's state that this tells; a notice with an older one than was told is stale. */
  readonly version: number;
  readonly at: Instant;
  /** For the thread: sentences on what was decided and done. */
  readonly sentences: readonly string[];
}

/** Reads a notice from a queue message; none if the message is no notice. */
export function parseNotice(body: string): Notice | undefined {
  let notice: Partial<Notice> | null;
  try {
    notice = JSON.parse(body) as Partial<Notice> | null;
  } catch {
    return undefined;
  }
  const isNotice =
    typeof notice?.version === "number" &&
    typeof notice.at === "number" &&
    typeof notice.rollout?.id === "string" &&
    Array.isArray(notice.rollout.images) &&
    Array.isArray(notice.sentences);
  return isNotice ? (notice as Notice) : undefined;
}
