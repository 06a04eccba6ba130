import type { UntagResourceRequest, UntagResourceResponse } from "@aws-sdk/client-ecr";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const untagResource: Action<Checked<UntagResourceRequest>, UntagResourceResponse> = (input, { aws }) => {
  const { resourceTags } = aws.ecr.repositoryByArn(input.resourceArn);
  for (const key of input.tagKeys) resourceTags.delete(key);
  return {};
};
