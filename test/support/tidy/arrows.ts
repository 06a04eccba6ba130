import { importsOf } from "./imports.ts";
import { codeOnly, isCode, type Tree } from "./tree.ts";

/** Who may import whom. Everybody may import from the own area as well. */
interface Area {
  /** Paths that begin so belong to the area; the first that fits counts. */
  readonly within: string;
  /** Each folder directly below is an area of its own. */
  readonly apart?: boolean;
  /** Beginnings of the paths that may be imported. */
  readonly from: readonly string[];
  /** The same, by `import type` only. */
  readonly typesFrom?: readonly string[];
}

const CORE = "shared/core/";
const AWS = "shared/aws/";
const BELOW_RUNTIME = [CORE, "shared/config/", "events/", AWS, "shared/store/", "shared/notify/"];
const CLI = ["shared/runtime/", CORE, "shared/config/", "events/", AWS, "shared/store/"];
const ANYTHING = [""];

/** docs/ARCHITECTURE.md explains them. */
const AREAS: readonly Area[] = [
  { within: "functions/", apart: true, from: ["shared/runtime/", ...BELOW_RUNTIME] },
  { within: "shared/runtime/", from: BELOW_RUNTIME },
  { within: "events/", from: ["shared/core/model.ts"] },
  { within: "shared/config/", from: [CORE] },
  { within: AWS, from: [CORE] },
  { within: "shared/store/", from: [CORE, AWS] },
  { within: "shared/notify/", from: [CORE, AWS] },
  { within: CORE, from: [] },
  { within: "cli/dev", from: [...CLI, "cli/", "simulator/"] },
  { within: "cli/rehearse", from: [...CLI, "cli/", "simulator/"] },
  { within: "cli/", from: CLI },
  { within: "dashboard/", from: [], typesFrom: ["functions/api/contract.ts"] },
  { within: "simulator/", from: [] },
  { within: "scripts/", from: ["shared/config/"] },
  { within: "bench/", from: ANYTHING },
  { within: "test/", from: ANYTHING },
];

/** Imports against the arrows, and code that belongs to no area, each as one line. */
export function arrowViolations(tree: Tree): readonly string[] {
  return [...tree].filter(([path]) => isCode(path)).flatMap(([path, source]) => violationsOf(path, source));
}

function violationsOf(path: string, source: string): readonly string[] {
  const area = AREAS.find(({ within }) => path.startsWith(within));
  if (!area) return [`${path}: belongs to no area of docs/ARCHITECTURE.md`];
  const home = area.apart ? path.split("/").slice(0, 2).join("/").concat("/") : area.within;
  return importsOf(path, source)
    .filter(({ isRelative, target, typesOnly }) => {
      if (!isRelative) return path.startsWith(CORE);
      const allowed = [home, ...area.from, ...(typesOnly ? (area.typesFrom ?? []) : [])];
      return !allowed.some((beginning) => target.startsWith(beginning));
    })
    .map(({ target }) => `${path}: may not import ${target}`);
}

/** What would make a decision depend on anything but its input; packages are refused with the imports. */
const FORBIDDEN_IN_CORE = [
  /\bDate\.now\b/,
  /\bnew Date(?:\(\s*\)|(?!\s*\())/,
  /(?<!new )\bDate\(/,
  /\bMath\.random\b/,
  /\bprocess\./,
  /\bconsole\./,
  /\bfetch\(/,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /\bperformance\./,
  /\bcrypto\./,
  /\bglobalThis\b/,
];

/** Words in the core that reach for a clock, for chance or for the world. */
export function coreViolations(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path]) => path.startsWith(CORE) && isCode(path))
    .flatMap(([path, source]) => {
      const code = codeOnly(source);
      return FORBIDDEN_IN_CORE.flatMap((word) => word.exec(code) ?? []).map((word) => `${path}: may not say ${word}`);
    });
}

/** All that a file brings along: paths of the repository and names of packages, by following what survives the types. */
export function bundleOf(tree: Tree, entry: string): ReadonlySet<string> {
  const reached = new Set([entry]);
  for (const path of reached)
    for (const { target, typesOnly } of importsOf(path, tree.get(path) ?? "")) if (!typesOnly) reached.add(target);
  return reached;
}
