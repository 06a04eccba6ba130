/** Something to do at a time; `action` is gone once it was cancelled or done. */
export interface Timer {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly sequence: number;
  action: (() => void) | undefined;
}

/** Timers in the order of their time, then of their asking: a binary heap, since a fleet has thousands of them. */
export class Timers {
  #heap: Timer[] = [];
  #sequence = 0;

  add(at: number, action: () => void): Timer {
    const timer: Timer = { at, sequence: this.#sequence++, action };
    let index = this.#heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
    return timer;
  }

  /** The first timer that is not cancelled. */
  first(): Timer | undefined {
    while (this.#heap[0] && !this.#heap[0].action) this.removeFirst();
    return this.#heap[0];
  }

  removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let index = 0; ; ) {
      const left = 2 * index + 1;
      const child = this.#isBefore(left + 1, left) ? left + 1 : left;
      if (!this.#isBefore(child, index)) return;
      this.#swap(child, index);
      index = child;
    }
  }

  clear(): void {
    this.#heap = [];
  }

  /** Positions behind the end come last. */
  #isBefore(index: number, other: number): boolean {
    const a = this.#heap[index];
    const b = this.#heap[other];
    if (!a || !b) return a !== undefined;
    return a.at < b.at || (a.at === b.at && a.sequence < b.sequence);
  }

  #swap(index: number, other: number): void {
    const a = this.#heap[index];
    const b = this.#heap[other];
    if (!a || !b) return;
    this.#heap[index] = b;
    this.#heap[other] = a;
  }
}
