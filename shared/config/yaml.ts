import { LineCounter, parseDocument, type YAMLError } from "yaml";
import type { Garden } from "./garden.ts";
import { parseGarden } from "./parse.ts";
import type { Problem } from "./problem.ts";
import { type PlainDocument, plainDocument, sameKeys } from "./yaml-document.ts";
import { syntaxMessage } from "./yaml-syntax.ts";

/** A garden file as it was read, or everything that is wrong with it, in the order of the file. */
export type ReadGarden =
  | {
      readonly garden: Garden;
      /** The plain JSON value of the file: what is packaged with the functions, and what parseGarden reads again. */
      readonly value: unknown;
      readonly problems?: never;
    }
  | { readonly garden?: never; readonly value?: never; readonly problems: readonly Problem[] };

/**
 * Reads the text of a garden file, YAML 1.2 (JSON is a part of it), and puts line and column to every problem.
 * Only for packaging, command line and tests: functions read the JSON value, so that no cold start pays for a YAML parser.
 */
export function readGarden(text: string): ReadGarden {
  const lines = new LineCounter();
  const parsed = parseDocument(text, {
    prettyErrors: false,
    lineCounter: lines,
    schema: "core",
    resolveKnownTags: false,
  });
  const errors = firstOfItsKind([...parsed.errors, ...parsed.warnings]);
  const unreadable = parsed.errors.some((error) => error.code !== "DUPLICATE_KEY");
  const document = unreadable ? undefined : plainDocument(parsed.contents);

  const found = errors.map((error) => {
    const path = document?.keyAt.get(error.pos[0]) ?? [];
    return { path, about: "key" as const, message: syntaxMessage(error), offset: error.pos[0] };
  });
  if (!document) return { problems: inOrder(found, lines) };

  const read = parseGarden(document.value);
  const meant = (read.problems ?? []).map((problem) => ({ ...problem, offset: offsetOf(problem, document) }));
  const problems = [...found, ...document.problems, ...meant];
  if (read.garden && problems.length === 0) return { garden: read.garden, value: document.value };
  return { problems: inOrder(problems, lines) };
}

/** Brackets that nest too deeply make the parser repeat itself, once for each level. */
function firstOfItsKind(errors: readonly YAMLError[]): readonly YAMLError[] {
  return [...new Map(errors.map((error) => [`${error.code} ${error.pos[0]}`, error])).values()];
}

/** What is missing has no place of its own; what it is missing from has. */
function offsetOf({ path, about }: Pick<Problem, "path" | "about">, document: PlainDocument): number {
  const own = document.places.get(sameKeys(path))?.[about];
  if (own !== undefined || path.length === 0) return own ?? 0;
  return offsetOf({ path: path.slice(0, -1), about: "key" }, document);
}

function inOrder(problems: readonly (Problem & { readonly offset: number })[], lines: LineCounter): readonly Problem[] {
  return problems
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ offset, ...problem }) => {
      const { line, col } = lines.linePos(offset);
      return { ...problem, position: { line, column: col } };
    });
}
