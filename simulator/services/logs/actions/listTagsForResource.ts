import type { ListTagsForResourceRequest, ListTagsForResourceResponse } from "@aws-sdk/client-cloudwatch-logs";
import type { Action } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";

export const listTagsForResource: Action<Checked<ListTagsForResourceRequest>, ListTagsForResourceResponse> = (
  input,
  { aws },
) => ({ tags: Object.fromEntries(aws.logs.groupOf({ logGroupIdentifier: input.resourceArn }).tags) });
