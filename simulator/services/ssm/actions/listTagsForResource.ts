import type { ListTagsForResourceRequest, ListTagsForResourceResult } from "@aws-sdk/client-ssm";
import { type Action, AwsError } from "../../../aws.ts";
import type { Checked } from "../../../checked.ts";
import { notSimulated } from "../../../not-simulated.ts";

export const listTagsForResource: Action<Checked<ListTagsForResourceRequest>, ListTagsForResourceResult> = (
  input,
  { aws },
) => {
  if (input.ResourceType !== "Parameter")
    throw notSimulated("ListTagsForResource", `parameter ResourceType ${input.ResourceType}`);
  const parameter = aws.ssm.find(input.ResourceId);
  if (!parameter)
    throw new AwsError("InvalidResourceId", "The resource ID isn't valid. Verify that you entered the correct ID.");
  return { TagList: [...parameter.tags].map(([Key, Value]) => ({ Key, Value })) };
};
