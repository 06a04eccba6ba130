import { type Aim, type Benchmark, type Measurement, readCounts, type Table } from "../benchmark.ts";
import { plantFleet } from "./fleet.ts";
import { callsOf, FIRST_TICK, type Moment, MOMENTS, NEWCOMERS, type Operations, ROUND, sumOf } from "./moments.ts";

/**
 * How many calls a push and a tick cost, by the size of the fleet and by how many services are affected.
 *
 * Goal: to show that the cost grows with the services affected and not with the fleet. ECS throttles by account, so a
 * call too many per service is what stops a large fleet. Only the sweep, with which a tick ends, grows with the garden:
 * it is counted apart, as moments of its own.
 * Non-goal: time, and what store, queue, logs and parameters cost; their calls are counted, in a column of their own.
 */
export const fanout: Benchmark = {
  about: "calls per push and per tick, by the size of the fleet and by the services affected",
  options: { fleets: "10,100,1000,10000", affected: "1,3,30" },
  measure: (options) =>
    measure(readCounts("fleets", options["fleets"] ?? ""), readCounts("affected", options["affected"] ?? "")),
};

/** What the services are that no measured push concerns. */
const RESTS = ["follows another tag", "not in the garden"] as const;
type Rest = (typeof RESTS)[number];

/**
 * So many services join the garden between two ticks. The functions run on the driven clock, but their shell looks at the
 * real one, too, and ends a tick that works for longer than Lambda would let it.
 */
const NEWCOMERS_PER_TICK_MAX = 1_000;

/** What we allow a push: for each service one look, the copy of its revision, its registration and its deployment. */
const CALLS_PER_AFFECTED_SERVICE_MAX = 4;

/** What we allow a push besides: reading the tags, and describing services ten at a time. */
const CALLS_PER_PUSH_MAX = 6;

/** Moments of the sweep alone: the tick with the most calls of a round, and the round. They affect no service. */
const FULLEST_PART = "sweep of the fullest part";
const WHOLE_ROUND = "sweep of a whole round";

/** The most that one page of GetResources holds (Resource Groups Tagging API, GetResources). */
const SERVICES_PER_TAGGING_PAGE = 100;

interface Row {
  readonly fleet: number;
  readonly rest: Rest;
  readonly followed: number;
  readonly affected: number;
  readonly moment: string;
  /** Calls to ECS and ECR, which the aims are about. */
  readonly ecs: number;
  readonly ecr: number;
  /** Pages of GetResources. */
  readonly tagging: number;
  /** Store, queue, logs, parameters and bus. */
  readonly others: number;
  readonly operations: Operations;
  /** What the sweep at the end of a tick called besides. */
  readonly sweep: Operations;
}

async function measure(fleets: readonly number[], affected: readonly number[]): Promise<Measurement> {
  const rows: Row[] = [];
  for (const size of fleets) for (const rest of RESTS) rows.push(...(await measureFleet(size, rest, affected)));
  const worst = worstPush(rows);
  return {
    data: { rows },
    tables: [rowsTable(rows), sweepTable(rows), ...(worst ? [operationsTable(worst)] : [])],
    aims: aims(rows),
  };
}

async function measureFleet(size: number, rest: Rest, affected: readonly number[]): Promise<readonly Row[]> {
  const groups: number[] = [];
  let followedByGroups = 0;
  for (const services of affected) {
    if (followedByGroups + services > size) continue;
    groups.push(services);
    followedByGroups += services;
  }
  const fleet = await plantFleet({ size, groups });
  let followed = followedByGroups;
  const row = (moment: string, ofThese: number, operations: Operations, sweep: Operations = {}): Row => {
    return { fleet: size, rest, followed, affected: ofThese, moment, ...summed(operations), sweep };
  };
  const at = async (moment: Moment, ofThese: number): Promise<Row> => {
    const { operations, sweep } = await callsOf(fleet, moment, ofThese);
    return row(moment.name, ofThese, operations, sweep);
  };
  const rows = [await at(FIRST_TICK, followed)];
  const inTheEnd = rest === "follows another tag" ? size : followed;
  while (followed < inTheEnd) {
    const newcomers = Math.min(NEWCOMERS_PER_TICK_MAX, inTheEnd - followed);
    followed += newcomers;
    const joined = await at(NEWCOMERS, newcomers);
    // The first of these ticks stands for all; those after it know the revision that all newcomers share.
    if (rows.length === 1) rows.push(joined);
  }
  const sweeps: Operations[] = [];
  for (const tick of ROUND) sweeps.push((await callsOf(fleet, tick, 0)).sweep);
  const [fullest = {}] = sweeps.toSorted((a, b) => callsIn(b) - callsIn(a));
  rows.push(row(FULLEST_PART, 0, fullest), row(WHOLE_ROUND, 0, sumOf(sweeps)));
  for (const group of groups) for (const moment of MOMENTS) rows.push(await at(moment, group));
  return rows;
}

function summed(operations: Operations) {
  const sum = (belongs: (service: string) => boolean): number =>
    Object.entries(operations)
      .filter(([operation]) => belongs(operation.split(":")[0] ?? ""))
      .reduce((total, [, count]) => total + count, 0);
  return {
    ecs: sum((service) => service === "ecs"),
    ecr: sum((service) => service === "ecr"),
    tagging: sum((service) => service === "tagging"),
    others: sum((service) => !["ecs", "ecr", "tagging"].includes(service)),
    operations,
  };
}

