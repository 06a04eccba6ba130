import type { Condition } from "../aws/dynamodb.ts";

/**
 * So many are counted in one set, each by its id; then the count stays where it is. Each addition costs by the size of the
 * whole item, some 13 KB by then, and nobody acts otherwise on more.
 */
export const COUNTED_MAX = 1_000;

/** Of a task's 32 hexadecimal digits, or of an event's id: two of a thousand are the same once in 500 million times. */
const SHORT_ID_LENGTH = 12;

/** A task's or an event's id as it is kept in sets. */
export const shortId = (id: string): string => id.replaceAll("-", "").slice(0, SHORT_ID_LENGTH);

/** On the condition that a set is not full. */
export const roomFor = (set: string): Condition => ({
  expression: `attribute_not_exists(#${set}) OR size(#${set}) < :max`,
  names: { [`#${set}`]: set },
  values: { ":max": COUNTED_MAX },
});
