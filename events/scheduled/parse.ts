import type { MinutePassed, Reading } from "../../shared/core/model.ts";
import type { EventEnvelope } from "../envelope.ts";

/** *Scheduled Event* of the rule that wakes `tick` (EventBridge user guide, eb-run-lambda-schedule); its detail is empty. */
export function parse(event: EventEnvelope): Reading<MinutePassed> {
  if (event.source !== "aws.events")
    return { kind: "ignored", why: `a Scheduled Event from ${event.source}, not from EventBridge` };
  return { kind: "trigger", trigger: { kind: "MinutePassed", eventId: event.id, at: event.at } };
}
