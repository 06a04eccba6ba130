import { describe, expect, test } from "@jest/globals";
import { arrowViolations, bundleOf, coreViolations } from "./support/tidy/arrows.ts";
import { pathViolations } from "./support/tidy/documents.ts";
import { eventViolations, functionViolations, unfinishedViolations, verbViolations } from "./support/tidy/folders.ts";
import { codeOnly, readTree, type Tree } from "./support/tidy/tree.ts";

const ARCHITECTURE = "docs/ARCHITECTURE.md";

const treeOf = (files: Readonly<Record<string, string>>): Tree => new Map(Object.entries(files));

describe("this tree", () => {
  const tree = readTree();
  test("is the one that was meant", () => expect(tree.has("shared/core/model.ts")).toBe(true));
  test("imports along the arrows", () => expect(arrowViolations(tree)).toEqual([]));
  test("decides without clock, chance and world", () => expect(coreViolations(tree)).toEqual([]));
  test("has every path that the architecture names", () => expect(pathViolations(tree, ARCHITECTURE)).toEqual([]));
  test("leaves nothing put off or switched off", () => expect(unfinishedViolations(tree)).toEqual([]));
  test("has parser and samples for every event kind", () => expect(eventViolations(tree)).toEqual([]));
  test("has wiring and declaration for every Lambda", () => expect(functionViolations(tree)).toEqual([]));
  test("has every verb in the guide", () => expect(verbViolations(tree)).toEqual([]));
  test.each(["shared/config/parse.ts", "shared/config/garden.ts"])(
    "%s brings along valibot and nothing else",
    (entry) => {
      const packages = [...bundleOf(tree, entry)].filter((name) => !name.startsWith("shared/"));
      expect(packages).toEqual(["valibot"]);
    },
  );
});

describe("arrows", () => {
  test.each([
    ["functions/deploy/handler.ts", 'import { a } from "../track/load.ts";', "functions/track/load.ts"],
    ["functions/deploy/handler.ts", 'import { a } from "../../simulator/aws.ts";', "simulator/aws.ts"],
    ["shared/runtime/perform.ts", 'import { a } from "../../functions/deploy/load.ts";', "functions/deploy/load.ts"],
    ["events/a/parse.ts", 'import { a } from "../../shared/core/text.ts";', "shared/core/text.ts"],
    ["shared/aws/ecs.ts", 'import type { A } from "../store/claims.ts";', "shared/store/claims.ts"],
    ["shared/store/claims.ts", 'export { a } from "../notify/slack.ts";', "shared/notify/slack.ts"],
    ["shared/config/parse.ts", 'export * from "../aws/ssm.ts";', "shared/aws/ssm.ts"],
    ["shared/core/a.ts", 'import "../aws/ssm.ts";', "shared/aws/ssm.ts"],
    ["shared/core/a.ts", 'import { readFileSync } from "node:fs";', "node:fs"],
    ["shared/core/a.ts", 'import type { Service } from "@aws-sdk/client-ecs";', "@aws-sdk/client-ecs"],
    ["shared/core/a.ts", 'type A = import("../aws/ecs.ts").A;', "shared/aws/ecs.ts"],
    ["simulator/clock.ts", 'import {\n  a,\n  type B,\n} from "../shared/core/model.ts";', "shared/core/model.ts"],
    ["simulator/lambda/bootstrap.mjs", 'const a = await import("../../shared/aws/ecs.ts");', "shared/aws/ecs.ts"],
    ["simulator/clock.ts", 'import * as a from "../test/support/region.ts";', "test/support/region.ts"],
    ["cli/plan.ts", 'import { a } from "../simulator/aws.ts";', "simulator/aws.ts"],
    ["dashboard/page.ts", 'import { a } from "../functions/api/contract.ts";', "functions/api/contract.ts"],
    ["dashboard/page.ts", 'import type { A } from "../shared/core/model.ts";', "shared/core/model.ts"],
    ["scripts/package.ts", 'import a, { b } from "../simulator/aws.ts";', "simulator/aws.ts"],
  ])("%s may not say %s", (path, source, target) => {
    expect(arrowViolations(treeOf({ [path]: source }))).toEqual([`${path}: may not import ${target}`]);
  });

  test.each([
    [
      "functions/deploy/handler.ts",
      'import { a } from "./load.ts";\nimport { b } from "../../shared/runtime/shell.ts";',
    ],
    ["shared/runtime/tell.ts", 'import { a } from "../../events/out/rollout-changed.ts";'],
    ["events/a/parse.ts", 'import type { A } from "../../shared/core/model.ts";\nimport { b } from "../envelope.ts";'],
    ["shared/store/claims.ts", 'import { a } from "../aws/dynamodb.ts";\nimport * as v from "valibot";'],
    ["shared/core/rollout/judge.ts", 'import { a } from "../text.ts";\n// import { b } from "../../aws/ecs.ts"'],
    ["cli/dev.ts", 'import { a } from "../simulator/simulator.ts";\nimport { b } from "./arguments.ts";'],
    ["dashboard/page.ts", 'import type { A } from "../functions/api/contract.ts";'],
    ["test/a.test.ts", 'import { a } from "../simulator/aws.ts";\nimport { b } from "../shared/aws/ecs.ts";'],
  ])("%s may say %s", (path, source) => {
    expect(arrowViolations(treeOf({ [path]: source }))).toEqual([]);
  });

  test("code outside every area is found", () => {
    expect(arrowViolations(treeOf({ "helpers/a.ts": "", "README.md": "" }))).toEqual([
      "helpers/a.ts: belongs to no area of docs/ARCHITECTURE.md",
    ]);
  });

  test("what a file brings along is followed to the end, types left out", () => {
    const tree = treeOf({
      "shared/config/a.ts": 'import { b } from "./b.ts";\nimport type { D } from "./d.ts";',
      "shared/config/b.ts": 'import { parse } from "yaml";\nimport { a } from "./a.ts";',
    });
    expect([...bundleOf(tree, "shared/config/a.ts")]).toEqual(["shared/config/a.ts", "shared/config/b.ts", "yaml"]);
  });
});

