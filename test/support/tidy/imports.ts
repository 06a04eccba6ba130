import { posix } from "node:path";

export interface Import {
  /** A path from the root of the repository for a relative import, else a package name. */
  readonly target: string;
  readonly isRelative: boolean;
  /** Whether the whole statement vanishes with the types. */
  readonly typesOnly: boolean;
}

/** Statements begin their line (the formatter sees to it), so that neither comments nor texts look like one. */
const STATEMENT =
  /^(?:import|export)\s+(type\s+)?(?:[\w$]+\s*,?\s*)?(?:\{[^}]*\}\s*|\*\s*(?:as\s+[\w$]+\s+)?)?from\s*"([^"]+)"|^import\s+"([^"]+)"/gm;

/** `import("…")`, as a call or as a type, and `require("…")`. */
const EXPRESSION = /\b(?:import|require)\(\s*["']([^"']+)["']/g;

/** Everything that a source file imports, types included. */
export function importsOf(path: string, source: string): readonly Import[] {
  const statements = [...source.matchAll(STATEMENT)].map(([, type, from, bare]) => ({
    specifier: from ?? bare ?? "",
    typesOnly: type !== undefined,
  }));
  const expressions = [...source.matchAll(EXPRESSION)].map(([, specifier = ""]) => ({ specifier, typesOnly: false }));
  return [...statements, ...expressions].map(({ specifier, typesOnly }) => {
    const isRelative = specifier.startsWith(".");
    return { target: isRelative ? posix.join(posix.dirname(path), specifier) : specifier, isRelative, typesOnly };
  });
}
