import { SourceMap } from "node:module";
import { CloudWatchLogsClient, FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "@jest/globals";
import { inSourceLines } from "../../shared/runtime/source-lines.ts";
import { startPackagedGarden } from "../support/packaged-garden.ts";

const BUNDLE = "file:///var/task/.build/functions/deploy/handler.mjs";

/** Line 1 of the bundle begins with line 1 of a source; from its eleventh column on it is line 5, from column 3 on. */
const map = new SourceMap({
  file: "handler.mjs",
  version: 3,
  sources: ["../../../shared/runtime/look.ts"],
  sourcesContent: [],
  names: [],
  mappings: "AAAA,UAIE",
  sourceRoot: "",
});

const LOOK = "file:///var/task/shared/runtime/look.ts";

const rows: readonly (readonly [what: string, frame: string, expected: string])[] = [
  ["the begin of a line", `at ${BUNDLE}:1:1`, `at ${LOOK}:1:1`],
  ["just before the next mapping", `at ${BUNDLE}:1:10`, `at ${LOOK}:1:1`],
  ["just on it", `at ${BUNDLE}:1:11`, `at ${LOOK}:5:3`],
  ["a named function", `at f (${BUNDLE}:1:12)`, `at f (${LOOK}:5:3)`],
  ["an asynchronous one", `at async g (${BUNDLE}:1:12)`, `at async g (${LOOK}:5:3)`],
  ["a module without a map", "at h (file:///var/runtime/index.mjs:1:12)", "at h (file:///var/runtime/index.mjs:1:12)"],
  ["a module of Node", "at node:internal/timers:520:12", "at node:internal/timers:520:12"],
  ["what is no frame", "Error: 12:30:45 is no time", "Error: 12:30:45 is no time"],
];

test.each(rows)("%s", (_, frame, expected) => {
  expect(inSourceLines(frame, (url) => (url === BUNDLE ? map : undefined))).toBe(expected);
});

test("every frame of a stack, line by line", () => {
  const stack = `RangeError: too many weeds\n    at f (${BUNDLE}:1:1)\n    at async ${BUNDLE}:1:20`;
  expect(inSourceLines(stack, () => map)).toBe(
    `RangeError: too many weeds\n    at f (${LOOK}:1:1)\n    at async ${LOOK}:5:3`,
  );
});

test("what a packaged function logs of an error names our source lines, and so does what Lambda logs of it", async () => {
  const garden = await startPackagedGarden();
  try {
    await garden.ask("faults", {
      calls: [{ operation: "dynamodb:PutItem", principal: "deploy", fault: "errorBefore" }],
    });
    await garden.ask("images", { repository: "team/web", tag: "latest" });
    await garden.advance(30);
    const lines = await linesOf(garden.endpoint, "/aws/lambda/ecs-gardener-deploy");
    const ours = lines.find((line) => line.includes("It will be tried again"));
    const lambdas = lines.find((line) => line.includes("Invoke Error"));
    for (const line of [ours, lambdas]) expect(line).toMatch(/shared\/store\/claims\.ts:\d+:\d+/);
    expect(ours).not.toContain("handler.mjs");
  } finally {
    await garden.close();
  }
});

async function linesOf(endpoint: string, logGroupName: string): Promise<readonly string[]> {
  const logs = new CloudWatchLogsClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));
  return events.map(({ message = "" }) => message);
}
