import type { DescribeRepositoriesRequest, DescribeRepositoriesResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { describeRepository } from "../describe.ts";
import { ecrPage } from "../paging.ts";

export const describeRepositories: Action<Checked<DescribeRepositoriesRequest>, DescribeRepositoriesResponse> = (
  input,
  { aws },
) => {
  const named = input.repositoryNames?.map((name) => aws.ecr.repository(name, input.registryId));
  const { items, nextToken } = ecrPage(
    named ?? aws.ecr.repositories(),
    input,
    named !== undefined && "repositoryNames",
  );
  return { repositories: items.map((repository) => describeRepository(repository, aws)), nextToken };
};
