export interface PageRequest {
  /** Most items in this page. */
  readonly size: number;
  /** Token of the page before; none asks for the first page. */
  readonly token: string | undefined;
  /** The service's error for a token that it never gave. */
  readonly invalidToken: () => Error;
}

export interface Page<Item> {
  readonly items: Item[];
  /** Absent on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * One page of a list, with an opaque token for the next. The token holds a position: what is added or removed between
 * two pages moves the rest, as AWS promises no snapshot either.
 */
export function page<Item>(all: readonly Item[], { size, token, invalidToken }: PageRequest): Page<Item> {
  const start = token === undefined ? 0 : position(token);
  if (start === undefined) throw invalidToken();
  const end = start + size;
  return { items: all.slice(start, end), nextToken: end < all.length ? tokenOf(end) : undefined };
}

const TOKEN_PREFIX = "position:";

const tokenOf = (start: number): string => Buffer.from(`${TOKEN_PREFIX}${start}`).toString("base64url");

function position(token: string): number | undefined {
  const text = Buffer.from(token, "base64url").toString();
  const digits = text.slice(TOKEN_PREFIX.length);
  return text.startsWith(TOKEN_PREFIX) && /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
