import type { Reading } from "../shared/core/model.ts";
import { parse as parseEcrImageAction } from "./ecr-image-action/parse.ts";
import { parse as parseEcsDeploymentStateChange } from "./ecs-deployment-state-change/parse.ts";
import { parse as parseEcsServiceAction } from "./ecs-service-action/parse.ts";
import { parse as parseEcsTaskStateChange } from "./ecs-task-state-change/parse.ts";
import { type EventEnvelope, parseEnvelope } from "./envelope.ts";
import { parse as parseScheduled } from "./scheduled/parse.ts";

/** The contract with the bus: every event kind that is understood, by its detail-type. */
const kinds: ReadonlyMap<string, (event: EventEnvelope) => Reading> = new Map([
  ["ECR Image Action", parseEcrImageAction],
  ["ECS Deployment State Change", parseEcsDeploymentStateChange],
  ["ECS Service Action", parseEcsServiceAction],
  ["ECS Task State Change", parseEcsTaskStateChange],
  ["Scheduled Event", parseScheduled],
]);

/** Reads whatever came in. Never throws: what is no event, or none of ours, comes back with the reason. */
export function read(input: unknown): Reading {
  const event = parseEnvelope(input);
  if ("why" in event) return { kind: "malformed", why: event.why };
  const parse = kinds.get(event.detailType);
  if (!parse) return { kind: "ignored", why: `nothing here acts on "${event.detailType}"` };
  return parse(event);
}
