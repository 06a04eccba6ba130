import { describe, expect, test } from "@jest/globals";
import { SinkBusy, SinkRefused } from "../../shared/notify/sink.ts";
import { createSlack, type Slack } from "../../shared/notify/slack.ts";

const MESSAGE = { text: "shop/api is rolling", blocks: [] } as const;

type Answer = (request: Request) => Response | Promise<Response>;

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

const turn = (): Promise<void> => Promise.resolve();

interface SlackWorld {
  readonly slack: Slack;
  readonly requests: Request[];
  /** What could end each request early. */
  readonly signals: (AbortSignal | null | undefined)[];
}

/** Slack, behind a network that answers so, and the requests that it got. */
function slackThatAnswers(answer: Answer): SlackWorld {
  const requests: Request[] = [];
  const signals: (AbortSignal | null | undefined)[] = [];
  const network: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    requests.push(request.clone());
    signals.push(init?.signal);
    return answer(request);
  };
  const slack = createSlack({ fetch: network, apiUrl: "https://slack.example/api/", token: "xoxb-1", turn });
  return { slack, requests, signals };
}

/** What posting a message ends in when Slack answers so. */
async function outcomeOf(answer: Answer): Promise<unknown> {
  try {
    return await slackThatAnswers(answer).slack.post("#deploys", MESSAGE);
  } catch (error) {
    return error;
  }
}

/** As outcomeOf, for troubles that pass: the seconds after which to come back, and why. */
async function busyOutcomeOf(answer: Answer): Promise<{ readonly seconds: number; readonly why: string }> {
  const outcome = await outcomeOf(answer);
  if (!(outcome instanceof SinkBusy)) throw new Error(`not busy but ${String(outcome)}`);
  return { seconds: outcome.retryAfterSeconds, why: outcome.message };
}

const ok = () => json({ ok: true, channel: "C0123456789", ts: "1763812805.000100" });

describe("what goes to Slack", () => {
  test("a message, by its method, with the token", async () => {
    const { slack, requests } = slackThatAnswers(ok);
    expect(await slack.post("#deploys", MESSAGE)).toEqual({ channel: "C0123456789", ts: "1763812805.000100" });
    const [request] = requests;
    expect(request?.url).toBe("https://slack.example/api/chat.postMessage");
    expect(request?.method).toBe("POST");
    expect(request?.headers.get("authorization")).toBe("Bearer xoxb-1");
    expect(request?.headers.get("content-type")).toBe("application/json; charset=utf-8");
    expect(await request?.json()).toEqual({
      channel: "#deploys",
      text: "shop/api is rolling",
      blocks: [],
      unfurl_links: false,
    });
  });

  test("a reply, in its thread", async () => {
    const { slack, requests } = slackThatAnswers(ok);
    await slack.post("C0123456789", MESSAGE, "1763812805.000100");
    expect(await requests[0]?.json()).toMatchObject({ channel: "C0123456789", thread_ts: "1763812805.000100" });
  });

  test("an edit, in its place", async () => {
    const { slack, requests } = slackThatAnswers(ok);
    expect(await slack.update("C0123456789", "1763812805.000100", MESSAGE)).toBeUndefined();
    expect(requests[0]?.url).toBe("https://slack.example/api/chat.update");
    expect(await requests[0]?.json()).toEqual({
      channel: "C0123456789",
      ts: "1763812805.000100",
      text: "shop/api is rolling",
      blocks: [],
    });
  });

  test("one request, whatever comes of it: who comes back is the queue", async () => {
    const { slack, requests } = slackThatAnswers(() => json({}, 500));
    await expect(slack.post("#deploys", MESSAGE)).rejects.toThrow(SinkBusy);
    expect(requests).toHaveLength(1);
  });
});

const tooMany = (retryAfter: string) => json({ ok: false, error: "ratelimited" }, 429, { "retry-after": retryAfter });

