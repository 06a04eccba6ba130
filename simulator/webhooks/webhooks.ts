import type { World } from "../clock.ts";

/** A request that a webhook took. */
export interface Delivery {
  /** The last part of its path, as `ops` of `/webhooks/plain/ops`. */
  readonly name: string;
  /** Virtual time, epoch milliseconds. */
  readonly at: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** How the next calls of one webhook fail. `accepted`: the request is taken all the same, only its answer goes wrong. */
export type WebhookFailure =
  | {
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly body?: string;
      readonly accepted?: boolean;
    }
  /** No answer at all. */
  | { readonly hang: true; readonly accepted?: boolean };

/** Webhooks of other people's services: whatever their name, each takes what it is sent, unless it is told to fail. */
export class Webhooks {
  readonly #world: World;
  #deliveries: Delivery[] = [];
  #failures = new Map<string, WebhookFailure[]>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Everything that was taken, in that order. */
  get deliveries(): readonly Delivery[] {
    return this.#deliveries;
  }

  /** Makes the next `count` calls of this webhook fail. */
  failNext(name: string, failure: WebhookFailure & { readonly count?: number }): void {
    const { count = 1, ...each } = failure;
    const due = this.#failures.get(name) ?? [];
    this.#failures.set(name, [...due, ...Array.from({ length: count }, () => each)]);
  }

  /** The failure that is due for this call, if any; it is used up. */
  takeFailure(name: string): WebhookFailure | undefined {
    return this.#failures.get(name)?.shift();
  }

  take(delivery: Omit<Delivery, "at">): void {
    this.#deliveries.push({ ...delivery, at: this.#world.now });
  }

  /** Forgets deliveries and failures. */
  clear(): void {
    this.#deliveries = [];
    this.#failures = new Map();
  }
}
