import * as v from "valibot";
import type { Reading, ServiceImpaired } from "../../shared/core/model.ts";
import { type EventEnvelope, whyInvalid } from "../envelope.ts";
import { serviceOf } from "../service-arn.ts";

/** What ECS calls no mere information (ECS developer guide, ecs_service_events). */
const TROUBLED = new Set(["WARN", "ERROR"]);

/** `detail` of *ECS Service Action* (ECS developer guide, ecs_service_events): of any name, since AWS adds new ones. */
const Detail = v.object({
  eventType: v.string(),
  eventName: v.pipe(v.string(), v.nonEmpty()),
  reason: v.nullish(v.string(), ""),
});

/** What ECS warns of, or calls an error. */
export function parse(event: EventEnvelope): Reading<ServiceImpaired> {
  if (event.source !== "aws.ecs")
    return { kind: "ignored", why: `an ECS Service Action from ${event.source}, not from ECS` };
  const result = v.safeParse(Detail, event.detail);
  if (!result.success) return { kind: "malformed", why: `ECS Service Action: ${whyInvalid(result.issues)}` };
  const { eventType, eventName, reason } = result.output;
  const about = serviceOf(event.resources);
  if ("why" in about) return { kind: "malformed", why: `ECS Service Action: ${about.why}` };
  const { service } = about;
  if (!TROUBLED.has(eventType))
    return { kind: "ignored", why: `${eventName} of ${service} is ${eventType}, no trouble` };
  return {
    kind: "trigger",
    trigger: { kind: "ServiceImpaired", eventId: event.id, at: event.at, service, eventName, reason },
  };
}
