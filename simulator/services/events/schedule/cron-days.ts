import { type FieldRange, parseNumbers, parseValue } from "./cron-numbers.ts";

const WEEKDAYS: FieldRange = { first: 1, last: 7, names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"] };
const DAYS_OF_MONTH: FieldRange = { first: 1, last: 31 };
const SATURDAY = 6;

/** Which days a cron expression names. Days of the week count from 1, Sunday. */
export type Days =
  | { readonly kind: "dayOfMonth"; readonly days: readonly number[] }
  | { readonly kind: "lastDayOfMonth" }
  /** `15W`: the weekday nearest to that day, within the month. */
  | { readonly kind: "nearestWeekday"; readonly day: number }
  | { readonly kind: "dayOfWeek"; readonly days: readonly number[] }
  /** `6L`: the last Friday of the month. */
  | { readonly kind: "lastDayOfWeek"; readonly day: number }
  /** `3#2`: the second Tuesday of the month. */
  | { readonly kind: "nthDayOfWeek"; readonly day: number; readonly nth: number };

export function parseDayOfMonth(text: string): Days | undefined {
  if (text === "L") return { kind: "lastDayOfMonth" };
  if (text.endsWith("W")) {
    const day = parseValue(text.slice(0, -1), DAYS_OF_MONTH);
    return day === undefined ? undefined : { kind: "nearestWeekday", day };
  }
  const days = parseNumbers(text, DAYS_OF_MONTH);
  return days && { kind: "dayOfMonth", days };
}

export function parseDayOfWeek(text: string): Days | undefined {
  if (text === "L") return { kind: "dayOfWeek", days: [WEEKDAYS.last] };
  if (text.endsWith("L")) {
    const day = parseValue(text.slice(0, -1), WEEKDAYS);
    return day === undefined ? undefined : { kind: "lastDayOfWeek", day };
  }
  const [dayText = "", nthText] = text.split("#");
  if (nthText !== undefined) {
    const day = parseValue(dayText, WEEKDAYS);
    return day === undefined || !/^[1-5]$/.test(nthText)
      ? undefined
      : { kind: "nthDayOfWeek", day, nth: Number(nthText) };
  }
  const days = parseNumbers(text, WEEKDAYS);
  return days && { kind: "dayOfWeek", days };
}

/** Whether the UTC day of `date` is one of these. */
export function matchesDay(days: Days, date: Date): boolean {
  const dayOfMonth = date.getUTCDate();
  const dayOfWeek = date.getUTCDay() + 1;
  switch (days.kind) {
    case "dayOfMonth":
      return days.days.includes(dayOfMonth);
    case "lastDayOfMonth":
      return dayOfMonth === daysInMonth(date);
    case "nearestWeekday":
      return dayOfMonth === nearestWeekday(date, days.day);
    case "dayOfWeek":
      return days.days.includes(dayOfWeek);
    case "lastDayOfWeek":
      return dayOfWeek === days.day && dayOfMonth + 7 > daysInMonth(date);
    case "nthDayOfWeek":
      return dayOfWeek === days.day && Math.ceil(dayOfMonth / 7) === days.nth;
    default:
      return days satisfies never;
  }
}

const daysInMonth = (date: Date): number =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();

/** None in a month that has no such day. */
function nearestWeekday(month: Date, day: number): number | undefined {
  const last = daysInMonth(month);
  if (day > last) return undefined;
  const weekday = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth(), day)).getUTCDay();
  if (weekday === SATURDAY) return day === 1 ? day + 2 : day - 1;
  if (weekday === 0) return day === last ? day - 2 : day + 1;
  return day;
}
