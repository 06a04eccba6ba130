import { createHmac } from "node:crypto";
import type { Instant } from "../core/model.ts";
import { noticeJson, type Origin } from "./json.ts";
import { type Outlet, post, SinkRefused, type WebhookOptions } from "./sink.ts";

/** When the request was signed, in seconds since 1970; a receiver refuses old ones, so that none can be played again. */
const TIMESTAMP_HEADER = "x-gardener-timestamp";

/** `v1=` and the HMAC-SHA256 of `v1:{timestamp}:{raw body}` with the shared secret, in hexadecimal. */
const SIGNATURE_HEADER = "x-gardener-signature";

/** Names the way of signing, in the header and in what is signed. */
const SIGNATURE_VERSION = "v1";

/** Any HTTPS address that takes our JSON: it gets every notice, signed. A repeat has the same `id`. */
export function createWebhook(
  options: WebhookOptions & { readonly secret: string; readonly origin: Origin; readonly now: () => Instant },
): Outlet {
  const who = `the webhook ${options.name}`;
  return {
    reads: "everything",
    async send(notice) {
      const body = JSON.stringify(noticeJson(notice, options.origin));
      const timestamp = String(Math.floor(options.now() / 1000));
      const headers = {
        [TIMESTAMP_HEADER]: timestamp,
        [SIGNATURE_HEADER]: `${SIGNATURE_VERSION}=${signature(options.secret, timestamp, body)}`,
      };
      const response = await post(who, { fetch: options.fetch, url: options.url, headers, body });
      if (!response.ok) throw new SinkRefused(who, `HTTP ${response.status}`, REMEDIES[response.status]);
    },
  };
}

const signature = (secret: string, timestamp: string, body: string): string =>
  createHmac("sha256", secret).update(`${SIGNATURE_VERSION}:${timestamp}:${body}`).digest("hex");

const REMEDIES: Readonly<Record<number, string>> = {
  401: "compare the secret on both sides",
  403: "compare the secret on both sides",
  404: "correct the address in its SSM parameter",
  410: "correct the address in its SSM parameter, or take the sink out of garden.yml",
};
