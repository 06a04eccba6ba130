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
  readonly sweep: Readonly<Record<string, number>>;
}

test("a small fleet: each moment is counted, calls are told by service, and only what is affected costs", async () => {
  const { data, aims, tables } = await fanout.measure({ fleets: "4", affected: "1,2,30" });
  const { rows } = data as { readonly rows: readonly Row[] };

  const moments = ["calm tick", "push", "tick while ECS deploys", "tick while they bake"];
  const sweeps = ["sweep of the fullest part", "sweep of a whole round"].map((moment) => ({ affected: 0, moment }));
  const ofOneFleet = [1, 2].flatMap((affected) => moments.map((moment) => ({ affected, moment })));
  // Thirty do not fit into four.
  expect(rows.map(({ rest, affected, moment }) => ({ rest, affected, moment }))).toEqual([
    { rest: "follows another tag", affected: 3, moment: "first tick" },
    { rest: "follows another tag", affected: 1, moment: "tick with newcomers" },
    ...sweeps.map((row) => ({ rest: "follows another tag", ...row })),
    ...ofOneFleet.map((row) => ({ rest: "follows another tag", ...row })),
    { rest: "not in the garden", affected: 3, moment: "first tick" },
    ...sweeps.map((row) => ({ rest: "not in the garden", ...row })),
    ...ofOneFleet.map((row) => ({ rest: "not in the garden", ...row })),
  ]);
  for (const row of rows) {
    const sum = Object.values(row.operations).reduce((total, count) => total + count, 0);
    expect(row.ecs + row.ecr + row.tagging + row.others).toBe(sum);
    // Ticks read who follows, pushes never.
    expect(row.tagging).toBe(row.moment === "push" || row.affected === 0 ? 0 : 1);
  }
  const of = (moment: string): readonly Row[] => rows.filter((row) => row.moment === moment);
  expect(of("calm tick").map(({ ecs, ecr }) => ecs + ecr)).toEqual([0, 0, 0, 0]);
  expect(of("push").map(({ operations }) => operations["ecs:UpdateService"])).toEqual([1, 2, 1, 2]);
  // Nothing happened to them: the sweep describes a part's services, and reads their tags, and that is all.
  const [part, round] = ["sweep of the fullest part", "sweep of a whole round"].map(
    (moment) => of(moment)[0]?.operations,
  );
  expect(part).toMatchObject({ "ecs:DescribeServices": 1, "ecr:BatchGetImage": 1, "dynamodb:BatchGetItem": 1 });
  expect(round).toMatchObject({ "dynamodb:Query": 5 });
  expect(Object.keys(round ?? {}).filter((operation) => operation.startsWith("ecs:"))).toEqual([
    "ecs:DescribeServices",
  ]);
  expect(aims).toHaveLength(4);
  expect(tables.map(({ columns }) => columns.length)).toEqual([11, 9, 3]);
});
