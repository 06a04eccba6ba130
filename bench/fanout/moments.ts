import { logLines } from "../../test/support/functions.ts";
import { type Fleet, groupTag, REPOSITORY } from "./fleet.ts";

/** A moment in the life of a fleet at which a function runs once and its calls are counted. */
export interface Moment {
  readonly name: string;
  /** Whose run is counted. */
  readonly function: "deploy" | "tick";
  /** Brings the fleet so far that the function's next run is the one that is meant. */
  readonly arrange: (fleet: Fleet, affected: number) => Promise<void>;
}

/** A push comes between two ticks, so that neither spares the other anything. */
const SECONDS_AFTER_A_TICK = 30;

/** The first tick after the garden was planted: it sees the groups for the first time. */
export const FIRST_TICK: Moment = { name: "first tick", function: "tick", arrange: () => Promise.resolve() };

/** Services were given a tag to follow, and the next tick finds them. */
export const NEWCOMERS: Moment = {
  name: "tick with newcomers",
  function: "tick",
  arrange: (fleet, affected) => fleet.join(affected),
};

/** A tick sweeps a fifth of the garden, and so many ticks all of it. */
const TICKS_PER_ROUND = 5;

/** After a bake and a whole round the sweep has noted of every newcomer what it runs, and that it runs well. */
const SETTLED_SECONDS = 900;

/** Ticks that have nothing to do but their sweep, until each part of the garden has had its turn. */
export const ROUND: readonly Moment[] = Array.from({ length: TICKS_PER_ROUND }, (_none, tick) => ({
  name: "sweep",
  function: "tick",
  arrange: async (fleet) => {
    if (tick === 0) await fleet.garden.advance(SETTLED_SECONDS);
  },
}));

/** In the order in which they happen to one group of services. One more moment is one more row here. */
export const MOMENTS: readonly Moment[] = [
  { name: "calm tick", function: "tick", arrange: (fleet) => until(fleet, () => isCalm(fleet)) },
  {
    name: "push",
    function: "deploy",
    arrange: async ({ garden }, affected) => {
      await garden.advance(SECONDS_AFTER_A_TICK);
      garden.aws.ecr.push({ repository: REPOSITORY, tag: groupTag(affected), behavior: "healthy" });
    },
  },
  {
    name: "tick while ECS deploys",
    function: "tick",
    arrange: (fleet, affected) => until(fleet, () => areAll(fleet, affected, "InProgress")),
  },
  {
    name: "tick while they bake",
    function: "tick",
    arrange: (fleet, affected) => until(fleet, () => areAll(fleet, affected, "Baking")),
  },
];

/** How often an operation was called, as `ecs:UpdateService`. */
export type Operations = Readonly<Record<string, number>>;

/** The calls of one run: what it was about, and the sweep that a tick makes besides. */
export interface RunCalls {
  readonly operations: Operations;
  readonly sweep: Operations;
}

/** Lets one moment come and counts what the function calls in it. */
export async function callsOf(fleet: Fleet, moment: Moment, affected: number): Promise<RunCalls> {
  await moment.arrange(fleet, affected);
  const errors = errorLines(fleet).length;
  const runs = runsOf(fleet, moment.function);
  await until(fleet, () => Promise.resolve(runsOf(fleet, moment.function) > runs));
  if (runsOf(fleet, moment.function) !== runs + 1) throw new Error(`${moment.name}: the function ran more than once`);
  const [error] = errorLines(fleet).slice(errors);
  if (error) throw new Error(`${moment.name}: ${error.function} logged an error: ${error.message}`);
  const operations = operationsOfLastRun(fleet, moment.function);
  if (moment.function !== "tick") return { operations: counted(operations), sweep: {} };
  const [begin, end] = sweepIn(operations);
  return {
    operations: counted([...operations.slice(0, begin), ...operations.slice(end)]),
    sweep: counted(operations.slice(begin, end)),
  };
}

/** In the order in which they took effect. */
function operationsOfLastRun({ garden }: Fleet, name: string): readonly string[] {
  const { calls } = garden.simulator.faults;
  const last = calls.findLast(({ principal }) => principal === name)?.invocation;
  return calls
    .filter(({ principal, invocation }) => principal === name && invocation === last)
    .map(({ operation }) => operation);
}

/**
 * From where to where a sweep goes: it begins by reading the index, page by page, and queries nothing else; a look queries
 * nothing. After it a tick asks for open incidents, of which a fleet that is well has none: one query, the last one.
 */
function sweepIn(operations: readonly string[]): readonly [begin: number, end: number] {
  const end = operations.lastIndexOf(QUERY);
  const lastPage = operations.slice(0, Math.max(0, end)).lastIndexOf(QUERY);
  if (lastPage < 0) throw new Error("a tick that sweeps nothing");
  return [operations.findLastIndex((operation, index) => index < lastPage && operation !== QUERY) + 1, end];
}

const QUERY = "dynamodb:Query";

/** Sorted by name. */
function counted(operations: readonly string[]): Operations {
  const groups = Map.groupBy(operations.toSorted(), (operation) => operation);
  return Object.fromEntries([...groups].map(([operation, calls]) => [operation, calls.length]));
}

export function sumOf(several: readonly Operations[]): Operations {
  const sum: Record<string, number> = {};
  for (const [operation, count] of several.flatMap(Object.entries<number>))
    sum[operation] = (sum[operation] ?? 0) + count;
  return sum;
}

/** Longer than any rollout takes here, with its bake. */
const PATIENCE_SECONDS = 3600;

async function until({ garden }: Fleet, holds: () => Promise<boolean>): Promise<void> {
  const { world } = garden.simulator;
  const latest = world.now + PATIENCE_SECONDS * 1000;
  while (!(await holds())) {
    if (world.now > latest) throw new Error(`the fleet did not come so far within ${PATIENCE_SECONDS} seconds`);
    await garden.advance(1);
  }
}

const isCalm = async ({ garden }: Fleet): Promise<boolean> => (await garden.services.active()).length === 0;

async function areAll({ garden, groups }: Fleet, affected: number, status: string): Promise<boolean> {
  for (const name of groups.get(affected) ?? [])
    if ((await garden.services.read(name)).rollout?.status !== status) return false;
  return true;
}

function runsOf({ garden: { aws } }: Fleet, name: string): number {
  return logLines(aws, aws.lambda.function(`ecs-gardener-${name}`)).filter((line) => line.startsWith("END ")).length;
}

const errorLines = ({ garden }: Fleet) => garden.log.filter(({ level }) => level === "ERROR");
