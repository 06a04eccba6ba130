import type { Instant } from "../core/model.ts";
import type { SlackMessage } from "./blocks.ts";
import type { Turn } from "./pace.ts";
import { post, SinkBusy, SinkRefused } from "./sink.ts";

const REMEDIES: Readonly<Record<string, string>> = {
  channel_not_found: "create the channel or correct notify.slack.channel in garden.yml",
  not_in_channel: "invite the app to the channel",
  is_archived: "unarchive the channel or name another one",
  invalid_auth: "put a valid bot token into the SSM parameter",
  not_authed: "put the bot token into the SSM parameter",
  account_inactive: "the app was removed from the workspace: install it again",
  token_revoked: "put a valid bot token into the SSM parameter",
};

const remedyOf = (code: string, neededScope = "chat:write"): string | undefined =>
  code === "missing_scope" ? `give the app the scope ${neededScope}` : REMEDIES[code];

/** Codes that pass by themselves (Slack API, errors common to all methods; rate_limited is chat.postMessage's own). */
const PASSING_CODES = new Set([
  "ratelimited",
  "rate_limited",
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

/** Of these, the ones that Slack answers before it does anything. */
const UNDONE_CODES = new Set(["ratelimited", "rate_limited", "team_added_to_org"]);

/** Where a message stands, in Slack's own words. */
export interface Posted {
  /** The channel's identifier, which survives renaming. */
  readonly channel: string;
  readonly ts: string;
}

/** What a message of ours carries unseen, so that it is found again when nobody knows whether it was taken. */
export interface Mark {
  readonly topic: string;
  readonly version: number;
}

/** The Web API methods that we call, and no others. Each throws SinkBusy or SinkRefused. */
export interface Slack {
  /** Posts a message, in a thread if its `ts` is given. */
  post(channel: string, message: SlackMessage, threadTs?: string, mark?: Mark): Promise<Posted>;
  /** Replaces a message; its mark stays. */
  update(channel: string, ts: string, message: SlackMessage): Promise<void>;
  /** The newest message outside of threads on that topic that was posted since then. */
  find(channel: string, topic: string, since: Instant): Promise<(Posted & Mark) | undefined>;
  /** Whether that reply is in the thread, posted since then. */
  hasReply(root: Posted, mark: Mark, since: Instant): Promise<boolean>;
  /** What the app may do, and where. A token that is none is refused. */
  membership(): Promise<Membership>;
}

/** What an app may do, and the channels that it is in. */
export interface Membership {
  readonly scopes: ReadonlySet<string>;
  readonly channels: readonly ChannelOfApp[];
  /** Whether these are all of them: an app that may not read of private ones does not know. */
  readonly isComplete: boolean;
}

interface ChannelOfApp {
  readonly id: string;
  readonly name: string;
  readonly isArchived: boolean;
}

/** Names our messages among those of other apps (Slack, "Using message metadata"). */
const MARK_EVENT_TYPE = "ecs_gardener_notice";

/** Slack recommends no more than 200 messages a page; so many pages are more than a channel takes in the life of an intent. */
const MESSAGES_PER_PAGE = 200;
const PAGES_MAX = 10;

/** Slack's clock, which names messages, and ours may differ by so much. */
const CLOCK_SKEW_SECONDS = 60;

/** What conversations are called by; everything else is a name for people. */
const CHANNEL_ID = /^[CDG][A-Z0-9]{8,}$/;

/** Arguments of a method that reads. */
type Given = Readonly<Record<string, string | number | boolean>>;

interface Content {
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const asJson = (given: object): Content => ({ body: JSON.stringify(given) });

/** Methods that read take no notice of JSON (Slack API, users.conversations; all SDKs send them forms). */
const asForm = (given: Given): Content => ({
  body: new URLSearchParams(
    Object.entries(given).map(([name, value]): [string, string] => [name, String(value)]),
  ).toString(),
  headers: { "content-type": "application/x-www-form-urlencoded" },
});

interface SlackAnswer {
  readonly ok?: boolean;
  readonly error?: string;
  readonly needed?: string;
  readonly channel?: string;
  readonly ts?: string;
  readonly messages?: readonly FoundMessage[];
  readonly channels?: readonly { readonly id: string; readonly name: string; readonly is_archived?: boolean }[];
  readonly response_metadata?: { readonly next_cursor?: string };
}

interface Answered {
  readonly answer: SlackAnswer;
  readonly scopes: ReadonlySet<string>;
}

interface FoundMessage {
  readonly ts: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: Partial<Mark> };
}

/** `apiUrl` ends in a slash: `https://slack.com/api/`. */
export function createSlack(options: {
  readonly fetch: typeof fetch;
  readonly apiUrl: string;
  readonly token: string;
  readonly turn: Turn;
}): Slack {
  const request = async (method: string, content: Content): Promise<Answered> => {
    const who = `Slack's ${method}`;
    await options.turn();
    const response = await post(who, {
      fetch: options.fetch,
      url: options.apiUrl + method,
      headers: { authorization: `Bearer ${options.token}`, ...content.headers },
      body: content.body,
    });
    const answer = await readAnswer(response);
    if (!answer) throw new SinkBusy(who, `HTTP ${response.status} and no JSON object`);
    if (answer.ok === true) return { answer, scopes: scopesIn(response) };
    const code = answer.error ?? `HTTP ${response.status}`;
    if (PASSING_CODES.has(code)) throw new SinkBusy(who, code, { isUndone: UNDONE_CODES.has(code) });
    throw new SinkRefused(who, code, remedyOf(code, answer.needed));
  };

  const call = async (method: string, content: Content): Promise<SlackAnswer> =>
    (await request(method, content)).answer;

  /** Page by page, until one answers it. */
  const search = async <Found>(
    method: string,
    given: Given,
    look: (answer: SlackAnswer) => Found | undefined,
  ): Promise<Found | undefined> => {
    let cursor = "";
    for (let page = 0; page < PAGES_MAX; page++) {
      const from = { limit: MESSAGES_PER_PAGE, ...(cursor === "" ? {} : { cursor }) };
      const answer = await call(method, asForm({ ...given, ...from }));
      const found = look(answer);
      cursor = answer.response_metadata?.next_cursor ?? "";
      if (found !== undefined || cursor === "") return found;
    }
    return undefined;
  };

  /** Posting takes a name, reading asks for the identifier; the app knows those of the channels that it is in. */
  const channelId = async (channel: string): Promise<string | undefined> => {
    if (CHANNEL_ID.test(channel)) return channel;
    const name = channel.replace(/^#/, "");
    const among = (types: string) =>
      search(
        "users.conversations",
        { types, exclude_archived: true },
        (answer) => answer.channels?.find((each) => each.name === name)?.id,
      );
    // Each type asks for a scope of its own, and the second one is seldom given.
    return (await among("public_channel")) ?? among("private_channel");
  };

  return {
    async post(channel, message, threadTs, mark) {
      const content = asJson({
        channel,
        ...message,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        ...(mark === undefined ? {} : { metadata: { event_type: MARK_EVENT_TYPE, event_payload: mark } }),
        unfurl_links: false,
      });
      const answer = await call("chat.postMessage", content);
      return { channel: answer.channel ?? channel, ts: answer.ts ?? "" };
    },
    async update(channel, ts, message) {
      await call("chat.update", asJson({ channel, ts, ...message }));
    },
    async find(nameOrId, topic, instant) {
      const channel = await channelId(nameOrId);
      if (channel === undefined) return undefined;
      return search("conversations.history", { channel, ...since(instant) }, ({ messages = [] }) => {
        for (const message of messages) {
          const mark = markOf(message);
          if (mark?.topic === topic) return { channel, ts: message.ts, ...mark };
        }
        return undefined;
      });
    },
    async hasReply({ channel, ts }, { topic, version }, instant) {
      const found = await search("conversations.replies", { channel, ts, ...since(instant) }, ({ messages = [] }) =>
        messages.find((message) => {
          const mark = message.ts === ts ? undefined : markOf(message);
          return mark?.topic === topic && mark.version === version;
        }),
      );
      return found !== undefined;
    },
    async membership() {
      const { scopes } = await request("auth.test", asForm({}));
      const types = TYPES_OF_CHANNELS.filter(({ scope }) => scopes.has(scope)).map(({ type }) => type);
      const channels: ChannelOfApp[] = [];
      let isComplete = false;
      if (types.length > 0)
        await search("users.conversations", { types: types.join(","), exclude_archived: false }, (answer) => {
          for (const { id, name, is_archived: isArchived = false } of answer.channels ?? [])
            channels.push({ id, name, isArchived });
          isComplete =
            (answer.response_metadata?.next_cursor ?? "") === "" && types.length === TYPES_OF_CHANNELS.length;
          return undefined;
        });
      return { scopes, channels, isComplete };
    },
  };
}

/** What lists them asks for a scope each (Slack API, users.conversations). */
const TYPES_OF_CHANNELS = [
  { type: "public_channel", scope: "channels:read" },
  { type: "private_channel", scope: "groups:read" },
] as const;

/** Slack names the scopes of the token in each answer (Slack, "OAuth scopes"). */
const scopesIn = ({ headers }: Response): ReadonlySet<string> =>
  new Set((headers.get("x-oauth-scopes") ?? "").split(",").flatMap((scope) => scope.trim() || []));

const since = (instant: Instant) => ({
  oldest: String(Math.floor(instant / 1000) - CLOCK_SKEW_SECONDS),
  include_all_metadata: true,
});

/** Other apps attach what they like: only what is written as we write it is ours. */
function markOf({ metadata }: FoundMessage): Mark | undefined {
  if (metadata?.event_type !== MARK_EVENT_TYPE) return undefined;
  const { topic, version } = metadata.event_payload ?? {};
  return typeof topic === "string" && typeof version === "number" ? { topic, version } : undefined;
}

/** Slack always answers a JSON object. None: somebody else spoke in its place, or the answer broke off on its way. */
async function readAnswer(response: Response): Promise<SlackAnswer | undefined> {
  try {
    const answer: unknown = await response.json();
    return typeof answer === "object" && answer !== null && !Array.isArray(answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}
