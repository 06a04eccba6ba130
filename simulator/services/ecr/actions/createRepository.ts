import type { CreateRepositoryRequest, CreateRepositoryResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";
import { repositoryNotFound } from "../errors.ts";
import { tagMutability } from "../mutability.ts";
import { describeRepository } from "../describe.ts";

export const createRepository: Action<Checked<CreateRepositoryRequest>, CreateRepositoryResponse> = (
  input,
  { aws },
) => {
  if (input.registryId !== undefined && input.registryId !== aws.account)
    throw repositoryNotFound(input.repositoryName, input.registryId);
  if (input.imageScanningConfiguration?.scanOnPush)
    throw notSimulated("CreateRepository", "parameter imageScanningConfiguration.scanOnPush");
  const encryption = input.encryptionConfiguration?.encryptionType ?? "AES256";
  if (encryption !== "AES256")
    throw notSimulated("CreateRepository", `parameter encryptionConfiguration.encryptionType ${encryption}`);
  const mutability = tagMutability(input.imageTagMutability, input.imageTagMutabilityExclusionFilters);
  const repository = aws.ecr.createRepository(input.repositoryName, mutability);
  for (const tag of input.tags ?? []) repository.resourceTags.set(tag.Key, tag.Value);
  return { repository: describeRepository(repository, aws) };
};
