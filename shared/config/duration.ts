import * as v from "valibot";
import { isNot } from "./problem.ts";

const MINUTE_SECONDS = 60;
const HOUR_SECONDS = 60 * MINUTE_SECONDS;

const DURATION = /^\d+[smh]$/;
const REMEDY = "write a whole number and a unit, as 90s, 10m or 2h";

interface DurationLimits {
  /** Allowed itself. */
  readonly minimumSeconds: number;
  /** Allowed itself. */
  readonly maximumSeconds: number;
}

/** A duration as people write it (`90s`, `10m`, `2h`), read into seconds. `description` is what editors show. */
export function duration(description: string, { minimumSeconds, maximumSeconds }: DurationLimits) {
  const range = `write a duration from ${formatDuration(minimumSeconds)} to ${formatDuration(maximumSeconds)}`;
  return v.pipe(
    v.string(isNot("a duration", REMEDY)),
    v.regex(DURATION, isNot("a duration", REMEDY)),
    v.description(description),
    v.transform(toSeconds),
    v.minValue(minimumSeconds, ({ input }) => `${formatDuration(input)} is too short; ${range}`),
    v.maxValue(maximumSeconds, ({ input }) => `${formatDuration(input)} is too long; ${range}`),
  );
}

function toSeconds(text: string): number {
  const amount = Number(text.slice(0, -1));
  if (text.endsWith("h")) return amount * HOUR_SECONDS;
  return text.endsWith("m") ? amount * MINUTE_SECONDS : amount;
}

/** Seconds in the largest unit that leaves no rest: 120 is `2m`, 90 is `90s`. */
function formatDuration(seconds: number): string {
  if (seconds > 0 && seconds % HOUR_SECONDS === 0) return `${seconds / HOUR_SECONDS}h`;
  if (seconds > 0 && seconds % MINUTE_SECONDS === 0) return `${seconds / MINUTE_SECONDS}m`;
  return `${seconds}s`;
}
