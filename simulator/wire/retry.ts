import { StandardRetryStrategy } from "@smithy/core/retry";
import type { Invocation, World } from "../clock.ts";

/** Attempts of the SDK's standard mode (AWS SDKs and Tools reference guide, "Retry behavior"). */
const ATTEMPTS_MAX = 3;

/** First back-off; it doubles with each retry, as the SDK's does, but without its chance. */
const BACKOFF_MILLISECONDS = 50;

type Token = Awaited<ReturnType<StandardRetryStrategy["acquireInitialRetryToken"]>>;
type RetryErrorInfo = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[1];

/**
 * The SDK's standard retries with virtual back-off: what is retried and how often stays the SDK's decision, only the
 * waiting passes on the simulator's clock. (The standard strategy itself sleeps in real time, so its delays are zero.)
 * Outside of an invocation a retry comes at once.
 */
export class VirtualRetryStrategy extends StandardRetryStrategy {
  readonly #world: World;
  readonly #invocation: () => Invocation | undefined;

  constructor(world: World, invocation: () => Invocation | undefined) {
    super({
      maxAttempts: ATTEMPTS_MAX,
      backoff: { setDelayBase: () => {}, computeNextBackoffDelay: () => 0 },
    });
    this.#world = world;
    this.#invocation = invocation;
  }

  override async refreshRetryTokenForRetry(token: Token, error: RetryErrorInfo): Promise<Token> {
    const next = await super.refreshRetryTokenForRetry(token, error);
    const invocation = this.#invocation();
    if (invocation) await this.#world.sleep(invocation, BACKOFF_MILLISECONDS * 2 ** next.getRetryCount());
    return next;
  }
}
