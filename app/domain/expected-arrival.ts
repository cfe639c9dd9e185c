/**
 * When a delivery will really come: the supplier's deadline and how late it usually is, the deadline's own past excluded.
 * Shown beside the deadline, never instead of it.
 *
 * Example: agreed for 2 October, the supplier is up to 6 days late 9 times in 10: expected by 8 October.
 */
import { addDays, daysBetween } from "./calendar-date.ts";
import type { CalendarDate, LocationId, SupplierId } from "./ids.ts";
import { latenessLaw, latenessQuantile } from "./lateness.ts";
import type { LatenessLaw, LatenessRecord } from "./lateness.ts";

export interface UsualLateness {
  /** Calendar days that the stated share of deliveries does not exceed; negative: early. */
  readonly days: number;
  readonly source: LatenessLaw["source"];
  /** Receipts behind it. */
  readonly receipts: number;
}

export interface ExpectedArrival extends UsualLateness {
  readonly on: CalendarDate;
}

interface Known {
  readonly records: readonly LatenessRecord[];
  readonly confidence: number;
}

/** Further before its deadline than any delivery comes early. */
const LONG_BEFORE = -10_000;

/** How late this supplier is, as a rule. Null: too few receipts to say. */
export function usualLateness(lane: { supplierId: SupplierId; locationId: LocationId }, known: Known): UsualLateness | null {
  return quantileOf({ ...lane, daysOverdue: LONG_BEFORE }, known);
}

/** Null: so late a delivery is beyond anything seen, or the supplier agreed to no day. */
export function expectedArrival(
  shipment: { supplierId: SupplierId; locationId: LocationId; deadline: CalendarDate | null },
  { today, ...known }: Known & { today: CalendarDate },
): ExpectedArrival | null {
  const { deadline, supplierId, locationId } = shipment;
  if (deadline === null) return null;
  const usual = quantileOf({ supplierId, locationId, daysOverdue: daysBetween(deadline, today) }, known);
  return usual === null ? null : { on: addDays(deadline, usual.days), ...usual };
}

function quantileOf(lot: { supplierId: SupplierId; locationId: LocationId; daysOverdue: number }, { records, confidence }: Known): UsualLateness | null {
  const law = latenessLaw(records, { ...lot, confidence });
  const days = law === null ? null : latenessQuantile(law, confidence);
  return law === null || days === null ? null : { days, source: law.source, receipts: law.receipts };
}
