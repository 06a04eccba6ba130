import type { DescribeServicesRequest, DescribeServicesResponse, Failure, Service } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { clusterOf, findService } from "../find.ts";
import { serviceArn } from "../names.ts";
import { describeService } from "../services/describe-service.ts";

/** API reference, DescribeServices. */
const SERVICES_MAX = 10;

/** What is not there is a failure in the answer, not an error. */
export const describeServices: Action<Checked<DescribeServicesRequest>, DescribeServicesResponse> = (
  input,
  { aws },
) => {
  const { services: asked, include = [] } = input;
  if (asked.length === 0) throw invalidParameter("Services cannot be empty.");
  if (asked.length > SERVICES_MAX) throw invalidParameter(`Services can have at most ${SERVICES_MAX} entries.`);
  const cluster = clusterOf(aws, input.cluster);
  const services: Service[] = [];
  const failures: Failure[] = [];
  for (const nameOrArn of asked) {
    const service = findService(cluster, nameOrArn);
    if (service)
      services.push({ ...describeService(service), ...(include.includes("TAGS") ? { tags: service.tags } : {}) });
    else
      failures.push({
        arn: nameOrArn.includes(":") ? nameOrArn : serviceArn(aws, cluster, nameOrArn),
        reason: "MISSING",
      });
  }
  return { services, failures };
};
