import { chanceOf } from "../../../faults/chance.ts";
import type { AwsRegion } from "../../../region.ts";
import type { LogGroup } from "../../logs/group.ts";
import type { ContainerDefinitionRecord, ContainerRecord, TaskRecord } from "../model.ts";

/** Lines are sent in batches: the last ones of a program can come so long after its end (inferred). */
const DELIVERY_MILLISECONDS_MAX = 30_000;

interface Destination {
  readonly groupName: string;
  readonly streamName: string;
  readonly mayCreateGroup: boolean;
}

/** Where `awslogs` sends a container's lines (developer guide, using_awslogs); undefined where nothing is kept of them. */
function destinationOf({ name, logConfiguration }: ContainerDefinitionRecord, taskId: string): Destination | undefined {
  const { logDriver, options } = logConfiguration ?? {};
  const groupName = options?.["awslogs-group"];
  const prefix = options?.["awslogs-stream-prefix"];
  if (logDriver !== "awslogs" || !groupName || !prefix) return undefined;
  return {
    groupName,
    streamName: `${prefix}/${name}/${taskId}`,
    mayCreateGroup: options["awslogs-create-group"] === "true",
  };
}

/** The first log group that a task needs and that neither exists nor may be made by its log driver. */
export function missingLogGroup(aws: AwsRegion, task: TaskRecord): string | undefined {
  for (const { definition } of task.containers) {
    const destination = destinationOf(definition, task.id);
    if (!destination || destination.mayCreateGroup) continue;
    if (!aws.logs.findGroup(destination.groupName)) return destination.groupName;
  }
  return undefined;
}

/** The log driver of a container that starts makes its stream. */
export function openLogStream(aws: AwsRegion, task: TaskRecord, container: ContainerRecord): void {
  const destination = destinationOf(container.definition, task.id);
  if (!destination) return;
  const { groupName, streamName, mayCreateGroup } = destination;
  const group = aws.logs.findGroup(groupName) ?? (mayCreateGroup ? aws.logs.createGroup(groupName) : undefined);
  if (group) streamOf(aws, group, streamName);
}

/** Lines of a program, stamped with the present and readable a little later. They are lost when their group is gone by then. */
export function writeLogLines(
  aws: AwsRegion,
  task: TaskRecord,
  container: ContainerRecord,
  lines: readonly string[],
): void {
  const destination = destinationOf(container.definition, task.id);
  if (!destination || lines.length === 0) return;
  const timestamp = aws.world.now;
  // A chance of its own, so that a story is the same with and without logs.
  const chance = chanceOf(aws.world.seed, `${destination.streamName} ${timestamp}`);
  aws.world.after(Math.round(chance() * DELIVERY_MILLISECONDS_MAX), () => {
    const group = aws.logs.findGroup(destination.groupName);
    if (!group) return;
    const stream = streamOf(aws, group, destination.streamName);
    for (const message of lines) aws.logs.write(stream, { timestamp, message });
  });
}

const streamOf = (aws: AwsRegion, group: LogGroup, name: string) =>
  group.findStream(name) ?? aws.logs.createStream(group, name);
