/**
 * On which day a unit leaves that is given out now, packed in its turn: after the covered units that are not shipped yet.
 *
 * Example: 2 a day are packed, nothing lies there, today is Thursday 1 October: units 1 and 2 leave today, 3 and 4 on
 * Friday, the fifth on Monday.
 */
import type { Packing } from "./capacity.ts";
import type { CalendarDate } from "./ids.ts";
import { packingDate } from "./working-calendar.ts";
import type { WorkingDays } from "./working-calendar.ts";

export interface LeaveStep {
  /** The last unit that leaves on the day, counted from the first that is given now; null: all the rest. */
  readonly upTo: number | null;
  readonly day: CalendarDate;
}

/** Units that leave later than this many packing days from now save no promise that we could still plan for. */
const LEAVE_HORIZON_DAYS = 60;

/** The steps for the next `units`. `fromDay`: the packing day on which work handed over now begins; null: none is known. */
export function leaveDays({ days, packing, fromDay, units }: { days: WorkingDays; packing: Packing; fromDay: number | null; units: number }): LeaveStep[] {
  if (fromDay === null) return [];
  const steps: LeaveStep[] = [];
  let left = 0;
  for (let index = fromDay; index < fromDay + LEAVE_HORIZON_DAYS && left < units; index++) {
    const day = packingDate(days, index);
    if (day === null) break;
    const packed = packing.unitsPacked(fromDay, index);
    if (packed === Infinity) return [...steps, { upTo: null, day }];
    if (packed <= left) continue;
    left = packed;
    steps.push({ upTo: packed, day });
  }
  return steps;
}

/** The day on which the `position`th unit leaves; null: too far away to say. */
export function leavesOn(steps: readonly LeaveStep[], position: number): CalendarDate | null {
  return steps.find(({ upTo }) => upTo === null || position <= upTo)?.day ?? null;
}
