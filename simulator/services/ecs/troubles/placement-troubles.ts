import { chanceOf } from "../../../faults/chance.ts";
import { hexadecimal } from "../../../random.ts";
import type { AwsRegion } from "../../../region.ts";
import type { ClusterRecord, TaskDefinitionRecord } from "../model.ts";
import { TASK_ID_LENGTH } from "../names.ts";

/** A task that is to be placed. */
export interface PlacementRequest {
  readonly aws: AwsRegion;
  readonly cluster: ClusterRecord;
  readonly taskDefinition: TaskDefinitionRecord;
  readonly capacityProvider: string | undefined;
}

/** Why no task came into being. */
export interface PlacementFailure {
  /** Among the service's events, behind `(service NAME) `. */
  readonly sentence: string;
  /** `ECS Service Action`, always an ERROR. */
  readonly action: {
    readonly eventName: "SERVICE_TASK_PLACEMENT_FAILURE" | "SERVICE_TASK_CONFIGURATION_FAILURE";
    readonly reason: string;
    readonly containerInstanceArns?: readonly string[];
  };
  /** What RunTask answers: a failure in its list, or an error in place of the answer. */
  readonly answer:
    | { readonly kind: "failure"; readonly reason: string; readonly arn?: string }
    | { readonly kind: "error"; readonly code: string; readonly message: string };
}

/** Undefined where the task is not concerned. */
export type PlacementTrouble = (request: PlacementRequest) => PlacementFailure | undefined;

const SEE_GUIDE = "For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.";

const NO_INSTANCE = "was unable to place a task because no container instance met all of its requirements.";

const NO_INSTANCES = "No Container Instances were found in your cluster.";

const NO_CAPACITY = "Capacity is unavailable at this time. Please try again later or in a different availability zone";

/**
 * One row a trouble. Sentences: developer guide, service-event-messages-list; reasons: api_failures_messages. Those of
 * container instances strike tasks on Fargate too, since only those are simulated.
 */
export const PLACEMENT_TROUBLES = {
  "fargate-capacity": () => noCapacity(),
  "fargate-spot-capacity": ({ capacityProvider }) => (capacityProvider === "FARGATE_SPOT" ? noCapacity() : undefined),
  "no-cpu": (request) => closest(request, "has insufficient CPU units available", "RESOURCE:CPU"),
  "no-memory": (request) => closest(request, "has insufficient memory available", "RESOURCE:MEMORY"),
  "eni-limit": (request) => closest(request, 'encountered error "RESOURCE:ENI"', "RESOURCE:ENI"),
  "missing-attribute": (request) => closest(request, "is missing an attribute required by your task", "ATTRIBUTE"),
  "no-instances": () => ({
    ...notPlaced(`${NO_INSTANCE} Reason: ${NO_INSTANCES} ${SEE_GUIDE}`, { reason: "NO ACTIVE INSTANCES" }),
    answer: { kind: "error", code: "InvalidParameterException", message: NO_INSTANCES },
  }),
  "role-not-assumable": ({ taskDefinition: { definition } }) => {
    const role = definition.executionRoleArn ?? definition.taskRoleArn;
    if (!role) return undefined;
    const message = `ECS was unable to assume the role '${role}' that was provided for this task. Please verify that the role being passed has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.`;
    return {
      sentence: `failed to launch a task with (error ${message}).`,
      action: { eventName: "SERVICE_TASK_CONFIGURATION_FAILURE", reason: message },
      answer: { kind: "error", code: "ClientException", message },
    };
  },
} as const satisfies Readonly<Record<string, PlacementTrouble>>;

function notPlaced(sentence: string, { reason, arn }: { reason: string; arn?: string }): PlacementFailure {
  return {
    sentence,
    action: {
      eventName: "SERVICE_TASK_PLACEMENT_FAILURE",
      reason,
      ...(arn === undefined ? {} : { containerInstanceArns: [arn] }),
    },
    answer: { kind: "failure", reason, ...(arn === undefined ? {} : { arn }) },
  };
}

const noCapacity = (): PlacementFailure => ({
  ...notPlaced(`was unable to place a task. Reason: ${NO_CAPACITY}. ${SEE_GUIDE}`, { reason: "RESOURCE:FARGATE" }),
  answer: { kind: "failure", reason: NO_CAPACITY },
});

/** The container instance that would have fitted best; a cluster has one, by a chance of its own. */
function closest({ aws, cluster }: PlacementRequest, what: string, reason: string): PlacementFailure {
  const id = hexadecimal(chanceOf(aws.world.seed, cluster.arn), TASK_ID_LENGTH);
  return notPlaced(`${NO_INSTANCE} The closest matching (container-instance ${id}) ${what}. ${SEE_GUIDE}`, {
    reason,
    arn: aws.arn("ecs", `container-instance/${cluster.name}/${id}`),
  });
}
