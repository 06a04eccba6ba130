import { StandardRetryStrategy } from "@smithy/core/retry";
import type { Invocation, World } from "../clock.ts";

/** First back-offs after a passing error and after a throttle; they double with each retry, as the SDK's do, but without its chance. */
const BACKOFF_MILLISECONDS = 50;
const THROTTLED_BACKOFF_MILLISECONDS = 1_000;

/** The SDK's longest back-off. */
const BACKOFF_MILLISECONDS_MAX = 20_000;

type Token = Awaited<ReturnType<StandardRetryStrategy["acquireInitialRetryToken"]>>;
type RetryErrorInfo = Parameters<StandardRetryStrategy["refreshRetryTokenForRetry"]>[1];

/**
 * The SDK's standard retries with virtual back-off: what is retried, how often, and when a client has retried too much
 * stays the SDK's decision; only the waiting passes on the simulator's clock. (The standard strategy itself sleeps in
 * real time, so its delays are zero.) Outside of an invocation a retry comes at once.
 */
export class VirtualRetryStrategy extends StandardRetryStrategy {
  readonly #world: World;
  readonly #invocation: () => Invocation | undefined;

  /** `attemptsMax` is the client's own: 3 of most services, 4 of DynamoDB. */
  constructor(world: World, attemptsMax: number, invocation: () => Invocation | undefined) {
    super({
      maxAttempts: attemptsMax,
      backoff: { setDelayBase: () => {}, computeNextBackoffDelay: () => 0 },
    });
    this.#world = world;
    this.#invocation = invocation;
  }

  override async refreshRetryTokenForRetry(token: Token, error: RetryErrorInfo): Promise<Token> {
    const next = await super.refreshRetryTokenForRetry(token, error);
    const invocation = this.#invocation();
    const first = error.errorType === "THROTTLING" ? THROTTLED_BACKOFF_MILLISECONDS : BACKOFF_MILLISECONDS;
    const wait = Math.min(first * 2 ** token.getRetryCount(), BACKOFF_MILLISECONDS_MAX);
    if (invocation) await this.#world.sleep(invocation, wait);
    return next;
  }
}
