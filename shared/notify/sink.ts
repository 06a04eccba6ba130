import type { AnyNotice } from "../core/model.ts";

/** Somewhere that people, or their programs, read notices. Each is told in order and by itself. */
export interface Sink {
  /**
   * Tells a notice, unless that was done: one that comes back goes on where it broke. False: it is not to be told here.
   * Throws SinkBusy or SinkRefused.
   */
  tell(notice: AnyNotice, among: Surroundings): Promise<boolean>;
}

/** What is known around a notice when it is told. */
export interface Surroundings {
  /** The newest notice that waits on the same topic, or itself: what can be updated reads like it at once. */
  readonly newest: AnyNotice;
  /** Older ones of the topic that wait as well: in a thread they come before. */
  readonly earlier: readonly AnyNotice[];
  /** It only brings up to date what was told here of its topic before. */
  readonly isFollowUp: boolean;
}

/** A place that only takes: nothing that was sent there can be changed, answered to or looked for. */
export interface Outlet {
  /** Every state of what is told, or that it began, became critical, and how it ended. */
  readonly reads: "everything" | "beginning and end";
  /** Throws SinkBusy or SinkRefused. */
  send(notice: AnyNotice): Promise<void>;
}

/** What an outlet behind one address takes. */
export interface WebhookOptions {
  /** As garden.yml names it. */
  readonly name: string;
  readonly fetch: typeof fetch;
  readonly url: string;
}

/** A sink cannot take it now: come back in so many seconds. */
export class SinkBusy extends Error {
  readonly retryAfterSeconds: number;
  /** Whether the sink named the seconds itself. */
  readonly isAsked: boolean;
  /** Whether the sink has surely done nothing; else it may have, and only its answer went wrong. */
  readonly isUndone: boolean;
  /** `who` is what was called, as `Slack's chat.postMessage`. */
  constructor(who: string, why: string, { askedSeconds, isUndone = false }: BusyDetails = {}) {
    const retryAfterSeconds = askedSeconds ?? RETRY_AFTER_SECONDS_DEFAULT;
    super(`${who} answered ${why}; again in ${retryAfterSeconds} seconds`);
    this.name = "SinkBusy";
    this.retryAfterSeconds = retryAfterSeconds;
    this.isAsked = askedSeconds !== undefined;
    this.isUndone = isUndone;
  }
}

interface BusyDetails {
  readonly askedSeconds?: number | undefined;
  readonly isUndone?: boolean;
}

/** A sink will never take it as it is: a wrong token, a channel or an address that does not exist. */
export class SinkRefused extends Error {
  readonly code: string;
  constructor(who: string, code: string, remedy?: string) {
    super(`${who} refused: ${code}${remedy ? ` (${remedy})` : ""}`);
    this.name = "SinkRefused";
    this.code = code;
  }
}

/** Sinks name the seconds with a 429; for other troubles this long is kind to both sides. */
const RETRY_AFTER_SECONDS_DEFAULT = 30;

/** Sinks answer in well under a second; a hanging connection must not eat the function's time. */
const ANSWER_WITHIN_MILLISECONDS = 10_000;

/** The statuses that pass by themselves besides 5xx: a request that took too long, one that came too early, too many. */
const PASSING_STATUSES = new Set([408, 425, 429]);

/**
 * Posts once; who tries again is the queue. Throws SinkBusy where the answer is one that passes. Redirects are not
 * followed: what was signed for one address is not meant for another.
 */
export async function post(who: string, { fetch: send, url, headers, body }: PostRequest): Promise<Response> {
  let response: Response;
  try {
    response = await send(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", ...headers },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(ANSWER_WITHIN_MILLISECONDS),
    });
  } catch (error) {
    throw new SinkBusy(who, String(error));
  }
  if (response.status < 500 && !PASSING_STATUSES.has(response.status)) return response;
  const retryAfter = Number(response.headers.get("retry-after"));
  const isAsked = Number.isFinite(retryAfter) && retryAfter > 0;
  throw new SinkBusy(who, `HTTP ${response.status}`, {
    askedSeconds: isAsked ? retryAfter : undefined,
    isUndone: response.status === 429,
  });
}

export interface PostRequest {
  readonly fetch: typeof fetch;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}
