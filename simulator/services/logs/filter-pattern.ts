import { notSimulated } from "../../not-simulated.ts";
import { invalidParameter } from "./errors.ts";

/** Whether a message passes. */
export type MessageFilter = (message: string) => boolean;

/** A term, or a phrase in double quotes, with `-` (must not occur) or `?` (one of these must occur) before it. */
const TERM = /([-?]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?=\s|$)|(\S+)/g;

/**
 * Filter patterns made of terms (CloudWatch Logs user guide, filter and pattern syntax, "unstructured log events"):
 * case counts, all terms must occur, terms with `?` count only where there is no plain one. That a term matches inside
 * a word is inferred. Patterns for JSON, for space-delimited events and regular expressions are refused by name.
 */
export function parseFilterPattern(pattern: string): MessageFilter {
  const kind = KINDS_NOT_SIMULATED[pattern.trim().charAt(0)];
  if (kind !== undefined) throw notSimulated("FilterLogEvents", `parameter filterPattern with ${kind}`);
  const required: string[] = [];
  const optional: string[] = [];
  const excluded: string[] = [];
  for (const [, sign, phrase, word, rest] of pattern.matchAll(TERM)) {
    const term = phrase?.replaceAll(/\\(.)/g, "$1") ?? word ?? "";
    if (rest !== undefined || (word !== undefined && !/^\w+$/.test(word)))
      throw invalidParameter(
        "Invalid filter pattern: terms with other characters than letters, digits and _ need quotes",
      );
    if (sign === "-") excluded.push(term);
    else (sign === "?" ? optional : required).push(term);
  }
  return (message) =>
    required.every((term) => message.includes(term)) &&
    !excluded.some((term) => message.includes(term)) &&
    (required.length > 0 || optional.length === 0 || optional.some((term) => message.includes(term)));
}

const KINDS_NOT_SIMULATED: Readonly<Record<string, string>> = {
  "{": "JSON selectors",
  "[": "space-delimited fields",
  "%": "regular expressions",
};
