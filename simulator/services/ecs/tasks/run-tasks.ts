import type { Failure, RunTaskRequest } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";
import type { AwsRegion } from "../../../region.ts";
import { chooseCapacity } from "../capacity.ts";
import { invalidParameter } from "../errors.ts";
import { activeTaskDefinitionOf, clusterOf } from "../find.ts";
import { checkLaunch, platformVersionOf } from "../launch-checks.ts";
import type { ClusterRecord, TaskDefinitionRecord, TaskObserver, TaskRecord } from "../model.ts";
import { mergeTags } from "../tags.ts";
import { createTask, nextCapacityProvider } from "./create-task.ts";
import { placementFailure } from "./place-task.ts";
import { startTask } from "./task-life.ts";

/** Checked breaks the SDK's tuples within overrides. */
export type RunTaskInput = Omit<Checked<RunTaskRequest>, "overrides"> & Pick<RunTaskRequest, "overrides">;

const OPERATION = "RunTask";

/** General Reference, ECS endpoints and quotas: tasks per call. */
const COUNT_MAX = 10;

/** Nobody replaces a task that runs alone. */
const NO_OBSERVER: TaskObserver = { changed: () => {}, stopping: () => {}, stopped: () => {} };

/** Tasks, and why there are not as many as were asked for. */
export interface TasksRun {
  readonly tasks: readonly TaskRecord[];
  readonly failures: readonly Failure[];
}

/** Runs tasks on their own. A client token that was used before answers the tasks of that time. */
export function runTasks(aws: AwsRegion, input: RunTaskInput): TasksRun {
  const cluster = clusterOf(aws, input.cluster);
  const repeated = repeatedCall(cluster, input);
  if (repeated) return { tasks: repeated, failures: [] };

  const { count = 1 } = input;
  if (count < 1 || count > COUNT_MAX) throw invalidParameter(`count must be between 1 and ${COUNT_MAX}`);
  for (const parameter of ["placementConstraints", "placementStrategy", "volumeConfigurations"] as const)
    if (input[parameter]?.length) throw notSimulated(OPERATION, `parameter ${parameter}`);
  const taskDefinition = activeTaskDefinitionOf(aws, input.taskDefinition);
  const capacity = chooseCapacity(OPERATION, cluster, input);
  checkLaunch(taskDefinition, capacity, input);
  checkOverrides(taskDefinition, input);
  const tags = tagsOf(cluster, taskDefinition, input);

  const tasks: TaskRecord[] = [];
  const failures: Failure[] = [];
  for (let number = 0; number < count; number++) {
    const inUse = tasks.map((task) => task.shape.capacityProviderName);
    const capacityProvider = nextCapacityProvider(capacity.capacityProviderStrategy, inUse);
    const answer = placementFailure(
      { aws, cluster, taskDefinition, capacityProvider },
      { service: undefined, attempt: number },
    )?.answer;
    if (answer?.kind === "error") throw new AwsError(answer.code, answer.message);
    if (answer) {
      failures.push({ arn: answer.arn, reason: answer.reason });
      continue;
    }
    tasks.push(
      createTask(aws, {
        cluster,
        taskDefinition,
        owner: undefined,
        observer: NO_OBSERVER,
        group: input.group ?? `family:${taskDefinition.family}`,
        startedBy: input.startedBy,
        networkConfiguration: input.networkConfiguration,
        platformVersion: platformVersionOf(input.platformVersion),
        capacityProvider,
        enableExecuteCommand: input.enableExecuteCommand ?? false,
        overrides: input.overrides ?? {},
        tags,
      }),
    );
  }
  if (input.clientToken) cluster.runTaskCalls.set(input.clientToken, { input: JSON.stringify(input), tasks });
  for (const task of tasks) startTask(aws, task);
  return { tasks, failures };
}

function repeatedCall(cluster: ClusterRecord, input: RunTaskInput): readonly TaskRecord[] | undefined {
  const earlier = input.clientToken ? cluster.runTaskCalls.get(input.clientToken) : undefined;
  if (!earlier || earlier.input === JSON.stringify(input)) return earlier?.tasks;
  throw new AwsError("ConflictException", "The clientToken was used with other parameters.", 400, {
    resourceIds: earlier.tasks.map(({ arn }) => arn),
  });
}

function checkOverrides({ containers }: TaskDefinitionRecord, { overrides }: RunTaskInput): void {
  const unknown = overrides?.containerOverrides?.find(({ name }) => !containers.some((each) => each.name === name));
  if (unknown)
    throw invalidParameter(`Override for container named ${unknown.name} is not a container in the TaskDefinition.`);
}

function tagsOf(cluster: ClusterRecord, taskDefinition: TaskDefinitionRecord, input: RunTaskInput) {
  if (input.propagateTags === "SERVICE")
    throw invalidParameter("Tags can only be propagated from a service to its tasks by the service itself.");
  const managed = input.enableECSManagedTags ? [{ key: "aws:ecs:clusterName", value: cluster.name }] : [];
  const propagated = input.propagateTags === "TASK_DEFINITION" ? taskDefinition.tags : [];
  return mergeTags([...managed, ...propagated], input.tags ?? []);
}
