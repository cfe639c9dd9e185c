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
import { allocate, FIRST_COME, lift } from "./allocation.ts";
import type { Candidate, Given, Grant, Lift, ServingRules } from "./allocation.ts";
import type { Instant } from "./ids.ts";
import type { Ineligible } from "./line-units.ts";
import { applyOverrides } from "./override.ts";
import type { OverrideOutcome, OverrideTarget } from "./override.ts";

/** Two readings that are to agree on a shortage lie at least this far apart. */
export const SHORTAGE_SECOND_READING_MS = 60_000;

/** Why units lie idle while somebody waits: nobody who waits may have them, they are kept for a channel, or nobody knows whether they are there. */
export type IdleReason = Ineligible | "reserved" | "unexplained";

/** What a settle leaves behind beside the queue itself. */
export interface QueueTerms {
  readonly unseenUnits: number;
  readonly uncommittedUnits: number;
  /** Free units that are not given, while others wait for the reason beside it. */
  readonly idleUnits: number;
  readonly idleReason: IdleReason | null;
  readonly shortageUnits: number;
  readonly shortageSince: Instant | null;
}

export const NO_TERMS: QueueTerms = { unseenUnits: 0, uncommittedUnits: 0, idleUnits: 0, idleReason: null, shortageUnits: 0, shortageSince: null };

export interface LocationView extends StockAndQueue {
  /** The terms as the last settle left them. */
  readonly earlier: QueueTerms;
  /** Shopify's numbers as the last settle saw them; null: none has. */
  readonly readBefore?: Pick<StockAndQueue, "available" | "committed"> | null;
  /** Of the blocked units, those in doubt (domain/stock-rise.ts); missing: none. */
  readonly unitsWithheld?: number;
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
  return { unitsToGive: allocatableUnits, unitsToLift: isExplained ? shortageUnits : confirmedShortage(shortageUnits, view, now) };
}

function confirmedShortage(shortageUnits: number, view: LocationView, now: Instant): number {
  const { shortageSince } = view.earlier;
  if (shortageSince === null) return 0;
  const isSecondReading = Date.parse(now) - Date.parse(shortageSince) >= SHORTAGE_SECOND_READING_MS;
  return isSecondReading ? Math.min(shortageUnits, standingShortage(view)) : 0;
}

/**
 * What both readings agree on, now that we know more: an order read since may explain the earlier one, and a sale or a
 * shipment that nobody has read yet must not be confirmed by the trace of another one.
 *
 * Example: at 9:46 the shelf lacks 1 unit. At 10:13 stock has come and 1 unit is free, were it not for 4 units of an order
 * not read yet. Either reading is short by 1, each for a reason of its own: nothing stands.
 */
function standingShortage({ earlier, readBefore, ...view }: LocationView): number {
  if (readBefore == null) return earlier.shortageUnits;
  const [now, before] = [freeUnits(view), freeUnits({ ...view, ...readBefore })];
  const unseenLately = now.unseenUnits - Math.min(now.unseenUnits, before.unseenUnits, earlier.unseenUnits);
  const goneLately = now.uncommittedUnits - Math.min(now.uncommittedUnits, before.uncommittedUnits, earlier.uncommittedUnits);
  const { available, committed, unitsWaiting, unitsAllocated } = view;
  const uncovered = Math.min(available + unseenLately + unitsWaiting, available + committed + goneLately - unitsAllocated);
  return Math.min(earlier.shortageUnits, before.shortageUnits, Math.max(-uncovered, 0));
}

export interface Decision<Waiting, Allocated> {
  readonly grants: readonly Grant<Waiting>[];
  readonly lifts: readonly Lift<Allocated>[];
  readonly applied: OverrideOutcome<Waiting, Allocated>["applied"];
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly terms: QueueTerms;
}

