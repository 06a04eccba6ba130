interface Answer {
  readonly status: number;
  readonly body: string;
}

/** What a service behind a webhook asks of a request, and how it answers one that it takes. */
export interface WebhookKind {
  refuse(contentType: string, body: string): Answer | undefined;
  readonly taken: Answer;
}

/** One row a kind of webhook. */
export const KINDS: Readonly<Record<string, WebhookKind>> = {
  /** Somebody's own service: it takes what is JSON. */
  plain: {
    refuse: (contentType, body) =>
      contentType.startsWith("application/json") && parse(body) !== undefined ? undefined : { status: 400, body: "" },
    taken: { status: 200, body: "" },
  },
};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
