import type { Compatibility } from "@aws-sdk/client-ecs";
import type { AwsRegion } from "../../../region.ts";
import { isEcrImage } from "../image-reference.ts";
import type { ContainerDefinitionRecord, TaskDefinitionInput, TaskDefinitionRecord } from "../model.ts";
import { taskDefinitionArn } from "../names.ts";
import { mergeTags } from "../tags.ts";
import { cpuUnits, memoryMebibytes } from "./fargate-sizes.ts";
import { validContainers } from "./validate.ts";

/** Registers the next revision of a family; numbers never come again (API reference, DeleteTaskDefinitions). */
export function registerRevision(
  aws: AwsRegion,
  input: TaskDefinitionInput,
  registeredBy: string,
): TaskDefinitionRecord {
  const { tags = [], ...given } = input;
  const containers = validContainers(input).map(withDefaults);
  const { family } = given;
  const revisions = aws.ecs.families.get(family) ?? [];
  const revision = revisions.length + 1;
  const arn = taskDefinitionArn(aws, family, revision);
  const record: TaskDefinitionRecord = {
    arn,
    family,
    revision,
    containers,
    definition: {
      volumes: [],
      placementConstraints: [],
      ...given,
      ...(given.cpu ? { cpu: String(cpuUnits(given.cpu)) } : {}),
      ...(given.memory ? { memory: String(memoryMebibytes(given.memory)) } : {}),
      containerDefinitions: containers,
      taskDefinitionArn: arn,
      revision,
      status: "ACTIVE",
      requiresAttributes: attributesOf(input, containers),
      compatibilities: compatibilitiesOf(input),
      registeredAt: new Date(aws.world.now),
      registeredBy,
    },
    tags: mergeTags([], tags),
  };
  aws.ecs.families.set(family, [...revisions, record]);
  return record;
}

/** Members that DescribeTaskDefinition shows although they were not given (as seen in its answers). */
const withDefaults = (container: ContainerDefinitionRecord): ContainerDefinitionRecord => ({
  cpu: 0,
  portMappings: [],
  essential: true,
  environment: [],
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
  ...container,
});

/** What it could run on, as far as the network mode and size tell (inferred). */
function compatibilitiesOf({ networkMode, cpu, memory, requiresCompatibilities = [] }: TaskDefinitionInput) {
  const isFargate = networkMode === "awsvpc" && cpu !== undefined && memory !== undefined;
  const compatibilities: Compatibility[] = isFargate ? ["EC2", "FARGATE"] : ["EC2"];
  return [...new Set([...compatibilities, ...requiresCompatibilities])];
}

/** The most common attributes that a container instance would need; EC2 placement does not read them yet. */
function attributesOf(
  { networkMode, taskRoleArn, executionRoleArn }: TaskDefinitionInput,
  containers: readonly ContainerDefinitionRecord[],
): { name: string }[] {
  const needs: readonly (readonly [boolean, string])[] = [
    [networkMode === "awsvpc", "ecs.capability.task-eni"],
    [taskRoleArn !== undefined, "com.amazonaws.ecs.capability.task-iam-role"],
    [containers.some(({ image }) => isEcrImage(image)), "com.amazonaws.ecs.capability.ecr-auth"],
    [
      executionRoleArn !== undefined && containers.some(({ image }) => isEcrImage(image)),
      "ecs.capability.execution-role-ecr-pull",
    ],
    [containers.some(({ healthCheck }) => healthCheck), "ecs.capability.container-health-check"],
    [
      containers.some(({ logConfiguration }) => logConfiguration?.logDriver === "awslogs"),
      "com.amazonaws.ecs.capability.logging-driver.awslogs",
    ],
  ];
  return needs.filter(([isNeeded]) => isNeeded).map(([, name]) => ({ name }));
}
