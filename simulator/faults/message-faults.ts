import type { Random } from "../random.ts";
import { chanceOf } from "./chance.ts";
import type { MessageFaults as Wanted } from "./configuration.ts";
import type { Injected } from "./injected.ts";

/** Makes messages come again that a function has taken. */
export class MessageFaults {
  readonly #injected: Injected;
  #wanted: Wanted = {};
  #random: Random = chanceOf(0, "messages");

  constructor(injected: Injected) {
    this.#injected = injected;
  }

  set(wanted: Wanted, seed: number): void {
    this.#wanted = wanted;
    this.#random = chanceOf(seed, "messages");
  }

  clear(): void {
    this.set({}, 0);
  }

  /** Whether a message that a function took is left in its queue. */
  repeats(queueArn: string, functionName: string): boolean {
    const { repeated = 0, queue } = this.#wanted;
    const name = queueArn.split(":").at(-1) ?? queueArn;
    if (repeated === 0 || (queue !== undefined && queue !== name)) return false;
    if (this.#random() >= repeated) return false;
    this.#injected.count("repeatedMessage", name, functionName);
    return true;
  }
}
