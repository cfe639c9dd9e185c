/**
 * What orders of higher classes, not placed yet, do to a date: each unit that they sell before supply comes takes a place
 * ahead of everybody of a lower class, however long these have waited.
 *
 * A unit at position k leaves by a day of the curve if k and the units that higher classes sell until that day, at most and
 * with the shop's confidence, fit into the positions that the curve has dated by then. Sales are Poisson around the mean of
 * the last weeks, like the normal units of `capacity.ts`.
 *
 * Example: positions 1 to 20 leave within 10 days, 21 to 60 within 30. A higher class sells 1 unit a day: at most 14 in
 * 10 days and 37 in 30, 9 times in 10. So positions 1 to 6 leave within 10 days, 7 to 23 within 30.
 */
import { daysBetween } from "./calendar-date.ts";
import type { CalendarDate } from "./ids.ts";
import { poissonQuantile } from "./poisson.ts";

/** What orders of one level sell of an item at a location. */
export interface ClassSales {
  readonly priority: number;
  readonly unitsPerDay: number;
}

/** The curve of those whose level is below `below`, and of no lower one in the list. */
export interface ClassSteps<Step> {
  readonly below: number;
  readonly steps: readonly Step[];
}

interface DatedStep {
  readonly upTo: number;
  readonly shipBy: CalendarDate;
}

/** The curves of the classes that others pass, from the highest; the highest class has the curve as it is. */
export function curvesBehindClasses<Step extends DatedStep>(
  steps: readonly Step[],
  { sales, today, confidence }: { sales: readonly ClassSales[]; today: CalendarDate; confidence: number },
): ClassSteps<Step>[] {
  let unitsPerDay = 0;
  return sales
    .filter((ofClass) => ofClass.unitsPerDay > 0)
    .sort((one, other) => other.priority - one.priority)
    .map((ofClass) => {
      unitsPerDay += ofClass.unitsPerDay;
      return { below: ofClass.priority, steps: behindInflow(steps, { unitsPerDay, today, confidence }) };
    });
}

/** The steps that are left to those who are passed by so many units a day. */
export function behindInflow<Step extends DatedStep>(
  steps: readonly Step[],
  { unitsPerDay, today, confidence }: { unitsPerDay: number; today: CalendarDate; confidence: number },
): Step[] {
  const left: Step[] = [];
  let covered = 0;
  for (const step of steps) {
    const passedBy = poissonQuantile(unitsPerDay * Math.max(0, daysBetween(today, step.shipBy)), confidence);
    const upTo = step.upTo - passedBy;
    if (upTo <= covered) continue;
    covered = upTo;
    left.push({ ...step, upTo });
  }
  return left;
}

/** The steps for a level, by the nearest class above it. */
export function stepsOfLevel<Step>(level: number, steps: readonly Step[], behind: readonly ClassSteps<Step>[]): readonly Step[] {
  return behind.findLast(({ below }) => below > level)?.steps ?? steps;
}
