/**
 * When a location takes goods in and when it packs.
 *
 * Goods that arrive wait for the next receiving day, then take `receivingDays` further receiving days to reach the
 * shelf; the first packing day is that day or the next one on which the location packs. Holidays are neither.
 *
 * Example: agreed for Friday 2 October, 6 days late: Thursday 8. Two receiving days: Friday 9, Monday 12. Monday is
 * the first packing day, Tuesday 13 October the second.
 *
 * Days are laid out once per location, counted from today, so that thousands of simulated arrivals cost two look-ups each.
 */
import { addDays, daysBetween, isoWeekday } from "./calendar-date.ts";
import type { CalendarDate } from "./ids.ts";

export interface LocationCalendar {
  /** ISO weekdays, Monday is 1. */
  readonly receivingWeekdays: readonly number[];
  readonly packingWeekdays: readonly number[];
  /** Receiving days from arrival to the shelf. */
  readonly receivingDays: number;
  readonly holidays: readonly CalendarDate[];
}

export interface WorkingDays {
  readonly today: CalendarDate;
  readonly receiving: DaysOfWork;
  readonly packing: DaysOfWork;
  readonly receivingDays: number;
}

interface DaysOfWork {
  /** The nth working day, in days from today. */
  readonly offsets: readonly number[];
  /** Which working day is the first one at or after a day, by days from today. */
  readonly indexAtOrAfter: readonly number[];
}

/** We state no date further away than this. */
export const CALENDAR_HORIZON_DAYS = 3 * 366;

export function layOut(calendar: LocationCalendar, today: CalendarDate): WorkingDays {
  const closed = new Set(calendar.holidays.map((holiday) => daysBetween(today, holiday)));
  const firstWeekday = isoWeekday(today);
  const worksOn = (weekdays: readonly number[]) => (offset: number) => weekdays.includes(((firstWeekday - 1 + offset) % 7) + 1) && !closed.has(offset);
  return {
    today,
    receiving: daysOfWork(worksOn(calendar.receivingWeekdays)),
    packing: daysOfWork(worksOn(calendar.packingWeekdays)),
    receivingDays: calendar.receivingDays,
  };
}

/** Which packing day is the first that goods arriving so many days from today can be packed on; null beyond the horizon. */
export function packingDayOfArrival(days: WorkingDays, arrivalOffset: number): number | null {
  const received = days.receiving.indexAtOrAfter[arrivalOffset];
  if (received === undefined) return null;
  const onShelf = days.receiving.offsets[received + days.receivingDays];
  return onShelf === undefined ? null : packingDayFrom(days, onShelf);
}

/** Which packing day is the first at or after a day, by days from today; null beyond the horizon. */
export function packingDayFrom(days: WorkingDays, offset: number): number | null {
  const index = days.packing.indexAtOrAfter[offset];
  return index === undefined || index >= days.packing.offsets.length ? null : index;
}

/** The packing day that work handed over now falls on: today until the cut-off, the next one after it. */
export function packingDayOfNow(days: WorkingDays, isPastCutOff: boolean): number | null {
  return packingDayFrom(days, isPastCutOff ? 1 : 0);
}

/** The date of the nth packing day, counted from 0; null beyond the horizon. */
export function packingDate(days: WorkingDays, index: number): CalendarDate | null {
  const offset = days.packing.offsets[index];
  return offset === undefined ? null : addDays(days.today, offset);
}

function daysOfWork(isWorked: (offset: number) => boolean): DaysOfWork {
  const offsets: number[] = [];
  const indexAtOrAfter: number[] = [];
  for (let offset = 0; offset <= CALENDAR_HORIZON_DAYS; offset++) {
    indexAtOrAfter.push(offsets.length);
    if (isWorked(offset)) offsets.push(offset);
  }
  return { offsets, indexAtOrAfter };
}
