import { type Page, page } from "../../page.ts";
import { invalidParameter } from "./errors.ts";

/** API reference: most items in a page of any List operation of ECS. */
const PAGE_MAX = 100;

/** One page as ECS cuts it; `sizeDefault` differs by operation. */
export function ecsPage<Item>(
  all: readonly Item[],
  { maxResults, nextToken }: { maxResults?: number | undefined; nextToken?: string | undefined },
  sizeDefault: number = PAGE_MAX,
): Page<Item> {
  const size = maxResults ?? sizeDefault;
  if (size < 1 || size > PAGE_MAX) throw invalidParameter(`maxResults must be between 1 and ${PAGE_MAX}`);
  return page(all, { size, token: nextToken, invalidToken: () => invalidParameter("Invalid token") });
}
