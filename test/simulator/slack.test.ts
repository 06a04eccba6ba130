import { beforeEach, describe, expect, test } from "@jest/globals";
import { World } from "../../simulator/clock.ts";
import { Simulator } from "../../simulator/simulator.ts";
import { inProcessFetch } from "../../simulator/outside-fetch.ts";
import { callers } from "../../simulator/wire/transport.ts";

const START = Date.UTC(2030, 0, 1);

let simulator: Simulator;

beforeEach(() => {
  simulator = new Simulator([], new World({ seed: 1, start: START, order: "seeded" }));
});

/** Calls a method as a production sender would: with JSON, or where it reads with a form. */
async function call(method: string, body: unknown, token = "xoxb-gardener") {
  const isForm = /^conversations\.|^users\./.test(method);
  const response = await inProcessFetch(simulator)(`https://slack.example/slack/api/${method}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": isForm ? "application/x-www-form-urlencoded" : "application/json; charset=utf-8",
    },
    body: isForm ? formOf(body as object) : typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const answer: Record<string, unknown> = text === "" ? {} : JSON.parse(text);
  return { status: response.status, headers: response.headers, answer };
}

const formOf = (body: object): string =>
  new URLSearchParams(Object.entries(body).map(([name, value]): [string, string] => [name, String(value)])).toString();

const post = (channel = "#deploys") => call("chat.postMessage", { channel, text: "x" });
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } });
const many = (count: number, item: unknown) => Array.from({ length: count }, () => item);
const button = { type: "button", text: { type: "plain_text", text: "Roll back" }, action_id: "rollback" };

describe("posting", () => {
  test("a message appears in its channel, a reply in its thread, an edit in its place", async () => {
    const { answer: posted } = await call("chat.postMessage", {
      channel: "#deploys",
      text: "api: rolling",
      blocks: [section("*api*")],
    });
    expect(posted).toMatchObject({
      ok: true,
      channel: expect.stringMatching(/^C[A-Z0-9]{10}$/),
      ts: `${START / 1000}.000100`,
      message: { text: "api: rolling", blocks: [section("*api*")] },
    });
    const { answer: replied } = await call("chat.postMessage", {
      channel: posted.channel,
      text: "1 of 3",
      thread_ts: posted.ts,
    });
    await call("chat.postMessage", { channel: posted.channel, text: "2 of 3", thread_ts: replied.ts });
    expect(await call("chat.update", { channel: posted.channel, ts: posted.ts, text: "api: done" })).toMatchObject({
      answer: { ok: true, channel: posted.channel, ts: posted.ts, text: "api: done" },
    });
    expect(simulator.slack.messages).toMatchObject([
      { channel: "#deploys", ts: posted.ts, threadTs: null, text: "api: done", blocks: [] },
      { channel: "#deploys", threadTs: posted.ts, text: "1 of 3", editedTs: null },
      { channel: "#deploys", threadTs: posted.ts, text: "2 of 3" },
    ]);
    const stamps = simulator.slack.messages.map(({ ts }) => ts);
    expect([...new Set(stamps)].sort()).toEqual(stamps);
  });

  test("forms are read like JSON, with the blocks as text and the token in the form", async () => {
    const response = await inProcessFetch(simulator)("http://127.0.0.1:1/slack/api/chat.postMessage", {
      method: "POST",
      body: new URLSearchParams({
        token: "xoxb-1",
        channel: "deploys",
        text: "hi",
        blocks: JSON.stringify([section("x")]),
      }),
    });
    expect(await response.json()).toMatchObject({ ok: true });
    expect(simulator.slack.messages).toMatchObject([{ channel: "#deploys", text: "hi", blocks: [section("x")] }]);
  });

  test("auth.test tells who the token is", async () => {
    expect(await call("auth.test", {})).toMatchObject({ answer: { ok: true, bot_id: expect.any(String) } });
  });
});

describe("refusals", () => {
  const refusals: readonly [what: string, body: unknown, error: string][] = [
    ["a name that no channel can have", { channel: "#two words", text: "x" }, "channel_not_found"],
    ["no channel", { text: "x" }, "channel_not_found"],
    ["nothing to say", { channel: "#deploys" }, "no_text"],
    ["a text too long", { channel: "#deploys", text: "x".repeat(40_001) }, "msg_too_long"],
    ["a thread that is not there", { channel: "#deploys", text: "x", thread_ts: "1.000100" }, "thread_not_found"],
    [
      "blocks that are no list",
      { channel: "#deploys", text: "x", blocks: { type: "divider" } },
      "invalid_blocks_format",
    ],
    ["blocks that are no JSON", { channel: "#deploys", text: "x", blocks: "[" }, "invalid_blocks_format"],
    [
      "all blocks together too long",
      { channel: "#deploys", text: "x", blocks: many(4, section("x".repeat(2_900))) },
      "msg_blocks_too_long",
    ],
    ["no JSON", "{", "invalid_json"],
  ];
  test.each(refusals)("%s", async (_what, body, error) => {
    expect(await call("chat.postMessage", body)).toMatchObject({ status: 200, answer: { ok: false, error } });
    expect(simulator.slack.messages).toEqual([]);
  });

  const blocks: readonly [what: string, blocks: readonly unknown[], error: string][] = [
    ["51 blocks", many(51, { type: "divider" }), "no more than 50 items allowed [json-pointer:/blocks]"],
    [
      "a section of 3,001 characters",
      [section("x".repeat(3_001))],
      "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ],
    ["an empty section", [section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"],
    ["a section without text", [{ type: "section" }], "missing required field: text [json-pointer:/blocks/0]"],
    [
      "11 fields",
      [{ type: "section", fields: many(11, { type: "mrkdwn", text: "x" }) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ],
    [
      "a field of 2,001 characters",
      [{ type: "section", fields: [{ type: "mrkdwn", text: "x".repeat(2_001) }] }],
      "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ],
    [
      "a header in markdown",
      [{ type: "header", text: { type: "mrkdwn", text: "x" } }],
      "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
    ],
    [
      "a header of 151 characters",
      [{ type: "header", text: { type: "plain_text", text: "x".repeat(151) } }],
      "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ],
    [
      "11 elements of context",
      [{ type: "context", elements: many(11, { type: "mrkdwn", text: "x" }) }],
      "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "26 buttons",
      [{ type: "actions", elements: many(26, button) }],
      "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ],
    [
      "a button's text of 76 characters",
      [{ type: "actions", elements: [{ ...button, text: { type: "plain_text", text: "x".repeat(76) } }] }],
      "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ],
    [
      "a button's value of 2,001 characters",
      [{ type: "actions", elements: [{ ...button, value: "x".repeat(2_001) }] }],
      "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ],
    ["an unknown block", [{ type: "carousel" }], "unsupported type: carousel [json-pointer:/blocks/0]"],
    [
      "the same block_id twice",
      many(2, { type: "divider", block_id: "a" }),
      "block_id already exists [json-pointer:/blocks/1]",
    ],
  ];
  test.each(blocks)("%s", async (_what, given, error) => {
    expect(await call("chat.postMessage", { channel: "#deploys", text: "x", blocks: given })).toMatchObject({
      answer: {
        ok: false,
        error: "invalid_blocks",
        errors: [error],
        response_metadata: { messages: [`[ERROR] ${error}`] },
      },
    });
  });

  test("what is just within the limits passes", async () => {
    const given = [
      section("x".repeat(3_000)),
      { type: "section", fields: many(10, { type: "mrkdwn", text: "x" }), accessory: button },
      { type: "actions", elements: many(25, button) },
      { type: "context", elements: [{ type: "image", image_url: "https://x/y.png", alt_text: "y" }] },
      ...many(46, { type: "divider" }),
    ];
    expect(await call("chat.postMessage", { channel: "#deploys", text: "x", blocks: given })).toMatchObject({
      answer: { ok: true },
    });
  });

  const tokens: readonly [token: string, error: string][] = [
    ["", "not_authed"],
    ["xoxp-person", "invalid_auth"],
  ];
  test.each(tokens)("the token %p", async (token, error) => {
    expect(await call("chat.postMessage", { channel: "#deploys", text: "x" }, token)).toMatchObject({
      answer: { ok: false, error },
    });
  });

  test("a method that Slack does not have", async () => {
    expect(await call("chat.shout", {})).toMatchObject({
      answer: { ok: false, error: "unknown_method", req_method: "chat.shout" },
    });
  });

  test("updates of what is not there, not named by its identifier, or another bot's", async () => {
    const { answer: posted } = await call("chat.postMessage", { channel: "#deploys", text: "x" });
    const update = (change: object, token?: string) =>
      call("chat.update", { channel: posted.channel, ts: posted.ts, text: "y", ...change }, token);
    expect(await update({ ts: "1.000100" })).toMatchObject({ answer: { error: "message_not_found" } });
    expect(await update({ channel: "#deploys" })).toMatchObject({ answer: { error: "channel_not_found" } });
    expect(await update({}, "xoxb-another")).toMatchObject({ answer: { error: "cant_update_message" } });
    expect(simulator.slack.messages).toMatchObject([{ text: "x" }]);
  });

  test("channels that it was told not to know", async () => {
    simulator.slack.onlyChannels(["deploys"]);
    expect(await call("chat.postMessage", { channel: "#other", text: "x" })).toMatchObject({
      answer: { error: "channel_not_found" },
    });
    expect(await call("chat.postMessage", { channel: "#deploys", text: "x" })).toMatchObject({ answer: { ok: true } });
  });
});

const texts = ({ answer }: Awaited<ReturnType<typeof call>>) =>
  (answer.messages as readonly { text: string }[]).map(({ text }) => text);

async function channelsListed(given: object) {
  const { answer } = await call("users.conversations", given);
  return (answer.channels as { name: string; is_archived: boolean }[]).map((each) => [each.name, each.is_archived]);
}

const missing = (needed: string) => ({
  answer: { ok: false, error: "missing_scope", needed, provided: "chat:write" },
});

describe("what was said can be read again", () => {
  const metadata = { event_type: "rollout", event_payload: { topic: "api", version: 3 } };

  /** Three messages in #deploys, the second with a thread of two, and one elsewhere. */
  async function givenAConversation() {
    const say = async (text: string, more: object = {}) => {
      await simulator.world.advance(2_000);
      const { answer } = await call("chat.postMessage", { channel: "#deploys", text, ...more });
      return { channel: String(answer.channel), ts: String(answer.ts) };
    };
    const first = await say("one", { metadata });
    const second = await say("two");
    await say("two, more", { thread_ts: second.ts, metadata });
    await say("two, still more", { thread_ts: second.ts });
    const third = await say("three");
    await call("chat.postMessage", { channel: "#other", text: "elsewhere" });
    return { first, second, third };
  }

  test("a channel newest first and without its threads, from and to a time, page by page", async () => {
    const { first, second, third } = await givenAConversation();
    const history = (more: object = {}) => call("conversations.history", { channel: first.channel, ...more });
    expect(texts(await history())).toEqual(["three", "two", "one"]);
    expect(texts(await history({ oldest: first.ts, latest: third.ts }))).toEqual(["two"]);
    expect(texts(await history({ oldest: second.ts, inclusive: true }))).toEqual(["three", "two"]);
    const { answer } = await history({ limit: 2 });
    expect(answer.has_more).toBe(true);
    const { next_cursor: cursor } = answer.response_metadata as { next_cursor: string };
    expect(texts(await history({ limit: 2, cursor }))).toEqual(["one"]);
  });

  test("a thread oldest first, with the message that it hangs from", async () => {
    const { second } = await givenAConversation();
    const replies = await call("conversations.replies", { ...second, include_all_metadata: true });
    expect(texts(replies)).toEqual(["two", "two, more", "two, still more"]);
    expect(replies.answer.messages).toMatchObject([{}, { metadata, thread_ts: second.ts }, {}]);
  });

  test("metadata only where it is asked for, and kept by an edit that says nothing about it", async () => {
    const { first } = await givenAConversation();
    await call("chat.update", { ...first, text: "one, edited" });
    const { answer } = await call("conversations.history", { channel: first.channel, include_all_metadata: true });
    expect(answer.messages).toMatchObject([{}, {}, { text: "one, edited", metadata }]);
    const { answer: without } = await call("conversations.history", { channel: first.channel });
    expect(JSON.stringify(without)).not.toContain("event_payload");
  });

  test("metadata whose type no event can have is ignored with a warning", async () => {
    const { answer } = await call("chat.postMessage", {
      channel: "#deploys",
      text: "x",
      metadata: { ...metadata, event_type: "a.b" },
    });
    expect(answer).toMatchObject({ ok: true, warning: "invalid_metadata_schema" });
    expect(simulator.slack.messages[0]?.metadata).toBeNull();
  });

  test("the channels of the bot, by name and identifier", async () => {
    const { first } = await givenAConversation();
    const { answer } = await call("users.conversations", {});
    expect(answer.channels).toMatchObject([{ id: first.channel, name: "deploys" }, { name: "other" }]);
  });

  test("archived ones only where they are not left out, and none that the bot is not in", async () => {
    simulator.slack.onlyIn(["deploys", "old"]);
    simulator.slack.archive("old");
    expect(await channelsListed({})).toEqual([
      ["deploys", false],
      ["old", true],
    ]);
    expect(await channelsListed({ exclude_archived: true })).toEqual([["deploys", false]]);
    expect(await post("#old")).toMatchObject({ answer: { error: "is_archived" } });
    expect(await post("#other")).toMatchObject({ answer: { ok: true } });
    simulator.slack.onlyScopes(["chat:write"]);
    expect(await post("#other")).toMatchObject({ answer: { error: "not_in_channel" } });
    expect((await post()).headers.get("x-oauth-scopes")).toBe("chat:write");
  });

  test("reading takes no notice of JSON", async () => {
    const { first } = await givenAConversation();
    const response = await inProcessFetch(simulator)("https://slack.example/slack/api/conversations.history", {
      method: "POST",
      headers: { authorization: "Bearer xoxb-1", "content-type": "application/json" },
      body: JSON.stringify({ channel: first.channel }),
    });
    expect(await response.json()).toMatchObject({ ok: false, error: "channel_not_found" });
  });

  test("a message that was deleted is gone, also for edits", async () => {
    const { first } = await givenAConversation();
    expect(await call("chat.delete", first, "xoxb-another")).toMatchObject({
      answer: { error: "cant_delete_message" },
    });
    expect(await call("chat.delete", first)).toMatchObject({ answer: { ok: true, ...first } });
    expect(await call("chat.update", { ...first, text: "y" })).toMatchObject({
      answer: { error: "message_not_found" },
    });
    expect(texts(await call("conversations.history", { channel: first.channel }))).toEqual(["three", "two"]);
  });

  test("refused: a channel by its name, a thread that is not there, a cursor of somebody else", async () => {
    const { first } = await givenAConversation();
    const refused: readonly [method: string, body: object, error: string][] = [
      ["conversations.history", { channel: "#deploys" }, "channel_not_found"],
      ["conversations.history", { channel: first.channel, cursor: "abc" }, "invalid_cursor"],
      ["conversations.history", { channel: first.channel, limit: 0 }, "invalid_limit"],
      ["conversations.replies", { channel: first.channel, ts: "1.000100" }, "thread_not_found"],
    ];
    for (const [method, body, error] of refused) expect(await call(method, body)).toMatchObject({ answer: { error } });
  });

  test("not with a bot that lacks the scope, which is told which one", async () => {
    const { first } = await givenAConversation();
    simulator.slack.onlyScopes(["chat:write"]);
    const { channel } = first;
    expect(await call("conversations.history", { channel })).toMatchObject(missing("channels:history"));
    expect(await call("conversations.replies", first)).toMatchObject(missing("channels:history"));
    expect(await call("users.conversations", {})).toMatchObject(missing("channels:read"));
    expect(await post()).toMatchObject({ answer: { ok: true } });
  });
});

describe("the rate limit", () => {
  test("a burst passes, then one message a second and channel", async () => {
    const burst = [];
    for (let i = 0; i < 6; i++) burst.push((await post()).status);
    expect(burst).toEqual([200, 200, 200, 200, 200, 429]);
    const limited = await post();
    expect(limited).toMatchObject({ status: 429, answer: { ok: false, error: "ratelimited" } });
    expect(limited.headers.get("retry-after")).toBe("1");
    expect(await post("#other")).toMatchObject({ status: 200 });
    await simulator.world.advance(1_000);
    expect([(await post()).status, (await post()).status]).toEqual([200, 429]);
  });
});

describe("failures on request", () => {
  test("a status, an error, each as often as asked", async () => {
    simulator.slack.failNext({ status: 500, count: 2 });
    simulator.slack.failNext({ status: 429, retryAfterSeconds: 30 });
    simulator.slack.failNext({ error: "internal_error" });
    expect([(await post()).status, (await post()).status]).toEqual([500, 500]);
    expect((await post()).headers.get("retry-after")).toBe("30");
    expect(await post()).toMatchObject({ status: 200, answer: { ok: false, error: "internal_error" } });
    expect(await post()).toMatchObject({ answer: { ok: true } });
    expect(simulator.slack.messages).toHaveLength(1);
  });

  test("an accepted message whose answer is lost", async () => {
    simulator.slack.failNext({ status: 500, accepted: true });
    expect(await call("chat.postMessage", { channel: "#deploys", text: "x" })).toMatchObject({ status: 500 });
    expect(simulator.slack.messages).toHaveLength(1);
  });

  test("a caller may stop waiting for a call that hangs", async () => {
    simulator.slack.failNext({ hang: true });
    const abort = new AbortController();
    const hanging = inProcessFetch(simulator)("http://127.0.0.1:1/slack/api/auth.test", {
      method: "POST",
      signal: abort.signal,
    });
    abort.abort(new Error("waited long enough"));
    await expect(hanging).rejects.toThrow("waited long enough");
  });

  test("a function that hangs on Slack is ended by its time-out, and its call is counted as its own", async () => {
    simulator.slack.failNext({ hang: true });
    const outcomes: unknown[] = [];
    simulator.world.invoke(
      "notify",
      (invocation) => {
        const principal = { name: "notify", arn: "arn:aws:sts::123456789012:assumed-role/r/notify", invocation };
        return callers.run({ principal, account: "123456789012", region: "us-east-1" }, () => call("auth.test", {}));
      },
      { timeoutMilliseconds: 30_000, done: (outcome) => outcomes.push(outcome) },
    );
    await simulator.world.advance(30_000);
    expect(outcomes).toMatchObject([{ error: { name: "Sandbox.Timedout" } }]);
    expect(simulator.calls.list()).toEqual([{ principal: "notify", operation: "slack:auth.test", count: 1 }]);
  });
});
