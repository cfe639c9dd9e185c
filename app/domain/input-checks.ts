/** Checks of what people type: each answers with the problem it found, or null. Limits are named here. */
import { addDays, parseCalendarDate } from "./calendar-date.ts";
import { problem } from "./errors.ts";
import type { Problem } from "./errors.ts";
import type { CalendarDate } from "./ids.ts";

/** Larger orders are typing errors, or should be split. */
export const MOST_UNITS = 1_000_000;
export const MOST_LINES = 250;
/** Deliveries of one purchase order. */
export const MOST_SHIPMENTS = 50;
export const MOST_TEXT = 200;
/** A deadline may have passed, but not so long ago that nobody can still expect it. */
export const OLDEST_DEADLINE_DAYS = 180;
export const FURTHEST_DATE_DAYS = 2 * 366;

export function checkUnits(units: number, field: string): Problem | null {
  if (!Number.isFinite(units)) return problem("units_missing", field);
  if (units <= 0) return problem("units_not_positive", field, { units });
  if (!Number.isInteger(units)) return problem("units_not_whole", field, { units });
  return units > MOST_UNITS ? problem("units_too_many", field, { units, most: MOST_UNITS }) : null;
}

/** A date within bounds around today, in days. */
export function checkDate(
  text: string,
  field: string,
  { today, oldestDays, furthestDays }: { today: CalendarDate; oldestDays: number; furthestDays: number },
): Problem | null {
  const date = parseCalendarDate(text);
  if (date === null) return problem("date_unreadable", field, { text: text.slice(0, MOST_TEXT) });
  if (date < addDays(today, -oldestDays)) return problem("date_long_past", field, { date, days: oldestDays });
  if (date <= addDays(today, furthestDays)) return null;
  return furthestDays === 0 ? problem("date_in_future", field, { date, today }) : problem("date_too_far", field, { date, days: furthestDays });
}

export function checkText(text: string, field: string, { isRequired }: { isRequired: boolean }): Problem | null {
  if (isRequired && text.trim() === "") return problem("text_missing", field);
  return text.length > MOST_TEXT ? problem("text_too_long", field, { length: text.length, most: MOST_TEXT }) : null;
}

export function checkRange(value: number, field: string, { least, most }: { least: number; most: number }): Problem | null {
  return Number.isInteger(value) && value >= least && value <= most ? null : problem("days_out_of_range", field, { least, most });
}

/** Those of the checks that found something. */
export function found(checks: readonly (Problem | null)[]): Problem[] {
  return checks.filter((check) => check !== null);
}
