import type { ListServiceDeploymentsRequest, ListServiceDeploymentsResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { serviceNotFound } from "../errors.ts";
import { serviceOf } from "../find.ts";
import { ecsPage } from "../paging.ts";
import { briefServiceDeployment } from "../services/describe-service-deployment.ts";

/** API reference, ListServiceDeployments. */
const PAGE_DEFAULT = 20;

/** Newest first. */
export const listServiceDeployments: Action<Checked<ListServiceDeploymentsRequest>, ListServiceDeploymentsResponse> = (
  input,
  { aws },
) => {
  const service = serviceOf(aws, input);
  if (service.status === "INACTIVE") throw serviceNotFound();
  const { status: statuses = [], createdAt: { before, after } = {} } = input;
  const found = service.serviceDeployments.filter(
    ({ status, createdAt }) =>
      (statuses.length === 0 || statuses.includes(status)) &&
      (before === undefined || createdAt < before.getTime()) &&
      (after === undefined || createdAt > after.getTime()),
  );
  const { items, nextToken } = ecsPage(found, input, PAGE_DEFAULT);
  return { serviceDeployments: items.map((record) => briefServiceDeployment(service, record)), nextToken };
};
