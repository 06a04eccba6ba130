import { AwsError } from "../../../aws.ts";
import { isRecord } from "../../../wire/record.ts";
import { compileOperator, type Matcher, PatternProblem } from "./operators.ts";

/** What a pattern says about one field: some value of it must match, or it may be absent. */
export interface FieldRule {
  readonly matchers: readonly Matcher[];
  /** `{ "exists": false }` was among the alternatives. */
  readonly matchesAbsence: boolean;
}

/** A compiled pattern, field by field, with the nesting of the event. */
export type EventPattern = ReadonlyMap<string, FieldRule | EventPattern>;

/**
 * Reads an event pattern as PutRule and TestEventPattern do.
 * Throws InvalidEventPatternException for what AWS refuses and for match types that are not simulated, by name.
 */
export function compilePattern(patternText: string): EventPattern {
  try {
    return compileObject(parseObject(patternText));
  } catch (error) {
    if (!(error instanceof PatternProblem)) throw error;
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`);
  }
}

function parseObject(patternText: string): object {
  let pattern: unknown;
  try {
    pattern = JSON.parse(patternText);
  } catch (error) {
    throw new PatternProblem(error instanceof Error ? error.message : String(error));
  }
  if (!isRecord(pattern)) throw new PatternProblem("Filter is not an object");
  return pattern;
}

function compileObject(pattern: object): EventPattern {
  const entries = Object.entries(pattern);
  if (entries.length === 0) throw new PatternProblem("Empty objects are not allowed");
  return new Map(entries.map(([field, rule]) => [field, compileField(field, rule)]));
}

function compileField(field: string, rule: unknown): FieldRule | EventPattern {
  if (field === "$or") throw new PatternProblem("match type $or is not simulated");
  if (isRecord(rule)) return compileObject(rule);
  if (!Array.isArray(rule)) throw new PatternProblem(`"${field}" must be an object or an array`);
  if (rule.length === 0) throw new PatternProblem("Empty arrays are not allowed");
  const alternatives = rule.map(compileAlternative);
  return {
    matchers: alternatives.filter((alternative) => alternative !== ABSENT),
    matchesAbsence: alternatives.includes(ABSENT),
  };
}

/** Stands for `{ "exists": false }`. */
const ABSENT = Symbol("absent");

function compileAlternative(alternative: unknown): Matcher | typeof ABSENT {
  if (isRecord(alternative)) {
    const [entry, ...others] = Object.entries(alternative);
    if (!entry || others.length > 0) throw new PatternProblem("Only one key allowed in match expression");
    const [name, operand] = entry;
    return name === "exists" ? compileExists(operand) : compileOperator(name, operand);
  }
  if (Array.isArray(alternative)) throw new PatternProblem("Match value must be String, number, true, false, or null");
  return (leaf) => leaf === alternative;
}

function compileExists(operand: unknown): Matcher | typeof ABSENT {
  if (typeof operand !== "boolean") throw new PatternProblem("exists match pattern must be either true or false.");
  return operand ? () => true : ABSENT;
}
