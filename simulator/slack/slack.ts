import { createHash } from "node:crypto";
import type { World } from "../clock.ts";

/** A message as people see it now. */
export interface SlackMessage {
  /** Channel name as people write it, `#deploys`. */
  readonly channel: string;
  /** The identifier that Slack's API answers and `chat.update` asks for, `C…`. */
  readonly channelId: string;
  /** `<epoch seconds>.<microseconds>`, the message's identity within its channel. */
  readonly ts: string;
  /** The first message of the thread; null on a thread's first message and outside of threads. */
  readonly threadTs: string | null;
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** What the sender attached for programs to read; people do not see it. */
  readonly metadata: SlackMetadata | null;
  /** When it was last edited, in the form of `ts`; null while it is as posted. */
  readonly editedTs: string | null;
}

/** Slack, "Using message metadata". */
export interface SlackMetadata {
  readonly event_type: string;
  readonly event_payload: Readonly<Record<string, unknown>>;
}

/** What a message says, shows and carries. */
export interface SlackContent {
  readonly text: string;
  readonly blocks: readonly unknown[];
  /** Of an edit, `undefined` leaves it as it was. */
  readonly metadata?: SlackMetadata | null | undefined;
}

/** How the next calls fail. `accepted`: the call takes effect all the same, only its answer goes wrong. */
export type SlackFailure =
  /** This HTTP status with an empty answer; 429 also carries Retry-After. */
  | { readonly status: number; readonly retryAfterSeconds?: number; readonly accepted?: boolean }
  /** HTTP 200 with `ok: false` and this error. */
  | { readonly error: string; readonly accepted?: boolean }
  /** No answer at all. */
  | { readonly hang: true; readonly accepted?: boolean };

/** Slack lets posts of one channel through at about one a second and tolerates short bursts (Slack, "Rate limits"; the burst's size is inferred). */
const POST_INTERVAL_MILLISECONDS = 1_000;
const POST_BURST = 5;

/** Slack reference, "Scopes": those of the methods here. With `chat:write.public` a bot need not be in a public channel. */
const SCOPES = [
  "chat:write",
  "chat:write.public",
  "channels:read",
  "channels:history",
  "groups:read",
  "groups:history",
] as const;

const CHANNEL_ID = /^[CDG][A-Z0-9]{8,20}$/;
const CHANNEL_NAME = /^[\p{Letter}\p{Number}_-]{1,80}$/u;

interface StoredMessage {
  readonly token: string;
  message: SlackMessage;
}

/** A Slack workspace in which a bot may write to every channel, unless it is told otherwise. */
export class Slack {
  readonly #world: World;
  #messages: StoredMessage[] = [];
  #failures: SlackFailure[] = [];
  #namesById = new Map<string, string>();
  #nextPostAt = new Map<string, number>();
  #knownChannels: ReadonlySet<string> | undefined;
  #joinedChannels: ReadonlySet<string> | undefined;
  #archivedChannels = new Set<string>();
  #grantedScopes: ReadonlySet<string> = new Set(SCOPES);
  #lastMicroseconds = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Every message in its newest state, in the order of posting. */
  get messages(): readonly SlackMessage[] {
    return this.#messages.map(({ message }) => message);
  }

  /** Makes the next `count` calls of any method fail. */
  failNext(failure: SlackFailure & { readonly count?: number }): void {
    const { count = 1, ...each } = failure;
    for (let i = 0; i < count; i++) this.#failures.push(each);
  }

  /** The failure that is due for this call, if any; it is used up. */
  takeFailure(): SlackFailure | undefined {
    return this.#failures.shift();
  }

  /** From now on only these channels exist (names without `#`). */
  onlyChannels(names: readonly string[]): void {
    this.#knownChannels = new Set(names);
    for (const name of names) this.findChannel(name);
  }

  /** From now on the bot is in these channels alone (names without `#`). */
  onlyIn(names: readonly string[]): void {
    this.#joinedChannels = new Set(names);
    for (const name of names) this.findChannel(name);
  }

  /** Nobody can post to this channel any more (name without `#`). */
  archive(name: string): void {
    this.#archivedChannels.add(name);
    this.findChannel(name);
  }

  /** From now on the bot has these scopes alone, as `chat:write`. */
  onlyScopes(names: readonly string[]): void {
    this.#grantedScopes = new Set(names);
  }

