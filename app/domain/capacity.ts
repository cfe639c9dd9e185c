/**
 * How many days a location needs to pack, given everything else that it packs.
 *
 * Unit k of a lot leaves on packing day d(k) = min{ d : capacity of days 1..d >= work ahead + k + Q(normal units in
 * d days) }. Work ahead is covered units that are not shipped yet (backlog) and other variants' lots that reach the
 * shelf before (booked), less what is packed of both by then. Normal units are orders that never waited, Poisson
 * around their mean; Q is their quantile at the shop's confidence.
 *
 * Example: 20 a day, 12 normal ones a day on average, confidence 0.9: on day 6 capacity is 120, normal work stays
 * below 83, so the 31st unit leaves on day 6 (and not on day 2). With 15 covered units unshipped: day 8.
 *
 * Days are indices of the location's packing days; 0 is the first one from now.
 */
import { poissonQuantile } from "./poisson.ts";

export interface PackingWork {
  /** Null: no limit known, everything leaves on the first packing day. */
  readonly unitsPerDay: number | null;
  readonly normalUnitsPerDay: number;
  readonly confidence: number;
  /** Units to pack, by the packing day on which they are there; the backlog is there from the first. */
  readonly ahead: readonly { readonly day: number; readonly units: number }[];
}

export interface Packing {
  /** False: everything leaves on the day it is there. */
  readonly isLimited: boolean;
  /** Units of a lot there from packing day `day` that have left by the end of `lastDay`. May be infinite. */
  unitsPacked(day: number, lastDay: number): number;
}

/** Further ahead nobody knows the load: no date. In packing days. */
export const PACKING_HORIZON_DAYS = 260;

export function planPacking({ unitsPerDay, normalUnitsPerDay, confidence, ahead }: PackingWork): Packing {
  if (unitsPerDay === null) return { isLimited: false, unitsPacked: (day, lastDay) => (lastDay >= day ? Infinity : 0) };
  const normalUnits = remember((days) => poissonQuantile(normalUnitsPerDay * days, confidence));
  // Never falls: what left by day 5 has left by day 6, though the quantile may grow by more than a day's capacity.
  const spareUnits: (days: number) => number = remember((days) => (days <= 0 ? 0 : Math.max(spareUnits(days - 1), unitsPerDay * days - normalUnits(days))));
  const workAhead = remember((day) => workLeft(ahead, { day, unitsPerDay, normalUnits }));
  return { isLimited: true, unitsPacked: (day, lastDay) => Math.max(0, spareUnits(lastDay - day + 1) - workAhead(day)) };
}

/**
 * Work that is there before `day` and not packed by then. From any moment on, what is left is at least what came
 * since, with normal work, less the capacity since; the largest of these is what is left (Lindley's recursion).
 */
function workLeft(
  ahead: PackingWork["ahead"],
  { day, unitsPerDay, normalUnits }: { day: number; unitsPerDay: number; normalUnits: (days: number) => number },
): number {
  const before = ahead.filter((work) => work.day <= day).sort((a, b) => b.day - a.day);
  let units = 0;
  let left = 0;
  for (const [index, work] of before.entries()) {
    units += work.units;
    if (before[index + 1]?.day === work.day) continue;
    const days = day - work.day;
    left = Math.max(left, units + normalUnits(days) - unitsPerDay * days);
  }
  return left;
}

function remember(compute: (days: number) => number): (days: number) => number {
  const known: (number | undefined)[] = [];
  return (days) => known[days] ?? (days < 0 ? compute(days) : (known[days] = compute(days)));
}
