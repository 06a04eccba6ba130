import { redacted } from "../core/redact.ts";

/** One thing that is wrong in a garden file. */
export interface Problem {
  /** Keys from the root of the file; empty for the file as a whole. */
  readonly path: readonly string[];
  /** Whether the key itself or its value is wrong. */
  readonly about: "key" | "value";
  /** What is wrong and what to write instead, without the path. */
  readonly message: string;
  /** Known where the file was read as text. Both count from 1. */
  readonly position?: { readonly line: number; readonly column: number };
}

/** Longest excerpt of a wrong value in a message, in characters: enough to recognise it, short enough for one line. */
const SHOWN_CHARACTERS_MAX = 60;

/** Keys that need no quotes in a path. Service names (`shop/api`) are among them. */
const PLAIN_KEY = /^[A-Za-z0-9_/-]+$/;

/** `services.shop/api.rollout.bake.for`; keys with other characters stand in brackets and quotes. */
function formatPath(path: readonly string[]): string {
  return path
    .map((key) => (PLAIN_KEY.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`))
    .join("")
    .replace(/^\./, "");
}

/** One line for each problem: `garden.yml:7:12: services.shop/api.rollout.bake.for: <message>`. */
export function formatProblems(fileName: string, problems: readonly Problem[]): string {
  return problems.map((problem) => formatProblem(fileName, problem)).join("\n");
}

function formatProblem(fileName: string, { path, message, position }: Problem): string {
  const place = position ? `${fileName}:${position.line}:${position.column}` : fileName;
  return [place, formatPath(path), message].filter((part) => part !== "").join(": ");
}

/** A value as a person would recognise it: text in quotes, without secrets; mappings and lists by their kind. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "a mapping";
  const text = typeof value === "string" ? JSON.stringify(redacted(value)) : String(value);
  return text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text;
}

/** The message of a schema for a wrong value: `"5 minutes" is not a duration; write …`. */
export function isNot(what: string, remedy: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) => (input === null ? `has no value; ${remedy}` : `${shown(input)} is not ${what}; ${remedy}`);
}
