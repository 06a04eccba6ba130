/** How often a principal called an operation, as `GET /_simulator/calls` shows it. */
export interface CallCount {
  readonly principal: string;
  readonly operation: string;
  readonly count: number;
}

/** Counts calls by principal and operation (`ecs:UpdateService`, `slack:chat.postMessage`), each retry for itself. */
export class Calls {
  readonly #counts = new Map<string, CallCount>();

  count(principal: string, operation: string): void {
    const key = `${principal} ${operation}`;
    const count = (this.#counts.get(key)?.count ?? 0) + 1;
    this.#counts.set(key, { principal, operation, count });
  }

  /** Sorted by principal, then operation. */
  list(): CallCount[] {
    return [...this.#counts.keys()].sort().flatMap((key) => this.#counts.get(key) ?? []);
  }

  clear(): void {
    this.#counts.clear();
  }
}
