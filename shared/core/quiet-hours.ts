import type { Instant } from "./model.ts";

/** When people are not to be disturbed, by the clock on their wall. */
export interface QuietHours {
  /** Minutes after midnight; where `toMinutes` is not later, they go on into the next day. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  /** A time zone of the IANA database, as `Europe/Berlin`. */
  readonly zone: string;
  /** On which days they begin. */
  readonly days: readonly Weekday[];
}

export type Weekday = (typeof WEEKDAYS)[number];

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** 1 January 1970 was a Thursday. */
const DAY_ZERO = WEEKDAYS.indexOf("thu");

const MINUTE_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 24 * 60 * MINUTE_MILLISECONDS;

/** When the quiet hours end that hold at that time; none: nobody sleeps. Where the next begin as they end, these count too. */
export function quietUntil(hours: QuietHours, at: Instant): Instant | undefined {
  const wall = wallClock(hours.zone);
  let until: Instant | undefined;
  let next = endOfPeriod(hours, wall, at);
  for (let periods = 0; next !== undefined && periods < WEEKDAYS.length; periods++) {
    until = next;
    next = endOfPeriod(hours, wall, until);
  }
  return until;
}

/** The end of the period that this time is in: it began on this day or on the one before. */
function endOfPeriod({ fromMinutes, toMinutes, days }: QuietHours, wall: WallClock, at: Instant): Instant | undefined {
  const today = Math.floor((at + wall(at)) / DAY_MILLISECONDS);
  for (const day of [today - 1, today]) {
    const weekday = WEEKDAYS[(day + DAY_ZERO) % WEEKDAYS.length];
    if (weekday === undefined || !days.includes(weekday)) continue;
    const from = instantOf(wall, day, fromMinutes);
    const to = instantOf(wall, toMinutes > fromMinutes ? day : day + 1, toMinutes);
    if (from <= at && at < to) return to;
  }
  return undefined;
}

/** How far the clock on the wall is ahead of UTC, in milliseconds. */
type WallClock = (at: Instant) => number;

function wallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}

/**
 * When the clock on the wall shows so many minutes on that day (counted from 1970). Where it shows them twice, the first
 * time; where it leaps over them, as much later as it leaps.
 */
function instantOf(wall: WallClock, day: number, minutes: number): Instant {
  const shown = day * DAY_MILLISECONDS + minutes * MINUTE_MILLISECONDS;
  const before = shown - wall(shown - DAY_MILLISECONDS);
  const after = shown - wall(shown + DAY_MILLISECONDS);
  return [before, after].toSorted((a, b) => a - b).find((at) => at + wall(at) === shown) ?? before;
}
