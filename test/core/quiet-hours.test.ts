import { describe, expect, test } from "@jest/globals";
import { type QuietHours, quietUntil, WEEKDAYS } from "../../shared/core/quiet-hours.ts";

const hours = (given: Partial<QuietHours> = {}): QuietHours => ({
  fromMinutes: 22 * 60,
  toMinutes: 7 * 60,
  zone: "Europe/Berlin",
  days: WEEKDAYS,
  ...given,
});

const clock = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
};

/** When they end that hold at that time, both in UTC to the minute; none. */
const endOf = (quiet: QuietHours, at: string): string | undefined => {
  const until = quietUntil(quiet, Date.parse(`${at}Z`));
  return until === undefined ? undefined : new Date(until).toISOString().slice(0, 16);
};

// 23 November 2026 is a Monday; Berlin is one hour ahead of UTC.
describe("over night", () => {
  test.each([
    ["before they begin", "2026-11-23T20:59:59", undefined],
    ["as they begin", "2026-11-23T21:00:00", "2026-11-24T06:00"],
    ["in the evening", "2026-11-23T22:30:00", "2026-11-24T06:00"],
    ["after midnight", "2026-11-24T02:00:00", "2026-11-24T06:00"],
    ["just before they end", "2026-11-24T05:59:59", "2026-11-24T06:00"],
    ["as they end", "2026-11-24T06:00:00", undefined],
  ])("%s", (_, at, end) => {
    expect(endOf(hours(), at)).toBe(end);
  });
});

describe("over a day", () => {
  const lunch = hours({ fromMinutes: clock("12:00"), toMinutes: clock("13:30") });
  test.each([
    ["2026-11-23T10:59:59", undefined],
    ["2026-11-23T11:00:00", "2026-11-23T12:30"],
    ["2026-11-23T12:30:00", undefined],
  ])("%s", (at, end) => {
    expect(endOf(lunch, at)).toBe(end);
  });
});

describe("on some days, by the day on which they begin", () => {
  const friday = hours({ days: ["fri"] });
  test.each([
    ["Thursday's night", "2026-11-27T02:00:00", undefined],
    ["Friday's night", "2026-11-27T21:30:00", "2026-11-28T06:00"],
    ["Friday's night, on Saturday", "2026-11-28T02:00:00", "2026-11-28T06:00"],
    ["Saturday's night", "2026-11-28T21:30:00", undefined],
  ])("%s", (_, at, end) => {
    expect(endOf(friday, at)).toBe(end);
  });

  const weekend = hours({ fromMinutes: 0, toMinutes: 0, days: ["sat", "sun"] });
  test.each([
    ["before a weekend", "2026-11-27T22:59:59", undefined],
    ["a weekend is one, from its first day", "2026-11-27T23:00:00", "2026-11-29T23:00"],
    ["a weekend is one, on its last day", "2026-11-29T12:00:00", "2026-11-29T23:00"],
    ["after a weekend", "2026-11-29T23:00:00", undefined],
  ])("%s", (_, at, end) => {
    expect(endOf(weekend, at)).toBe(end);
  });
});

// Berlin: on 28 March 2027, 02:00 becomes 03:00 at 01:00 UTC; on 31 October 2027, 03:00 becomes 02:00 at 01:00 UTC.
describe("when clocks change", () => {
  const between = (from: string, to: string) => hours({ fromMinutes: clock(from), toMinutes: clock(to) });
  test.each([
    ["a night is an hour shorter in spring", hours(), "2027-03-27T21:00:00", "2027-03-28T05:00"],
    ["and ends by the new clock", hours(), "2027-03-28T04:59:59", "2027-03-28T05:00"],
    ["a night is an hour longer in autumn", hours(), "2027-10-30T20:00:00", "2027-10-31T06:00"],
    [
      "what ends at a time that is left out ends as much later",
      between("22:00", "02:30"),
      "2027-03-28T00:00:00",
      "2027-03-28T01:30",
    ],
    [
      "what begins at a time that is left out begins as much later",
      between("02:30", "04:00"),
      "2027-03-28T01:29:59",
      undefined,
    ],
    ["and no earlier", between("02:30", "04:00"), "2027-03-28T01:30:00", "2027-03-28T02:00"],
    [
      "what ends at a time that comes twice ends the first time",
      between("22:00", "02:30"),
      "2027-10-31T00:29:59",
      "2027-10-31T00:30",
    ],
    ["and does not begin anew", between("22:00", "02:30"), "2027-10-31T01:15:00", undefined],
    [
      "what begins at a time that comes twice begins the first time",
      between("02:30", "04:00"),
      "2027-10-31T00:30:00",
      "2027-10-31T03:00",
    ],
  ])("%s", (_, quiet, at, end) => {
    expect(endOf(quiet, at)).toBe(end);
  });

  test("the south does it the other way round", () => {
    const sydney = hours({ zone: "Australia/Sydney" });
    // 4 October 2026: 02:00 becomes 03:00, from ten to eleven hours ahead.
    expect(endOf(sydney, "2026-10-03T12:00:00")).toBe("2026-10-03T20:00");
    expect(endOf(sydney, "2026-10-02T12:00:00")).toBe("2026-10-02T21:00");
  });
});

test.each([
  ["UTC", "2026-11-23T22:00:00", "2026-11-24T07:00"],
  ["Asia/Kathmandu", "2026-11-23T16:15:00", "2026-11-24T01:15"],
  ["Pacific/Kiritimati", "2026-11-23T08:00:00", "2026-11-23T17:00"],
  ["America/New_York", "2026-11-24T03:00:00", "2026-11-24T12:00"],
])("in %s", (zone, at, end) => {
  expect(endOf(hours({ zone }), at)).toBe(end);
});
