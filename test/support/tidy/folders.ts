import { codeOnly, foldersIn, isCode, type Tree } from "./tree.ts";

/** Of `events/`: what we emit, which nobody parses here. */
const EMITTED = "out";

/** The kind that a schedule brings: no pattern names it. */
const SCHEDULED = "Scheduled Event";

/** Every event kind has its parser, its samples, its line in the table, and a rule that brings it to a function. */
export function eventViolations(tree: Tree): readonly string[] {
  const index = tree.get("events/index.ts") ?? "";
  const declarations = [...tree].filter(([path]) => /^functions\/[^/]+\/function\.yml$/.test(path));
  const rules = declarations.flatMap(([, source]) => source.match(/^ *(?:detail-type|rate): .*$/gm) ?? []);
  const unheard = [...index.matchAll(/\["([^"]+)", parse/g)]
    .map(([, detailType = ""]) => detailType)
    .filter((kind) => !rules.some((rule) => (kind === SCHEDULED ? /rate:/.test(rule) : rule.includes(kind))));
  const incomplete = foldersIn(tree, "events")
    .filter((kind) => kind !== EMITTED)
    .flatMap((kind) => {
      const folder = `events/${kind}`;
      const hasSample = [...tree.keys()].some((path) => path.startsWith(`${folder}/`) && path.endsWith(".json"));
      return [
        ...(tree.has(`${folder}/parse.ts`) ? [] : [`${folder}: has no parse.ts`]),
        ...(hasSample ? [] : [`${folder}: has no captured sample *.json`]),
        ...(index.includes(`"./${kind}/parse.ts"`) ? [] : [`${folder}: is not in events/index.ts`]),
      ];
    });
  return [...incomplete, ...unheard.map((kind) => `events/index.ts: no rule of a function.yml brings ${kind}`)];
}

/** Every Lambda has its wiring and its declaration, is deployed, and runs in stories. */
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
      ...(tree.get("test/support/garden.ts")?.includes(`/${folder}/${verb}.ts"`)
        ? []
        : [`${folder}: test/support/garden.ts has no factory of ${folder}/${verb}.ts`]),
    ];
  });
}

/** Every verb of the command line stands in its guide. */
export function verbViolations(tree: Tree): readonly string[] {
  const guide = tree.get("docs/guide/command-line.md") ?? "";
  return [...tree]
    .filter(([path, source]) => /^cli\/[^/]+\.ts$/.test(path) && source.includes(" = verb({"))
    .map(([path]) => path)
    .filter((path) => !new RegExp(`^\\| \`${path.slice("cli/".length, -".ts".length)}\\b`, "m").test(guide))
    .map((path) => `${path}: has no row in docs/guide/command-line.md`);
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
