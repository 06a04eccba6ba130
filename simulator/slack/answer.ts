import type { Principal, WireRequest, WireResponse } from "../aws.ts";
import { NO_ANSWER } from "../clock.ts";
import type { Simulator } from "../simulator.ts";
import { inTurn } from "../wire/answer.ts";
import { isRecord } from "../wire/record.ts";
import { type Arguments, SlackError } from "./method.ts";
import { FORM_METHODS, METHODS } from "./methods.ts";
import type { Slack, SlackFailure } from "./slack.ts";

/** Base of the Web API on the simulator's port; Slack's own is `https://slack.com/api/`. */
export const SLACK_PATH = "/slack/api/";

/** Every bot token begins so (Slack, "Token types"). */
const BOT_TOKEN_PREFIX = "xoxb-";

/** What Slack asks for in a 429, unless `failNext` names another time. */
const RETRY_AFTER_SECONDS = 1;

/** What Slack answers when it fails: nothing that could be read. */
const SERVER_ERROR: WireResponse = { status: 500, headers: {}, body: "" };

/** Answers one call of Slack's Web API. */
export function answerSlack(simulator: Simulator, request: WireRequest, by: Principal): Promise<WireResponse> {
  const method = new URL(request.path, "http://simulator.invalid").pathname.slice(SLACK_PATH.length);
  return inTurn(simulator, by, `slack:${method}`, request, {
    effect: async () => {
      const failure = simulator.slack.takeFailure();
      if (!failure) return perform(simulator.slack, method, request);
      if (failure.accepted) perform(simulator.slack, method, request);
      return fail(failure);
    },
    throttled: () => rateLimited(RETRY_AFTER_SECONDS),
    failed: () => SERVER_ERROR,
  });
}

function fail(failure: SlackFailure): WireResponse | typeof NO_ANSWER {
  if ("hang" in failure) return NO_ANSWER;
  if ("error" in failure) return json(200, { ok: false, error: failure.error });
  if (failure.status !== 429) return { status: failure.status, headers: {}, body: "" };
  return rateLimited(failure.retryAfterSeconds ?? RETRY_AFTER_SECONDS);
}

function perform(slack: Slack, name: string, request: WireRequest): WireResponse {
  try {
    const method = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
    if (!method) throw new SlackError("unknown_method", { req_method: name });
    const given = readArguments(request, FORM_METHODS.has(name));
    const answered = json(200, { ok: true, ...method(slack, given, readToken(request, given)) });
    // On every answer to a token that is one (Slack, "OAuth scopes").
    const scopes = { "x-oauth-scopes": [...slack.grantedScopes].join(",") };
    return { ...answered, headers: { ...answered.headers, ...scopes } };
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    if (error.retryAfterSeconds !== undefined) return rateLimited(error.retryAfterSeconds);
    return json(200, { ok: false, error: error.message, ...error.members });
  }
}

function readToken(request: WireRequest, given: Arguments): string {
  const bearer = /^Bearer (.*)$/.exec(request.headers.authorization ?? "")?.[1];
  const token = bearer ?? given.token;
  if (typeof token !== "string" || token === "") throw new SlackError("not_authed");
  if (!token.startsWith(BOT_TOKEN_PREFIX)) throw new SlackError("invalid_auth");
  return token;
}

function readArguments(request: WireRequest, asForm: boolean): Arguments {
  const isJson = (request.headers["content-type"] ?? "").startsWith("application/json");
  if (isJson && asForm) return {};
  if (!isJson) return Object.fromEntries(new URLSearchParams(request.body.toString()));
  try {
    const given: unknown = JSON.parse(request.body.toString());
    if (isRecord(given)) return given;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw new SlackError("invalid_json");
}

function rateLimited(retryAfterSeconds: number): WireResponse {
  const answered = json(429, { ok: false, error: "ratelimited" });
  return { ...answered, headers: { ...answered.headers, "retry-after": String(retryAfterSeconds) } };
}

function json(status: number, body: unknown): WireResponse {
  return { status, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(body) };
}
