import type { DeleteParameterRequest, DeleteParameterResult } from "@aws-sdk/client-ssm";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const deleteParameter: Action<Checked<DeleteParameterRequest>, DeleteParameterResult> = (input, { aws }) => {
  aws.ssm.delete(input.Name);
  return {};
};
