import type { Tag } from "@aws-sdk/client-ecs";
import { AwsError } from "../../aws.ts";
import type { ServiceRecord, TaskDefinitionRecord } from "./model.ts";

/** Tags per resource, and their lengths (API reference, Tag). */
const TAGS_MAX = 50;
const KEY_LENGTH_MAX = 128;
const VALUE_LENGTH_MAX = 256;

/** Existing tags with the given ones put over them. Throws what AWS refuses (texts inferred). */
export function mergeTags(existing: readonly Tag[], given: readonly Tag[]): Tag[] {
  const values = new Map(existing.map(({ key, value }) => [key, value]));
  for (const { key = "", value = "" } of given) {
    if (key === "" || key.length > KEY_LENGTH_MAX)
      throw invalid(`Tag keys must have between 1 and ${KEY_LENGTH_MAX} characters.`);
    if (value.length > VALUE_LENGTH_MAX) throw invalid(`Tag values can have at most ${VALUE_LENGTH_MAX} characters.`);
    if (key.toLowerCase().startsWith("aws:"))
      throw invalid("Tag keys that start with aws: are reserved for internal use.");
    values.set(key, value);
  }
  if ([...values.keys()].filter((key) => !key?.startsWith("aws:")).length > TAGS_MAX)
    throw invalid(`A resource can have at most ${TAGS_MAX} tags.`);
  return [...values].map(([key, value]) => ({ key, value }));
}

/** Tags of a new task: those that ECS manages, then those that are propagated. */
export function tagsOfServiceTask(service: ServiceRecord, taskDefinition: TaskDefinitionRecord): Tag[] {
  const managed = service.settings.enableECSManagedTags
    ? [
        { key: "aws:ecs:clusterName", value: service.cluster.name },
        { key: "aws:ecs:serviceName", value: service.name },
      ]
    : [];
  const { propagateTags } = service.settings;
  switch (propagateTags) {
    case "SERVICE":
      return [...managed, ...service.tags];
    case "TASK_DEFINITION":
      return [...managed, ...taskDefinition.tags];
    case "NONE":
      return managed;
    default:
      return propagateTags satisfies never;
  }
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameterException", message);
