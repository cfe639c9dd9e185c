/**
 * The units of a line: how many are open, allocated and waiting, and where in the queue they stand.
 *
 * Shipping uses allocated units first, cancelling uses waiting units first, an undone fulfilment makes units allocated
 * again. None of this is remembered as a step: it follows from four counts, so facts may arrive in any order.
 *
 * Example: 5 ordered, 3 granted, 2 shipped, 2 cancelled: 1 open, and because 3 - 2 = 1 unit is still granted, it is
 * allocated; nothing waits. The same, whichever came first.
 */
import { UNROUTED } from "./ids.ts";
import type { Instant, LocationId } from "./ids.ts";

export interface UnitCounts {
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  /** Units ever covered by stock. */
  readonly unitsGranted: number;
}

export type LineStatus = "waiting" | "partly_allocated" | "allocated" | "fulfilled" | "cancelled";

export interface LineUnits {
  readonly unitsOpen: number;
  readonly unitsAllocated: number;
  readonly unitsWaiting: number;
  readonly status: LineStatus;
}

/** What the four counts amount to. */
export function lineUnits({ unitsOrdered, unitsFulfilled, unitsRemoved, unitsGranted }: UnitCounts): LineUnits {
  const unitsOpen = unitsOrdered - unitsFulfilled - unitsRemoved;
  const unitsAllocated = Math.min(Math.max(unitsGranted - unitsFulfilled, 0), unitsOpen);
  const unitsWaiting = unitsOpen - unitsAllocated;
  return { unitsOpen, unitsAllocated, unitsWaiting, status: lineStatus({ unitsOpen, unitsFulfilled, unitsAllocated }) };
}

function lineStatus({ unitsOpen, unitsFulfilled, unitsAllocated }: { unitsOpen: number; unitsFulfilled: number; unitsAllocated: number }): LineStatus {
  if (unitsOpen === 0) return unitsFulfilled === 0 ? "cancelled" : "fulfilled";
  if (unitsAllocated === 0) return "waiting";
  return unitsAllocated < unitsOpen ? "partly_allocated" : "allocated";
}

/** A line as Shopify tells it: units by the moment they were added, and units by the place they lie. */
export interface PlacedLine {
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  /** Oldest first. */
  readonly cohorts: readonly PlacedCohort[];
  readonly at: readonly PlacedUnits[];
}

export interface PlacedCohort {
  readonly units: number;
  readonly rankAt: Instant;
  /** Units that Shopify says were taken off when only this cohort and older ones were there. */
  readonly unitsRemoved?: number;
}

export interface PlacedUnits {
  readonly locationId: LocationId;
  readonly unitsRemaining: number;
  readonly unitsFulfilled: number;
  readonly isHeldElsewhere: boolean;
}

/** null: the units may be given out. */
export type Ineligible = "unrouted" | "unpaid" | "held_elsewhere" | "moving";

/** One place in the queue: a cohort's units at one location. */
export interface QueuePlace {
  readonly cohort: number;
  readonly locationId: LocationId;
  readonly rankAt: Instant;
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  readonly ineligible: Ineligible | null;
}

/**
 * Spreads a line over its places in the queue. Removed units leave the newest cohort that was there when they were removed
 * (an edit is undone before the order is, and what was given up does not come back at its old rank), fulfilled units leave the oldest first; open units fill the locations in the order of their ids, oldest
 * cohort first. Units that no location accounts for are unrouted: they keep their rank and get nothing yet.
 *
 * A pure function of the fact, so that any order of arrival ends in the same places.
 */
