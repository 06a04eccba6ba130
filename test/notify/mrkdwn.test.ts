import { describe, expect, test } from "@jest/globals";
import { codeBlock } from "../../shared/notify/mrkdwn.ts";

const linesOf = (block: string): readonly string[] => block.split("\n").slice(1, -1);

describe("the last lines of a log", () => {
  test("stand between fences, as they are", () => {
    expect(codeBlock(["GET / 200", "  at app.js:1"])).toBe("```\nGET / 200\n  at app.js:1\n```");
  });

  test.each([
    ["what Slack would act on", "<!channel> & <@U0>", "&lt;!channel&gt; &amp; &lt;@U0&gt;"],
    ["a fence", "a ``` b ```` c", "a `\u200B`\u200B` b `\u200B`\u200B`\u200B` c"],
    ["a secret", "DB_PASSWORD=hunter2", "DB_PASSWORD=[redacted]"],
    ["a secret that colours cut in two", "DB_PASS\u001B[31mWORD=hunter2\u001B[0m", "DB_PASSWORD=[redacted]"],
  ])("are safe to show: %s", (_what, line, shown) => {
    expect(linesOf(codeBlock([line]))).toEqual([shown]);
  });

  test("hide a private key that goes over several of them", () => {
    const key = ["-----BEGIN PRIVATE KEY-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", "-----END PRIVATE KEY-----"];
    expect(linesOf(codeBlock(["up", ...key]))).toEqual(["up", "[redacted]"]);
  });

  test("are twenty at most; what is left out is counted", () => {
    const lines = Array.from({ length: 50 }, (_, index) => `line ${index + 1}`);
    const shown = linesOf(codeBlock(lines));
    expect(shown).toHaveLength(21);
    expect(shown[0]).toBe("… 30 earlier lines");
    expect(shown.slice(1)).toEqual(lines.slice(30));
    expect(linesOf(codeBlock(lines.slice(0, 21)))[0]).toBe("… 1 earlier line");
    expect(linesOf(codeBlock(lines.slice(0, 20)))).toEqual(lines.slice(0, 20));
  });

  test("keep head and tail of a line of ten thousand characters", () => {
    const [line = ""] = linesOf(codeBlock([`first ${"x".repeat(10_000)} last`]));
    expect(line).toMatch(/^first x+ … x+ last$/);
    expect(line.length).toBeLessThanOrEqual(400);
  });

  test.each(["x", "<", "```", "🌻"])("fit into a section, however long lines of %j are", (unit) => {
    const block = codeBlock(Array.from({ length: 40 }, () => unit.repeat(10_000)));
    expect(block.length).toBeLessThanOrEqual(3_000);
    expect(linesOf(block).length).toBeGreaterThan(5);
    expect(block.isWellFormed()).toBe(true);
    expect(block.slice(3, -3)).not.toContain("```");
    expect(block.replaceAll(/&(?:amp|lt|gt);/g, "")).not.toMatch(/[&;]/);
  });

  test("may be none", () => {
    expect(codeBlock([])).toBe("```\n```");
  });
});
