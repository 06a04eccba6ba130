import { expect, test } from "@jest/globals";
import { rollback } from "../../bench/rollback/rollback.ts";

interface Row {
  readonly failure: string;
  readonly desiredCount: number;
  readonly contender: string;
  readonly firstFailureSeconds: number;
  readonly wayBackSeconds: number;
  readonly wholeSeconds: number;
}

test("a service with one task: whoever takes a bad image back does so after it failed, and the service is whole then", async () => {
  const { data, aims, tables } = await rollback.measure({ failures: "pull-error", counts: "1" });
  const { rows } = data as { readonly rows: readonly Row[] };
  expect(rows.map(({ contender }) => contender)).toEqual([
    "gardener",
    "gardener beside the breaker",
    "ECS circuit breaker alone",
  ]);
  for (const row of rows) {
    expect(row).toMatchObject({ failure: "pull-error", desiredCount: 1 });
    expect(row.firstFailureSeconds).toBeGreaterThan(0);
    expect(row.wayBackSeconds).toBeGreaterThan(row.firstFailureSeconds);
    expect(row.wholeSeconds).toBeGreaterThanOrEqual(row.wayBackSeconds);
  }
  const [ours, , alone] = rows;
  // One task fails after the other, further and further apart: to know why after the first is to be much faster.
  expect(ours?.wayBackSeconds).toBeLessThan((alone?.wayBackSeconds ?? 0) / 2);
  expect(aims).toHaveLength(2);
  expect(tables.map(({ columns }) => columns.length)).toEqual([8]);
});

test.each([{ failures: "boredom" }, { counts: "0" }])("%j makes no sense", async (given) => {
  await expect(rollback.measure({ ...rollback.options, ...given })).rejects.toThrow(/are (known|expected)/);
});
