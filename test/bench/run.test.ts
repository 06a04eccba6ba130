import { spawnSync } from "node:child_process";
import { expect, test } from "@jest/globals";
import { readCounts, UsageError } from "../../bench/benchmark.ts";
import { formatTable } from "../../bench/table.ts";

test.each([[[]], [["nothing"]], [["fanout", "--nothing"]]])(
  "%j is refused with exit code 2 and the known names",
  (given) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ["bench/run.ts", ...given], { encoding: "utf8" });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^ {2}cold-start .*^ {2}fanout /ms);
  },
);

test.each(["0", "1.5", "-1", "ten", "", "1,,2"])("%j is no list of counts", (text) => {
  expect(() => readCounts("fleets", text)).toThrow(UsageError);
});

test("counts are read in the order in which they are given", () => {
  expect(readCounts("fleets", "10,3")).toEqual([10, 3]);
});

test("a table is Markdown, with numbers to the right", () => {
  const table = { title: "Calls", columns: ["moment", "calls"], rows: [["push", 7] as const, ["a tick", 12] as const] };
  expect(formatTable(table)).toBe(
    ["Calls", "", "| moment | calls |", "| ------ | ----: |", "| push   |     7 |", "| a tick |    12 |"].join("\n"),
  );
});
