import type { World } from "../clock.ts";
import type { Random } from "../random.ts";
import { chanceOf } from "./chance.ts";
import { type EventFaults as Wanted, LATE_SECONDS_DEFAULT } from "./configuration.ts";
import type { Injected } from "./injected.ts";

/** A delivery of a rule to a target that is about to start. */
export interface StartingDelivery {
  readonly event: { readonly id: string; readonly source: string; readonly "detail-type": string };
  readonly ruleName: string;
  readonly targetId: string;
}

/** From a delivery to its repetition at most: EventBridge repeats what it thinks was not taken (inferred). */
const REPEATED_MILLISECONDS_MAX = 60_000;

/** A delivery that nothing overtakes is let go after this. */
const OVERTAKEN_MILLISECONDS_MAX = 60_000;

/** From a delivery to the one that it overtook: more than Lambda's own queue may turn around. */
const BEHIND_MILLISECONDS = 100;

/** Schedules are events too, and only hit when they are asked for by their source or detail-type. */
const SCHEDULES_SOURCE = "aws.events";

type Kind = "lost" | "repeated" | "late" | "reordered";

interface Waiting {
  readonly lane: string;
  /** Ends the waiting, and starts the delivery at this time. */
  readonly letGo: (at: number) => void;
}

/** Loses, repeats, delays and reorders deliveries of events. */
export class EventFaults {
  readonly #world: World;
  readonly #injected: Injected;
  #wanted: Wanted = {};
  #chances: Readonly<Record<Kind | "repetition", Random>> = chancesOf(0);
  #waiting: readonly Waiting[] = [];

  constructor(world: World, injected: Injected) {
    this.#world = world;
    this.#injected = injected;
  }

  set(wanted: Wanted, seed: number): void {
    this.#wanted = wanted;
    this.#chances = chancesOf(seed);
  }

  clear(): void {
    this.set({}, 0);
    this.#waiting = [];
  }

  /** Passes a delivery that is due at a time on to `start`: once, or as the faults will. */
  deliver(delivery: StartingDelivery, at: number, start: (at: number) => void): void {
    const isMeant = this.#isMeant(delivery.event);
    // Every chance is drawn whatever the others say, so that one rate changes one kind of fault.
    const [isLost, isLate, isReordered, isRepeated] = (["lost", "late", "reordered", "repeated"] as const).map(
      (kind) => isMeant && this.#happens(kind),
    );
    const lane = `${delivery.ruleName} ${delivery.targetId}`;
    const note = (kind: Kind): void => this.#note(kind, delivery);
    if (isLost) return note("lost");
    if (isLate) note("late");
    const due = isLate ? at + (this.#wanted.lateSeconds ?? LATE_SECONDS_DEFAULT) * 1_000 : at;
    if (isReordered) {
      note("reordered");
      this.#wait(lane, due, start);
    } else {
      start(due);
      this.#letGo(lane, due);
    }
    if (!isRepeated) return;
    note("repeated");
    start(due + Math.ceil(this.#chances.repetition() * REPEATED_MILLISECONDS_MAX));
  }

  #isMeant(event: StartingDelivery["event"]): boolean {
    const { source, detailType } = this.#wanted;
    if (source === undefined && detailType === undefined)
      return event.source.startsWith("aws.") && event.source !== SCHEDULES_SOURCE;
    return (
      (source === undefined || source === event.source) &&
      (detailType === undefined || detailType === event["detail-type"])
    );
  }

  #happens(kind: Kind): boolean {
    const rate = this.#wanted[kind] ?? 0;
    return rate > 0 && this.#chances[kind]() < rate;
  }

  #wait(lane: string, due: number, start: (at: number) => void): void {
    const letGo = (at: number): void => {
      cancel();
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      start(at);
    };
    const waiting: Waiting = { lane, letGo };
    const cancel = this.#world.at(due + OVERTAKEN_MILLISECONDS_MAX, () => letGo(this.#world.now));
    this.#waiting = [...this.#waiting, waiting];
  }

  /** Those that wait in a lane come right behind the delivery that overtakes them, in their own order. */
  #letGo(lane: string, overtakenAt: number): void {
    const waiting = this.#waiting.filter((each) => each.lane === lane);
    for (const [index, { letGo }] of waiting.entries()) letGo(overtakenAt + (index + 1) * BEHIND_MILLISECONDS);
  }

  #note(kind: Kind, { event, ruleName }: StartingDelivery): void {
    this.#injected.count(kind, `${event.source} ${event["detail-type"]}`, ruleName, event.id);
  }
}

const chancesOf = (seed: number): Readonly<Record<Kind | "repetition", Random>> => ({
  lost: chanceOf(seed, "events lost"),
  repeated: chanceOf(seed, "events repeated"),
  late: chanceOf(seed, "events late"),
  reordered: chanceOf(seed, "events reordered"),
  repetition: chanceOf(seed, "events repetition"),
});
