/**
 * Who gets the free units, and who gives units back when the shelf turns out to be short.
 *
 * First come, first served: the queue is served from its head, the last one served perhaps in part. Taking back goes the
 * other way, and only as far as it must: first units that nobody has been told about, from the newest line backwards;
 * then announced ones, newest first; never units that are being picked.
 *
 * Example: A waits for 2 and B for 4; 5 units are free. A gets 2, B gets 3 of 4.
 */

export interface Grant<Entry> {
  readonly entry: Entry;
  readonly units: number;
  /** Place in the queue when it was decided, 1 is first. */
  readonly rank: number;
}

/** Serves the queue in its order. Units in = units granted + units left over. */
export function allocate<Entry extends { readonly unitsWaiting: number }>(queue: readonly Entry[], allocatableUnits: number): Grant<Entry>[] {
  const grants: Grant<Entry>[] = [];
  let unitsLeft = allocatableUnits;
  for (const [index, entry] of queue.entries()) {
    if (unitsLeft === 0) break;
    const units = Math.min(entry.unitsWaiting, unitsLeft);
    if (units === 0) continue;
    grants.push({ entry, units, rank: index + 1 });
    unitsLeft -= units;
  }
  return grants;
}

export interface Given {
  readonly unitsAllocated: number;
  /** Of the allocated units, those that were announced, released or handed over. */
  readonly unitsFirm: number;
  readonly isInProgress: boolean;
}

export interface Lift<Entry> {
  readonly entry: Entry;
  readonly units: number;
  /** Some of the units had been announced. */
  readonly breaksFirm: boolean;
  /** Place from the end of the queue, 1 is the newest. */
  readonly rank: number;
}

/** Takes `shortageUnits` back from `given`, newest first. What is in progress stays, so less may be lifted than is short. */
export function lift<Entry extends Given>(given: readonly Entry[], shortageUnits: number): Lift<Entry>[] {
  const liftable = given.map((entry, index) => ({ entry, rank: index + 1, units: 0, breaksFirm: false })).filter(({ entry }) => !entry.isInProgress);
  let unitsLeft = shortageUnits;
  for (const candidate of liftable) {
    const units = Math.min(candidate.entry.unitsAllocated - candidate.entry.unitsFirm, unitsLeft);
    candidate.units = units;
    unitsLeft -= units;
  }
  for (const candidate of liftable) {
    const units = Math.min(candidate.entry.unitsAllocated - candidate.units, unitsLeft);
    if (units === 0) continue;
    candidate.units += units;
    candidate.breaksFirm = true;
    unitsLeft -= units;
  }
  return liftable.filter(({ units }) => units > 0);
}

/** Of the units granted, how many of those still on the shelf are firm: what shipped first took firm ones with it. */
export function firmUnits({ unitsFirm, unitsFulfilled, unitsAllocated }: { unitsFirm: number; unitsFulfilled: number; unitsAllocated: number }): number {
  return Math.min(Math.max(unitsFirm - unitsFulfilled, 0), unitsAllocated);
}

/** Why a line got what it got, for the merchant. */
export function grantSentence({
  rank,
  units,
  unitsWaiting,
  allocatableUnits,
}: {
  rank: number;
  units: number;
  unitsWaiting: number;
  allocatableUnits: number;
}): string {
  const place = rank === 1 ? "First in the queue" : `Number ${rank} in the queue`;
  const share = units === unitsWaiting ? `all ${count(units)} it waited for` : `${units} of the ${count(unitsWaiting)} it waited for`;
  return `${place}, first come, first served: got ${share}, out of ${count(allocatableUnits)} free to give.`;
}

/** Why units were taken back. */
export function liftSentence({ units, shortageUnits, breaksFirm }: { units: number; shortageUnits: number; breaksFirm: boolean }): string {
  const reason = breaksFirm ? "the newest line not yet being picked" : "the newest line that nobody had been told about";
  return `The shelf holds ${count(shortageUnits)} less than was given out: ${count(units)} taken back from ${reason}.`;
}

function count(units: number): string {
  return units === 1 ? "1 unit" : `${units} units`;
}
