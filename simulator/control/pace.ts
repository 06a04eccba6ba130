import { setTimeout as sleepReally } from "node:timers/promises";
import type { World } from "../clock.ts";

/** How often virtual time catches up with the wall clock, in real milliseconds: finer than anybody watches. */
const STEP_MILLISECONDS = 50;

/**
 * Moves a world along with the wall clock, `speed` times as fast; at speed 0 it moves only by hand. This is the one place
 * in the simulator that looks at real time to make time pass.
 */
export class Pace {
  /** Virtual seconds per real second. */
  speed: number;
  readonly #world: World;
  readonly #onStandstill: (error: unknown) => void;
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  /** `onStandstill` hears why time could not move; the pace tries again with its next step. */
  constructor(world: World, speed: number, onStandstill: (error: unknown) => void) {
    this.#world = world;
    this.speed = speed;
    this.#onStandstill = onStandstill;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Comes back when the last step is done. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    let lookedAt = performance.now();
    let owedMilliseconds = 0;
    while (!this.#stop.signal.aborted) {
      await sleepReally(STEP_MILLISECONDS, undefined, { signal: this.#stop.signal }).catch(() => {});
      const now = performance.now();
      owedMilliseconds += (now - lookedAt) * this.speed;
      lookedAt = now;
      // Virtual time is counted in whole milliseconds, as AWS's timestamps are.
      const step = Math.floor(owedMilliseconds);
      if (step === 0 || this.#stop.signal.aborted) continue;
      owedMilliseconds -= step;
      await this.#world.advance(step).catch(this.#onStandstill);
    }
  }
}
