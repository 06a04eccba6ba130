import type { Reading } from "../shared/core/model.ts";
import { parse as parseEcrImageAction } from "./ecr-image-action/parse.ts";
import { parse as parseEcsDeploymentStateChange } from "./ecs-deployment-state-change/parse.ts";
import { parse as parseEcsServiceAction } from "./ecs-service-action/parse.ts";
import { parse as parseEcsTaskStateChange } from "./ecs-task-state-change/parse.ts";
import type { EventEnvelope } from "./envelope.ts";
import { readAmong } from "./read.ts";
import { parse as parseScheduled } from "./scheduled/parse.ts";

/**
 * The contract with the bus: every event kind that is understood, by its detail-type. A function names those that it acts
 * on by itself, so that it loads no others.
 */
const kinds: ReadonlyMap<string, (event: EventEnvelope) => Reading> = new Map<
  string,
  (event: EventEnvelope) => Reading
>([
  ["ECR Image Action", parseEcrImageAction],
  ["ECS Deployment State Change", parseEcsDeploymentStateChange],
  ["ECS Service Action", parseEcsServiceAction],
  ["ECS Task State Change", parseEcsTaskStateChange],
  ["Scheduled Event", parseScheduled],
]);

/** Reads whatever came in, of any kind. */
export const read = (input: unknown): Reading => readAmong(Object.fromEntries(kinds), input);