/** What a decision needs of the queue. */
export interface QueueParts<Waiting, Allocated> {
  /**
   * Eligible waiting entries in the order of their ranks: at least the first `unitsToGive` of them or all, and as many of
   * those that the rules prefer.
   */
  readonly head: readonly Waiting[];
  /** Entries with allocated units, newest first, as far as the units to take back need. */
  readonly tail: readonly Allocated[];
  /** Why the first of those who wait cannot be served, if nobody eligible is left. */
  readonly idleReason: Ineligible | null;
  /** More wait than one settle serves, so what is left over is not idle. */
  readonly isHeadCut: boolean;
  /** What the merchant has decided by hand and no settle has applied yet. */
  readonly overrides?: readonly OverrideTarget<Waiting>[];
}

/** Names the line behind an entry, where overrides are applied. */
interface OfLine {
  readonly lineItemId?: string;
}

/** Decides one location: overrides where there are any, else the shop's policy; on a shortage only what must be taken back. */
export function settleLocation<Waiting extends Candidate & OfLine, Allocated extends Given & OfLine>(
  view: LocationView,
  queue: QueueParts<Waiting, Allocated>,
  now: Instant,
  rules: ServingRules = FIRST_COME,
): Decision<Waiting, Allocated> {
  const { unitsToGive, unitsToLift } = reach(view, now);
  const { unseenUnits, uncommittedUnits, shortageUnits, nobodysUnits, blockedUnits } = freeUnits(view);
  // While the shelf is short nobody's unit can be promised to somebody else: overrides wait.
  const byHand = applyOverrides(shortageUnits > 0 ? [] : (queue.overrides ?? []), { freeUnits: unitsToGive, tail: queue.tail });
  const isByHand = byHand.applied.length > 0;
  // The lines that overrides gave to and took from stand differently now: the next settle serves by policy, at once.
  const byRule = isByHand ? [] : allocate(queue.head, { units: unitsToGive, onShelf: nobodysUnits }, rules);
  const lifts = lift(queue.tail, unitsToLift);
  const unitsGranted = unitsToGive - byHand.freeUnitsLeft + sumUnits(byRule);
  const unitsLifted = sumUnits(lifts);
  const idleUnits = blockedUnits + (queue.isHeadCut || isByHand ? 0 : unitsToGive - unitsGranted);
  const shortageLeft = shortageUnits - unitsLifted;
  const isKept = sumUnits(byRule) < Math.min(unitsToGive, unitsWaitingOf(queue.head));
  return {
    grants: [...byHand.grants, ...byRule],
    lifts: [...byHand.lifts, ...lifts],
    applied: byHand.applied,
    unitsWaiting: view.unitsWaiting - unitsGranted + unitsLifted,
    unitsAllocated: view.unitsAllocated + unitsGranted - unitsLifted,
    terms: {
      unseenUnits,
      uncommittedUnits,
      idleUnits,
      idleReason: idleUnits === 0 ? null : blockedUnits > 0 ? blockedReason(view) : isKept ? "reserved" : queue.idleReason,
      shortageUnits: shortageLeft,
      shortageSince: shortageLeft > 0 ? shortSince(shortageUnits, view, now) : null,
    },
  };
}

function blockedReason({ unitsWithheld = 0 }: LocationView): IdleReason {
  return unitsWithheld > 0 ? "unexplained" : "moving";
}

function unitsWaitingOf(entries: readonly Candidate[]): number {
  return entries.reduce((sum, { unitsWaiting }) => sum + unitsWaiting, 0);
}

/** Of a shortage that has grown some units were seen for the first time: they need a second reading of their own. */
function shortSince(shortageUnits: number, view: LocationView, now: Instant): Instant {
  const { shortageSince } = view.earlier;
  return shortageSince === null || shortageUnits > standingShortage(view) ? now : shortageSince;
}

function sumUnits(decisions: readonly { readonly units: number }[]): number {
  return decisions.reduce((sum, { units }) => sum + units, 0);
}
