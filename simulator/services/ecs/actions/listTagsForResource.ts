import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from "@aws-sdk/client-ecs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { taggableOf } from "../find.ts";

export const listTagsForResource: Action<Checked<ListTagsForResourceRequest>, ListTagsForResourceResponse> = (
  { resourceArn },
  { aws },
) => ({ tags: taggableOf(aws, resourceArn).tags });
