import type { TagResourceRequest, TagResourceResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const tagResource: Action<Checked<TagResourceRequest>, TagResourceResponse> = (input, { aws }) => {
  const { resourceTags } = aws.ecr.repositoryByArn(input.resourceArn);
  for (const tag of input.tags) resourceTags.set(tag.Key, tag.Value);
  return {};
};
