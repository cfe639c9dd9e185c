import { expect, test } from "vitest";
import { addDays, calendarDate, daysBetween, isoWeekday, isPast, isTimeZone, parseCalendarDate, todayIn } from "./calendar-date.ts";
import type { Instant } from "./ids.ts";

const at = (text: string) => text as Instant; // tests state moments as text

test.each(["2026-02-30", "2026-13-01", "tomorrow", "", "2026-1-5", "02/10/2026"])("%j is no date", (text) => expect(parseCalendarDate(text)).toBeNull());

test("a leap day is a date in leap years only", () => {
  expect(parseCalendarDate("2028-02-29")).toBe("2028-02-29");
  expect(parseCalendarDate("2027-02-29")).toBeNull();
});

test("days are counted across months, years and changes of the clock", () => {
  expect(addDays(calendarDate("2026-10-24"), 2)).toBe("2026-10-26");
  expect(addDays(calendarDate("2026-12-31"), 1)).toBe("2027-01-01");
  expect(daysBetween(calendarDate("2026-03-28"), calendarDate("2026-03-30"))).toBe(2);
  expect(daysBetween(calendarDate("2026-10-08"), calendarDate("2026-10-02"))).toBe(-6);
});

test("2 October 2026 is a Friday", () => {
  expect(isoWeekday(calendarDate("2026-10-02"))).toBe(5);
  expect(isoWeekday(calendarDate("2026-10-04"))).toBe(7);
  expect(isoWeekday(calendarDate("1969-12-31"))).toBe(3);
});

test("the day changes at the shop's own midnight", () => {
  expect(todayIn("Europe/London", at("2026-10-02T22:30:00Z"))).toBe("2026-10-02");
  expect(todayIn("Europe/Berlin", at("2026-10-02T22:30:00Z"))).toBe("2026-10-03");
  expect(todayIn("Pacific/Kiritimati", at("2026-10-02T10:00:00Z"))).toBe("2026-10-03");
});

test("the cut-off is the time on the wall, in summer, in winter and on the days between", () => {
  // Berlin: 14:00 is 12:00Z in summer and 13:00Z in winter; clocks go back on 25 October 2026.
  expect(isPast("14:00", "Europe/Berlin", at("2026-10-24T11:59:00Z"))).toBe(false);
  expect(isPast("14:00", "Europe/Berlin", at("2026-10-24T12:00:00Z"))).toBe(true);
  expect(isPast("14:00", "Europe/Berlin", at("2026-10-25T12:30:00Z"))).toBe(false);
  expect(isPast("14:00", "Europe/Berlin", at("2026-10-25T13:00:00Z"))).toBe(true);
});

test("a time zone must exist", () => {
  expect(isTimeZone("Europe/Berlin")).toBe(true);
  expect(isTimeZone("America/Argentina/Buenos_Aires")).toBe(true);
  expect(isTimeZone("Europe/Atlantis")).toBe(false);
  expect(isTimeZone("+02:00")).toBe(false);
  expect(isTimeZone("")).toBe(false);
});