describe("the core", () => {
  test.each([
    ["const now = Date.now();", "Date.now"],
    ["const now = new Date();", "new Date()"],
    ["const now = new Date;", "new Date"],
    ["const now = Date();", "Date("],
    ["const chance = Math.random();", "Math.random"],
    ["const mode = process.env.MODE;", "process."],
    ["console.log(1);", "console."],
    ['await fetch("http://a");', "fetch("],
    ["setTimeout(f, 1);", "setTimeout"],
    ["const id = crypto.randomUUID();", "crypto."],
    [`const text = \`at \${Date.now()}\`;`, "Date.now"],
  ])("may not say %s", (source, word) => {
    expect(coreViolations(treeOf({ "shared/core/a.ts": source }))).toEqual([`shared/core/a.ts: may not say ${word}`]);
  });

  test.each([
    "// never Date.now()",
    "/** Ends the process. */",
    'const text = "the process. Math.random";',
    "const then = new Date(now).toISOString();",
    "const process = 1;",
  ])("may say %s", (source) => {
    expect(coreViolations(treeOf({ "shared/core/a.ts": source, "simulator/a.ts": "Date.now()" }))).toEqual([]);
  });
});

describe("what the architecture names", () => {
  const tree = { "shared/core/model.ts": "", "events/ecr-image-action/push.json": "", "garden.yml": "" };

  test.each([
    "shared/core/nothing.ts",
    "cli/plan.ts",
    "serverless.yml",
    "functions/",
    "events/<kind>/parse.ts",
    "simulator/*.ts",
    "shared/co",
  ])("%s is missing", (path) => {
    expect(pathViolations(treeOf({ ...tree, [ARCHITECTURE]: `see \`${path}\`` }), ARCHITECTURE)).toEqual([
      `${ARCHITECTURE}: names ${path}, which does not exist`,
    ]);
  });

  test.each([
    "shared/core/model.ts",
    "shared/core/",
    "shared",
    "garden.yml",
    "events/<kind>/*.json",
    "shop/api",
    "now",
    "a.b()",
  ])("%s is there, or is no path", (path) => {
    expect(pathViolations(treeOf({ ...tree, [ARCHITECTURE]: `see \`${path}\`` }), ARCHITECTURE)).toEqual([]);
  });

  test("the document itself must be there", () => {
    expect(pathViolations(treeOf(tree), ARCHITECTURE)).toEqual([`${ARCHITECTURE}: is missing`]);
  });
});

