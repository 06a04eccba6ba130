import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const listTagsForResource: Action<Checked<ListTagsForResourceRequest>, ListTagsForResourceResponse> = (
  input,
  { aws },
) => ({
  tags: [...aws.ecr.repositoryByArn(input.resourceArn).resourceTags].map(([Key, Value]) => ({ Key, Value })),
});
