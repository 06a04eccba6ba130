import type { TagResourceRequest, TagResourceResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { taggableOf } from "../find.ts";
import { mergeTags } from "../tags.ts";

export const tagResource: Action<Checked<TagResourceRequest>, TagResourceResponse> = (
  { resourceArn, tags },
  { aws },
) => {
  const resource = taggableOf(aws, resourceArn);
  resource.tags = mergeTags(resource.tags, tags);
  return {};
};
