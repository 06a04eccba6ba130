import { isDate } from "node:util/types";
import type { NormalizedSchema } from "@smithy/core/schema";
import { isRecord } from "./record.ts";

/** What a value has that its schema does not allow. Paths look like `/containerDefinitions/0/image`. */
export type Problem =
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "unknown"; readonly path: string }
  | { readonly kind: "type"; readonly path: string; readonly expected: string };

/** `in`: from the wire's JSON to what a behaviour reads. `out`: from a behaviour's answer to the wire's JSON. */
type Direction = "in" | "out";

/** Doubles that JSON has no numbers for; AWS's JSON protocols write them as these texts. */
const NON_FINITE = new Map([
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
]);

/**
 * Walks a value by its schema and converts what JSON cannot hold: timestamps are epoch seconds on the wire and `Date`
 * inside, blobs are base64 on the wire and bytes inside. Every departure from the schema is reported; nothing is
 * dropped but null members, which AWS takes as absent: what is done about unknown members is the caller's choice.
 */
export function walk(
  schema: NormalizedSchema,
  value: unknown,
  direction: Direction,
  report: (problem: Problem) => void,
): unknown {
  const visit = (at: NormalizedSchema, item: unknown, path: string): unknown => {
    if (item === null || item === undefined) return undefined;
    const mistyped = (expected: string): unknown => {
      report({ kind: "type", path, expected });
      return item;
    };
    if (at.isDocumentSchema()) return item;
    if (at.isTimestampSchema()) return direction === "in" ? timestampIn(item, mistyped) : timestampOut(item, mistyped);
    if (at.isBlobSchema()) return direction === "in" ? blobIn(item, mistyped) : blobOut(item, mistyped);
    if (at.isUnitSchema() || at.isStructSchema()) {
      if (!isRecord(item)) return mistyped("a structure");
      return at.isUnitSchema() ? visitMembers({}, [], item, path) : visitStructure(at, item, path);
    }
    if (at.isListSchema()) {
      if (!Array.isArray(item)) return mistyped("a list");
      const elements = at.getValueSchema();
      return item.map((element: unknown, index) => {
        if (element === null || element === undefined)
          report({ kind: "type", path: `${path}/${index}`, expected: "an element, not null" });
        return visit(elements, element, `${path}/${index}`);
      });
    }
    if (at.isMapSchema()) {
      if (!isRecord(item)) return mistyped("a map");
      const values = at.getValueSchema();
      return Object.fromEntries(
        Object.entries(item).map(([key, entry]) => [key, visit(values, entry, `${path}/${key}`)]),
      );
    }
    if (at.isStringSchema()) return typeof item === "string" ? item : mistyped("a string");
    if (at.isBooleanSchema()) return typeof item === "boolean" ? item : mistyped("a boolean");
    if (at.isNumericSchema()) return direction === "in" ? numberIn(item, mistyped) : numberOut(item, mistyped);
    return item;
  };

  const visitStructure = (at: NormalizedSchema, item: Record<string, unknown>, path: string): unknown => {
    for (const name of requiredMembers(at))
      if (item[name] === undefined || item[name] === null) report({ kind: "missing", path: `${path}/${name}` });
    return visitMembers(Object.fromEntries(at.structIterator()), Object.keys(item), item, path);
  };

  const visitMembers = (
    members: Readonly<Record<string, NormalizedSchema>>,
    names: readonly string[],
    item: Record<string, unknown>,
    path: string,
  ): unknown => {
    const result: Record<string, unknown> = {};
    for (const name of names) {
      const member = Object.hasOwn(members, name) ? members[name] : undefined;
      if (member) {
        const visited = visit(member, item[name], `${path}/${name}`);
        if (visited !== undefined) result[name] = visited;
      } else if (item[name] !== undefined) {
        report({ kind: "unknown", path: `${path}/${name}` });
        result[name] = item[name];
      }
    }
    return result;
  };

  return visit(schema, value, "");
}

/** A structure's last schema element counts how many of its leading members are required. */
function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const structure = schema.getSchema();
  if (!Array.isArray(structure)) return [];
  const [names, count]: readonly unknown[] = [structure[4], structure[6]];
  return Array.isArray(names) && typeof count === "number" ? names.slice(0, count).map(String) : [];
}

type Mistyped = (expected: string) => unknown;

function timestampIn(item: unknown, mistyped: Mistyped): unknown {
  return typeof item === "number" && Number.isFinite(item)
    ? new Date(Math.round(item * 1000))
    : mistyped("epoch seconds");
}

function timestampOut(item: unknown, mistyped: Mistyped): unknown {
  return isDate(item) ? item.getTime() / 1000 : mistyped("a Date");
}

function blobIn(item: unknown, mistyped: Mistyped): unknown {
  return typeof item === "string" ? Buffer.from(item, "base64") : mistyped("a base64 string");
}

function blobOut(item: unknown, mistyped: Mistyped): unknown {
  return ArrayBuffer.isView(item)
    ? Buffer.from(item.buffer, item.byteOffset, item.byteLength).toString("base64")
    : mistyped("bytes");
}

function numberIn(item: unknown, mistyped: Mistyped): unknown {
  if (typeof item === "number") return item;
  return (typeof item === "string" ? NON_FINITE.get(item) : undefined) ?? mistyped("a number");
}

function numberOut(item: unknown, mistyped: Mistyped): unknown {
  if (typeof item !== "number") return mistyped("a number");
  return Number.isFinite(item) ? item : String(item);
}
