import type { GetParametersByPathRequest, GetParametersByPathResult } from "@aws-sdk/client-ssm";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { refuseParameters } from "../../../not-simulated.ts";
import { page } from "../../../page.ts";
import { validationFailed } from "../errors.ts";

/** Systems Manager API reference, GetParametersByPath: 1 to 10, 10 by default (the default is inferred). */
const RESULTS_MAX = 10;

export const getParametersByPath: Action<Checked<GetParametersByPathRequest>, GetParametersByPathResult> = (
  input,
  { aws },
) => {
  refuseParameters("GetParametersByPath", input, ["ParameterFilters"]);
  if (!input.Path.startsWith("/"))
    throw validationFailed('The parameter doesn\'t meet the parameter name requirements: a path begins with "/".');
  const size = input.MaxResults ?? RESULTS_MAX;
  if (size < 1 || size > RESULTS_MAX)
    throw validationFailed(`Value '${size}' at 'maxResults' failed to satisfy constraint: 1 to ${RESULTS_MAX}`);
  const folder = input.Path.endsWith("/") ? input.Path : `${input.Path}/`;
  const inside = aws.ssm
    .parameters()
    .filter(({ name }) => name.startsWith(folder) && (input.Recursive || !name.slice(folder.length).includes("/")));
  const { items, nextToken } = page(inside, {
    size,
    token: input.NextToken,
    invalidToken: () => new AwsError("InvalidNextToken", "The specified token isn't valid."),
  });
  return {
    Parameters: items.map(({ name }) => aws.ssm.read(name, input.WithDecryption ?? false)),
    NextToken: nextToken,
  };
};
