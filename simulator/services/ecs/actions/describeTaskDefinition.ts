import type { DescribeTaskDefinitionRequest, DescribeTaskDefinitionResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { clientException } from "../errors.ts";
import { findTaskDefinition } from "../find.ts";

/** Tags stand beside the task definition, and only when asked for. */
export const describeTaskDefinition: Action<Checked<DescribeTaskDefinitionRequest>, DescribeTaskDefinitionResponse> = (
  { taskDefinition, include = [] },
  { aws },
) => {
  const found = findTaskDefinition(aws, taskDefinition);
  if (!found) throw clientException("Unable to describe task definition.");
  return { taskDefinition: found.definition, ...(include.includes("TAGS") ? { tags: found.tags } : {}) };
};
