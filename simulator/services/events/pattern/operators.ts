import { isRecord } from "../../../wire/record.ts";

/**
 * The match types of an event pattern, one row each (EventBridge user guide, "Comparison operators for use in event
 * patterns"; details from the README of aws/event-ruler). An operand that AWS refuses throws PatternProblem.
 */

/** What a pattern can compare: the leaves of an event. */
export type Leaf = string | number | boolean | null;

export type Matcher = (leaf: Leaf) => boolean;

/** Why a pattern is no pattern; the reason in `Event pattern is not valid. Reason: ...`. */
export class PatternProblem extends Error {}

/** By name of the match type. `exists` asks about presence, not about a value, and is therefore read in `compile.ts`. */
const OPERATORS: Readonly<Record<string, (operand: unknown) => Matcher>> = {
  prefix: (operand) => {
    const prefix = text("prefix", operand);
    return (leaf) => typeof leaf === "string" && leaf.startsWith(prefix);
  },
  suffix: (operand) => {
    const suffix = text("suffix", operand);
    return (leaf) => typeof leaf === "string" && leaf.endsWith(suffix);
  },
  "equals-ignore-case": (operand) => {
    const wanted = text("equals-ignore-case", operand).toLowerCase();
    return (leaf) => typeof leaf === "string" && leaf.toLowerCase() === wanted;
  },
  "anything-but": (operand) => {
    if (isRecord(operand)) return anythingButLike(operand);
    const unwanted = anythingBut(operand);
    return (leaf) => !unwanted.includes(leaf);
  },
  numeric: (operand) => {
    const bounds = numericBounds(operand);
    return (leaf) => typeof leaf === "number" && bounds.every((bound) => bound(leaf));
  },
};

/** Match types that AWS knows beyond the table: refused by name, so that no rule silently never matches. */
const NOT_SIMULATED = ["wildcard", "cidr"];

/** Compiles `{ "<match type>": <operand> }`. */
export function compileOperator(name: string, operand: unknown): Matcher {
  const compile = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (compile) return compile(operand);
  if (NOT_SIMULATED.includes(name)) throw new PatternProblem(`match type ${name} is not simulated`);
  throw new PatternProblem(`Unrecognized match type ${name}`);
}

function text(name: string, operand: unknown): string {
  if (typeof operand === "string") return operand;
  if (isRecord(operand)) throw new PatternProblem(`match type ${nestedName(name, operand)} is not simulated`);
  throw new PatternProblem(`${name} match pattern must be a string`);
}

/** Match types that may stand in `anything-but`, for one text or a list of them. */
const NESTED_IN_ANYTHING_BUT = ["prefix", "suffix", "equals-ignore-case"];

/** `{ "anything-but": { "prefix": "a" } }`: what is no text has no prefix, so it matches (inferred). */
function anythingButLike(operand: object): Matcher {
  const [entry, ...others] = Object.entries(operand) as [name: string, operand: unknown][];
  if (!entry || others.length > 0) throw new PatternProblem("Only one key allowed in match expression");
  const [name, nested] = entry;
  if (!NESTED_IN_ANYTHING_BUT.includes(name))
    throw new PatternProblem(`match type ${nestedName("anything-but", operand)} is not simulated`);
  const operands: unknown[] = Array.isArray(nested) ? nested : [nested];
  if (operands.length === 0) throw new PatternProblem("Empty arrays are not allowed");
  const unwanted = operands.map((one) => compileOperator(name, one));
  return (leaf) => !unwanted.some((matches) => matches(leaf));
}

function anythingBut(operand: unknown): Leaf[] {
  const values: unknown[] = Array.isArray(operand) ? operand : [operand];
  const ofOneType =
    values.every((value) => typeof value === "string") || values.every((value) => typeof value === "number");
  if (values.length === 0 || !ofOneType)
    throw new PatternProblem("Inside anything but list, either all values are number or string");
  return values;
}

const nestedName = (name: string, operand: object): string => `${name}/${Object.keys(operand).join(",")}`;

const COMPARISONS: Readonly<Record<string, (leaf: number, bound: number) => boolean>> = {
  "=": (leaf, bound) => leaf === bound,
  "<": (leaf, bound) => leaf < bound,
  "<=": (leaf, bound) => leaf <= bound,
  ">": (leaf, bound) => leaf > bound,
  ">=": (leaf, bound) => leaf >= bound,
};

type NumericBound = (leaf: number) => boolean;

/** One comparison, or a lower bound and then an upper one. */
function numericBounds(operand: unknown): NumericBound[] {
  const terms: unknown[] = Array.isArray(operand) ? operand : [];
  const [first, low, second, high] = terms;
  if (terms.length === 2) return [numericBound(first, low)];
  if (terms.length !== 4) throw new PatternProblem("Value of numeric must be an array of one or two comparisons");
  if (first !== ">" && first !== ">=") throw new PatternProblem(`Bad numeric range operator: ${String(first)}`);
  if (second !== "<" && second !== "<=") throw new PatternProblem(`Bad numeric range operator: ${String(second)}`);
  if (typeof low === "number" && typeof high === "number" && low >= high)
    throw new PatternProblem("Bottom must be less than top");
  return [numericBound(first, low), numericBound(second, high)];
}

function numericBound(comparison: unknown, bound: unknown): NumericBound {
  const compare =
    typeof comparison === "string" && Object.hasOwn(COMPARISONS, comparison) ? COMPARISONS[comparison] : undefined;
  if (!compare) throw new PatternProblem(`Unrecognized numeric range operator: ${String(comparison)}`);
  if (typeof bound !== "number") throw new PatternProblem("Value of a numeric comparison must be a number");
  return (leaf) => compare(leaf, bound);
}
