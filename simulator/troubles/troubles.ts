import type { World } from "../clock.ts";
import { troubleProblems } from "./check.ts";
import { MOMENTARY, type TroubleName, type TroubleRow, type TroublesConfiguration } from "./configuration.ts";

/** Where a trouble may be. */
export interface Scope {
  readonly cluster: string;
  /** None for tasks that run alone. */
  readonly service: string | undefined;
}

/** Whom a trouble may concern. */
export interface Place extends Scope {
  /** What is counted: a task, or an attempt to place one. */
  readonly id: string;
}

/** A trouble as `GET /_simulator/troubles` shows it. */
export interface ShownTrouble extends TroubleRow {
  /** ISO 8601, virtual time. */
  readonly from: string;
  /** Null: until the troubles are replaced. */
  readonly until: string | null;
  readonly state: "coming" | "in force" | "over";
  /** How many tasks, and attempts to place one, it has concerned so far. */
  readonly struck: number;
}

interface Row {
  readonly given: TroubleRow;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly until: number;
  readonly struck: Set<string>;
}

/** Does to those whom it covers what a momentary trouble does; answers whom it concerned. */
export type Strike = (trouble: TroubleName, covers: (scope: Scope) => boolean) => readonly string[];

/**
 * What goes wrong around tasks on request: networks, registries, secrets, roles, capacity, hosts.
 * Goal: each begins and heals on the driven clock, and nothing is drawn from the world's chance for it.
 * Non-goal: what images do (simulator/workload), and calls and events that fail (simulator/faults).
 */
export class Troubles {
  readonly #world: World;
  readonly #strike: Strike;
  #rows: Row[] = [];
  #timers: (() => void)[] = [];

  constructor(world: World, strike: Strike = () => []) {
    this.#world = world;
    this.#strike = strike;
  }

  /** Replaces the troubles. Throws TroublesRefused, and changes nothing, where something is wrong with them. */
  set(configuration: TroublesConfiguration): void {
    const problems = troubleProblems(configuration);
    if (problems.length > 0) throw new TroublesRefused(problems);
    this.clear();
    this.#rows = (configuration.troubles ?? []).map((given) => {
      const from = this.#world.now + (given.afterSeconds ?? 0) * 1_000;
      const lasting = MOMENTARY.includes(given.trouble) ? 0 : (given.forSeconds ?? Number.POSITIVE_INFINITY);
      return { given, from, until: from + lasting * 1_000, struck: new Set() };
    });
    for (const row of this.#rows) if (MOMENTARY.includes(row.given.trouble)) this.#comes(row);
  }

  /** As they were set, with what became of them. */
  get shown(): readonly ShownTrouble[] {
    return this.#rows.map(({ given, from, until, struck }) => ({
      ...given,
      from: new Date(from).toISOString(),
      until: Number.isFinite(until) ? new Date(until).toISOString() : null,
      state: this.#world.now < from ? "coming" : this.#world.now < until ? "in force" : "over",
      struck: struck.size,
    }));
  }

  /** Forgets all of them. */
  clear(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers = [];
    this.#rows = [];
  }

  /** For ECS: what the first trouble in force does to this place, of those that do something to it. */
  find<Effect>(place: Place, effectOf: (trouble: TroubleName) => Effect | undefined): Effect | undefined {
    for (const row of this.#inForce(place)) {
      const effect = effectOf(row.given.trouble);
      if (effect === undefined) continue;
      this.#count(row, place.id);
      return effect;
    }
    return undefined;
  }

  /** For ECS: whether such a trouble is in force; it is not counted. */
  has(scope: Scope, is: (trouble: TroubleName) => boolean): boolean {
    return this.#inForce(scope).some(({ given }) => is(given.trouble));
  }

  #inForce(scope: Scope): readonly Row[] {
    const { now } = this.#world;
    return this.#rows.filter(({ given, from, until }) => from <= now && now < until && covers(given, scope));
  }

  #comes(row: Row): void {
    const strike = (): void => {
      const concerned = this.#strike(row.given.trouble, (scope) => covers(row.given, scope));
      for (const id of concerned) this.#count(row, id);
    };
    if (row.from === this.#world.now) strike();
    else this.#timers.push(this.#world.at(row.from, strike));
  }

  #count({ given, struck }: Row, id: string): void {
    if (struck.has(id)) return;
    struck.add(id);
    this.#world.note(`trouble ${given.trouble} ${id}`);
  }
}

const covers = ({ cluster, service }: TroubleRow, scope: Scope): boolean =>
  (cluster === undefined || cluster === scope.cluster) && (service === undefined || service === scope.service);

/** Troubles that cannot come into force; `problems` holds a sentence for each thing that is wrong. */
export class TroublesRefused extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join(" "));
    this.name = "TroublesRefused";
    this.problems = problems;
  }
}