const callsIn = (operations: Operations): number => Object.values(operations).reduce((sum, count) => sum + count, 0);

function aims(rows: readonly Row[]): readonly Aim[] {
  return [...pushAims(rows), independenceAim(rows), taggingAim(rows)];
}

function pushAims(rows: readonly Row[]): readonly Aim[] {
  const pushes = Map.groupBy(rows.filter(isPush), ({ affected }) => affected);
  return [...pushes].map(([affected, ofThese]) => ({
    aim: `calls to ECS and ECR of a push that affects ${affected}: ${CALLS_PER_AFFECTED_SERVICE_MAX} each + ${CALLS_PER_PUSH_MAX}`,
    limit: pushLimit(affected),
    measured: Math.max(...ofThese.map(callsToEcsAndEcr)),
  }));
}

/** The same moment with the same number of services affected must cost the same in every fleet, but for the sweep. */
function independenceAim(rows: readonly Row[]): Aim {
  const besidesSweeps = rows.filter(({ moment }) => moment !== FULLEST_PART && moment !== WHOLE_ROUND);
  const alike = Map.groupBy(besidesSweeps, ({ moment, affected }) => `${moment} ${affected}`);
  const spreads = [...alike.values()].map((ofThese) => {
    const calls = ofThese.map(callsToEcsAndEcr);
    return Math.max(...calls) - Math.min(...calls);
  });
  return {
    aim: "calls to ECS and ECR by which fleets of different sizes differ in the same moment, the sweep apart",
    limit: 0,
    measured: Math.max(0, ...spreads),
  };
}

/** A tick and a push half a minute later lie in one minute; together they should read who follows once. */
function taggingAim(rows: readonly Row[]): Aim {
  const minutes = Map.groupBy(rows, ({ fleet, rest, affected }) => `${fleet} ${rest} ${affected}`);
  const readings = [...minutes.values()].map((ofThese) => {
    const pages = ofThese
      .filter((row) => isPush(row) || row.moment === MOMENTS[0]?.name)
      .reduce((sum, { tagging }) => sum + tagging, 0);
    return pages / Math.max(1, Math.ceil((ofThese[0]?.followed ?? 0) / SERVICES_PER_TAGGING_PAGE));
  });
  return {
    aim: "readings of who follows (a page per 100 services) in a minute with a tick and a push",
    limit: 1,
    measured: Math.max(0, ...readings),
  };
}

const isPush = ({ moment }: Row): boolean => moment === "push";
const callsToEcsAndEcr = ({ ecs, ecr }: Row): number => ecs + ecr;
const pushLimit = (affected: number): number => CALLS_PER_AFFECTED_SERVICE_MAX * affected + CALLS_PER_PUSH_MAX;

/** The push that is nearest to its limit, or furthest beyond it. */
function worstPush(rows: readonly Row[]): Row | undefined {
  const beyond = (row: Row): number => callsToEcsAndEcr(row) / pushLimit(row.affected);
  return rows.filter(isPush).reduce<Row | undefined>((worst, row) => {
    return worst === undefined || beyond(row) >= beyond(worst) ? row : worst;
  }, undefined);
}

function rowsTable(rows: readonly Row[]): Table {
  return {
    title: "Calls of one run",
    columns: [
      "fleet",
      "rest",
      "affected",
      "moment",
      "ECS",
      "ECR",
      "ECS + ECR",
      "at most",
      "tagging",
      "others",
      "sweep besides",
    ],
    rows: rows.map((row) => [
      row.fleet,
      row.rest,
      row.affected,
      row.moment,
      row.ecs,
      row.ecr,
      callsToEcsAndEcr(row),
      isPush(row) ? String(pushLimit(row.affected)) : "",
      row.tagging,
      row.others,
      callsIn(row.sweep),
    ]),
  };
}

/** What it costs in five minutes that a service is in the garden and nothing happens to it. */
function sweepTable(rows: readonly Row[]): Table {
  return {
    title: "The sweep of a whole round of five minutes, per service of the garden",
    columns: ["fleet", "rest", "services", "ECS", "ECR", "ECS + ECR", "per service", "others", "others per service"],
    rows: rows
      .filter(({ moment }) => moment === WHOLE_ROUND)
      .map((row) => [
        row.fleet,
        row.rest,
        row.followed,
        row.ecs,
        row.ecr,
        callsToEcsAndEcr(row),
        thousandths(callsToEcsAndEcr(row) / row.followed),
        row.others,
        thousandths(row.others / row.followed),
      ]),
  };
}

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

function operationsTable(row: Row): Table {
  const calls = Object.entries(row.operations).sort(([, a], [, b]) => b - a);
  return {
    title: `Where the calls go in the worst push: fleet ${row.fleet}, the rest ${row.rest}, ${row.affected} affected`,
    columns: ["operation", "calls", "per affected service"],
    rows: calls.map(([operation, count]) => [operation, count, Math.round((count / row.affected) * 100) / 100]),
  };
}
