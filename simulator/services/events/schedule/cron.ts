import { matchesDay, parseDayOfMonth, parseDayOfWeek } from "./cron-days.ts";
import { parseNumbers } from "./cron-numbers.ts";
import type { Schedule } from "./schedule.ts";

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;
const DAY_MILLISECONDS = 86_400_000;
const MINUTE_MILLISECONDS = 60_000;

/**
 * Six fields, UTC: minutes, hours, day of month, month, day of week, year; one of the two day fields is `?`
 * (EventBridge user guide, "Cron expressions"). Undefined when not valid.
 */
export function parseCron(text: string): Schedule | undefined {
  const fields = text.split(" ");
  const [minuteText = "", hourText = "", dayOfMonth = "", monthText = "", dayOfWeek = "", yearText = ""] = fields;
  if (fields.length !== 6 || (dayOfMonth === "?") === (dayOfWeek === "?")) return undefined;
  const minutes = parseNumbers(minuteText, { first: 0, last: 59 });
  const hours = parseNumbers(hourText, { first: 0, last: 23 });
  const months = parseNumbers(monthText, { first: 1, last: 12, names: MONTHS });
  const years = parseNumbers(yearText, { first: FIRST_YEAR, last: LAST_YEAR });
  const days = dayOfWeek === "?" ? parseDayOfMonth(dayOfMonth) : parseDayOfWeek(dayOfWeek);
  if (!minutes || !hours || !months || !years || !days) return undefined;
  const timesOfDay = hours.flatMap((hour) => minutes.map((minute) => (hour * 60 + minute) * MINUTE_MILLISECONDS));
  const end = Date.UTC(Math.max(...years) + 1, 0);
  return {
    next: (after) => {
      for (let midnight = after - modulo(after, DAY_MILLISECONDS); midnight < end; midnight += DAY_MILLISECONDS) {
        const date = new Date(midnight);
        if (!years.includes(date.getUTCFullYear()) || !months.includes(date.getUTCMonth() + 1)) continue;
        if (!matchesDay(days, date)) continue;
        const time = timesOfDay.find((timeOfDay) => midnight + timeOfDay > after);
        if (time !== undefined) return midnight + time;
      }
      return undefined;
    },
  };
}

const modulo = (value: number, divisor: number): number => ((value % divisor) + divisor) % divisor;
