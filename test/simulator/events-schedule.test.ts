import { expect, test } from "@jest/globals";
import { parseSchedule } from "../../simulator/services/events/schedule/schedule.ts";

const SINCE = "2026-11-16T01:54:34Z";

const slots: readonly [expression: string, after: string, next: string | undefined][] = [
  ["rate(1 minute)", SINCE, "2026-11-16T01:55:34Z"],
  ["rate(1 minute)", "2026-11-16T01:55:34Z", "2026-11-16T01:56:34Z"],
  ["rate(5 minutes)", "2026-11-16T02:00:00Z", "2026-11-16T02:04:34Z"],
  ["rate(2 hours)", SINCE, "2026-11-16T03:54:34Z"],
  ["rate(7 days)", SINCE, "2026-11-23T01:54:34Z"],
  ["cron(0 12 * * ? *)", "2026-11-16T12:00:00Z", "2026-11-17T12:00:00Z"],
  ["cron(5,35 14 * * ? *)", "2026-11-16T14:05:00Z", "2026-11-16T14:35:00Z"],
  ["cron(0/15 8-17 ? * MON-FRI *)", "2026-11-20T17:45:00Z", "2026-11-23T08:00:00Z"],
  ["cron(0 0 L * ? *)", "2026-02-01T00:00:00Z", "2026-02-28T00:00:00Z"],
  ["cron(0 0 1W * ? *)", "2026-07-31T12:00:00Z", "2026-08-03T00:00:00Z"],
  ["cron(0 0 31W * ? *)", "2026-05-01T00:00:00Z", "2026-05-29T00:00:00Z"],
  ["cron(0 0 ? * 6L *)", "2026-11-16T00:00:00Z", "2026-11-27T00:00:00Z"],
  ["cron(0 0 ? * 3#2 *)", "2026-11-16T00:00:00Z", "2026-12-08T00:00:00Z"],
  ["cron(0 0 29 FEB ? *)", "2026-11-16T00:00:00Z", "2028-02-29T00:00:00Z"],
  ["cron(15 10 ? * 6L 2002-2005)", SINCE, undefined],
];

test.each(slots)("%s after %s", (expression, after, next) => {
  const slot = parseSchedule(expression).next(Date.parse(after), Date.parse(SINCE));
  expect(slot).toBe(next === undefined ? undefined : Date.parse(next));
});

const refused = [
  "rate(1 minutes)",
  "rate(5 minute)",
  "rate(0 minutes)",
  "rate(5 seconds)",
  "rate( 5 minutes )",
  "RATE(5 minutes)",
  "every minute",
  "cron(0 12 * * ?)",
  "cron(0 12 * * * *)",
  "cron(0 12 ? * ? *)",
  "cron(60 12 * * ? *)",
  "cron(0 24 * * ? *)",
  "cron(0 12 * NOV-DEZ ? *)",
  "cron(0 12 5-1 * ? *)",
  "cron(0/0 12 * * ? *)",
  "cron(0 12 ? * SUN#6 *)",
  "cron(0 12 * * ? 1969)",
];

test.each(refused)("refuses %s", (expression) => {
  expect(() => parseSchedule(expression)).toThrow("Parameter ScheduleExpression is not valid.");
});
