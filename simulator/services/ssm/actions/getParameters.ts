import type { GetParametersRequest, GetParametersResult, Parameter } from "@aws-sdk/client-ssm";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { validationFailed } from "../errors.ts";

/** Systems Manager API reference, GetParameters (inferred). */
const NAMES_MAX = 10;

/** Names that find nothing are listed under InvalidParameters; the call succeeds. */
export const getParameters: Action<Checked<GetParametersRequest>, GetParametersResult> = (input, { aws }) => {
  if (input.Names.length < 1 || input.Names.length > NAMES_MAX)
    throw validationFailed(`Value at 'names' failed to satisfy constraint: must hold 1 to ${NAMES_MAX} names`);
  const Parameters: Parameter[] = [];
  const InvalidParameters: string[] = [];
  for (const name of new Set(input.Names))
    try {
      Parameters.push(aws.ssm.read(name, input.WithDecryption ?? false));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      InvalidParameters.push(name);
    }
  return { Parameters, InvalidParameters };
};
