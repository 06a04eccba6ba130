import { type Page, page } from "../../page.ts";
import { invalidParameter } from "./errors.ts";

/** Page sizes of DescribeImages, ListImages and DescribeRepositories (Amazon ECR API reference). */
const PAGE_DEFAULT = 100;
const PAGE_MAX = 1000;

/**
 * One page as Amazon ECR cuts it. `namedBy` is the parameter that names the items themselves: then there is no paging,
 * and asking for it is refused (Amazon ECR API reference, DescribeImages).
 */
export function ecrPage<Item>(
  all: readonly Item[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  namedBy: string | false = false,
): Page<Item> {
  if (namedBy !== false) {
    if (maxResults !== undefined || nextToken !== undefined)
      throw invalidParameter("maxResults, nextToken", `cannot be used with ${namedBy}`);
    return { items: [...all], nextToken: undefined };
  }
  const size = maxResults ?? PAGE_DEFAULT;
  if (size < 1 || size > PAGE_MAX) throw invalidParameter("maxResults", `must be between 1 and ${PAGE_MAX}`);
  return page(all, {
    size,
    token: nextToken,
    invalidToken: () => invalidParameter("nextToken", "must be a token of a previous answer"),
  });
}
