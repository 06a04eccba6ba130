import type { SlackMessage } from "./slack.ts";

/** Arguments of a method, from a JSON or a form body. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What Slack answers with `ok: false`. */
export class SlackError extends Error {
  readonly members: Readonly<Record<string, unknown>>;
  /** Set for the rate limit, which alone is HTTP 429. */
  readonly retryAfterSeconds: number | undefined;
  constructor(error: string, members: Readonly<Record<string, unknown>> = {}, retryAfterSeconds?: number) {
    super(error);
    this.members = members;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Who every bot token belongs to. */
export const BOT = {
  team: "Simulator",
  team_id: "T0SIMULATOR",
  user: "gardener",
  user_id: "U0GARDENER",
  bot_id: "B0GARDENER",
};

/** A message as methods answer it. */
export function describe(
  { ts, threadTs, text, blocks, metadata }: SlackMessage,
  { withMetadata }: { readonly withMetadata: boolean },
): Record<string, unknown> {
  return {
    type: "message",
    ts,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
    text,
    blocks,
    user: BOT.user_id,
    bot_id: BOT.bot_id,
    ...(withMetadata && metadata ? { metadata } : {}),
  };
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
