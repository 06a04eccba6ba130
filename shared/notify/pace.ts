import type { Instant } from "../core/model.ts";

/** Slack takes about one message a second and channel, tolerates short bursts, and answers 429 to more (Slack, "Rate limits"). */
const SLACK_CALL_MILLISECONDS = 1_000;

/** The two calls of one notice, an update and its reply, need not wait for one another. */
const BURST_CALLS = 2;

/** Waits until the next call may be made, and counts it as made. */
export type Turn = () => Promise<void>;

/**
 * Turns for calls to Slack, by channel: one a second, a notice's two together. The queue hands out the notices of a channel
 * one batch at a time, so a memory of this process is enough; where a batch goes to another one, Slack's bursts forgive it.
 */
export function createTurns(now: () => Instant, sleep: (milliseconds: number) => Promise<void>): (of: string) => Turn {
  /** When the calls that were made are paid for, each by its second. */
  const paidAt = new Map<string, Instant>();
  return (channel) => async () => {
    const from = Math.max(now(), paidAt.get(channel) ?? 0);
    paidAt.set(channel, from + SLACK_CALL_MILLISECONDS);
    const waitMilliseconds = from - (BURST_CALLS - 1) * SLACK_CALL_MILLISECONDS - now();
    if (waitMilliseconds > 0) await sleep(waitMilliseconds);
  };
}
