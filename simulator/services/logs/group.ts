import type { World } from "../../clock.ts";
import { streamNotFound } from "./errors.ts";
import { LogStream } from "./stream.ts";

const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;

/** A log group: its streams, and for how long their events are kept. */
export class LogGroup {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly kmsKeyId: string | undefined;
  readonly tags = new Map<string, string>();
  /** Undefined keeps events for ever. */
  retentionInDays: number | undefined;
  readonly #world: World;
  readonly #streams = new Map<string, LogStream>();

  constructor(options: { name: string; kmsKeyId: string | undefined; world: World }) {
    this.name = options.name;
    this.kmsKeyId = options.kmsKeyId;
    this.createdAt = options.world.now;
    this.#world = options.world;
  }

  /** Events before this time are not kept, epoch milliseconds. */
  get keptFrom(): number {
    return this.retentionInDays === undefined ? 0 : this.#world.now - this.retentionInDays * DAY_MILLISECONDS;
  }

  /** In the order of their names, without the events whose retention has ended. */
  streams(): LogStream[] {
    for (const stream of this.#streams.values()) stream.dropBefore(this.keptFrom);
    return [...this.#streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  findStream(name: string): LogStream | undefined {
    const stream = this.#streams.get(name);
    stream?.dropBefore(this.keptFrom);
    return stream;
  }

  /** Throws ResourceNotFoundException. */
  stream(name: string): LogStream {
    const stream = this.findStream(name);
    if (!stream) throw streamNotFound();
    return stream;
  }

  createStream(name: string): LogStream {
    const stream = new LogStream(name, this.#world.now);
    this.#streams.set(name, stream);
    return stream;
  }
}
