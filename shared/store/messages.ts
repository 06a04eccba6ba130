import type { Table } from "../aws/dynamodb.ts";
import type { Instant } from "../core/model.ts";

/** A message to people may still be updated for so long after its last change. */
const MESSAGE_KEPT_SECONDS = 90 * 24 * 3600;

/** Where the one message about something stands, and how much of it has been told. */
export interface SentMessage {
  /** The channel as the messenger names it in its answer: an id, which survives renaming. */
  readonly channel: string;
  /** The messenger's own name of the message; for Slack its `ts`. */
  readonly ts: string;
  /** Version of the service's state that was told last; older notices are stale. */
  readonly toldVersion: number;
  /** The same for its thread. */
  readonly threadVersion: number;
}

export interface Messages {
  read(topic: string): Promise<SentMessage | undefined>;
  save(topic: string, message: SentMessage, now: Instant): Promise<void>;
}

export function createMessages(table: Table): Messages {
  return {
    async read(topic) {
      return (await table.get(keyOf(topic)))?.["message"] as SentMessage | undefined;
    },
    async save(topic, message, now) {
      await table.put({ ...keyOf(topic), message, expiresAt: Math.ceil(now / 1000) + MESSAGE_KEPT_SECONDS });
    },
  };
}

const keyOf = (topic: string) => ({ pk: `message#${topic}`, sk: "slack" });
