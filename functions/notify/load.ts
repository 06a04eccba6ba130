import type { Parameters } from "../../shared/aws/ssm.ts";
import type { Instant } from "../../shared/core/model.ts";
import { createSlack, type Slack } from "../../shared/notify/slack.ts";
import { type Environment, required } from "../../shared/runtime/environment.ts";

/** A new token takes effect within so long; reading it costs a call to SSM each time. */
const TOKEN_FRESH_SECONDS = 60;

/** Slack with the bot token from the SSM parameter SLACK_TOKEN_PARAMETER; none while there is no such parameter. */
export function createSlackReader(environment: Environment, parameters: Parameters): () => Promise<Slack | undefined> {
  const parameterName = required(environment, "SLACK_TOKEN_PARAMETER");
  const apiUrl = required(environment, "SLACK_API_URL");
  let cached: { readonly slack: Slack; readonly at: Instant } | undefined;
  return async () => {
    const now = environment.now();
    if (cached && now - cached.at < TOKEN_FRESH_SECONDS * 1000) return cached.slack;
    const token = await parameters.get(parameterName);
    if (token === undefined) return undefined;
    cached = { slack: createSlack({ fetch: environment.fetch, apiUrl, token }), at: now };
    return cached.slack;
  };
}
