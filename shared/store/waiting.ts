import type { Table } from "../aws/dynamodb.ts";
import type { Instant } from "../core/model.ts";

/** Longer than any notice waits: quiet hours last for three days at most, and the queue keeps what follows for four. */
const WAITING_KEPT_SECONDS = 8 * 24 * 3600;

/** A notice that waits for the end of quiet hours. */
export interface Waiting {
  readonly version: number;
  /** As it came through the queue. */
  readonly body: string;
}

/**
 * What waits for the end of quiet hours, by the group of the queue and by topic: whoever tells something newer of the same
 * topic, since it is critical, tells this before.
 */
export interface WaitingNotices {
  /** The oldest first. */
  of(group: string, topic: string): Promise<readonly Waiting[]>;
  keep(group: string, topic: string, waiting: Waiting, now: Instant): Promise<void>;
  forget(group: string, topic: string, version: number): Promise<void>;
}

export function createWaitingNotices(table: Table): WaitingNotices {
  return {
    async of(group, topic) {
      const items = await table.partition(partitionOf(group, topic));
      return items
        .map(({ version, body }) => ({ version: Number(version), body: String(body) }))
        .sort((a, b) => a.version - b.version);
    },
    async keep(group, topic, { version, body }, now) {
      const expiresAt = Math.ceil(now / 1000) + WAITING_KEPT_SECONDS;
      await table.put({ pk: partitionOf(group, topic), sk: String(version), version, body, expiresAt });
    },
    async forget(group, topic, version) {
      await table.remove({ pk: partitionOf(group, topic), sk: String(version) });
    },
  };
}

const partitionOf = (group: string, topic: string): string => `waiting#${group}#${topic}`;
