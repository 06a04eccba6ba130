import type { Principal, WireRequest, WireResponse } from "./aws.ts";
import type { Simulator } from "./simulator.ts";
import { answerSlack, SLACK_PATH } from "./slack/answer.ts";
import { answerWebhook, WEBHOOKS_PATH } from "./webhooks/answer.ts";
import { principalOf } from "./wire/sessions.ts";

/** The header by which a function's call outside of AWS is known as its own: it carries no AWS signature. */
export const SESSION_HEADER = "x-simulator-session";

/** Somebody without a session: a person with curl, a test. */
const ANYBODY: Principal = { name: "anybody", arn: "", invocation: undefined };

/** Whether a path is one of a service beside AWS. */
export const isOutside = (path: string): boolean => path.startsWith(SLACK_PATH) || path.startsWith(WEBHOOKS_PATH);

/** Answers a call of a service beside AWS. `by` is given by those who know better than the session header who calls. */
export function answerOutside(simulator: Simulator, request: WireRequest, by?: Principal): Promise<WireResponse> {
  const session = simulator.sessions.find(request.headers[SESSION_HEADER] ?? "");
  const principal = by ?? (session ? principalOf(session) : ANYBODY);
  return request.path.startsWith(SLACK_PATH)
    ? answerSlack(simulator, request, principal)
    : answerWebhook(simulator, request, principal);
}
