import type { Turn } from "./pace.ts";
import { renderNotice } from "./render.ts";
import { type Outlet, post, SinkBusy, SinkRefused, type WebhookOptions } from "./sink.ts";

/**
 * Slack by an incoming webhook, without an app's token: such a message cannot be updated and has no thread, so a rollout
 * or an incident is told when it begins, when it becomes critical, and when it has ended.
 */
export function createSlackWebhook({ name, fetch, url, turn }: WebhookOptions & { readonly turn: Turn }): Outlet {
  const who = `the Slack webhook ${name}`;
  return {
    reads: "beginning and end",
    async send(notice) {
      await turn();
      const response = await post(who, { fetch, url, body: JSON.stringify(renderNotice(notice)) });
      if (response.ok) return;
      const code = (await response.text()).trim();
      if (PASSING_CODES.has(code)) throw new SinkBusy(who, code, { isUndone: true });
      throw new SinkRefused(who, /^[a-z_]{1,60}$/.test(code) ? code : `HTTP ${response.status}`, REMEDIES[code]);
    },
  };
}

/** Slack, "Sending messages using incoming webhooks", handling errors. */
const PASSING_CODES = new Set(["rollup_error"]);

const REMEDIES: Readonly<Record<string, string>> = {
  action_prohibited: "an administrator of the workspace restricts the channel: name another one",
  channel_is_archived: "unarchive the channel, or make a webhook for another one",
  channel_not_found: "make a webhook for a channel that exists",
  invalid_token: "make a new webhook and put its address into the SSM parameter",
  no_active_hooks: "the webhook is disabled: make a new one and put its address into the SSM parameter",
  no_service: "the webhook was removed: make a new one and put its address into the SSM parameter",
  no_service_id: "correct the address in the SSM parameter",
  no_team: "correct the address in the SSM parameter",
  team_disabled: "the workspace is disabled",
};