describe("what passes by itself comes back", () => {
  test.each([
    ["after the seconds that Slack names", "7", 7],
    ["after an hour, if Slack says so", "3600", 3600],
    ["after half a minute, where Slack names less than a second", "0", 30],
    ["after half a minute, where Slack names the past", "-5", 30],
    ["after half a minute, where Slack says nothing in it", "", 30],
    ["after half a minute, where Slack's word is no number", "Sun, 22 Nov 2026 12:00:30 GMT", 30],
  ])("%s", async (_, retryAfter, seconds) => {
    expect((await busyOutcomeOf(() => tooMany(retryAfter))).seconds).toBe(seconds);
  });

  test("a 429 without a word on when", async () => {
    expect(await busyOutcomeOf(() => json({ ok: false, error: "ratelimited" }, 429))).toEqual({
      seconds: 30,
      why: "Slack's chat.postMessage answered HTTP 429; again in 30 seconds",
    });
  });

  test.each([500, 502, 503, 504])("HTTP %i", async (status) => {
    const page = () => new Response("<html>Bad gateway</html>", { status });
    expect(await busyOutcomeOf(page)).toEqual({
      seconds: 30,
      why: `Slack's chat.postMessage answered HTTP ${status}; again in 30 seconds`,
    });
  });

  test.each([
    "ratelimited",
    "internal_error",
    "fatal_error",
    "service_unavailable",
    "request_timeout",
    "rate_limited",
    "team_added_to_org",
  ])("ok: false, %s", async (error) => {
    expect(await busyOutcomeOf(() => json({ ok: false, error }))).toEqual({
      seconds: 30,
      why: `Slack's chat.postMessage answered ${error}; again in 30 seconds`,
    });
  });

  test("a connection that is refused", async () => {
    const outcome = await busyOutcomeOf(() => Promise.reject(new TypeError("fetch failed")));
    expect(outcome.seconds).toBe(30);
    expect(outcome.why).toContain("fetch failed");
  });

  test("a connection that hangs is given up, by a signal that goes with the request", async () => {
    const { slack, signals } = slackThatAnswers(ok);
    await slack.post("#deploys", MESSAGE);
    expect(signals.map((signal) => signal?.aborted)).toEqual([false]);
    const givenUp = new DOMException("The operation was aborted due to timeout", "TimeoutError");
    expect((await busyOutcomeOf(() => Promise.reject(givenUp))).why).toContain("aborted due to timeout");
  });
});

const brokenOff = () => new ReadableStream({ start: (body) => body.error(new TypeError("terminated")) });

describe("what is no answer of Slack's comes back, too: a proxy or a maintenance page spoke in its place", () => {
  test.each([
    ["HTML with HTTP 200", () => new Response("<html>Under maintenance</html>", { status: 200 })],
    ["HTML with HTTP 403", () => new Response("<html>Blocked by proxy</html>", { status: 403 })],
    ["nothing at all", () => new Response(null, { status: 200 })],
    ["half an answer", () => new Response('{"ok":tr', { status: 200 })],
    ["JSON that is null", () => json(null)],
    ["JSON that is a text", () => json("ok")],
    ["JSON that is a list", () => json([])],
  ])("%s", async (_, answer) => {
    expect(await busyOutcomeOf(answer)).toMatchObject({
      seconds: 30,
      why: expect.stringMatching(
        /^Slack's chat.postMessage answered HTTP \d{3} and no JSON object; again in 30 seconds$/,
      ),
    });
  });

  test("an answer that breaks off on its way", async () => {
    expect((await busyOutcomeOf(() => new Response(brokenOff()))).seconds).toBe(30);
  });
});

describe("what never works is refused, with what to do about it", () => {
  test.each([
    ["channel_not_found", "channel_not_found (create the channel or correct notify.slack.channel in garden.yml)"],
    ["not_in_channel", "not_in_channel (invite the app to the channel)"],
    ["is_archived", "is_archived (unarchive the channel or name another one)"],
    ["invalid_auth", "invalid_auth (put a valid bot token into the SSM parameter)"],
    ["not_authed", "not_authed (put the bot token into the SSM parameter)"],
    ["account_inactive", "account_inactive (the app was removed from the workspace: install it again)"],
    ["token_revoked", "token_revoked (put a valid bot token into the SSM parameter)"],
    ["missing_scope", "missing_scope (give the app the scope chat:write)"],
    ["invalid_blocks", "invalid_blocks"],
  ])("%s", async (code, why) => {
    const outcome = await outcomeOf(() => json({ ok: false, error: code }));
    expect(outcome).toBeInstanceOf(SinkRefused);
    expect(outcome).toMatchObject({ code, message: `Slack's chat.postMessage refused: ${why}` });
  });

  test("an edit, too", async () => {
    const { slack } = slackThatAnswers(() => json({ ok: false, error: "message_not_found" }));
    await expect(slack.update("C0123456789", "1763812805.000100", MESSAGE)).rejects.toThrow(
      "Slack's chat.update refused: message_not_found",
    );
  });

  test("an answer that does not say ok is none that is ok", async () => {
    expect(await outcomeOf(() => json({ ts: "1763812805.000100" }))).toMatchObject({ code: "HTTP 200" });
  });

  test("an answer that is not ok and says no more is told by its HTTP status", async () => {
    expect(await outcomeOf(() => json({ ok: false }, 403))).toMatchObject({ code: "HTTP 403" });
  });
});
