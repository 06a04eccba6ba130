import type { ListTaskDefinitionsRequest, ListTaskDefinitionsResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { ecsPage } from "../paging.ts";

/** `familyPrefix` is a full family name here (API reference, ListTaskDefinitions). ACTIVE revisions unless asked otherwise. */
export const listTaskDefinitions: Action<Checked<ListTaskDefinitionsRequest>, ListTaskDefinitionsResponse> = (
  input,
  { aws },
) => {
  const { familyPrefix, status = "ACTIVE", sort = "ASC" } = input;
  const families = [...aws.ecs.families.keys()].filter(
    (family) => familyPrefix === undefined || family === familyPrefix,
  );
  const arns = families
    .sort()
    .flatMap((family) => aws.ecs.families.get(family) ?? [])
    .filter(({ definition }) => definition.status === status)
    .map(({ arn }) => arn);
  const { items, nextToken } = ecsPage(sort === "DESC" ? arns.toReversed() : arns, input);
  return { taskDefinitionArns: items, nextToken };
};
