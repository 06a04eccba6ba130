import { AwsError } from "../../aws.ts";
import { type Page, page } from "../../page.ts";

/** Largest and default page of ListRules and ListTargetsByRule (EventBridge API reference). */
const PAGE_SIZE_MAX = 100;

/** One page; Limit and NextToken as these operations take them. */
export function pageOf<Item>(
  items: readonly Item[],
  { Limit, NextToken }: { Limit?: number | undefined; NextToken?: string | undefined },
): Page<Item> {
  const size = Limit ?? PAGE_SIZE_MAX;
  if (size < 1 || size > PAGE_SIZE_MAX)
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value '${size}' at 'limit' failed to satisfy constraint: Member must have value between 1 and ${PAGE_SIZE_MAX}`,
    );
  return page(items, {
    size,
    token: NextToken,
    invalidToken: () => new AwsError("ValidationException", "Invalid nextToken."),
  });
}
