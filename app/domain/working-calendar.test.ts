import { expect, test } from "vitest";
import { calendarDate, daysBetween } from "./calendar-date.ts";
import type { CalendarDate } from "./ids.ts";
import { layOut, packingDate, packingDayOfArrival, packingDayOfNow } from "./working-calendar.ts";
import type { LocationCalendar } from "./working-calendar.ts";

const WEEK = [1, 2, 3, 4, 5];
const weekdays: LocationCalendar = { receivingWeekdays: WEEK, packingWeekdays: WEEK, receivingDays: 1, holidays: [] };
const friday = calendarDate("2026-10-02");

function firstPackingDate(calendar: LocationCalendar, arrival: string, today: CalendarDate = friday): CalendarDate | null {
  const days = layOut(calendar, today);
  const index = packingDayOfArrival(days, daysBetween(today, calendarDate(arrival)));
  return index === null ? null : packingDate(days, index);
}

test("agreed for Friday 2 October, 6 days late, 2 receiving days, second packing day: Tuesday 13 October", () => {
  const days = layOut({ ...weekdays, receivingDays: 2 }, friday);
  const first = packingDayOfArrival(days, 6);
  expect(first).not.toBeNull();
  expect(packingDate(days, (first ?? NaN) + 1)).toBe("2026-10-13");
});

test("goods that come on a Saturday are received on Monday", () => {
  expect(firstPackingDate({ ...weekdays, receivingDays: 0 }, "2026-10-03")).toBe("2026-10-05");
});

test("a holiday is neither received nor packed on", () => {
  const calendar = { ...weekdays, holidays: [calendarDate("2026-10-12")] };
  expect(firstPackingDate(calendar, "2026-10-09")).toBe("2026-10-13");
});

test("a location that packs on Saturday ships what was received on Friday", () => {
  const calendar = { ...weekdays, packingWeekdays: [6], receivingDays: 0 };
  expect(firstPackingDate(calendar, "2026-10-09")).toBe("2026-10-10");
});

test("work handed over before the cut-off is packed today, after it on the next packing day", () => {
  const days = layOut(weekdays, friday);
  expect(packingDate(days, packingDayOfNow(days, false) ?? NaN)).toBe("2026-10-02");
  expect(packingDate(days, packingDayOfNow(days, true) ?? NaN)).toBe("2026-10-05");
});

test("a location that never packs has no date", () => {
  expect(firstPackingDate({ ...weekdays, packingWeekdays: [] }, "2026-10-09")).toBeNull();
  expect(firstPackingDate({ ...weekdays, receivingWeekdays: [] }, "2026-10-09")).toBeNull();
});
