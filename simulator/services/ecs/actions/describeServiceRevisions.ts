import type {
  DescribeServiceRevisionsRequest,
  DescribeServiceRevisionsResponse,
  Failure,
  ServiceRevision,
} from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { invalidParameter } from "../errors.ts";
import { findServiceRevision } from "../find.ts";
import { describeServiceRevision } from "../services/describe-service-deployment.ts";

/** API reference, DescribeServiceRevisions. */
const ARNS_MAX = 20;

export const describeServiceRevisions: Action<
  Checked<DescribeServiceRevisionsRequest>,
  DescribeServiceRevisionsResponse
> = ({ serviceRevisionArns: arns }, { aws }) => {
  if (arns.length > ARNS_MAX) throw invalidParameter(`serviceRevisionArns can have at most ${ARNS_MAX} entries.`);
  const serviceRevisions: ServiceRevision[] = [];
  const failures: Failure[] = [];
  for (const arn of arns) {
    const found = findServiceRevision(aws, arn);
    if (found) serviceRevisions.push(describeServiceRevision(found.service, found.revision));
    else failures.push({ arn, reason: "MISSING" });
  }
  return { serviceRevisions, failures };
};
