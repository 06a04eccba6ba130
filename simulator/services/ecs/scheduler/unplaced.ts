import type { AwsRegion } from "../../../region.ts";
import { addServiceEvent, emitServiceAction } from "../emit.ts";
import type { ServiceRecord } from "../model.ts";
import type { PlacementFailure } from "../troubles/placement-troubles.ts";

/** How soon placing is tried again (inferred; the back-off of failed starts is not for tasks that never came into being). */
const NEXT_ATTEMPT_MILLISECONDS = 60_000;

/** Developer guide, service-event-messages: the same sentence comes again after six hours, or once its cause was resolved. */
const SAME_SENTENCE_MILLISECONDS = 6 * 3_600_000;

/**
 * Tells of tasks that could not be placed, and puts off the next attempt; without failures all is forgotten. The event on
 * the bus comes with every attempt (inferred), the sentence only when it is news.
 */
export function reportUnplaced(aws: AwsRegion, service: ServiceRecord, failures: readonly PlacementFailure[]): void {
  const [failure] = failures;
  const { unplaced } = service;
  if (!failure) {
    service.unplaced = undefined;
    return;
  }
  const { now } = aws.world;
  const { sentence, action } = failure;
  const isNews = unplaced?.sentence !== sentence || now - unplaced.toldAt >= SAME_SENTENCE_MILLISECONDS;
  if (isNews) addServiceEvent(aws, service, sentence);
  const strategy = service.revisionSettings.capacityProviderStrategy;
  emitServiceAction(aws, service, {
    eventType: "ERROR",
    ...action,
    ...(strategy
      ? {
          capacityProviderArns: strategy.map(({ capacityProvider }) =>
            aws.arn("ecs", `capacity-provider/${capacityProvider}`),
          ),
        }
      : {}),
  });
  service.unplaced = {
    nextAttemptAt: now + NEXT_ATTEMPT_MILLISECONDS,
    sentence,
    toldAt: isNews ? now : (unplaced?.toldAt ?? now),
  };
}
