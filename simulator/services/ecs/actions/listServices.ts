import type { ListServicesRequest, ListServicesResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { clusterOf } from "../find.ts";
import { ecsPage } from "../paging.ts";

/** API reference, ListServices: other than elsewhere, ten. */
const PAGE_DEFAULT = 10;

export const listServices: Action<Checked<ListServicesRequest>, ListServicesResponse> = (input, { aws }) => {
  const { launchType, schedulingStrategy, resourceManagementType } = input;
  // All services are the customer's: ECS-managed ones (express mode) are not simulated.
  const isAskedFor = resourceManagementType !== "ECS";
  const arns = [...clusterOf(aws, input.cluster).services.values()]
    .filter(
      (service) =>
        isAskedFor &&
        service.status !== "INACTIVE" &&
        (launchType === undefined || service.revisionSettings.launchType === launchType) &&
        (schedulingStrategy === undefined || service.schedulingStrategy === schedulingStrategy),
    )
    .map(({ arn }) => arn);
  const { items, nextToken } = ecsPage(arns, input, PAGE_DEFAULT);
  return { serviceArns: items, nextToken };
};
