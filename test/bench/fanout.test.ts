import { expect, test } from "@jest/globals";
import { fanout } from "../../bench/fanout/fanout.ts";

interface Row {
  readonly rest: string;
  readonly affected: number;
  readonly moment: string;
  readonly ecs: number;
  readonly ecr: number;
  readonly tagging: number;
  readonly others: number;
  readonly operations: Readonly<Record<string, number>>;
}

test("a small fleet: each moment is counted, calls are told by service, and only what is affected costs", async () => {
  const { data, aims, tables } = await fanout.measure({ fleets: "4", affected: "1,2,30" });
  const { rows } = data as { readonly rows: readonly Row[] };

  const moments = ["calm tick", "push", "tick while ECS deploys", "tick while they bake"];
  const ofOneFleet = [1, 2].flatMap((affected) => moments.map((moment) => ({ affected, moment })));
  // Thirty do not fit into four.
  expect(rows.map(({ rest, affected, moment }) => ({ rest, affected, moment }))).toEqual([
    { rest: "follows another tag", affected: 3, moment: "first tick" },
    { rest: "follows another tag", affected: 1, moment: "tick with newcomers" },
    ...ofOneFleet.map((row) => ({ rest: "follows another tag", ...row })),
    { rest: "not in the garden", affected: 3, moment: "first tick" },
    ...ofOneFleet.map((row) => ({ rest: "not in the garden", ...row })),
  ]);
  for (const row of rows) {
    const sum = Object.values(row.operations).reduce((total, count) => total + count, 0);
    expect(row.ecs + row.ecr + row.tagging + row.others).toBe(sum);
    // Ticks read who follows, pushes never.
    expect(row.tagging).toBe(row.moment === "push" ? 0 : 1);
  }
  const of = (moment: string): readonly Row[] => rows.filter((row) => row.moment === moment);
  // A tick sweeps a part of the fleet: services by the page, tags by the repository.
  for (const { ecs, ecr } of of("calm tick")) expect(Math.max(ecs, ecr)).toBeLessThanOrEqual(1);
  expect(of("push").map(({ operations }) => operations["ecs:UpdateService"])).toEqual([1, 2, 1, 2]);
  expect(aims).toHaveLength(4);
  expect(tables.map(({ columns }) => columns.length)).toEqual([10, 3]);
});
