import type { DeleteRepositoryRequest, DeleteRepositoryResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeRepository } from "../describe.ts";
import { repositoryNotEmpty } from "../errors.ts";

/** With `force` its images go without events of their own (inferred: none is documented). */
export const deleteRepository: Action<Checked<DeleteRepositoryRequest>, DeleteRepositoryResponse> = (
  input,
  { aws },
) => {
  const repository = aws.ecr.repository(input.repositoryName, input.registryId);
  if (!input.force && repository.images().length > 0) throw repositoryNotEmpty(repository.name, repository.registryId);
  aws.ecr.deleteRepository(repository);
  return { repository: describeRepository(repository, aws) };
};