  get grantedScopes(): ReadonlySet<string> {
    return this.#grantedScopes;
  }

  /** Channels that were spoken of so far and that the bot is in, in that order. */
  get joinedChannels(): readonly { id: string; name: string; isArchived: boolean }[] {
    return [...this.#namesById]
      .filter(([, name]) => this.#exists(name) && this.isIn(name))
      .map(([id, name]) => ({ id, name, isArchived: this.isArchived(name) }));
  }

  isIn(name: string): boolean {
    return this.#joinedChannels === undefined || this.#joinedChannels.has(name);
  }

  isArchived(name: string): boolean {
    return this.#archivedChannels.has(name);
  }

  /** The channel that is meant by a name (`#deploys`, `deploys`) or an identifier; none where it does not exist. */
  findChannel(nameOrId: string): { id: string; name: string } | undefined {
    if (CHANNEL_ID.test(nameOrId)) {
      const name = this.#namesById.get(nameOrId) ?? nameOrId;
      return this.#exists(name) ? { id: nameOrId, name } : undefined;
    }
    const name = nameOrId.replace(/^#/, "");
    if (!CHANNEL_NAME.test(name) || !this.#exists(name)) return undefined;
    const id = channelIdOf(name);
    this.#namesById.set(id, name);
    return { id, name };
  }

  /** Milliseconds until the channel takes another post; 0 when it takes one now, which is then counted. */
  waitToPost(channelId: string): number {
    const { now } = this.#world;
    const due = Math.max(this.#nextPostAt.get(channelId) ?? 0, now - (POST_BURST - 1) * POST_INTERVAL_MILLISECONDS);
    if (due > now) return due - now;
    this.#nextPostAt.set(channelId, due + POST_INTERVAL_MILLISECONDS);
    return 0;
  }

  post(
    token: string,
    channel: { id: string; name: string },
    content: SlackContent & { threadTs: string | null },
  ): SlackMessage {
    const message: SlackMessage = {
      channel: CHANNEL_ID.test(channel.name) ? channel.name : `#${channel.name}`,
      channelId: channel.id,
      ts: this.#nextTs(),
      threadTs: content.threadTs,
      text: content.text,
      blocks: content.blocks,
      metadata: content.metadata ?? null,
      editedTs: null,
    };
    this.#messages.push({ token, message });
    return message;
  }

  find(channelId: string, ts: string): { message: SlackMessage; token: string } | undefined {
    return this.#messages.find(({ message }) => message.channelId === channelId && message.ts === ts);
  }

  edit(channelId: string, ts: string, { text, blocks, metadata }: SlackContent): void {
    const stored = this.#messages.find(({ message }) => message.channelId === channelId && message.ts === ts);
    if (!stored) return;
    const kept = metadata === undefined ? stored.message.metadata : metadata;
    stored.message = { ...stored.message, text, blocks, metadata: kept, editedTs: this.#nextTs() };
  }

  /** Takes a message away, as people and its bot can; its thread stays. */
  remove(channelId: string, ts: string): void {
    this.#messages = this.#messages.filter(({ message }) => message.channelId !== channelId || message.ts !== ts);
  }

  /** Forgets messages, failures, channels and scopes. */
  clear(): void {
    this.#messages = [];
    this.#failures = [];
    this.#namesById = new Map();
    this.#nextPostAt = new Map();
    this.#knownChannels = undefined;
    this.#joinedChannels = undefined;
    this.#archivedChannels = new Set();
    this.#grantedScopes = new Set(SCOPES);
  }

  #exists(name: string): boolean {
    return this.#knownChannels === undefined || this.#knownChannels.has(name);
  }

  /** Rises strictly, also within one millisecond. */
  #nextTs(): string {
    this.#lastMicroseconds = Math.max(Math.floor(this.#world.now) * 1_000, this.#lastMicroseconds) + 100;
    const seconds = Math.floor(this.#lastMicroseconds / 1_000_000);
    return `${seconds}.${String(this.#lastMicroseconds % 1_000_000).padStart(6, "0")}`;
  }
}

/** The same name has the same identifier in every world. */
function channelIdOf(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex");
  return `C${BigInt(`0x${digest}`).toString(36).toUpperCase().slice(0, 10)}`;
}
