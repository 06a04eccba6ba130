import * as v from "valibot";
import { type QuietHours, WEEKDAYS, type Weekday } from "../../core/quiet-hours.ts";
import { isNot, shown } from "../problem.ts";

const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

const TIME_REMEDY = 'write hours and minutes in quotes, from "00:00" to "23:59", as "22:00"';

const time = (description: string) =>
  v.pipe(
    v.string(isNot("a time of day", TIME_REMEDY)),
    v.regex(TIME, isNot("a time of day", TIME_REMEDY)),
    v.description(description),
    v.transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))),
  );

const ZONE_REMEDY = "write a time zone of the IANA database, as Europe/Berlin or UTC";

const zone = v.pipe(
  v.string(isNot("a time zone", ZONE_REMEDY)),
  v.description("The time zone of both, as Europe/Berlin"),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    if (isZone(dataset.value)) return dataset.value;
    addIssue({ message: `${shown(dataset.value)} is not a time zone; ${ZONE_REMEDY}` });
    return NEVER;
  }),
);

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

const DAYS_REMEDY = "write a list of mon, tue, wed, thu, fri, sat and sun";

const days = v.pipe(
  v.array(v.picklist(WEEKDAYS, isNot("a day of the week", DAYS_REMEDY)), isNot("a list of days", DAYS_REMEDY)),
  v.minLength(1, `is empty; ${DAYS_REMEDY}, or leave days out`),
  v.description("The days on which they begin; every day unless given"),
);

/** Notices wait in a queue that keeps them for four days. */
const QUIET_DAYS_MAX = 3;

const PARTS = 'write from, to and zone, as { from: "22:00", to: "07:00", zone: Europe/Berlin }';

/** `notify.quietHours` */
export const quietHours = v.pipe(
  v.strictObject(
    {
      from: time("When they begin"),
      to: time("When they end: on the next day where that is not later"),
      zone,
      days: v.exactOptional(days),
    },
    ({ input }) => (input === undefined ? `is missing; ${PARTS}` : isNot("a mapping", PARTS)({ input })),
  ),
  v.rawTransform(({ dataset, addIssue, NEVER }): QuietHours => {
    const { from, to, zone: timeZone, days: written = WEEKDAYS } = dataset.value;
    if (from !== to || longestRun(written) <= QUIET_DAYS_MAX)
      return { fromMinutes: from, toMinutes: to, zone: timeZone, days: written };
    addIssue({
      message: `last longer than ${QUIET_DAYS_MAX} days; write a later time to end, or fewer days in a row`,
    });
    return NEVER;
  }),
);

/** The most days in a row; a week begins anew where it ends. */
function longestRun(written: readonly Weekday[]): number {
  let [longest, run] = [0, 0];
  for (const day of [...WEEKDAYS, ...WEEKDAYS]) {
    run = written.includes(day) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
