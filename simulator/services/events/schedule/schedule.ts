import { AwsError } from "../../../aws.ts";
import { parseCron } from "./cron.ts";
import { parseRate } from "./rate.ts";

/** When a scheduled rule fires. */
export interface Schedule {
  /**
   * The next slot after `after`, both epoch milliseconds; undefined when there is none any more.
   * `since` is when the rule was created or enabled: rates count from there.
   */
  next(after: number, since: number): number | undefined;
}

/** Reads `rate(...)` or `cron(...)` as PutRule does. Throws ValidationException. */
export function parseSchedule(expression: string): Schedule {
  const [, kind, inner] = /^(rate|cron)\(([^()]*)\)$/.exec(expression) ?? [];
  const schedule = kind === "rate" ? parseRate(inner ?? "") : kind === "cron" ? parseCron(inner ?? "") : undefined;
  if (!schedule) throw new AwsError("ValidationException", "Parameter ScheduleExpression is not valid.");
  return schedule;
}
