/**
 * One location's decision: what is given, what is taken back, and the named terms that tie our queue to Shopify's count.
 *
 * Taking back costs an older customer a unit that may have been announced, so it needs certainty: either our queue
 * explains Shopify's `committed` to the unit, or two readings at least a minute apart agree that the shelf is short.
 *
 * Example: 3 units allocated, `available` -1, `committed` 3: the shelf holds 2, everybody is known, so 1 unit goes back
 * at once. With `committed` 4 somebody is unknown: the first reading only notes the shortage, the second acts.
 */
import { freeUnits } from "./allocatable-units.ts";
import type { StockAndQueue } from "./allocatable-units.ts";
import { allocate, lift } from "./allocation.ts";
import type { Given, Grant, Lift } from "./allocation.ts";
import type { Instant } from "./ids.ts";
import type { Ineligible } from "./line-units.ts";

/** Two readings that are to agree on a shortage lie at least this far apart. */
export const SHORTAGE_SECOND_READING_MS = 60_000;

/** What a settle leaves behind beside the queue itself. */
export interface QueueTerms {
  readonly unseenUnits: number;
  readonly uncommittedUnits: number;
  /** Free units that nobody eligible waits for, while others wait for the reason beside it. */
  readonly idleUnits: number;
  readonly idleReason: Ineligible | null;
  readonly shortageUnits: number;
  readonly shortageSince: Instant | null;
}

export const NO_TERMS: QueueTerms = { unseenUnits: 0, uncommittedUnits: 0, idleUnits: 0, idleReason: null, shortageUnits: 0, shortageSince: null };

export interface LocationView extends StockAndQueue {
  /** The terms as the last settle left them. */
  readonly earlier: QueueTerms;
}

export interface Reach {
  /** How many units may be given: so many entries of the queue's head are enough to decide. */
  readonly unitsToGive: number;
  /** How many must be taken back. */
  readonly unitsToLift: number;
}

/** How far the decision reaches into the queue. */
export function reach(view: LocationView, now: Instant): Reach {
  const { allocatableUnits, shortageUnits, unseenUnits, uncommittedUnits } = freeUnits(view);
  const isExplained = unseenUnits === 0 && uncommittedUnits === 0;
  return { unitsToGive: allocatableUnits, unitsToLift: isExplained ? shortageUnits : confirmedShortage(shortageUnits, view.earlier, now) };
}

function confirmedShortage(shortageUnits: number, { shortageSince, shortageUnits: unitsBefore }: QueueTerms, now: Instant): number {
  if (shortageSince === null) return 0;
  const isSecondReading = Date.parse(now) - Date.parse(shortageSince) >= SHORTAGE_SECOND_READING_MS;
  return isSecondReading ? Math.min(shortageUnits, unitsBefore) : 0;
}

export interface Decision<Waiting, Allocated> {
  readonly grants: readonly Grant<Waiting>[];
  readonly lifts: readonly Lift<Allocated>[];
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly terms: QueueTerms;
}

/**
 * Decides one location. `head`: eligible waiting entries in rank order, at least `unitsToGive` of them or all. `tail`:
 * entries with allocated units, newest first, as far as `unitsToLift` needs. `idleReason`: why the first of those who
 * wait cannot be served, if nobody eligible is left. `isHeadCut`: more of them wait than one settle serves, so what is
 * left over is not idle.
 */
export function settleLocation<Waiting extends { readonly unitsWaiting: number }, Allocated extends Given>(
  view: LocationView,
  queue: { readonly head: readonly Waiting[]; readonly tail: readonly Allocated[]; readonly idleReason: Ineligible | null; readonly isHeadCut: boolean },
  now: Instant,
): Decision<Waiting, Allocated> {
  const { unitsToGive, unitsToLift } = reach(view, now);
  const { unseenUnits, uncommittedUnits, shortageUnits } = freeUnits(view);
  const grants = allocate(queue.head, unitsToGive);
  const lifts = lift(queue.tail, unitsToLift);
  const unitsGranted = sumUnits(grants);
  const unitsLifted = sumUnits(lifts);
  const idleUnits = queue.isHeadCut ? 0 : unitsToGive - unitsGranted;
  const shortageLeft = shortageUnits - unitsLifted;
  return {
    grants,
    lifts,
    unitsWaiting: view.unitsWaiting - unitsGranted + unitsLifted,
    unitsAllocated: view.unitsAllocated + unitsGranted - unitsLifted,
    terms: {
      unseenUnits,
      uncommittedUnits,
      idleUnits,
      idleReason: idleUnits > 0 ? queue.idleReason : null,
      shortageUnits: shortageLeft,
      shortageSince: shortageLeft > 0 ? shortSince(shortageUnits, view.earlier, now) : null,
    },
  };
}

/** Of a shortage that has grown some units were seen for the first time: they need a second reading of their own. */
function shortSince(shortageUnits: number, earlier: QueueTerms, now: Instant): Instant {
  return earlier.shortageSince === null || shortageUnits > earlier.shortageUnits ? now : earlier.shortageSince;
}

function sumUnits(decisions: readonly { readonly units: number }[]): number {
  return decisions.reduce((sum, { units }) => sum + units, 0);
}
