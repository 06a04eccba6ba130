import type * as v from "valibot";
import { nearest } from "../core/nearest.ts";
import { type Problem, shown } from "./problem.ts";

/** Keys that would reach the prototype of a plain object; no schema library copies them, so they would be lost silently. */
const RESERVED_KEYS: ReadonlySet<string> = new Set(["__proto__", "prototype", "constructor"]);

/**
 * Everything that is wrong with the shape of a garden file: unknown keys, and other things where a mapping belongs.
 * Valibot's strict objects stop at the first unknown key and take lists for mappings; a person wants to hear all of it.
 */
export function structureProblems(schema: v.GenericSchema, value: unknown, path: readonly string[] = []): Problem[] {
  const inner = unwrap(schema);
  if (value === null) return [];
  if (isRecord(inner))
    return mappingProblems(value, path, "each name with what belongs to it", (key, item, at) =>
      RESERVED_KEYS.has(key)
        ? [{ path: at, about: "key", message: `${shown(key)} cannot be a key; remove it` }]
        : structureProblems(inner.value, item, at),
    );
  if (isList(inner))
    return Array.isArray(value)
      ? value.flatMap((item, index) => structureProblems(inner.item, item, [...path, String(index)]))
      : [];
  if (!isObject(inner)) return [];
  const known = Object.keys(inner.entries);
  return mappingProblems(value, path, `one or more of ${known.join(", ")}, each with its value`, (key, item, at) => {
    const entry = Object.hasOwn(inner.entries, key) ? inner.entries[key] : undefined;
    return entry ? structureProblems(entry, item, at) : [{ path: at, about: "key", message: unknownKey(key, known) }];
  });
}

function mappingProblems(
  value: unknown,
  path: readonly string[],
  remedy: string,
  problemsOf: (key: string, item: unknown, at: readonly string[]) => Problem[],
): Problem[] {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [{ path, about: "value", message: `${shown(value)} is not a mapping; write ${remedy}` }];
  return Object.entries(value).flatMap(([key, item]) => problemsOf(key, item, [...path, key]));
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  return `unknown key ${shown(key)}; ${meant ? `did you mean ${meant}?` : `remove it, or write one of: ${known.join(", ")}`}`;
}

function unwrap(schema: v.GenericSchema): v.GenericSchema {
  return isWrapper(schema) ? unwrap(schema.wrapped) : schema;
}

function isWrapper(schema: v.GenericSchema): schema is v.GenericSchema & { readonly wrapped: v.GenericSchema } {
  return "wrapped" in schema;
}

function isObject(
  schema: v.GenericSchema,
): schema is v.GenericSchema & { readonly entries: Readonly<Record<string, v.GenericSchema>> } {
  return schema.type === "strict_object";
}

function isRecord(schema: v.GenericSchema): schema is v.GenericSchema & { readonly value: v.GenericSchema } {
  return schema.type === "record";
}

function isList(schema: v.GenericSchema): schema is v.GenericSchema & { readonly item: v.GenericSchema } {
  return schema.type === "array";
}
