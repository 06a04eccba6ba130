import type { Random } from "./random.ts";

/** A call that waits for its turn. */
export interface PendingCall<Caller> {
  readonly invocation: Caller;
  readonly label: string;
  /** Tells parallel calls of one label apart: a request's body. */
  readonly content: string;
  /** The number under which it has passed before and was put off; none for a new call. */
  readonly passedAs: number | undefined;
  /** Lets the call take effect and answers it; never rejects. `number` counts the calls of its invocation. */
  readonly pass: (number: number) => Promise<void>;
}

/** The calls that wait. Which of them is next hangs on the seed alone, not on who arrived first in real time. */
export class Turnstile<Caller extends { readonly id: number }> {
  readonly #pick: Random;
  #pending: PendingCall<Caller>[] = [];

  constructor(pick: Random) {
    this.#pick = pick;
  }

  get isEmpty(): boolean {
    return this.#pending.length === 0;
  }

  add(call: PendingCall<Caller>): void {
    this.#pending.push(call);
  }

  /** Takes out the seed's choice among all that wait. */
  takeAny(): PendingCall<Caller> | undefined {
    this.#pending.sort(
      (a, b) => a.invocation.id - b.invocation.id || compareText(a.label, b.label) || compareText(a.content, b.content),
    );
    return this.#pending.splice(Math.floor(this.#pick() * this.#pending.length), 1)[0];
  }

  /** Takes out the one that came last. */
  takeLast(): PendingCall<Caller> | undefined {
    return this.#pending.pop();
  }

  /** The calls of this invocation vanish. */
  drop(invocation: Caller): void {
    this.#pending = this.#pending.filter((call) => call.invocation !== invocation);
  }

  clear(): void {
    this.#pending = [];
  }
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
