import type { AwsRegion } from "../../../region.ts";
import type { TaskRecord } from "../model.ts";

/** What a task's containers and their log drivers are given as secrets: names and ARNs, each once, in their order. */
export interface SecretReferences {
  /** ARNs of Secrets Manager, without JSON key, version stage and version. */
  readonly secretsManager: readonly string[];
  /** Names and ARNs of parameters of Systems Manager. */
  readonly parameters: readonly string[];
}

const SECRETS_MANAGER = /^arn:[^:]+:secretsmanager:[^:]+:[^:]+:secret:[^:]+/;

/** API reference, Secret: `valueFrom` is the ARN of a secret, or the name or ARN of a parameter. */
export function secretsOf(task: TaskRecord): SecretReferences {
  const references = task.containers
    .flatMap(({ definition }) => [...(definition.secrets ?? []), ...(definition.logConfiguration?.secretOptions ?? [])])
    .map(({ valueFrom = "" }) => SECRETS_MANAGER.exec(valueFrom)?.[0] ?? valueFrom);
  const once = [...new Set(references)];
  return {
    secretsManager: once.filter((reference) => SECRETS_MANAGER.test(reference)),
    parameters: once.filter((reference) => !SECRETS_MANAGER.test(reference)),
  };
}

/** Parameters that are not there. Those of other accounts and Regions are taken to exist. */
export const missingParameters = (aws: AwsRegion, task: TaskRecord): string[] =>
  secretsOf(task).parameters.filter(
    (reference) =>
      (!reference.startsWith("arn:") || reference.startsWith(aws.arn("ssm", ""))) && !aws.ssm.has(reference),
  );