describe("unfinished work", () => {
  test.each([
    ["// TODO: later", "TODO"],
    ["/* FIXME */", "FIXME"],
    ["// @ts-ignore", "@ts-ignore"],
    ["// @ts-nocheck", "@ts-nocheck"],
    ["const a = b as any;", "as any"],
    ['test.only("a", f);', ".only("],
    ['describe.skip("a", f);', ".skip("],
    ["test.skip.each([1])(f);", ".skip.each"],
    ['xit("a", f);', "xit("],
  ])("%s is found", (source, word) => {
    expect(unfinishedViolations(treeOf({ "test/a.test.ts": source }))).toEqual([`test/a.test.ts: has ${word}`]);
  });

  test.each(["// the same as any other", "const only = a.only;", "stream.skipped()", 'const text = "as any";'])(
    "%s is none",
    (source) => {
      expect(unfinishedViolations(treeOf({ "shared/a.ts": source, "docs/a.md": "TODO" }))).toEqual([]);
    },
  );

  test("quoted text and comments are told from code", () => {
    expect(codeOnly(`a("http://x"); // b\n/* c\n*/ d('\\'e'); \`\${f}\``)).toBe('a("");  \n  d(""); `${f}`');
  });
});

describe("folders", () => {
  const index = 'import { parse } from "./a/parse.ts";';

  test.each([
    [{ "events/a/push.json": "{}", "events/index.ts": index }, "events/a: has no parse.ts"],
    [{ "events/a/parse.ts": "", "events/index.ts": index }, "events/a: has no captured sample *.json"],
    [{ "events/a/parse.ts": "", "events/a/push.json": "{}" }, "events/a: is not in events/index.ts"],
  ])("an incomplete event kind is found: %j", (files, violation) => {
    expect(eventViolations(treeOf(files))).toEqual([violation]);
  });

  test("a complete event kind and what we emit are in order", () => {
    const files = {
      "events/a/parse.ts": "",
      "events/a/push.json": "{}",
      "events/index.ts": index,
      "events/out/b.ts": "",
    };
    expect(eventViolations(treeOf(files))).toEqual([]);
  });

  test.each([
    ["ECR Image Action", "          detail-type: [ECS Service Action]", ["ECR Image Action"]],
    ["ECR Image Action", "    # detail-type: [ECR Image Action]", ["ECR Image Action"]],
    ["ECR Image Action", "          detail-type: [ECS Service Action, ECR Image Action]", []],
    ["Scheduled Event", "          detail-type: [Scheduled Event]", ["Scheduled Event"]],
    ["Scheduled Event", "          rate: [rate(1 minute)]", []],
  ])("whether a rule brings %s: %s", (kind, rule, unheard) => {
    const files = { "events/index.ts": `new Map([["${kind}", parseIt]])`, "functions/deploy/function.yml": rule };
    expect(eventViolations(treeOf(files))).toEqual(
      unheard.map((each) => `events/index.ts: no rule of a function.yml brings ${each}`),
    );
  });

  test.each([
    ["| `whyever SERVICE` | says why |", ["cli/why.ts: has no row in docs/guide/command-line.md"]],
    ["see `why SERVICE`", ["cli/why.ts: has no row in docs/guide/command-line.md"]],
    ["| `why SERVICE` | says why |", []],
    ["| `why` | says why |", []],
  ])("whether the guide has a verb: %s", (row, violations) => {
    const files = { "cli/why.ts": 'export const why = verb({ name: "why" });', "cli/main.ts": "" };
    const guide = { "docs/guide/command-line.md": `# The command line\n\n${row}\n` };
    expect(verbViolations(treeOf({ ...files, ...guide }))).toEqual(violations);
  });

  const complete = {
    "functions/deploy/handler.ts": "",
    "functions/deploy/function.yml": "",
    "serverless.yml": "functions:\n  - ${file(functions/deploy/function.yml):functions}\n",
    "test/support/garden.ts": 'import { createDeploy } from "../../functions/deploy/deploy.ts";',
  };

  test.each([
    ["functions/deploy/handler.ts", "functions/deploy: has no handler.ts"],
    ["functions/deploy/function.yml", "functions/deploy: has no function.yml"],
    [
      "serverless.yml",
      "functions/deploy: serverless.yml does not include ${file(functions/deploy/function.yml):functions}",
    ],
    ["test/support/garden.ts", "functions/deploy: test/support/garden.ts has no factory of functions/deploy/deploy.ts"],
  ])("a Lambda without %s is found", (missing, violation) => {
    const files = Object.entries(complete).filter(([path]) => path !== missing);
    expect(functionViolations(new Map(files))).toEqual([violation]);
  });

  test("a complete Lambda is in order", () => {
    expect(functionViolations(treeOf(complete))).toEqual([]);
  });
});
