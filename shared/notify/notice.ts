import * as v from "valibot";
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

/** What rendering cannot do without. */
const Shape = v.looseObject({
  version: v.number(),
  at: v.number(),
  sentences: v.array(v.string()),
  rollout: v.looseObject({
    id: v.string(),
    service: v.string(),
    status: v.string(),
    reason: v.string(),
    fromTaskDefinition: v.string(),
    warnings: v.array(v.string()),
    images: v.array(
      v.looseObject({ container: v.string(), repository: v.string(), tag: v.string(), digest: v.string() }),
    ),
  }),
});

/** Reads a notice from a queue message; none if the message is no notice. */
export function parseNotice(body: string): Notice | undefined {
  let notice: unknown;
  try {
    notice = JSON.parse(body);
  } catch {
    return undefined;
  }
  return v.is(Shape, notice) ? (notice as unknown as Notice) : undefined;
}
