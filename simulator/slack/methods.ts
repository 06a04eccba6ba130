import { isRecord } from "../wire/record.ts";
import { checkBlocks, countCharacters } from "./blocks.ts";
import type { Slack, SlackMessage } from "./slack.ts";

/** Arguments of a method, from a JSON or a form body. */
export type Arguments = Readonly<Record<string, unknown>>;

/** The members of an answer besides `ok`. A SlackError stands for `ok: false`. */
type Method = (slack: Slack, given: Arguments, token: string) => Record<string, unknown>;

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

/** Longest text of a message (Slack reference, chat.postMessage, "Truncating content"). */
const MESSAGE_CHARACTERS_MAX = 40_000;

/** All texts of a message's blocks together: refusals were met from 11,341 characters on (slackapi/bolt-js issue 2867; inferred). */
const BLOCKS_CHARACTERS_MAX = 11_000;

const BOT = {
  team: "Simulator",
  team_id: "T0SIMULATOR",
  user: "gardener",
  user_id: "U0GARDENER",
  bot_id: "B0GARDENER",
};

/** Slack's Web API as far as a sender of notices needs it, by method name (Slack reference, "Web API methods"). */
export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": () => ({ url: "https://simulator.slack.invalid/", ...BOT }),

  "chat.postMessage": (slack, given, token) => {
    const channel = slack.findChannel(textOf(given.channel));
    if (!channel) throw new SlackError("channel_not_found");
    const content = readContent(given);
    const threadTs = given.thread_ts === undefined ? null : rootOfThread(slack, channel.id, textOf(given.thread_ts));
    const waitMilliseconds = slack.waitToPost(channel.id);
    if (waitMilliseconds > 0) throw new SlackError("ratelimited", {}, Math.ceil(waitMilliseconds / 1_000));
    const message = slack.post(token, channel, { ...content, threadTs });
    return { channel: channel.id, ts: message.ts, message: describe(message) };
  },

  "chat.update": (slack, given, token) => {
    const channel = slack.findChannel(textOf(given.channel));
    // Names are taken for posting only: an update wants the identifier that the post answered.
    if (!channel || channel.id !== given.channel) throw new SlackError("channel_not_found");
    const ts = textOf(given.ts);
    const found = slack.find(channel.id, ts);
    if (!found) throw new SlackError("message_not_found");
    if (found.token !== token) throw new SlackError("cant_update_message");
    const content = readContent(given);
    slack.edit(channel.id, ts, content);
    return { channel: channel.id, ts, text: content.text, message: { type: "message", ...content } };
  },
};

/** A thread hangs from its first message, whichever of its messages was named. */
function rootOfThread(slack: Slack, channelId: string, ts: string): string {
  const found = slack.find(channelId, ts);
  if (!found) throw new SlackError("thread_not_found");
  return found.message.threadTs ?? ts;
}

function readContent(given: Arguments): { text: string; blocks: readonly unknown[] } {
  const text = textOf(given.text);
  const blocks = readBlocks(given.blocks);
  if (text === "" && blocks.length === 0) throw new SlackError("no_text");
  if (text.length > MESSAGE_CHARACTERS_MAX) throw new SlackError("msg_too_long");
  const errors = checkBlocks(blocks);
  if (errors.length > 0)
    throw new SlackError("invalid_blocks", {
      errors,
      response_metadata: { messages: errors.map((error) => `[ERROR] ${error}`) },
    });
  if (countCharacters(blocks) > BLOCKS_CHARACTERS_MAX) throw new SlackError("msg_blocks_too_long");
  return { text, blocks };
}

/** Blocks come as a list, or as the text of one (always so in forms). */
function readBlocks(given: unknown): readonly unknown[] {
  if (given === undefined || given === null || given === "") return [];
  const blocks = typeof given === "string" ? parse(given) : given;
  if (!Array.isArray(blocks) || !blocks.every(isRecord)) throw new SlackError("invalid_blocks_format");
  return blocks;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describe({ ts, threadTs, text, blocks }: SlackMessage): Record<string, unknown> {
  return {
    type: "message",
    ts,
    ...(threadTs === null ? {} : { thread_ts: threadTs }),
    text,
    blocks,
    user: BOT.user_id,
    bot_id: BOT.bot_id,
  };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
