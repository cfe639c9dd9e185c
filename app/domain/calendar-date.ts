/**
 * A day in the shop's calendar, without a time and without a zone: a supplier's deadline, a ship-by date.
 *
 * Example: at 2026-10-02T22:30Z it is still Friday 2 October in London (23:30) and already Saturday 3 October in
 * Berlin (00:30). Only `todayIn` and `isPast` know about zones; everything after that counts whole days.
 */
import { Temporal } from "temporal-polyfill";
import type { CalendarDate, Instant } from "./ids.ts";

const WRITTEN_DATE = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** The date written as "YYYY-MM-DD", or null when it is none ("2026-02-30", "tomorrow"). */
export function parseCalendarDate(text: string): CalendarDate | null {
  if (!WRITTEN_DATE.test(text)) return null;
  const date = fromDayNumber(dayNumber(text));
  return date === text ? date : null;
}

/** A date that the code itself states. Throws on a text that is none. */
export function calendarDate(text: string): CalendarDate {
  const date = parseCalendarDate(text);
  if (date === null) throw new Error(`"${text}" is not a calendar date.`);
  return date;
}

export function addDays(date: CalendarDate, days: number): CalendarDate {
  return fromDayNumber(dayNumber(date) + days);
}

/** Days from one date to another; negative when `to` is the earlier one. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return dayNumber(to) - dayNumber(from);
}

/** Monday is 1, Sunday is 7. */
export function isoWeekday(date: CalendarDate): number {
  const sinceMonday = (dayNumber(date) + 3) % 7; // day 0, 1 January 1970, was a Thursday
  return ((sinceMonday + 7) % 7) + 1;
}

export function laterOf(one: CalendarDate, other: CalendarDate): CalendarDate {
  return one < other ? other : one;
}

/** Which day it is in a time zone. Throws RangeError on a zone that does not exist: see `isTimeZone`. */
export function todayIn(timeZone: string, now: Instant): CalendarDate {
  return calendarDate(wallClock(timeZone, now).toPlainDate().toString());
}

/** Whether the clock on the wall shows `time` ("HH:MM") or later. Holds on the days on which clocks are changed. */
export function isPast(time: string, timeZone: string, now: Instant): boolean {
  return Temporal.PlainTime.compare(wallClock(timeZone, now).toPlainTime(), Temporal.PlainTime.from(time)) >= 0;
}

/** Whether the IANA database knows the zone, e.g. "Europe/Berlin". Bare offsets ("+02:00") are none: they miss summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch (error) {
    if (error instanceof RangeError) return false; // how Intl says "no such zone"
    throw error;
  }
}

function wallClock(timeZone: string, now: Instant): Temporal.ZonedDateTime {
  return Temporal.Instant.from(now).toZonedDateTimeISO(timeZone);
}

/** Days since 1 January 1970. */
function dayNumber(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))) / DAY_MS;
}

function fromDayNumber(day: number): CalendarDate {
  return new Date(day * DAY_MS).toISOString().slice(0, 10) as CalendarDate; // the one place that makes the brand
}
