import type { RegisterTaskDefinitionResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { TaskDefinitionInput } from "../model.ts";
import { registerRevision } from "../task-definitions/register.ts";

export const registerTaskDefinition: Action<TaskDefinitionInput, RegisterTaskDefinitionResponse> = (
  input,
  { aws, principal },
) => {
  const { definition, tags } = registerRevision(aws, input, principal.arn);
  return { taskDefinition: definition, tags };
};
