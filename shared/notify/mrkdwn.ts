import { redactedLines } from "../core/redact.ts";

/** Text as Slack takes it, within Slack's limits: their one home. */

/** Slack's limits for the text of a section and of one of its fields (Slack API, block reference). */
export const SECTION_LENGTH_MAX = 3_000;
export const FIELD_LENGTH_MAX = 2_000;

/** A context block with more elements is refused, and the whole message with it (Slack API, block reference). */
export const CONTEXT_ELEMENTS_MAX = 10;

/** All texts of a message's blocks together: Slack names no limit, and refused messages with 11,341 characters and more. */
export const MESSAGE_LENGTH_MAX = 10_000;

/** Of a log, what came last says most; more lines than these are a log viewer's work. */
const CODE_LINES_MAX = 20;

/** Enough of a line to know it, so that one long line does not take the place of all others. */
const CODE_LINE_LENGTH_MAX = 400;

const FENCE = "```";

/** Three backticks in a text would end its fence; with spaces of no width between them they look the same. */
const breakFences = (text: string): string => text.replaceAll(/`{3,}/g, (run) => run.split("").join("\u200B"));

const ESCAPE = String.fromCharCode(27);

/** Colours and the like, which terminals read and people do not (ECMA-48, control sequences). */
const CONTROL_SEQUENCES = new RegExp(`${ESCAPE}\\[[0-9;?]{0,32}[ -/]{0,8}[@-~]`, "g");

/** Slack reads only these three as control characters (Slack API, formatting): without it a tag could mention a channel. */
export const escape = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** A name within a line: it neither ends the line nor begins a code block. */
export const inline = (text: string): string => breakFences(escape(text)).replaceAll(/\s+/g, " ");

/** Keeps head and tail: what decides often stands last. No character and no escape is cut in two. */
export function clip(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const half = Math.floor((lengthMax - 3) / 2);
  const head = text.slice(0, half).replace(/(?:[\uD800-\uDBFF]|&[a-z]{0,3})$/, "");
  const tail = text.slice(-half).replace(/^(?:[\uDC00-\uDFFF]|[a-z]{0,3};)/, "");
  return `${head} … ${tail}`;
}

/** What a code block is cut to. */
export interface CodeLimits {
  /** Of the whole block, fences included; a section's unless given. */
  readonly lengthMax?: number;
  readonly lineLengthMax?: number;
  /** Which lines are kept where there are too many: of a log the last ones, which is what it is unless said. */
  readonly keeps?: "first" | "last";
}

/**
 * Lines between code fences, safe to show: no secrets, no fence within, nothing that Slack would act on. What is left out
 * is counted in a line of its own.
 */
export function codeBlock(lines: readonly string[], limits: CodeLimits = {}): string {
  const { lengthMax = SECTION_LENGTH_MAX, lineLengthMax = CODE_LINE_LENGTH_MAX, keeps = "last" } = limits;
  const safe = redactedLines(lines.map((line) => line.replaceAll(CONTROL_SEQUENCES, "")));
  const candidates = keeps === "last" ? safe.slice(-CODE_LINES_MAX).toReversed() : safe.slice(0, CODE_LINES_MAX);
  const kept: string[] = [];
  let left = lengthMax - codeOf([leftOut(safe.length, keeps)]).length;
  for (const line of candidates) {
    const written = clip(breakFences(escape(line)), lineLengthMax);
    left -= written.length + 1;
    if (left < 0) break;
    kept.push(written);
  }
  const more = kept.length < safe.length ? [leftOut(safe.length - kept.length, keeps)] : [];
  return codeOf(keeps === "last" ? [...more, ...kept.toReversed()] : [...kept, ...more]);
}

const codeOf = (lines: readonly string[]): string => [FENCE, ...lines, FENCE].join("\n");

const leftOut = (count: number, keeps: "first" | "last"): string =>
  `… ${count} ${keeps === "last" ? "earlier" : "more"} ${count === 1 ? "line" : "lines"}`;
