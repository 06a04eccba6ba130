import type { DeregisterTaskDefinitionRequest, DeregisterTaskDefinitionResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { clientException, invalidParameter } from "../errors.ts";
import { findTaskDefinition } from "../find.ts";
import { lastPart } from "../names.ts";

/** The revision becomes INACTIVE at once; what runs it goes on. */
export const deregisterTaskDefinition: Action<
  Checked<DeregisterTaskDefinitionRequest>,
  DeregisterTaskDefinitionResponse
> = ({ taskDefinition }, { aws, world }) => {
  if (!lastPart(taskDefinition).includes(":")) throw invalidParameter("Revision is missing.");
  const found = findTaskDefinition(aws, taskDefinition);
  if (!found) throw clientException("Unable to describe task definition.");
  if (found.definition.status === "ACTIVE")
    found.definition = { ...found.definition, status: "INACTIVE", deregisteredAt: new Date(world.now) };
  return { taskDefinition: found.definition };
};
