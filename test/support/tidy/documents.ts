import type { Tree } from "./tree.ts";

/** Names that begin a path of this repository; anything else in backticks is a word, not a path. */
const TOP_LEVEL = /^(?:\.ci|bench|cli|dashboard|docs|events|functions|scripts|shared|simulator|test)(?:\/|$)/;

/** A file at the root. */
const ROOT_FILE = /^[\w.-]+\.(?:json|md|yml)$/;

/**
 * Paths in backticks that do not exist. A `<placeholder>` stands for one name and `*` for a part of one: at least one
 * file must fit. A document that is missing is a violation itself.
 */
export function pathViolations(tree: Tree, document: string): readonly string[] {
  const text = tree.get(document);
  if (text === undefined) return [`${document}: is missing`];
  const named = [...text.matchAll(/`([^`\s]+)`/g)].map(([, word = ""]) => word);
  return named
    .filter((word) => TOP_LEVEL.test(word) || ROOT_FILE.test(word))
    .filter((word) => !exists(tree, word))
    .map((word) => `${document}: names ${word}, which does not exist`);
}

function exists(tree: Tree, named: string): boolean {
  const pattern = named
    .replace(/\/$/, "")
    .split(/(<[^>]+>|\*)/)
    .map((part) => (part === "*" || part.startsWith("<") ? "[^/]+" : part.replace(/[.+()[\]{}^$|?\\]/g, "\\$&")))
    .join("");
  return [...tree.keys()].some((path) => new RegExp(`^${pattern}(/|$)`).test(path));
}
