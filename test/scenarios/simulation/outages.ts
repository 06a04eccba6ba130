import type { Instant } from "../../../shared/core/model.ts";

/** How long services that had run well were without a healthy task, looked at again and again. */
export class Outages {
  /** Seconds at most, faults and all. */
  longestSeconds = 0;
  /** How many there were. */
  count = 0;
  readonly #ranWell = new Set<string>();
  readonly #since = new Map<string, Instant>();
  readonly #longest = new Map<string, number>();

  see(service: string, healthyTasks: number, now: Instant): void {
    if (healthyTasks > 0) {
      this.#ranWell.add(service);
      this.#since.delete(service);
      return;
    }
    if (!this.#ranWell.has(service)) return;
    const since = this.#since.get(service) ?? now;
    if (since === now) this.count++;
    this.#since.set(service, since);
    const seconds = (now - since) / 1000;
    this.longestSeconds = Math.max(this.longestSeconds, seconds);
    this.#longest.set(service, Math.max(this.#longest.get(service) ?? 0, seconds));
  }

  /** From now on nothing is in the way: what lies before counts no more. */
  beginAnew(now: Instant): void {
    this.#longest.clear();
    for (const service of this.#since.keys()) this.#since.set(service, now);
  }

  /** Seconds at most since the new beginning. */
  longestOf(service: string): number {
    return this.#longest.get(service) ?? 0;
  }
}
