import type { GardenNotice, Rollout, RolloutNotice, ServiceNotice } from "../core/model.ts";
import { factsOf, headlineOf } from "./headline.ts";
import {
  CONTEXT_ELEMENTS_MAX,
  clip,
  escape,
  FIELD_LENGTH_MAX,
  MESSAGE_LENGTH_MAX,
  SECTION_LENGTH_MAX,
} from "./mrkdwn.ts";

/** A message as Slack takes it: `text` for notifications and old clients, blocks for everybody else. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly SlackBlock[];
}

export type SlackBlock =
  | { readonly type: "section"; readonly text: MarkdownText; readonly fields?: readonly MarkdownText[] }
  | { readonly type: "context"; readonly elements: readonly MarkdownText[] };

interface MarkdownText {
  readonly type: "mrkdwn";
  readonly text: string;
}

/** The one message about a rollout, as it should read now. */
export function renderRollout(rollout: Rollout): SlackMessage {
  const headline = `${symbolOf(rollout)} *${escape(rollout.service)}* ${escape(headlineOf(rollout))}`;
  const fields = factsOf(rollout).map(([name, value]) => field(name, value));
  const warnings = atMost(CONTEXT_ELEMENTS_MAX, rollout.warnings).map((warning) =>
    markdown(`:warning: ${escape(warning)}`, FIELD_LENGTH_MAX),
  );
  return {
    text: clip(escape(`${rollout.service} ${headlineOf(rollout)}`), SECTION_LENGTH_MAX),
    blocks: withinBudget([
      { type: "section", text: markdown(headline, SECTION_LENGTH_MAX), fields },
      ...(warnings.length > 0 ? [{ type: "context", elements: warnings } as const] : []),
    ]),
  };
}

/** The reply in the rollout's thread that tells what happened since the notice before; none if nothing is to be told. */
export function renderThread(notice: RolloutNotice): SlackMessage | undefined {
  if (notice.sentences.length === 0) return undefined;
  const text = clip(notice.sentences.map((sentence) => `• ${escape(sentence)}`).join("\n"), SECTION_LENGTH_MAX);
  return { text, blocks: [{ type: "section", text: { type: "mrkdwn", text } }] };
}

/** The message about a service that is no rollout. */
export function renderService({ service, topic, headline }: ServiceNotice): SlackMessage {
  const text = clip(`${SYMBOLS[topic]} *${escape(service)}* ${escape(headline)}`, SECTION_LENGTH_MAX);
  return {
    text: clip(escape(`${service} ${headline}`), SECTION_LENGTH_MAX),
    blocks: [{ type: "section", text: { type: "mrkdwn", text } }],
  };
}

/** The message about the whole garden. */
export function renderGarden({ topic, headline }: GardenNotice): SlackMessage {
  const symbol = topic === "pause" ? ":double_vertical_bar:" : ":arrow_forward:";
  const text = clip(`${symbol} ${escape(headline)}`, SECTION_LENGTH_MAX);
  return {
    text: clip(escape(headline), SECTION_LENGTH_MAX),
    blocks: [{ type: "section", text: { type: "mrkdwn", text } }],
  };
}

const SYMBOLS: Readonly<Record<ServiceNotice["topic"], string>> = {
  drift: ":ear_of_rice:",
  withheld: ":eyes:",
  hold: ":raised_hand:",
  problem: ":warning:",
};

function symbolOf(rollout: Rollout): string {
  switch (rollout.status) {
    case "Planned":
    case "InProgress":
      return ":seedling:";
    case "Baking":
      return ":hourglass_flowing_sand:";
    case "Completed":
      return ":sunflower:";
    case "Failed":
      return ":wilted_flower:";
    case "RolledBack":
      return ":leftwards_arrow_with_hook:";
    case "Superseded":
      return ":fast_forward:";
    default: {
      const never: never = rollout.status;
      return never;
    }
  }
}

const field = (name: string, value: string): MarkdownText => markdown(`*${name}*\n${escape(value)}`, FIELD_LENGTH_MAX);

const markdown = (text: string, lengthMax: number): MarkdownText => ({ type: "mrkdwn", text: clip(text, lengthMax) });

/** Less than this of a text says nothing; it is left out instead. */
const TEXT_LENGTH_MIN = 40;

/** What comes first is kept: Slack refuses a message whose texts are too long together. */
function withinBudget(blocks: readonly SlackBlock[]): readonly SlackBlock[] {
  let left = MESSAGE_LENGTH_MAX;
  const fitting = (texts: readonly MarkdownText[]): readonly MarkdownText[] =>
    texts.flatMap(({ text }) => {
      if (left < Math.min(text.length, TEXT_LENGTH_MIN)) return [];
      const clipped = markdown(text, left);
      left -= clipped.text.length;
      return [clipped];
    });
  return blocks.flatMap((block): readonly SlackBlock[] => {
    if (block.type === "context") {
      const elements = fitting(block.elements);
      return elements.length > 0 ? [{ type: "context", elements }] : [];
    }
    const [text] = fitting([block.text]);
    return text ? [{ ...block, text, ...(block.fields ? { fields: fitting(block.fields) } : {}) }] : [];
  });
}

/** The first of them; where there are more, the last one says how many. */
function atMost(countMax: number, items: readonly string[]): readonly string[] {
  if (items.length <= countMax) return items;
  return [...items.slice(0, countMax - 1), `and ${items.length - countMax + 1} more`];
}
