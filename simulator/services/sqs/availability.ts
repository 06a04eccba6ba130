import type { World } from "../../clock.ts";

/**
 * Tells receivers when messages may be receivable, so that nobody polls. One world timer at most per queue, and none
 * while nobody listens.
 */
export class Availability {
  readonly #world: World;
  /** When each message can be received, epoch milliseconds, past ones included. */
  readonly #times: () => readonly number[];
  readonly #listeners = new Set<() => void>();
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;

  constructor(world: World, times: () => readonly number[]) {
    this.#world = world;
    this.#times = times;
  }

  /** The listener is called soon if messages are there now. Returns the end of listening. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    this.changed();
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** To be called after everything that can make a message receivable, or change when. */
  changed(): void {
    this.#arm(this.#times().map((at) => Math.max(at, this.#world.now)));
  }

  #arm(times: readonly number[]): void {
    if (this.#listeners.size === 0 || times.length === 0) return;
    const at = times.reduce((earliest, time) => Math.min(earliest, time));
    if (this.#alarm && this.#alarm.at <= at) return;
    this.#alarm?.cancel();
    this.#alarm = { at, cancel: this.#world.at(at, () => this.#ring()) };
  }

  #ring(): void {
    this.#alarm = undefined;
    for (const listener of this.#listeners) listener();
    this.#arm(this.#times().filter((at) => at > this.#world.now));
  }
}
