import * as v from "valibot";
import type { DeploymentChanged, Reading } from "../../shared/core/model.ts";
import { type EventEnvelope, whyInvalid } from "../envelope.ts";
import { serviceOf } from "../service-arn.ts";

const EVENT_NAMES = [
  "SERVICE_DEPLOYMENT_IN_PROGRESS",
  "SERVICE_DEPLOYMENT_COMPLETED",
  "SERVICE_DEPLOYMENT_FAILED",
] as const;

/** `detail` of *ECS Deployment State Change* (ECS developer guide, ecs_service_deployment_events). It names no cluster. */
const Detail = v.object({
  eventName: v.string(),
  deploymentId: v.pipe(v.string(), v.nonEmpty()),
  reason: v.optional(v.string(), ""),
});

/** What ECS says of a deployment; which service it is stands in `resources` alone. */
export function parse(event: EventEnvelope): Reading<DeploymentChanged> {
  if (event.source !== "aws.ecs")
    return { kind: "ignored", why: `an ECS Deployment State Change from ${event.source}, not from ECS` };
  const result = v.safeParse(Detail, event.detail);
  if (!result.success) return { kind: "malformed", why: `ECS Deployment State Change: ${whyInvalid(result.issues)}` };
  const { eventName, deploymentId, reason } = result.output;
  const about = serviceOf(event.resources);
  if ("why" in about) return { kind: "malformed", why: `ECS Deployment State Change: ${about.why}` };
  const { service } = about;
  const known = EVENT_NAMES.find((name) => name === eventName);
  if (!known) return { kind: "ignored", why: `nothing here acts on ${eventName} of ${service}` };
  return {
    kind: "trigger",
    trigger: {
      kind: "DeploymentChanged",
      eventId: event.id,
      at: event.at,
      service,
      deploymentId,
      eventName: known,
      reason,
    },
  };
}
