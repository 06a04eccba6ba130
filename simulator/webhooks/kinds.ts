import { readContent } from "../slack/methods.ts";
import { SlackError } from "../slack/method.ts";
import { isRecord } from "../wire/record.ts";

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a service behind a webhook asks of a request, and how it answers one that it takes. */
export interface WebhookKind {
  refuse(contentType: string, body: string): Answer | undefined;
  readonly taken: Answer;
}

const BAD_REQUEST: Answer = { status: 400, body: "" };

/** Workflows document 28 KB; 21 KB were measured (the gem msteams_hermes). */
const TEAMS_BYTES_MAX = 21 * 1_000;

/** One row a kind of webhook. */
export const KINDS: Readonly<Record<string, WebhookKind>> = {
  /** Somebody's own service: it takes what is JSON. */
  plain: {
    refuse: (contentType, body) =>
      contentType.startsWith("application/json") && parse(body) !== undefined ? undefined : BAD_REQUEST,
    taken: { status: 200, body: "" },
  },

  /** Slack, "Sending messages using incoming webhooks": errors are bare words, blocks are checked as those of posts. */
  slack: {
    refuse: (_contentType, body) => {
      const given = parse(body);
      if (!isRecord(given)) return { status: 400, body: "invalid_payload" };
      try {
        readContent(given);
        return undefined;
      } catch (error) {
        if (error instanceof SlackError) return { status: 400, body: error.message };
        throw error;
      }
    },
    taken: { status: 200, body: "ok" },
  },

  /** Power Automate, "When a Teams webhook request is received": a message with one Adaptive Card. */
  teams: {
    refuse: (_contentType, body) => {
      if (Buffer.byteLength(body) > TEAMS_BYTES_MAX) return { status: 413, body: "" };
      const given = parse(body);
      const attachments = isRecord(given) && given.type === "message" ? given.attachments : undefined;
      const [card] = Array.isArray(attachments) ? (attachments as unknown[]) : [];
      const isCard = isRecord(card) && card.contentType === "application/vnd.microsoft.card.adaptive";
      return isCard && isRecord(card.content) && card.content.type === "AdaptiveCard" ? undefined : BAD_REQUEST;
    },
    taken: { status: 202, body: "" },
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
