import type {
  DescribeServiceDeploymentsRequest,
  DescribeServiceDeploymentsResponse,
  Failure,
  ServiceDeployment,
} from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { findServiceDeployment } from "../find.ts";
import { describeServiceDeployment } from "../services/describe-service-deployment.ts";

/** API reference, DescribeServiceDeployments. */
const ARNS_MAX = 20;

export const describeServiceDeployments: Action<
  Checked<DescribeServiceDeploymentsRequest>,
  DescribeServiceDeploymentsResponse
> = ({ serviceDeploymentArns: arns }, { aws }) => {
  if (arns.length > ARNS_MAX) throw invalidParameter(`serviceDeploymentArns can have at most ${ARNS_MAX} entries.`);
  const serviceDeployments: ServiceDeployment[] = [];
  const failures: Failure[] = [];
  for (const arn of arns) {
    const found = findServiceDeployment(aws, arn);
    if (found) serviceDeployments.push(describeServiceDeployment(found.service, found.serviceDeployment));
    else failures.push({ arn, reason: "MISSING" });
  }
  return { serviceDeployments, failures };
};
