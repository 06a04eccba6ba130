import { type Page, page } from "../../page.ts";
import { invalidParameter, invalidToken } from "./errors.ts";

/** CloudWatch Logs API reference, DescribeLogGroups and DescribeLogStreams: up to 50, also by default. */
const DESCRIBE_LIMIT_MAX = 50;

/** CloudWatch Logs API reference, GetLogEvents and FilterLogEvents. Pages are not cut at 1 MB. */
export const EVENTS_LIMIT_MAX = 10_000;

export function describePage<Item>(
  all: readonly Item[],
  input: { limit?: number | undefined; nextToken?: string | undefined },
): Page<Item> {
  const size = checkLimit(input.limit, DESCRIBE_LIMIT_MAX);
  return page(all, { size, token: input.nextToken, invalidToken });
}

/** The limit that counts: the highest by default. */
export function checkLimit(limit: number | undefined, highest: number): number {
  if (limit !== undefined && (!Number.isInteger(limit) || limit < 1 || limit > highest))
    throw invalidParameter(
      `Value '${limit}' at 'limit' failed to satisfy constraint: must be between 1 and ${highest}`,
    );
  return limit ?? highest;
}
