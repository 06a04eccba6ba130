import { codeOnly, foldersIn, isCode, type Tree } from "./tree.ts";

/** Of `events/`: what we emit, which nobody parses here. */
const EMITTED = "out";

/** Every event kind has its parser, its samples and its line in the table. */
export function eventViolations(tree: Tree): readonly string[] {
  return foldersIn(tree, "events")
    .filter((kind) => kind !== EMITTED)
    .flatMap((kind) => {
      const folder = `events/${kind}`;
      const hasSample = [...tree.keys()].some((path) => path.startsWith(`${folder}/`) && path.endsWith(".json"));
      return [
        ...(tree.has(`${folder}/parse.ts`) ? [] : [`${folder}: has no parse.ts`]),
        ...(hasSample ? [] : [`${folder}: has no captured sample *.json`]),
        ...(tree.get("events/index.ts")?.includes(`"./${kind}/parse.ts"`)
          ? []
          : [`${folder}: is not in events/index.ts`]),
      ];
    });
}

/** Every Lambda has its wiring and its declaration, and is deployed. */
export function functionViolations(tree: Tree): readonly string[] {
  return foldersIn(tree, "functions").flatMap((verb) => {
    const folder = `functions/${verb}`;
    const include = `\${file(${folder}/function.yml):functions}`;
    return [
      ...(tree.has(`${folder}/handler.ts`) ? [] : [`${folder}: has no handler.ts`]),
      ...(tree.has(`${folder}/function.yml`) ? [] : [`${folder}: has no function.yml`]),
      ...(tree.get("serverless.yml")?.includes(include)
        ? []
        : [`${folder}: serverless.yml does not include ${include}`]),
    ];
  });
}

/** The checks themselves must name what they look for. */
const CHECKS = /^test\/(support\/tidy\/|tidy\.test\.ts$)/;

const UNFINISHED = [/\b(?:TODO|FIXME)\b/, /@ts-ignore\b/, /@ts-nocheck\b/];
const SWITCHED_OFF = [
  /\bas any\b/,
  /\.(?:only|skip)\b\s*(?:\.each\b|[(`])/,
  /\b(?:xit|xtest|xdescribe|fit|fdescribe)\(/,
];

/** What is put off, switched off or hidden from the compiler. */
export function unfinishedViolations(tree: Tree): readonly string[] {
  return [...tree]
    .filter(([path]) => (isCode(path) || path.endsWith(".yml")) && !CHECKS.test(path))
    .flatMap(([path, source]) => {
      const code = codeOnly(source);
      const found = [...UNFINISHED.map((word) => word.exec(source)), ...SWITCHED_OFF.map((word) => word.exec(code))];
      return found.flatMap((match) => (match ? [`${path}: has ${match[0]}`] : []));
    });
}
