/**
 * More units stand on a shelf than our receipts explain, while deliveries of the item are open: did one come in without
 * us? We propose which, the merchant decides; nothing is ever matched silently.
 *
 * Example: 12 more mugs. A delivery of 12 due on 3 October is proposed before one of 20 due on 28 September, because it
 * fits to the unit. For 15 more mugs the earliest is proposed first: 15 of the 20.
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
