import type { World } from "../clock.ts";
import type { CallFault } from "./configuration.ts";

/** What was done to events and messages. */
export type DeliveryFault = "lost" | "repeated" | "late" | "reordered" | "repeatedMessage";

/** How often a fault was injected, as `GET /_simulator/faults` shows it. */
export interface InjectedCount {
  readonly fault: CallFault | DeliveryFault;
  /** The operation; source and detail-type of an event; or the name of a queue. */
  readonly what: string;
  /** Who was hit: the principal of a call, the rule of a delivery, the function that took a message. */
  readonly who: string;
  readonly count: number;
}

/** Counts what was injected, and tells the world's trace of it. */
export class Injected {
  readonly #world: World;
  readonly #counts = new Map<string, InjectedCount>();

  constructor(world: World) {
    this.#world = world;
  }

  /** `detail` tells one of several more closely, in the trace only. */
  count(fault: InjectedCount["fault"], what: string, who: string, detail = ""): void {
    const key = `${fault} ${what} ${who}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { fault, what, who, count });
    this.#world.note(`fault ${key}${detail && ` ${detail}`}`);
  }

  /** Sorted by fault, then by what and whom it hit. */
  list(): InjectedCount[] {
    return [...this.#counts.keys()].sort().flatMap((key) => this.#counts.get(key) ?? []);
  }

  clear(): void {
    this.#counts.clear();
  }
}
