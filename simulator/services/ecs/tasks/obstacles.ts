import type { AwsRegion } from "../../../region.ts";
import type { TaskRecord } from "../model.ts";
import { missingLogGroup } from "./logs.ts";
import { diskFull, missingImage, otherPlatform } from "./pull.ts";
import { ofParameters, startTrouble } from "../troubles/start-troubles.ts";
import { placeOf } from "../troubles/place.ts";
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
  /** It is told of the container as well. */
  readonly isOfContainer?: true;
}

interface Cause {
  readonly step: StartStep;
  readonly isRetried: boolean;
  /** Undefined where it leaves the task alone. */
  readonly reason: (aws: AwsRegion, task: TaskRecord) => string | undefined;
}

/** What follows from what is there, and what is not. The first that applies to a task decides. */
const CAUSES: readonly Cause[] = [
  {
    // aws/amazon-ecs-agent, agent/ssm/ssm.go.
    step: "resources",
    isRetried: false,
    reason: (aws, task) => {
      const missing = missingParameters(aws, task);
      return missing.length === 0
        ? undefined
        : ofParameters(aws, task, () => `invalid parameters: ${missing.join(",")}`);
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

/** What is in the way of a task now, troubles first; undefined where it can go on. */
export function obstacleAt(aws: AwsRegion, task: TaskRecord, at: StartStep): Obstacle | undefined {
  return (
    aws.troubles.find(placeOf(task), (name) => troubleAt(aws, task, at, name)) ??
    CAUSES.map(({ step, isRetried, reason }) =>
      obstacle(step === at ? reason(aws, task) : undefined, { isRetried }),
    ).find((each) => each !== undefined)
  );
}

const obstacle = (reason: string | undefined, more: Omit<Obstacle, "reason">): Obstacle | undefined =>
  reason === undefined ? undefined : { reason, ...more };

function troubleAt(aws: AwsRegion, task: TaskRecord, step: StartStep, name: string): Obstacle | undefined {
  const trouble = startTrouble(name);
  if (!trouble) return undefined;
  const { reasons, ...more } = trouble;
  return obstacle(reasons[step]?.(aws, task), more);
}
