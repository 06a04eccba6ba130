import type { Principal, WireRequest, WireResponse } from "../aws.ts";
import { NO_ANSWER } from "../clock.ts";
import type { Simulator } from "../simulator.ts";
import { inTurn } from "../wire/answer.ts";
import { KINDS, type WebhookKind } from "./kinds.ts";
import type { WebhookFailure } from "./webhooks.ts";

/** Webhooks are at `/webhooks/<kind>/<name>`; every name exists. */
export const WEBHOOKS_PATH = "/webhooks/";

/** What a busy webhook asks for, unless `failNext` names another time. */
const RETRY_AFTER_SECONDS = 1;

const SERVER_ERROR: WireResponse = { status: 500, headers: {}, body: "" };

/** Answers one request to a webhook. */
export function answerWebhook(simulator: Simulator, request: WireRequest, by: Principal): Promise<WireResponse> {
  const [kindName = "", name = ""] = request.path.slice(WEBHOOKS_PATH.length).split(/[/?]/);
  const kind = Object.hasOwn(KINDS, kindName) ? KINDS[kindName] : undefined;
  return inTurn(simulator, by, `webhook:${kindName}`, request, {
    effect: async () => {
      if (!kind || name === "" || request.method !== "POST") return { status: 404, headers: {}, body: "" };
      const failure = simulator.webhooks.takeFailure(name);
      if (!failure) return take(simulator, kind, name, request);
      if (failure.accepted) take(simulator, kind, name, request);
      return answerOf(failure);
    },
    throttled: () => tooMany(RETRY_AFTER_SECONDS),
    failed: () => SERVER_ERROR,
  });
}

function take({ webhooks }: Simulator, kind: WebhookKind, name: string, { headers, body }: WireRequest): WireResponse {
  const text = body.toString();
  const refused = kind.refuse(headers["content-type"] ?? "", text);
  if (refused) return { headers: {}, ...refused };
  webhooks.take({ name, headers, body: text });
  return { headers: {}, ...kind.taken };
}

function answerOf(failure: WebhookFailure): WireResponse | typeof NO_ANSWER {
  if ("hang" in failure) return NO_ANSWER;
  if (failure.status === 429) return tooMany(failure.retryAfterSeconds ?? RETRY_AFTER_SECONDS);
  return { status: failure.status, headers: {}, body: failure.body ?? "" };
}

const tooMany = (retryAfterSeconds: number): WireResponse => ({
  status: 429,
  headers: { "retry-after": String(retryAfterSeconds) },
  body: "",
});
