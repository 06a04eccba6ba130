import type { PutImageTagMutabilityRequest, PutImageTagMutabilityResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { tagMutability } from "../mutability.ts";

export const putImageTagMutability: Action<Checked<PutImageTagMutabilityRequest>, PutImageTagMutabilityResponse> = (
  input,
  { aws },
) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  repository.mutability = tagMutability(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
  return { registryId: repository.registryId, repositoryName: repository.name, ...repository.mutability };
};
