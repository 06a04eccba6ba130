import { isRecord } from "../wire/record.ts";
import { checkBlocks, countCharacters } from "./blocks.ts";
import { listHistory, listReplies } from "./history.ts";
import type { Slack, SlackContent, SlackMetadata } from "./slack.ts";
import { type Arguments, BOT, describe, SlackError, textOf } from "./method.ts";

/** The members of an answer besides `ok`. A SlackError stands for `ok: false`. */
type Method = (slack: Slack, given: Arguments, token: string) => Record<string, unknown>;

/** Longest text of a message (Slack reference, chat.postMessage, "Truncating content"). */
const MESSAGE_CHARACTERS_MAX = 40_000;

/** All texts of a message's blocks together: refusals were met from 11,341 characters on (slackapi/bolt-js issue 2867; inferred). */
const BLOCKS_CHARACTERS_MAX = 11_000;

/** Slack's Web API as far as a sender of notices needs it, by method name (Slack reference, "Web API methods"). */
export const METHODS: Readonly<Record<string, Method>> = {
  "auth.test": () => ({ url: "https://simulator.slack.invalid/", ...BOT }),

  "chat.postMessage": (slack, given, token) => {
    requireScope(slack, "chat:write");
    const channel = slack.findChannel(textOf(given.channel));
    if (!channel) throw new SlackError("channel_not_found");
    if (slack.isArchived(channel.name)) throw new SlackError("is_archived");
    if (!slack.isIn(channel.name) && !slack.grantedScopes.has("chat:write.public"))
      throw new SlackError("not_in_channel");
    const content = readContent(given);
    const threadTs = given.thread_ts === undefined ? null : rootOfThread(slack, channel.id, textOf(given.thread_ts));
    const waitMilliseconds = slack.waitToPost(channel.id);
    if (waitMilliseconds > 0) throw new SlackError("ratelimited", {}, Math.ceil(waitMilliseconds / 1_000));
    const { metadata, warning } = readMetadata(given);
    const message = slack.post(token, channel, { ...content, metadata, threadTs });
    return {
      channel: channel.id,
      ts: message.ts,
      message: describe(message, { withMetadata: true }),
      ...(warning === undefined ? {} : { warning, response_metadata: { warnings: [warning] } }),
    };
  },

  "chat.update": (slack, given, token) => {
    requireScope(slack, "chat:write");
    const channel = slack.findChannel(textOf(given.channel));
    // Names are taken for posting only: an update wants the identifier that the post answered.
    if (!channel || channel.id !== given.channel) throw new SlackError("channel_not_found");
    const ts = textOf(given.ts);
    const found = slack.find(channel.id, ts);
    if (!found) throw new SlackError("message_not_found");
    if (found.token !== token) throw new SlackError("cant_update_message");
    const content = readContent(given);
    // An edit that says nothing about metadata keeps it (Slack reference, chat.update).
    const { metadata } = readMetadata(given);
    slack.edit(channel.id, ts, { ...content, metadata });
    return { channel: channel.id, ts, text: content.text, message: { type: "message", ...content } };
  },

  "chat.delete": (slack, given, token) => {
    requireScope(slack, "chat:write");
    const { channel, ts } = { channel: textOf(given.channel), ts: textOf(given.ts) };
    if (!slack.findChannel(channel)) throw new SlackError("channel_not_found");
    const found = slack.find(channel, ts);
    if (!found) throw new SlackError("message_not_found");
    if (found.token !== token) throw new SlackError("cant_delete_message");
    slack.remove(channel, ts);
    return { channel, ts };
  },

  "conversations.history": (slack, given) => {
    requireScope(slack, "channels:history");
    return listHistory(slack, channelOf(slack, given), given);
  },

  "conversations.replies": (slack, given) => {
    requireScope(slack, "channels:history");
    return listReplies(slack, channelOf(slack, given), given);
  },

  /** The channels that the bot is in: here those that it spoke in, or was told to be in. */
  "users.conversations": (slack, given) => {
    requireScope(slack, "channels:read");
    const { types = "public_channel", exclude_archived: excludeArchived } = given;
    if (textOf(types).split(",").includes("private_channel")) requireScope(slack, "groups:read");
    const channels = slack.joinedChannels
      .filter(({ isArchived }) => !isArchived || !(excludeArchived === true || excludeArchived === "true"))
      .map(({ isArchived, ...channel }) => ({
        ...channel,
        is_channel: true,
        is_private: false,
        is_archived: isArchived,
      }));
    return { channels, response_metadata: { next_cursor: "" } };
  },
};

/** Methods that read take their arguments from forms alone, and no notice of JSON (Slack reference, users.conversations). */
export const FORM_METHODS: ReadonlySet<string> = new Set([
  "conversations.history",
  "conversations.replies",
  "users.conversations",
]);

/** Every channel is a public one. */
function requireScope({ grantedScopes }: Slack, needed: string): void {
  if (!grantedScopes.has(needed))
    throw new SlackError("missing_scope", { needed, provided: [...grantedScopes].join(",") });
}

/** Conversations are read by identifier; a name is none. */
function channelOf(slack: Slack, given: Arguments): string {
  const channel = slack.findChannel(textOf(given.channel));
  if (channel?.id !== given.channel || channel === undefined) throw new SlackError("channel_not_found");
  return channel.id;
}

/** Letters, numbers, underscores and hyphens; metadata of another type is ignored with a warning (Slack, "Using message metadata"). */
const EVENT_TYPE = /^[A-Za-z0-9_-]+$/;

/** Metadata comes as an object, or as the text of one. */
function readMetadata(given: Arguments): { metadata: SlackMetadata | undefined; warning?: string } {
  if (given.metadata === undefined || given.metadata === "") return { metadata: undefined };
  const metadata = typeof given.metadata === "string" ? parse(given.metadata) : given.metadata;
  if (!isRecord(metadata)) throw new SlackError("invalid_metadata_format");
  const { event_type: type, event_payload: payload } = metadata;
  if (typeof type !== "string" || !EVENT_TYPE.test(type) || !isRecord(payload))
    return { metadata: undefined, warning: "invalid_metadata_schema" };
  return { metadata: { event_type: type, event_payload: payload } };
}

/** A thread hangs from its first message, whichever of its messages was named. */
function rootOfThread(slack: Slack, channelId: string, ts: string): string {
  const found = slack.find(channelId, ts);
  if (!found) throw new SlackError("thread_not_found");
  return found.message.threadTs ?? ts;
}

export function readContent(given: Arguments): Omit<SlackContent, "metadata"> {
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
