import { type Arguments, describe, SlackError, textOf } from "./method.ts";
import type { Slack, SlackMessage } from "./slack.ts";

/** Messages of one answer, where the request does not say (Slack reference, conversations.history and .replies). */
const HISTORY_LIMIT_DEFAULT = 100;
const REPLIES_LIMIT_DEFAULT = 1_000;
const LIMIT_MAX = 999;

/** What was said in a channel, newest first, without what was said in threads. */
export function listHistory(slack: Slack, channelId: string, given: Arguments): Record<string, unknown> {
  const said = slack.messages.filter((message) => message.channelId === channelId && message.threadTs === null);
  return page(said.filter(isWithin(given)).toReversed(), given, HISTORY_LIMIT_DEFAULT);
}

/** A thread from its first message on, oldest first; that one comes along whatever the span of time. */
export function listReplies(slack: Slack, channelId: string, given: Arguments): Record<string, unknown> {
  const ts = textOf(given.ts);
  const thread = slack.messages.filter((message) => message.channelId === channelId);
  const root = thread.find((message) => message.ts === ts);
  if (!root) throw new SlackError("thread_not_found");
  const replies = thread.filter((message) => message.threadTs === (root.threadTs ?? ts));
  return page([root, ...replies.filter(isWithin(given))], given, REPLIES_LIMIT_DEFAULT);
}

function isWithin({ oldest, latest, inclusive }: Arguments): (message: SlackMessage) => boolean {
  const [from, to] = [readTime(oldest, 0), readTime(latest, Number.POSITIVE_INFINITY)];
  const includes = inclusive === true || inclusive === "true" || inclusive === "1";
  return ({ ts }) => {
    const at = Number(ts);
    return includes ? at >= from && at <= to : at > from && at < to;
  };
}

function readTime(given: unknown, otherwise: number): number {
  return given === undefined || given === "" ? otherwise : Number(given);
}

function page(messages: readonly SlackMessage[], given: Arguments, limitDefault: number): Record<string, unknown> {
  const limit = Math.min(Number(given.limit ?? limitDefault), LIMIT_MAX);
  if (!Number.isInteger(limit) || limit < 1) throw new SlackError("invalid_limit");
  const start = given.cursor === undefined || given.cursor === "" ? 0 : readCursor(textOf(given.cursor));
  const withMetadata = given.include_all_metadata === true || given.include_all_metadata === "true";
  const end = start + limit;
  return {
    messages: messages.slice(start, end).map((message) => describe(message, { withMetadata })),
    has_more: end < messages.length,
    ...(end < messages.length ? { response_metadata: { next_cursor: writeCursor(end) } } : {}),
  };
}

const writeCursor = (index: number): string => Buffer.from(`next:${index}`).toString("base64");

function readCursor(cursor: string): number {
  const index = /^next:(\d+)$/.exec(Buffer.from(cursor, "base64").toString())?.[1];
  if (index === undefined) throw new SlackError("invalid_cursor");
  return Number(index);
}
