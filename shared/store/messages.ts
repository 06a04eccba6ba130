import type { Table } from "../aws/dynamodb.ts";
import type { Instant } from "../core/model.ts";

/** A message to people may still be updated for so long after its last change. */
const MESSAGE_KEPT_SECONDS = 90 * 24 * 3600;

/** How much about one topic was told by Slack's bot, and what was begun and is not known to have come to an end. */
export interface Told {
  /** Where its message stands; none while it was not posted, as far as is known. */
  readonly posted?: PostedMessage | undefined;
  /** Version of the service's state that was told last; older notices are stale. */
  readonly toldVersion: number;
  /** The same for its thread. */
  readonly threadVersion: number;
  /** Since when somebody has been posting the message. Whether the messenger took it is open. */
  readonly posting?: Instant | undefined;
  /** The reply that somebody has been posting, and since when. */
  readonly replying?: { readonly version: number; readonly since: Instant } | undefined;
}

interface PostedMessage {
  /** The channel as the messenger names it in its answer: an id, which survives renaming. */
  readonly channel: string;
  /** The messenger's own name of the message; for Slack its `ts`. */
  readonly ts: string;
}

/** What was sent about one topic to a sink that only takes. */
export interface Sent {
  /** Version of the service's state that was sent last; older notices are stale. */
  readonly version: number;
  /** Whether it was said that nothing more will come. */
  readonly isEnded: boolean;
  /** Whether it was told as critical. */
  readonly isCritical?: boolean;
}

/** What one sink was told, by topic: a notice that comes back for one of them tells the others nothing again. */
export interface Messages<Known> {
  read(topic: string): Promise<Known | undefined>;
  save(topic: string, told: Known, now: Instant): Promise<void>;
}

export function createMessages<Known extends Told | Sent>(table: Table, sink: string): Messages<Known> {
  const keyOf = (topic: string) => ({ pk: `message#${topic}`, sk: sink });
  return {
    async read(topic) {
      return (await table.get(keyOf(topic)))?.["told"] as Known | undefined;
    },
    async save(topic, told, now) {
      await table.put({ ...keyOf(topic), told, expiresAt: Math.ceil(now / 1000) + MESSAGE_KEPT_SECONDS });
    },
  };
}
