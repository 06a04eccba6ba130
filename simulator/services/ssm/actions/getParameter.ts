import type { GetParameterRequest, GetParameterResult } from "@aws-sdk/client-ssm";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const getParameter: Action<Checked<GetParameterRequest>, GetParameterResult> = (input, { aws }) => ({
  Parameter: aws.ssm.read(input.Name, input.WithDecryption ?? false),
});
