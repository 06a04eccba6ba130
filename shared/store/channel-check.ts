import type { Table } from "../aws/dynamodb.ts";
import type { Instant } from "../core/model.ts";

/** The newest check whether Slack's channels can be posted to. */
export interface ChannelCheck {
  readonly at: Instant;
  readonly channels: readonly string[];
  /** Whether it came to its end; Slack may have been down. */
  readonly isDone: boolean;
  /** What was told of them last, and when; none while nothing was wrong. */
  readonly told?: { readonly text: string; readonly at: Instant } | undefined;
}

/** It is written down, since a function starts anew many times an hour. */
export interface ChannelChecks {
  last(): Promise<ChannelCheck | undefined>;
  save(check: ChannelCheck): Promise<void>;
}

const KEY = { pk: "garden", sk: "channel-check" };

export function createChannelChecks(table: Table): ChannelChecks {
  return {
    async last() {
      return (await table.get(KEY))?.["check"] as ChannelCheck | undefined;
    },
    async save(check) {
      await table.put({ ...KEY, check });
    },
  };
}