export function spreadLine(line: PlacedLine): QueuePlace[] {
  const cohorts = countCohorts(line);
  const locations = [...line.at].sort((a, b) => (a.locationId < b.locationId ? -1 : 1));
  const fulfilled = pour(
    cohorts.map((cohort) => cohort.unitsFulfilled),
    locations.map((at) => at.unitsFulfilled),
  );
  const open = pour(
    cohorts.map((cohort) => cohort.unitsOpen),
    locations.map((at) => at.unitsRemaining),
  );

  return cohorts.flatMap((cohort, index) => {
    const places = new Map<LocationId, { unitsFulfilled: number; unitsOpen: number; unitsRemoved: number }>();
    const at = (locationId: LocationId) => {
      const place = places.get(locationId) ?? { unitsFulfilled: 0, unitsOpen: 0, unitsRemoved: 0 };
      places.set(locationId, place);
      return place;
    };
    locations.forEach(({ locationId }, column) => {
      const unitsFulfilled = fulfilled.poured[index]?.[column] ?? 0;
      const unitsOpen = open.poured[index]?.[column] ?? 0;
      if (unitsFulfilled + unitsOpen > 0) Object.assign(at(locationId), { unitsFulfilled, unitsOpen });
    });
    // A fulfilment whose place Shopify does not tell is counted where the line lies, so that no unit is lost.
    const home = locations[0]?.locationId ?? UNROUTED;
    const strayFulfilled = fulfilled.left[index] ?? 0;
    if (strayFulfilled > 0) at(home).unitsFulfilled += strayFulfilled;
    const unroutedUnits = open.left[index] ?? 0;
    if (unroutedUnits > 0) at(UNROUTED).unitsOpen += unroutedUnits;
    if (cohort.unitsRemoved > 0) at(places.keys().next().value ?? home).unitsRemoved += cohort.unitsRemoved;

    return [...places].map(([locationId, { unitsFulfilled, unitsOpen, unitsRemoved }]): QueuePlace => ({
      cohort: index,
      locationId,
      rankAt: cohort.rankAt,
      unitsOrdered: unitsOpen + unitsFulfilled + unitsRemoved,
      unitsFulfilled,
      unitsRemoved,
      ineligible: whyIneligible(locationId, locations),
    }));
  });
}

function whyIneligible(locationId: LocationId, at: readonly PlacedUnits[]): Ineligible | null {
  if (locationId === UNROUTED) return "unrouted";
  return at.some((place) => place.locationId === locationId && place.isHeldElsewhere) ? "held_elsewhere" : null;
}

interface CohortCounts {
  readonly rankAt: Instant;
  readonly unitsRemoved: number;
  readonly unitsFulfilled: number;
  readonly unitsOpen: number;
}

function countCohorts({ cohorts, unitsFulfilled, unitsRemoved }: PlacedLine): CohortCounts[] {
  const removed = removedByCohort(cohorts, unitsRemoved);
  let fulfilledLeft = unitsFulfilled;
  return cohorts.map(({ units, rankAt }, index) => {
    const removedHere = removed[index] ?? 0;
    const fulfilledHere = Math.min(units - removedHere, fulfilledLeft);
    fulfilledLeft -= fulfilledHere;
    return { rankAt, unitsRemoved: removedHere, unitsFulfilled: fulfilledHere, unitsOpen: units - removedHere - fulfilledHere };
  });
}

/** First what is known of each cohort, oldest first; what is not known leaves the newest. */
function removedByCohort(cohorts: readonly PlacedCohort[], unitsRemoved: number): number[] {
  let left = unitsRemoved;
  const take = (atMost: number): number => {
    const taken = Math.min(atMost, left);
    left -= taken;
    return taken;
  };
  const known = cohorts.map((cohort) => take(Math.min(cohort.unitsRemoved ?? 0, cohort.units)));
  return cohorts
    .map(({ units }, index) => ({ units, known: known[index] ?? 0 }))
    .toReversed()
    .map((cohort) => cohort.known + take(cohort.units - cohort.known))
    .reverse();
}

/** Fills columns from left to right, row after row. `left`: what of each row found no room. */
function pour(rows: readonly number[], columns: readonly number[]): { poured: number[][]; left: number[] } {
  const room = [...columns];
  const left: number[] = [];
  const poured = rows.map((units) => {
    let unitsLeft = units;
    const taken = room.map((free, column) => {
      const units = Math.min(free, unitsLeft);
      room[column] = free - units;
      unitsLeft -= units;
      return units;
    });
    left.push(unitsLeft);
    return taken;
  });
  return { poured, left };
}
