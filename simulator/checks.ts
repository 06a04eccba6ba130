import { isRecord } from "./wire/record.ts";

/** How what people ask of the control surface is checked: every problem in a sentence with its remedy. */

/** What a value must be, as the end of a sentence; undefined when it is so. */
export type Check = (value: unknown) => string | undefined;

/** One for each member that there is. */
export type Checks<Shape> = Readonly<Record<keyof Shape & string, Check>>;

const isWhole = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && Number(value) >= least;

export const text: Check = (value) => (typeof value === "string" && value !== "" ? undefined : "must be a text");

export const chance: Check = (value) =>
  typeof value === "number" && value >= 0 && value <= 1 ? undefined : "must be a number from 0 (never) to 1 (always)";

export const whole =
  (least: number): Check =>
  (value) =>
    isWhole(value, least) ? undefined : `must be a whole number from ${least} on`;

export const seconds =
  (max: number): Check =>
  (value) =>
    typeof value === "number" && value >= 0 && value <= max
      ? undefined
      : `must be a number of seconds from 0 to ${max}`;

export const oneOf =
  (known: readonly string[]): Check =>
  (value) =>
    typeof value === "string" && known.includes(value) ? undefined : `must be one of ${known.join(", ")}`;

/** What is wrong with the members of an object, a sentence each. */
export function objectProblems(path: string, given: unknown, checks: Readonly<Record<string, Check>>): string[] {
  return isRecord(given) ? memberProblems(`${path}.`, given, checks) : [`${path} must be an object.`];
}

/** The same for what is known to be an object; `prefix` stands before each name, as `events.`. */
export function memberProblems(
  prefix: string,
  given: Readonly<Record<string, unknown>>,
  checks: Readonly<Record<string, Check>>,
): string[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (!check) return [`${prefix}${name} is not known; known are ${Object.keys(checks).join(", ")}.`];
    const wrong = check(value);
    return wrong === undefined ? [] : [`${prefix}${name} ${wrong}.`];
  });
}
