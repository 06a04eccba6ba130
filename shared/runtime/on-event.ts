import { type EventKinds, readAmong } from "../../events/read.ts";
import type { Trigger } from "../core/model.ts";
import type { Gardener } from "./gardener.ts";

/**
 * While one delivery of an event is dealt with, another one waits. Lambda retries after a minute, so a dead holder's
 * lease has ended by then; a living one renews it with every service.
 */
const CLAIM_LEASE_SECONDS = 60;

/** Another delivery of the same event is being dealt with: Lambda tries this one again in a minute. */
class EventHeld extends Error {
  constructor(eventId: string) {
    super(`another delivery of event ${eventId} is being dealt with`);
    this.name = "EventHeld";
  }
}

/**
 * From whatever came in to a trigger that is ours to deal with. What is malformed or of no concern is logged with the
 * reason and released; a repeat of a finished event returns quietly; a repeat of a broken one goes on where it broke.
 */
export async function onEvent<Happened extends Trigger>(
  gardener: Gardener,
  kinds: EventKinds<Happened>,
  input: unknown,
  act: (trigger: Happened, renewLease: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { logger, metrics, now } = gardener.environment;
  const reading = readAmong(kinds, input);
  switch (reading.kind) {
    case "malformed":
      logger.error(`A malformed event was put aside: ${reading.why}`, { event: JSON.stringify(input) });
      metrics.addMetric("EventMalformed", "Count", 1);
      return;
    case "ignored":
      logger.info(`Ignored: ${reading.why}`);
      metrics.addMetric("EventIgnored", "Count", 1);
      return;
    case "trigger":
      break;
    default: {
      const never: never = reading;
      return never;
    }
  }

  const { trigger } = reading;
  const claim = await gardener.claims.claim(trigger.eventId, now(), CLAIM_LEASE_SECONDS);
  switch (claim.kind) {
    case "finished":
      logger.info(`Event ${trigger.eventId} was dealt with before`);
      metrics.addMetric("EventRepeated", "Count", 1);
      return;
    case "held":
      throw new EventHeld(trigger.eventId);
    case "claimed":
      break;
    default: {
      const never: never = claim;
      return never;
    }
  }

  const { lease } = claim;
  try {
    await act(trigger, () => lease.renew(now(), CLAIM_LEASE_SECONDS));
  } catch (error) {
    await lease.release(now());
    throw error;
  }
  await lease.finish(now());
  metrics.addMetric("EventHandled", "Count", 1);
}
