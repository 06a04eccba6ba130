import type { UntagResourceRequest, UntagResourceResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { taggableOf } from "../find.ts";

export const untagResource: Action<Checked<UntagResourceRequest>, UntagResourceResponse> = (
  { resourceArn, tagKeys },
  { aws },
) => {
  const resource = taggableOf(aws, resourceArn);
  resource.tags = resource.tags.filter(({ key = "" }) => !tagKeys.includes(key));
  return {};
};
