import type { ListTaskDefinitionFamiliesRequest, ListTaskDefinitionFamiliesResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import type { TaskDefinitionRecord } from "../model.ts";
import { ecsPage } from "../paging.ts";

export const listTaskDefinitionFamilies: Action<
  Checked<ListTaskDefinitionFamiliesRequest>,
  ListTaskDefinitionFamiliesResponse
> = (input, { aws }) => {
  const { familyPrefix = "", status = "ALL" } = input;
  const families = [...aws.ecs.families]
    .filter(([family, revisions]) => family.startsWith(familyPrefix) && hasStatus(revisions, status))
    .map(([family]) => family)
    .sort();
  const { items, nextToken } = ecsPage(families, input);
  return { families: items, nextToken };
};

/** A family is ACTIVE while one of its revisions is (API reference, ListTaskDefinitionFamilies). */
function hasStatus(revisions: readonly TaskDefinitionRecord[], status: "ACTIVE" | "INACTIVE" | "ALL"): boolean {
  const isActive = revisions.some(({ definition }) => definition.status === "ACTIVE");
  switch (status) {
    case "ALL":
      return true;
    case "ACTIVE":
      return isActive;
    case "INACTIVE":
      return !isActive;
    default:
      return status satisfies never;
  }
}
