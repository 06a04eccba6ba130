import type { SlackMessage } from "./render.ts";

/** Slack cannot take it now: come back in so many seconds. */
export class SlackBusy extends Error {
  readonly retryAfterSeconds: number;
  /** Whether Slack named the seconds itself. */
  readonly isAsked: boolean;
  constructor(method: string, why: string, askedSeconds?: number) {
    const retryAfterSeconds = askedSeconds ?? RETRY_AFTER_SECONDS_DEFAULT;
    super(`Slack's ${method} answered ${why}; again in ${retryAfterSeconds} seconds`);
    this.name = "SlackBusy";
    this.retryAfterSeconds = retryAfterSeconds;
    this.isAsked = askedSeconds !== undefined;
  }
}

/** Slack will never take it as it is: a wrong token, a channel that does not exist or that the app was not invited to. */
export class SlackRefused extends Error {
  readonly code: string;
  constructor(method: string, code: string) {
    super(`Slack's ${method} refused: ${code}${REMEDIES[code] ? ` (${REMEDIES[code]})` : ""}`);
    this.name = "SlackRefused";
    this.code = code;
  }
}

const REMEDIES: Readonly<Record<string, string>> = {
  channel_not_found: "create the channel or correct notify.slack.channel in garden.yml",
  not_in_channel: "invite the app to the channel",
  is_archived: "unarchive the channel or name another one",
  invalid_auth: "put a valid bot token into the SSM parameter",
  not_authed: "put the bot token into the SSM parameter",
  account_inactive: "the app was removed from the workspace: install it again",
  token_revoked: "put a valid bot token into the SSM parameter",
  missing_scope: "give the app the scope chat:write",
};

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

/** Slack names the seconds with a 429; for other troubles this long is kind to both sides. */
const RETRY_AFTER_SECONDS_DEFAULT = 30;

/** Slack answers in well under a second; a hanging connection must not eat the function's time. */
const ANSWER_WITHIN_MILLISECONDS = 10_000;

/** The Web API methods that we call (Slack API, chat.postMessage and chat.update). */
export interface Slack {
  /** Posts a message, in a thread if its `ts` is given. Throws SlackBusy or SlackRefused. */
  post(
    channel: string,
    message: SlackMessage,
    threadTs?: string,
  ): Promise<{ readonly channel: string; readonly ts: string }>;
  /** Replaces a message. Throws SlackBusy or SlackRefused. */
  update(channel: string, ts: string, message: SlackMessage): Promise<void>;
}

interface SlackAnswer {
  readonly ok?: boolean;
  readonly error?: string;
  readonly channel?: string;
  readonly ts?: string;
}

/** `apiUrl` ends in a slash: `https://slack.com/api/`. */
export function createSlack(options: {
  readonly fetch: typeof fetch;
  readonly apiUrl: string;
  readonly token: string;
}): Slack {
  const call = async (method: string, body: object): Promise<SlackAnswer> => {
    let response: Response;
    try {
      response = await options.fetch(options.apiUrl + method, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", authorization: `Bearer ${options.token}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
      });
    } catch (error) {
      throw new SlackBusy(method, String(error));
    }
    if (response.status === 429 || response.status >= 500) {
      const retryAfter = Number(response.headers.get("retry-after"));
      const isAsked = Number.isFinite(retryAfter) && retryAfter > 0;
      throw new SlackBusy(method, `HTTP ${response.status}`, isAsked ? retryAfter : undefined);
    }
    const answer = await readAnswer(response);
    if (!answer) throw new SlackBusy(method, `HTTP ${response.status} and no JSON object`);
    if (answer.ok === true) return answer;
    const code = answer.error ?? `HTTP ${response.status}`;
    if (PASSING_CODES.has(code)) throw new SlackBusy(method, code);
    throw new SlackRefused(method, code);
  };

  return {
    async post(channel, message, threadTs) {
      const answer = await call("chat.postMessage", {
        channel,
        ...message,
        ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
        unfurl_links: false,
      });
      return { channel: answer.channel ?? channel, ts: answer.ts ?? "" };
    },
    async update(channel, ts, message) {
      await call("chat.update", { channel, ts, ...message });
    },
  };
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
