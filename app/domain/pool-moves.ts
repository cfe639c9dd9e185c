/**
 * Several locations as one pool: units that one has to spare serve lines that wait at another.
 *
 * Each location serves its own lines first. What then lies there beyond everything it owes goes to those who wait
 * elsewhere, in the order of the queue: the line is to be moved to where the units are. A line moves to one location at a
 * time, at best to one that can serve all of it; one that must leave whole moves only for all it waits for. It never goes
 * back to where it came from, nor where a move was refused, and after a few moves it stays where it is: ✗ following the
 * stock freely lets a line wander between shelves that are filled in turn.
 *
 * Example: 3 mugs lie spare in Hamburg. In Berlin A waits for 2 and then B for 2: A moves with 2, B with 1.
 */
import type { LocationId } from "./ids.ts";

/** A line that was moved so often stays where it is. */
export const MOST_MOVES_PER_LINE = 3;

export interface PoolWaiting {
  readonly locationId: LocationId;
  /** Units that its own location leaves waiting. */
  readonly unitsWaiting: number;
  /** Units that lie ready for it at its own location. */
  readonly unitsAllocated: number;
  readonly shipsTogether: boolean;
  /** Fewer units than this leave only when nothing of the line waits. */
  readonly leastShippable: number;
  /** Moves of the line so far. */
  readonly movesBefore: number;
  /** Locations that it left, or to which a move was refused. */
  readonly ruledOut: readonly LocationId[];
}

export interface SpareUnits {
  readonly locationId: LocationId;
  readonly units: number;
}

export interface Move<Entry> {
  readonly entry: Entry;
  readonly toLocationId: LocationId;
  readonly units: number;
  /** Place among those of the pool who wait, 1 is first. */
  readonly rank: number;
}

/** Units beyond everything that a location owes: what lies there, less what is allocated, waits, or is on its way to be served there. */
export function spareUnits(place: {
  readonly available: number;
  readonly committed: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsBlocked: number;
  readonly unitsReserved: number;
}): number {
  const beyondOwn = Math.min(place.available, place.available + place.committed - place.unitsAllocated - place.unitsWaiting);
  return Math.max(0, beyondOwn - place.unitsBlocked - place.unitsReserved);
}

/** Which lines move where. `waiting`: over all locations of the pool, in the order of the queue. */
export function planMoves<Entry extends PoolWaiting>(waiting: readonly Entry[], spare: readonly SpareUnits[]): Move<Entry>[] {
  const left = new Map(spare.map(({ locationId, units }) => [locationId, units]));
  const moves: Move<Entry>[] = [];
  for (const [index, entry] of waiting.entries()) {
    const to = bestLocation(entry, left);
    if (to === null) continue;
    const units = Math.min(entry.unitsWaiting, to.units);
    left.set(to.locationId, to.units - units);
    moves.push({ entry, toLocationId: to.locationId, units, rank: index + 1 });
  }
  return moves;
}

/** The location with the fewest spare units that can serve all of it, so that larger ones stay whole for others; else the one with the most. */
function bestLocation(entry: PoolWaiting, left: ReadonlyMap<LocationId, number>): SpareUnits | null {
  if (entry.unitsWaiting === 0 || entry.movesBefore >= MOST_MOVES_PER_LINE) return null;
  const open = [...left]
    .map(([locationId, units]) => ({ locationId, units }))
    .filter(({ locationId, units }) => units > 0 && locationId !== entry.locationId && !entry.ruledOut.includes(locationId))
    .sort((one, other) => one.units - other.units || (one.locationId < other.locationId ? -1 : 1));
  const whole = open.find(({ units }) => units >= entry.unitsWaiting);
  if (whole !== undefined) return whole;
  const most = open.at(-1);
  const makesParcel = most !== undefined && most.units >= entry.leastShippable;
  return makesParcel && !entry.shipsTogether ? most : null;
}

/** Why a line moves, for the merchant. */
export function moveSentence({ units, rank, from, to }: { units: number; rank: number; from: string; to: string }): string {
  const place = rank === 1 ? "First of those who wait in the pool" : `Number ${rank} of those who wait in the pool`;
  return `${place}: ${units === 1 ? "1 unit" : `${units} units`} it waits for at ${from} ${units === 1 ? "lies" : "lie"} spare at ${to}, so it moves there.`;
}
