import { isAlias, isMap, isScalar, isSeq, type Node } from "yaml";
import type { Problem } from "./problem.ts";

/** The plain value of a YAML document, with the place of each key and value in the text. Offsets are in characters. */
export interface PlainDocument {
  readonly value: unknown;
  /** By sameKeys(path): where the key and its value begin. An empty value is shown at its key. */
  readonly places: ReadonlyMap<string, { readonly key: number; readonly value: number }>;
  /** The path of the key that begins at an offset. */
  readonly keyAt: ReadonlyMap<number, readonly string[]>;
  /** Aliases, merge keys and collections as keys, which a garden file does without. They are left out of the value. */
  readonly problems: readonly (Problem & { readonly offset: number })[];
}

const NO_REFERENCES = "write the values out, or put what services share under defaults";

/** What stands for a node that is left out, since null is a value. */
const LEFT_OUT = Symbol("left out");

/** A path as a key of a Map: equal for equal paths. */
export function sameKeys(path: readonly string[]): string {
  return JSON.stringify(path);
}

/**
 * Walks a parsed document once. Aliases and merge keys are refused: without them every line says what it means, each
 * problem has one place in the file, and the packaged JSON says the same as the file.
 */
export function plainDocument(contents: Node | null): PlainDocument {
  const places = new Map<string, { key: number; value: number }>();
  const keyAt = new Map<number, readonly string[]>();
  const problems: (Problem & { offset: number })[] = [];

  function leaveOut(node: unknown, path: readonly string[], about: "key" | "value", message: string): typeof LEFT_OUT {
    problems.push({ path, about, message, offset: startOf(node) ?? 0 });
    return LEFT_OUT;
  }

  function plain(node: unknown, path: readonly string[]): unknown {
    if (isAlias(node)) return leaveOut(node, path, "value", `*${node.source} is an alias; ${NO_REFERENCES}`);
    if (isScalar(node)) return node.value;
    if (isSeq(node)) return node.items.map((item, index) => plainItem(item, [...path, String(index)])).filter(isKept);
    if (!isMap(node)) return null;
    const entries = node.items.map((pair) => [keyOf(pair.key, path), pair] as const);
    // fromEntries makes own properties even of names like __proto__, so that none escapes the check for unknown keys.
    return Object.fromEntries(
      entries.flatMap(([key, pair]) => {
        if (key === undefined) return [];
        const at = [...path, key];
        place(at, startOf(pair.key) ?? 0, startOf(pair.value));
        const value = plain(pair.value, at);
        return isKept(value) ? [[key, value]] : [];
      }),
    );
  }

  function plainItem(node: unknown, path: readonly string[]): unknown {
    const start = startOf(node);
    if (start !== undefined) places.set(sameKeys(path), { key: start, value: start });
    return plain(node, path);
  }

  function place(path: readonly string[], key: number, value: number | undefined): void {
    places.set(sameKeys(path), { key, value: value ?? key });
    keyAt.set(key, path);
  }

  function keyOf(node: unknown, path: readonly string[]): string | undefined {
    if (isScalar(node) && node.source !== "<<") return node.source ?? "";
    const what = isScalar(node) ? "<< is a merge key" : "an alias, list or mapping cannot be a key";
    leaveOut(node, path, "key", `${what}; ${isScalar(node) ? NO_REFERENCES : "write a plain name"}`);
    return undefined;
  }

  const root = startOf(contents) ?? 0;
  places.set(sameKeys([]), { key: root, value: root });
  const value = plain(contents, []);
  return { value: isKept(value) ? value : null, places, keyAt, problems };
}

function isKept(value: unknown): boolean {
  return value !== LEFT_OUT;
}

/** Undefined for a node without text, as the value of a key with nothing after it. */
function startOf(node: unknown): number | undefined {
  if (!isAlias(node) && !isScalar(node) && !isSeq(node) && !isMap(node)) return undefined;
  const [start, end] = node.range ?? [0, 0];
  return end > start ? start : undefined;
}
