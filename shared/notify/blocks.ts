import type { Facts } from "./failure.ts";
import { clip, escape, FIELD_LENGTH_MAX, MESSAGE_LENGTH_MAX, SECTION_LENGTH_MAX } from "./mrkdwn.ts";

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

/** Text that is escaped already, cut to what fits. */
export const markdown = (text: string, lengthMax: number): MarkdownText => ({
  type: "mrkdwn",
  text: clip(text, lengthMax),
});

export const section = (text: string): SlackBlock => ({ type: "section", text: markdown(text, SECTION_LENGTH_MAX) });

export const fieldsOf = (facts: Facts): readonly MarkdownText[] =>
  facts.map(([name, value]) => markdown(`*${name}*\n${escape(value)}`, FIELD_LENGTH_MAX));

/** Less than this of a text says nothing; it is left out instead. */
const TEXT_LENGTH_MIN = 40;

/** What comes first is kept: Slack refuses a message whose texts are too long together. */
export function withinBudget(blocks: readonly SlackBlock[]): readonly SlackBlock[] {
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
export function atMost(countMax: number, items: readonly string[]): readonly string[] {
  if (items.length <= countMax) return items;
  return [...items.slice(0, countMax - 1), `and ${items.length - countMax + 1} more`];
}
