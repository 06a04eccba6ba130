import * as v from "valibot";
import type { Reading } from "../../shared/core/model.ts";
import { type EventEnvelope, whyInvalid } from "../envelope.ts";

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

/**
 * The long form; a service with the old short ARN cannot be tagged, hence not followed. Names have at most 255 letters
 * (Amazon ECS API reference, CreateCluster and CreateService).
 */
const SERVICE_ARN = /^arn:[^:]+:ecs:[^:]+:\d{12}:service\/(?<service>[^/]{1,255}\/[^/]{1,255})$/;

/** What ECS says of a deployment; which service it is stands in `resources` alone. */
export function parse(event: EventEnvelope): Reading {
  if (event.source !== "aws.ecs")
    return { kind: "ignored", why: `an ECS Deployment State Change from ${event.source}, not from ECS` };
  const result = v.safeParse(Detail, event.detail);
  if (!result.success) return { kind: "malformed", why: `ECS Deployment State Change: ${whyInvalid(result.issues)}` };
  const { eventName, deploymentId, reason } = result.output;
  const service = event.resources.map((arn) => SERVICE_ARN.exec(arn)?.groups?.["service"]).find(Boolean);
  if (service === undefined)
    return {
      kind: "malformed",
      why: `ECS Deployment State Change: no service ARN of the form …:service/cluster/name in resources (${event.resources.join(", ")})`,
    };
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
