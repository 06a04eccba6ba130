import type { PutParameterRequest, PutParameterResult } from "@aws-sdk/client-ssm";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated, refuseParameters } from "../../../not-simulated.ts";
import { validationFailed } from "../errors.ts";

export const putParameter: Action<Checked<PutParameterRequest>, PutParameterResult> = (input, { aws }) => {
  refuseParameters("PutParameter", input, ["Policies"]);
  if ((input.DataType ?? "text") !== "text") throw notSimulated("PutParameter", `parameter DataType ${input.DataType}`);
  if (input.Overwrite && input.Tags)
    throw validationFailed("Invalid request: tags and overwrite can't be used together.");
  const parameter = aws.ssm.put({
    name: input.Name,
    value: input.Value,
    type: input.Type,
    overwrite: input.Overwrite,
    description: input.Description,
    keyId: input.KeyId,
    allowedPattern: input.AllowedPattern,
    tier: input.Tier,
  });
  for (const tag of input.Tags ?? []) parameter.tags.set(tag.Key, tag.Value);
  return { Version: parameter.newest.version, Tier: parameter.settings.tier };
};
