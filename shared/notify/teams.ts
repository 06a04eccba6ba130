import type { AnyNotice } from "../core/model.ts";
import { adviceOf } from "./failure.ts";
import { factsOf, sentenceOf } from "./headline.ts";
import { clip } from "./mrkdwn.ts";
import { type Outlet, post, SinkRefused, type WebhookOptions } from "./sink.ts";

/** Microsoft documents 28 KB; cards of 21 KB were refused all the same (the gem msteams_hermes). */
const PAYLOAD_BYTES_MAX = 20 * 1024;

/** Enough for a sentence with its reason. */
const LINE_LENGTH_MAX = 2_000;

/** What is too large with its first line alone, or is refused as too large, says no more than this. */
const MINIMAL_LENGTH_MAX = 1_000;

const TOO_LARGE = 413;

/**
 * Microsoft Teams by a workflow's webhook ("When a Teams webhook request is received"), as an Adaptive Card. Cards cannot
 * be updated, so a rollout
 * or an incident is told when it begins, when it becomes critical, and when it has ended.
 */
export function createTeams({ name, fetch, url }: WebhookOptions): Outlet {
  const who = `the Teams workflow ${name}`;
  const send = (lines: readonly string[]): Promise<Response> => post(who, { fetch, url, body: cardOf(lines) });
  return {
    reads: "beginning and end",
    async send(notice) {
      const first = await send(fittingLines(notice));
      const response = first.status === TOO_LARGE ? await send(minimalLines(notice)) : first;
      if (!response.ok) throw new SinkRefused(who, `HTTP ${response.status}`, REMEDIES[response.status]);
    },
  };
}

const NEW_WORKFLOW = "make a new workflow and put its address into the SSM parameter";

const REMEDIES: Readonly<Record<number, string>> = {
  400: 'the workflow must begin with "When a Teams webhook request is received" and post the card that it gets',
  401: `let anyone trigger the workflow, or ${NEW_WORKFLOW}`,
  403: `let anyone trigger the workflow, or ${NEW_WORKFLOW}`,
  404: `it was removed, or the account that owned it: ${NEW_WORKFLOW}`,
};

/** A notice line by line, the most important first. */
const linesOf = (notice: AnyNotice): readonly string[] =>
  [sentenceOf(notice), ...factsOf(notice).map(([name, value]) => `${name}: ${value}`), ...detailsOf(notice)].map(
    (line) => clip(line, LINE_LENGTH_MAX),
  );

function detailsOf(notice: AnyNotice): readonly string[] {
  switch (notice.kind) {
    case "rollout":
      return [...notice.rollout.warnings.map((warning) => `Warning: ${warning}`), ...notice.sentences];
    case "incident": {
      const { closedAt, diagnosis, severity } = notice.incident;
      if (closedAt !== undefined) return notice.sentences;
      const evidence = diagnosis.evidence.map(({ where, text }) => `${where}: ${text}`);
      return [`Severity: ${severity}`, `Do: ${adviceOf(diagnosis)}`, ...evidence, ...notice.sentences];
    }
    case "service":
    case "garden":
      return [];
    default:
      return notice satisfies never;
  }
}

const minimalLines = (notice: AnyNotice): readonly string[] => [clip(sentenceOf(notice), MINIMAL_LENGTH_MAX)];

/** As many of the lines as fit into a card; what is left out is said. */
function fittingLines(notice: AnyNotice): readonly string[] {
  const lines = linesOf(notice);
  for (let kept = lines.length; kept > 0; kept--) {
    const fitting = kept === lines.length ? lines : [...lines.slice(0, kept), `and ${lines.length - kept} more`];
    if (Buffer.byteLength(cardOf(fitting)) <= PAYLOAD_BYTES_MAX) return fitting;
  }
  return minimalLines(notice);
}

/** Runs of text are shown as they are; Markdown, which could hide links, is read in other elements only. */
function cardOf([headline = "", ...others]: readonly string[]): string {
  const body = [
    { type: "RichTextBlock", inlines: [{ type: "TextRun", text: headline, weight: "Bolder" }] },
    ...others.map((text) => ({ type: "RichTextBlock", spacing: "Small", inlines: [{ type: "TextRun", text }] })),
  ];
  const content = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    msteams: { width: "Full" },
    fallbackText: clip(headline, MINIMAL_LENGTH_MAX),
    body,
  };
  const attachment = { contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content };
  return JSON.stringify({ type: "message", attachments: [attachment] });
}
