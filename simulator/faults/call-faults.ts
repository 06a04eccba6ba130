import type { Principal } from "../aws.ts";
import type { World } from "../clock.ts";
import type { Random } from "../random.ts";
import { chanceOf } from "./chance.ts";
import {
  type CallRow,
  type CallTrouble,
  canBeStale,
  SLOW_SECONDS_DEFAULT,
  STALE_SECONDS_DEFAULT,
} from "./configuration.ts";
import type { Injected } from "./injected.ts";
import type { Injection } from "./injection.ts";
import { type Place, type PlacedCall, Places } from "./places.ts";

/** A fault that a test planned for one call. */
export interface PlannedFault {
  /** Whether the call has come, and the fault happened to it. */
  readonly isReached: boolean;
  /** Lets a held call go on; one that has not come yet will pass untouched. */
  release(): void;
}

/** A call that is held now. */
export interface HeldCall extends PlacedCallOfAnybody {
  readonly when: "before" | "after";
  release(): void;
}

type PlacedCallOfAnybody = Pick<PlacedCall, "principal" | "operation"> & Partial<PlacedCall>;

interface RowInForce {
  readonly row: CallRow;
  readonly random: Random;
  matched: number;
  injected: number;
}

interface Plan {
  readonly place: Place;
  readonly trouble: CallTrouble;
  /** What it did once it was reached. */
  reached: Holding | "done" | undefined;
}

interface Holding {
  readonly call: Omit<HeldCall, "release">;
  readonly by: Principal;
  /** The row that holds it; none for a plan. */
  readonly row: CallRow | undefined;
  readonly released: Promise<void>;
  readonly release: () => void;
}

/** Says what is done to each call: what was planned for its very place, else the first row that happens to it. */
export class CallFaults {
  readonly places = new Places();
  readonly #world: World;
  readonly #injected: Injected;
  #rows: readonly RowInForce[] = [];
  #plans: readonly Plan[] = [];
  #holdings: readonly Holding[] = [];

  constructor(world: World, injected: Injected) {
    this.#world = world;
    this.#injected = injected;
  }

  /** Calls that a row held go on, unless the very same row is among the new ones. */
  set(rows: readonly CallRow[], seed: number): void {
    this.#rows = rows.map((row, index) => ({
      row,
      random: chanceOf(seed, `calls ${index}`),
      matched: 0,
      injected: 0,
    }));
    const kept = new Set(rows.map(keyOf));
    for (const { row, release } of this.#holdings) if (row && !kept.has(keyOf(row))) release();
  }

  clear(): void {
    this.#rows = [];
    this.#plans = [];
    this.#holdings = [];
    this.places.clear();
  }

  plan(place: Place, trouble: CallTrouble): PlannedFault {
    const plan: Plan = { place, trouble, reached: undefined };
    this.#plans = [...this.#plans, plan];
    return {
      get isReached() {
        return plan.reached !== undefined;
      },
      release: () => {
        this.#plans = this.#plans.filter((other) => other !== plan);
        if (plan.reached !== undefined && plan.reached !== "done") plan.reached.release();
      },
    };
  }

  /** Calls that are held now, in the order of their coming. Those of invocations that have ended are gone. */
  get held(): readonly HeldCall[] {
    return this.#holdings
      .filter(({ by }) => !by.invocation || this.#world.isOpen(by.invocation))
      .map(({ call, release }) => ({ ...call, release }));
  }

  /** What is done to the call that passes now. */
  next(by: Principal, operation: string): Injection | undefined {
    const placed = this.places.next(by, operation);
    const plan = placed && this.#plans.find(({ place, reached }) => reached === undefined && isAt(place, placed));
    // Rows go on counting and drawing, so that a plan leaves the rest of the story's chances alone.
    const rows = this.#rows.filter((inForce) => happens(inForce, by, operation));
    const inForce = plan ? undefined : rows[0];
    const trouble = plan?.trouble ?? inForce?.row;
    if (!trouble) return undefined;
    if (inForce) inForce.injected++;
    if (plan) plan.reached = "done";
    this.#injected.count(trouble.fault, operation, by.name, placed ? `/${placed.invocation} #${placed.call}` : "");
    const { fault, when = "before" } = trouble;
    switch (fault) {
      case "throttle":
      case "errorBefore":
      case "errorAfter":
      case "timeoutAfter":
        return { kind: fault };
      case "kill":
        return { kind: fault, when };
      case "slow":
        return { kind: fault, when, milliseconds: (trouble.slowSeconds ?? SLOW_SECONDS_DEFAULT) * 1_000 };
      case "stale":
        return { kind: fault, milliseconds: (trouble.staleSeconds ?? STALE_SECONDS_DEFAULT) * 1_000 };
      case "hold": {
        const call = { ...(placed ?? { principal: by.name, operation }), when };
        const holding = this.#hold(call, by, inForce?.row);
        if (plan) plan.reached = holding;
        return { kind: fault, when, released: holding.released };
      }
      default:
        return fault satisfies never;
    }
  }

  #hold(call: Holding["call"], by: Principal, row: CallRow | undefined): Holding {
    const { promise: released, resolve } = Promise.withResolvers<void>();
    const release = (): void => {
      this.#holdings = this.#holdings.filter((other) => other !== holding);
      resolve();
    };
    const holding: Holding = { call, by, row, released, release };
    this.#holdings = [...this.#holdings, holding];
    return holding;
  }
}

/** Whether a row happens to this call. Counts the call for the row, and draws its chance. */
function happens(inForce: RowInForce, by: Principal, operation: string): boolean {
  const { row, random } = inForce;
  const { fault, principal, rate = 1, count = Number.POSITIVE_INFINITY, after = 0 } = row;
  const isMeant = principal === undefined ? by.invocation !== undefined : principal === by.name;
  if (!isMeant || !covers(row.operation, operation) || (fault === "stale" && !canBeStale(operation))) return false;
  inForce.matched++;
  const drawn = rate < 1 ? random() : 0;
  return inForce.matched > after && inForce.injected < count && drawn < rate;
}

function covers(pattern: string, operation: string): boolean {
  return pattern.endsWith("*") ? operation.startsWith(pattern.slice(0, -1)) : pattern === operation;
}

const isAt = (place: Place, { principal, invocation, call }: PlacedCall): boolean =>
  place.principal === principal && place.invocation === invocation && place.call === call;

/** The same for rows that say the same, in whatever order. */
const keyOf = (row: CallRow): string => JSON.stringify(Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
