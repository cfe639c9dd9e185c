/**
 * More units stand on a shelf than our receipts explain: did a delivery come in without us, and did so many come at all?
 * We propose which delivery, the merchant decides; nothing is ever matched silently.
 *
 * Example: 12 more mugs. A delivery of 12 due on 3 October is proposed before one of 20 due on 28 September, because it
 * fits to the unit. For 15 more mugs the earliest is proposed first: 15 of the 20.
 *
 * While somebody waits, `available` is below zero, and a new number above zero can be two things. Example: 5 wait at
 * available -5, and now it is 3. Were 8 added, all 5 are served and 3 are for sale. Did somebody count 3 mugs and type a
 * 3, only 3 came and Shopify shows 5 that do not exist. For who waits this makes no difference from available 5 on, and
 * nobody is asked. Below, the merchant is. Units in doubt are kept from those who wait only where other facts speak
 * against 8: deliveries are open there, so that goods come in by receipts, and none of them brings 8. A shop that fills
 * its shelf by hand is served at once.
 */
import type { CalendarDate, InboundShipmentId } from "./ids.ts";

/** An open delivery of the item to the same place. */
export interface MatchCandidate {
  readonly inboundShipmentId: InboundShipmentId;
  readonly deadline: CalendarDate | null;
  readonly unitsOpen: number;
}

export interface Match {
  readonly inboundShipmentId: InboundShipmentId;
  readonly units: number;
}

/** A level that rose by more than our receipts explain. */
export interface RisenLevel {
  /** As read now. */
  readonly available: number;
  /** By which it rose beyond our receipts. */
  readonly units: number;
  readonly unitsWaiting: number;
}

export interface RiseDoubt {
  /** Units that are there only if they were added, and not if the number was typed. */
  readonly unitsDoubted: number;
  /** Of these, units that nobody is given until the merchant has answered. */
  readonly unitsWithheld: number;
}

/** Null: nobody who waits is touched by what the rise was. `deliveries`: units that each open delivery of the item brings there. */
export function doubtOf({ available, units, unitsWaiting }: RisenLevel, deliveries: readonly number[]): RiseDoubt | null {
  const before = available - units;
  if (before >= 0 || available <= 0 || available >= unitsWaiting) return null;
  const isExpected = deliveries.length === 0 || deliveries.includes(units);
  return { unitsDoubted: -before, unitsWithheld: isExpected ? 0 : -before };
}

/** Somebody has put the number right by hand: stock and what is for sale fell by what was in doubt, or more. */
export function isTakenBack(unitsDoubted: number, before: ShelfNumbers, now: ShelfNumbers): boolean {
  return before.available - now.available >= unitsDoubted && before.onHand - now.onHand >= unitsDoubted;
}

interface ShelfNumbers {
  readonly available: number;
  readonly onHand: number;
}

/** A delivery that fits to the unit, else the earliest ones until all units have a place; the rest stays unmatched. */
export function proposeMatches(units: number, candidates: readonly MatchCandidate[]): Match[] {
  const earliestFirst = candidates.toSorted(byDeadline);
  const exact = earliestFirst.find(({ unitsOpen }) => unitsOpen === units);
  const matches: Match[] = [];
  let left = units;
  for (const { inboundShipmentId, unitsOpen } of exact === undefined ? earliestFirst : [exact]) {
    const taken = Math.min(left, unitsOpen);
    if (taken > 0) matches.push({ inboundShipmentId, units: taken });
    left -= taken;
  }
  return matches;
}

/** Deliveries without a deadline come last. */
function byDeadline(one: MatchCandidate, other: MatchCandidate): number {
  const key = ({ deadline, inboundShipmentId }: MatchCandidate) => `${deadline ?? "~"} ${inboundShipmentId}`;
  return key(one) < key(other) ? -1 : 1;
}
