import { readdirSync, readFileSync } from "node:fs";

/** Text files of the repository by path from its root, as `shared/core/model.ts`. Small trees are written in tests by hand. */
export type Tree = ReadonlyMap<string, string>;

/** Not ours, or made by a script. */
const NOT_READ: ReadonlySet<string> = new Set([".git", ".build", ".serverless", "coverage", "node_modules"]);

/** Reads the tree under the working directory, which Jest sets to the root of the repository. */
export function readTree(): Tree {
  const files = readdirSync(".", { withFileTypes: true })
    .filter((entry) => !NOT_READ.has(entry.name))
    .flatMap((entry) =>
      entry.isFile()
        ? [entry.name]
        : readdirSync(entry.name, { recursive: true, withFileTypes: true })
            .filter((below) => below.isFile())
            .map((below) => `${below.parentPath}/${below.name}`),
    );
  return new Map(files.map((path) => [path, readFileSync(path, "utf8")]));
}

export function isCode(path: string): boolean {
  return /\.(ts|mjs|cjs)$/.test(path);
}

/** Source without comments and quoted text, which may say anything. Templates stay: there may be code in them. */
export function codeOnly(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, (text) =>
    text.startsWith("/") ? " " : '""',
  );
}

/** Names of the folders directly under `parent`, as `deploy` under `functions`. */
export function foldersIn(tree: Tree, parent: string): readonly string[] {
  const names = [...tree.keys()]
    .filter((path) => path.startsWith(`${parent}/`))
    .flatMap((path) => path.split("/").slice(parent.split("/").length, -1).slice(0, 1));
  return [...new Set(names)];
}
