import { clientException } from "../errors.ts";
import { isEcrImage } from "../image-reference.ts";
import type { ContainerDefinitionRecord, TaskDefinitionInput } from "../model.ts";
import { isFargateSize } from "./fargate-sizes.ts";

/** API reference, RegisterTaskDefinition: up to 255 letters, digits, underscores and hyphens; the same for container names. */
const NAME = /^[A-Za-z0-9_-]{1,255}$/;

/**
 * Throws the first thing that AWS refuses (ClientException), else answers the containers. The texts about names,
 * duplicates, essential containers and dependencies are inferred, the others are AWS's.
 */
export function validContainers(definition: TaskDefinitionInput): ContainerDefinitionRecord[] {
  if (!NAME.test(definition.family))
    throw clientException("Family contains invalid characters. Use up to 255 letters, numbers, hyphens, underscores.");
  if (definition.containerDefinitions.length === 0) throw clientException("Container list cannot be empty.");
  const containers = definition.containerDefinitions.map((container) => {
    const { name, image } = container;
    if (!name) throw clientException("Container.name should not be null or empty.");
    if (!NAME.test(name)) throw clientException(`Invalid container name: ${name}`);
    if (!image) throw clientException("Container.image should not be null or empty.");
    return { ...container, name, image };
  });
  const names = new Set(containers.map(({ name }) => name));
  if (names.size < containers.length) throw clientException("Container names in a task definition must be unique.");
  if (containers.every(({ essential }) => essential === false))
    throw clientException("A task definition must have at least one essential container.");
  for (const container of containers) checkDependencies(container, containers);
  if (definition.requiresCompatibilities?.includes("FARGATE")) checkFargate(definition, containers);
  else if (!definition.memory) checkContainerMemory(containers);
  return containers;
}

function checkDependencies(
  { name, dependsOn = [] }: ContainerDefinitionRecord,
  containers: readonly ContainerDefinitionRecord[],
): void {
  for (const { containerName, condition } of dependsOn) {
    const target = containers.find((container) => container.name === containerName);
    if (!target || containerName === name)
      throw clientException(
        `Container ${name} depends on container ${containerName}, which is not in the task definition.`,
      );
    if ((condition === "COMPLETE" || condition === "SUCCESS") && (target.essential ?? true))
      throw clientException(
        `Container ${containerName} is essential: it can't be the target of the condition ${condition}.`,
      );
    if (condition === "HEALTHY" && !target.healthCheck)
      throw clientException(`Container ${containerName} needs a health check for the condition HEALTHY.`);
  }
}

function checkContainerMemory(containers: readonly ContainerDefinitionRecord[]): void {
  for (const { name, memory, memoryReservation } of containers)
    if (memory === undefined && memoryReservation === undefined)
      throw clientException(
        `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
      );
}

function checkFargate(definition: TaskDefinitionInput, containers: readonly ContainerDefinitionRecord[]): void {
  const { cpu, memory, networkMode, executionRoleArn } = definition;
  if (networkMode !== "awsvpc") throw clientException("Fargate only supports network mode ‘awsvpc’.");
  if (!cpu) throw clientException("Fargate requires that 'cpu' be defined at the task level.");
  if (!memory) throw clientException("Fargate requires that 'memory' be defined at the task level.");
  if (!isFargateSize(cpu, memory))
    throw clientException(
      `No Fargate configuration exists for given values: ${cpu} CPU, ${memory} memory. See the Amazon ECS documentation for the valid values.`,
    );
  if (executionRoleArn) return;
  if (containers.some(({ image }) => isEcrImage(image))) throw executionRoleNeeded("ECR images");
  if (containers.some(({ logConfiguration }) => logConfiguration?.logDriver === "awslogs"))
    throw executionRoleNeeded("log driver awslogs");
  if (containers.some(({ secrets }) => secrets?.length)) throw executionRoleNeeded("secrets");
}

const executionRoleNeeded = (what: string) =>
  clientException(`Fargate requires task definition to have execution role ARN to support ${what}.`);
