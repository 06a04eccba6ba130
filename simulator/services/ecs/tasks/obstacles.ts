import type { AwsRegion } from "../../../region.ts";
import type { TaskRecord } from "../model.ts";
import { missingLogGroup } from "./logs.ts";
import { diskFull, missingImage, otherPlatform } from "./pull.ts";
import { missingParameters } from "./secrets.ts";

/**
 * Steps of a task's start at which something can be in its way, in their order (inferred): its network interface, what is
 * fetched before the images, the images' manifests, their layers, and what starts with its containers.
 */
export type StartStep = "network" | "resources" | "pull" | "layers" | "start";

/** Why a task does not get past a step. */
export interface Obstacle {
  /** In AWS's words. */
  readonly reason: string;
  /** ECS tries for a while before it gives up. */
  readonly isRetried: boolean;
}

interface Cause {
  readonly step: StartStep;
  readonly isRetried: boolean;
  /** Undefined where it leaves the task alone. */
  readonly reason: (aws: AwsRegion, task: TaskRecord) => string | undefined;
}

/** What follows from what is there, and what is not. Beginning of a text of Fargate's about secrets (issues of aws/copilot-cli). */
export const NO_SECRETS =
  "ResourceInitializationError: unable to pull secrets or registry auth: execution resource retrieval failed:";

/** The first that applies to a task decides. */
const CAUSES: readonly Cause[] = [
  {
    // aws/amazon-ecs-agent, agent/ssm/ssm.go.
    step: "resources",
    isRetried: false,
    reason: (aws, task) => {
      const missing = missingParameters(aws, task);
      if (missing.length === 0) return undefined;
      return `${NO_SECRETS} unable to retrieve secrets from ssm: service call has been retried 1 time(s): invalid parameters: ${missing.join(",")}`;
    },
  },
  { step: "pull", isRetried: true, reason: missingImage },
  { step: "pull", isRetried: false, reason: otherPlatform },
  { step: "layers", isRetried: false, reason: diskFull },
  {
    step: "start",
    isRetried: false,
    reason: (aws, task) =>
      missingLogGroup(aws, task) &&
      "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log group does not exist. : exit status 1",
  },
];

/** What is in the way of a task now; undefined where it can go on. */
export function obstacleAt(aws: AwsRegion, task: TaskRecord, at: StartStep): Obstacle | undefined {
  for (const { step, isRetried, reason: reasonFor } of CAUSES) {
    const reason = step === at ? reasonFor(aws, task) : undefined;
    if (reason !== undefined) return { reason, isRetried };
  }
  return undefined;
}
