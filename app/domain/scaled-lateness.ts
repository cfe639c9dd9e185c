/**
 * What one receipt says about another shipment: a supplier that strays by weeks and one that strays by hours are
 * compared by how far they strayed for *their* kind.
 *
 * How late a shipment usually is, and how far beyond that it may be, are sums of what its supplier, the location it goes
 * to, and the two together add (`shrunken-effects.ts`): a lane with few receipts borrows from its supplier and from its
 * location, those from all. What remains of each receipt is a number without a supplier, and all of them together are one
 * law that each shipment stretches to its own size. So a long history of others gives a shipment its tail, and its own
 * lane decides how long that tail is.
 *
 * Only lateness beyond the usual stretches: coming early is no reason to expect being late. Shipments that are late and
 * still open teach how far one may stray, by what they have strayed so far.
 *
 * Example: North is usually on time and strays by half a day, South is usually 4 days late and strays by 5. A receipt of
 * South 9 days late strayed once its usual; to North it says half a day.
 */
import type { LatenessRecord } from "./lateness.ts";
import { learnEffects } from "./shrunken-effects.ts";
import type { Traits } from "./shrunken-effects.ts";

/** Where a shipment comes from and goes to. */
export type Lane = Pick<LatenessRecord, "supplierId" | "locationId">;

export interface ScaledLateness {
  /** How late a shipment of `lane` would be that strays as this receipt did. Whole days, rounded down: who comes within 6.8 days comes within 6. */
  daysLateOn(lane: Lane, record: LatenessRecord): number;
}

/** With fewer receipts, what a lane adds cannot be told from chance. */
export const FEWEST_TO_SCALE = 50;
/** After so many days a receipt counts half. */
export const LATENESS_HALF_LIFE_DAYS = 730;
/** Receipts at which half of what a trait adds is believed; straying needs more of them. */
const PRIOR_RECEIPTS = 6;
const PRIOR_RECEIPTS_OF_STRAYING = 20;
/** Days. Keeps a lane that was always on the day from claiming that it always will be. */
const LEAST_STRAY = 0.25;
const ROUNDING = 1e-9;

export function weightOf({ isOpen, ageDays }: LatenessRecord): number {
  return isOpen ? 1 : 0.5 ** (ageDays / LATENESS_HALF_LIFE_DAYS);
}

/** Null: too few receipts. */
export function learnScaledLateness(records: readonly LatenessRecord[]): ScaledLateness | null {
  const receipts = records.filter(({ isOpen }) => !isOpen);
  if (receipts.length < FEWEST_TO_SCALE) return null;
  const usual = learnEffects(
    receipts.map((record) => ({ traits: traitsOf(record), value: squeeze(record.daysLate), weight: weightOf(record) })),
    PRIOR_RECEIPTS,
  );
  const usualDays = remember((lane) => stretch(usual.at(traitsOf(lane))));
  const straying = learnEffects(
    records
      .filter(({ isOpen, daysLate }) => !isOpen || daysLate > 0)
      .map((record) => ({
        traits: traitsOf(record),
        value: Math.log(LEAST_STRAY + Math.max(0, record.daysLate - usualDays(record))),
        weight: weightOf(record),
      })),
    PRIOR_RECEIPTS_OF_STRAYING,
  );
  const strayDays = remember((lane) => Math.exp(straying.at(traitsOf(lane))));
  return {
    daysLateOn: (lane, record) => Math.floor(usualDays(lane) + ((record.daysLate - usualDays(record)) / strayDays(record)) * strayDays(lane) + ROUNDING),
  };
}

function traitsOf({ supplierId, locationId }: Lane): Traits {
  return [supplierId, locationId, `${supplierId} to ${locationId}`];
}

/** Days of lateness on a scale on which a few extreme ones do not outweigh all others. */
function squeeze(days: number): number {
  return Math.sign(days) * Math.log1p(Math.abs(days));
}

function stretch(squeezed: number): number {
  return Math.sign(squeezed) * Math.expm1(Math.abs(squeezed));
}

function remember(compute: (lane: Lane) => number): (lane: Lane) => number {
  const known = new Map<string, number>();
  return (lane) => {
    const key = `${lane.supplierId} ${lane.locationId}`;
    const value = known.get(key) ?? compute(lane);
    known.set(key, value);
    return value;
  };
}
