import type { DescribeParametersRequest, DescribeParametersResult, ParameterMetadata } from "@aws-sdk/client-ssm";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import { page } from "../../../page.ts";
import { validationFailed } from "../errors.ts";
import type { StoredParameter } from "../parameter.ts";

/** Systems Manager API reference, DescribeParameters: 1 to 50, 50 by default (the default is inferred). */
const RESULTS_MAX = 50;

export const describeParameters: Action<Checked<DescribeParametersRequest>, DescribeParametersResult> = (
  input,
  { aws },
) => {
  refuseParameters("DescribeParameters", input, ["Filters", "ParameterFilters"]);
  if (input.Shared) throw notSimulated("DescribeParameters", "parameter Shared");
  const size = input.MaxResults ?? RESULTS_MAX;
  if (size < 1 || size > RESULTS_MAX)
    throw validationFailed(`Value '${size}' at 'maxResults' failed to satisfy constraint: 1 to ${RESULTS_MAX}`);
  const { items, nextToken } = page(aws.ssm.parameters(), {
    size,
    token: input.NextToken,
    invalidToken: () => new AwsError("InvalidNextToken", "The specified token isn't valid."),
  });
  return { Parameters: items.map(describe), NextToken: nextToken };
};

function describe({ name, arn, newest, settings }: StoredParameter): ParameterMetadata {
  return {
    Name: name,
    ARN: arn,
    Type: settings.type,
    KeyId: settings.keyId,
    LastModifiedDate: new Date(newest.modifiedAt),
    Description: settings.description,
    AllowedPattern: settings.allowedPattern,
    Version: newest.version,
    Tier: settings.tier,
    DataType: "text",
  };
}
