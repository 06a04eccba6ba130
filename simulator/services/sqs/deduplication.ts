/** Amazon SQS developer guide, FIFO queues, exactly-once processing: the deduplication interval is 5 minutes. */
const INTERVAL_MILLISECONDS = 5 * 60 * 1000;

/** What a sender was answered for the first message of an interval, and is answered again for its repetitions. */
export interface Acceptance {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}

/** Remembers accepted messages of a FIFO queue, also those that were received and deleted meanwhile. */
export class Deduplication {
  readonly #accepted = new Map<string, Acceptance & { acceptedAt: number }>();

  find(key: string, now: number): Acceptance | undefined {
    for (const [known, { acceptedAt }] of this.#accepted)
      if (acceptedAt + INTERVAL_MILLISECONDS <= now) this.#accepted.delete(known);
    return this.#accepted.get(key);
  }

  remember(key: string, acceptance: Acceptance, now: number): void {
    this.#accepted.set(key, { ...acceptance, acceptedAt: now });
  }
}
