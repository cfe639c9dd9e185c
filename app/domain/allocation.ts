/**
 * Who gets the free units, and who gives units back when the shelf turns out to be short.
 *
 * The shop's policy puts those who wait in order: first come; by class, then first come; or the promises that can still
 * be kept first (domain/promises-first.ts), then first come. The order is served from its head, the last one served
 * perhaps in part. Units kept for a channel are passed over by everybody else. Taking back goes the other way, and only
 * as far as it must: first units that nobody has been told about, from the newest line backwards; then announced ones,
 * newest first; never units that are being picked.
 *
 * Example: A waits for 2 and B for 4; 5 units are free. A gets 2, B gets 3 of 4. With 2 units kept for walk-in sales
 * 3 are free to A and B: A gets 2, B gets 1.
 */
import type { CalendarDate } from "./ids.ts";
import type { LeaveStep } from "./leave-days.ts";
import { repay } from "./borrowing.ts";
import { promisesFirst } from "./promises-first.ts";

export const ALLOCATION_POLICIES = ["first_come", "class_first_come", "keep_promises"] as const;
export type AllocationPolicy = (typeof ALLOCATION_POLICIES)[number];

/** Units that stay on the shelf for one channel's orders, and for what it sells without an order of ours. */
export interface Reserve {
  /** Shopify's `sourceName`: "pos", "web", ... */
  readonly channel: string;
  readonly units: number;
}

/** What the decision at one place reads beside the queue and the shelf. */
export interface ServingRules {
  readonly policy: AllocationPolicy;
  /** When units given now would leave; empty unless promises come first. */
  readonly leaves: readonly LeaveStep[];
  readonly reserves: readonly Reserve[];
}

export const FIRST_COME: ServingRules = { policy: "first_come", leaves: [], reserves: [] };

/** Somebody who waits. A head read under first come without reserves needs its units alone. */
export interface Candidate {
  readonly unitsWaiting: number;
  readonly promisedOn?: CalendarDate | null;
  readonly channel?: string;
  /** Of the units that wait, those that it has lent: given back before anybody else is served. */
  readonly unitsLent?: number;
}

/** Why units were given. */
export type GrantRule = "repaid" | "first_come" | "class" | "keep_promises" | "reserved" | "override";

export interface Grant<Entry> {
  readonly entry: Entry;
  readonly units: number;
  /** Place in the order of service when it was decided, 1 is first; 0: given by hand, whatever its place. */
  readonly rank: number;
  readonly rule: GrantRule;
}

export interface FreeShelf {
  /** Units that may be given. */
  readonly units: number;
  /** Units on the shelf that are nobody's: `units`, and what nobody of ours waits for. Reserves are kept from these. */
  readonly onShelf: number;
}

/** Serves those who wait, `queue` being in the order of their ranks. Units in = units granted + units left over. */
export function allocate<Entry extends Candidate>(queue: readonly Entry[], free: FreeShelf, rules: ServingRules = FIRST_COME): Grant<Entry>[] {
  const grants: Grant<Entry>[] = [];
  const { first, then } = serviceOrder(queue, rules);
  const back = repay(queue, free.units);
  const unitsBack = [...back.values()].reduce((sum, units) => sum + units, 0);
  const shelf = new ReservedShelf(free.onShelf - unitsBack, rules.reserves);
  let unitsLeft = free.units - unitsBack;
  for (const [index, entry] of [...first, ...then].entries()) {
    const ownBack = back.get(entry) ?? 0;
    if (unitsLeft === 0 && back.size === 0) break;
    const { units: inTurn, fromReserve } = shelf.take(entry.channel, Math.min(entry.unitsWaiting - ownBack, unitsLeft));
    const units = ownBack + inTurn;
    unitsLeft -= inTurn;
    if (units === 0) continue;
    const rule =
      ownBack > 0
        ? "repaid"
        : fromReserve > 0
          ? "reserved"
          : index < first.length
            ? "keep_promises"
            : rules.policy === "class_first_come"
              ? "class"
              : "first_come";
    grants.push({ entry, units, rank: index + 1, rule });
  }
  return grants;
}

function serviceOrder<Entry extends Candidate>(queue: readonly Entry[], { policy, leaves }: ServingRules): { first: readonly Entry[]; then: readonly Entry[] } {
  return policy === "keep_promises" ? promisesFirst(queue, leaves) : { first: [], then: queue };
}

/** A shelf of which parts are kept for channels. A channel takes what is free to all first, then what is kept for it. */
class ReservedShelf {
  #units: number;
  readonly #kept: Map<string, number>;

  constructor(units: number, reserves: readonly Reserve[]) {
    this.#units = units;
    this.#kept = new Map(reserves.map((reserve) => [reserve.channel, reserve.units]));
  }

  take(channel: string | undefined, wanted: number): { units: number; fromReserve: number } {
    if (this.#kept.size === 0) return { units: wanted, fromReserve: 0 };
    const own = channel === undefined ? 0 : (this.#kept.get(channel) ?? 0);
    const free = Math.max(0, this.#units - [...this.#kept.values()].reduce((sum, units) => sum + units, 0));
    const units = Math.max(0, Math.min(wanted, this.#units - this.#keptForOthers(channel)));
    const fromReserve = Math.max(0, units - free);
    if (channel !== undefined && fromReserve > 0) this.#kept.set(channel, Math.max(0, own - fromReserve));
    this.#units -= units;
    return { units, fromReserve };
  }

  #keptForOthers(channel: string | undefined): number {
    return [...this.#kept].reduce((sum, [of, units]) => (of === channel ? sum : sum + units), 0);
  }
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
  /** Why: the shelf is short, or the merchant gives the units to somebody else. */
  readonly rule: "shortage" | "override";
}

/** Takes `shortageUnits` back from `given`, newest first. What is in progress stays, so less may be lifted than is short. */
export function lift<Entry extends Given>(given: readonly Entry[], shortageUnits: number): Lift<Entry>[] {
  const liftable = given
    .map((entry, index) => ({ entry, rank: index + 1, units: 0, breaksFirm: false, rule: "shortage" as const }))
    .filter(({ entry }) => !entry.isInProgress);
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
