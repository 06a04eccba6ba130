import { isRecord } from "../../../wire/record.ts";
import type { EventPattern, FieldRule } from "./compile.ts";
import type { Leaf } from "./operators.ts";

/**
 * Whether an event matches a pattern: fields AND together, alternatives OR together. An array in the event matches
 * where one of its elements does; fields that a pattern asks of objects in an array must match in the same element
 * (README of aws/event-ruler, "arrays consistency").
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return elements(event).some((element) => isRecord(element) && matchesObject(pattern, element));
}

function matchesObject(pattern: EventPattern, event: Readonly<Record<string, unknown>>): boolean {
  for (const [field, rule] of pattern) {
    const value = Object.hasOwn(event, field) ? event[field] : undefined;
    if (isFieldRule(rule) ? !matchesField(rule, value) : !matchesNested(rule, value)) return false;
  }
  return true;
}

/** Only leaves exist: a field that holds an object, or nothing but empty arrays, counts as absent. */
function matchesField(rule: FieldRule, value: unknown): boolean {
  const leaves = elements(value).filter(isLeaf);
  if (leaves.length === 0) return rule.matchesAbsence;
  return leaves.some((leaf) => rule.matchers.some((matches) => matches(leaf)));
}

/** Where the event has no object at all there, only what may be absent matches. */
function matchesNested(pattern: EventPattern, value: unknown): boolean {
  const objects = elements(value).filter(isRecord);
  return (objects.length > 0 ? objects : [{}]).some((object) => matchesObject(pattern, object));
}

/** The elements of an array, nested arrays flattened; anything else is its own only element. */
const elements = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(elements) : [value]);

const isLeaf = (value: unknown): value is Leaf => value !== undefined && !isRecord(value);

const isFieldRule = (rule: FieldRule | EventPattern): rule is FieldRule => !(rule instanceof Map);
