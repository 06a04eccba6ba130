import { isDate } from "node:util/types";

/** Whether a value is an object with named members: no list, no Date, not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isDate(value);
}
