import { compare, type LogEvent } from "./event.ts";

/** The events of one log stream, in the order of their timestamps. */
export class LogStream {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  #events: LogEvent[] = [];

  constructor(name: string, createdAt: number) {
    this.name = name;
    this.createdAt = createdAt;
  }

  get events(): readonly LogEvent[] {
    return this.#events;
  }

  add(event: LogEvent): void {
    const last = this.#events.at(-1);
    this.#events.push(event);
    if (last && compare(last, event) > 0) this.#events.sort(compare);
  }

  dropBefore(timestamp: number): void {
    const first = this.#events[0];
    if (first && first.timestamp < timestamp)
      this.#events = this.#events.filter((event) => event.timestamp >= timestamp);
  }
}
