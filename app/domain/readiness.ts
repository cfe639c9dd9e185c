/**
 * Whether a variant is ready to sell what is not there, by four criteria: a date that can be believed, enough units on
 * their way, records that explain the shelf, and hands to pack what arrives. Each carries its evidence. Autopilot sells
 * only while all four hold.
 *
 * Example: 15 units dated, 12 wait: 3 more can be dated, the next buyer is told 14 October, packed on the second packing
 * day: ready. The same with a delivery that is overdue beyond anything seen: no date, not ready.
 */
import { inboundOf, packingDayOf } from "./because.ts";
import type { Because } from "./because.ts";
import type { CalendarDate } from "./ids.ts";

/** Work that is packed later than this after its arrival says that more comes in than can leave. */
export const MOST_PACKING_DAYS = 10;

export const CRITERIA = ["date", "inbound", "records", "capacity"] as const;
export type CriterionName = (typeof CRITERIA)[number];

export interface Criterion {
  readonly name: CriterionName;
  readonly holds: boolean;
  /** Which sentence says it, among those of its name. */
  readonly reason: string;
  readonly facts: Readonly<Record<string, string | number>>;
}

export interface ReadinessFacts {
  /** What the next buyer would be told; null: nothing can be said. */
  readonly next: { readonly shipBy: CalendarDate; readonly because: readonly Because[] } | null;
  /** Why there is no date. */
  readonly undated: readonly Because[];
  readonly datedInboundUnits: number;
  readonly unitsWaiting: number;
  readonly unseenUnits: number;
  readonly bufferUnits: number;
  /** Locations that fulfil online orders and whose stock has been read. */
  readonly placesRead: number;
  /** Units of orders that Shopify does not count as committed. */
  readonly uncommittedUnits: number;
  /** Units that appeared on a shelf, and nobody has said where they came from. */
  readonly risenUnits: number;
}

export function readinessOf(facts: ReadinessFacts): Criterion[] {
  return [dateCriterion(facts), inboundCriterion(facts), recordsCriterion(facts), capacityCriterion(facts)];
}

export function isReady(criteria: readonly Criterion[]): boolean {
  return criteria.every(({ holds }) => holds);
}

function dateCriterion({ next, undated }: ReadinessFacts): Criterion {
  const overdue = undated.find((reason) => reason.kind === "overdue_beyond_seen");
  if (next !== null)
    return { name: "date", holds: true, reason: "dated", facts: { shipBy: next.shipBy, purchaseOrder: inboundOf(next.because)?.purchaseOrder ?? "" } };
  if (overdue !== undefined) {
    return { name: "date", holds: false, reason: "overdue", facts: { purchaseOrder: overdue.purchaseOrder, supplier: overdue.supplier, days: overdue.days } };
  }
  return { name: "date", holds: false, reason: "undated", facts: {} };
}

function inboundCriterion({ datedInboundUnits: dated, unitsWaiting: waiting, unseenUnits: unseen, bufferUnits: buffer }: ReadinessFacts): Criterion {
  const free = dated - waiting - unseen - buffer;
  return {
    name: "inbound",
    holds: free > 0,
    reason: free > 0 ? "enough" : dated === 0 ? "none" : "spoken_for",
    facts: { dated, waiting, unseen, buffer, free },
  };
}

/** Stock that is read, a queue that explains what Shopify counts, units of known origin. Lateness that is only assumed is said, and what to do about it. */
function recordsCriterion({ placesRead, next, unseenUnits, uncommittedUnits, risenUnits }: ReadinessFacts): Criterion {
  const lateness = next?.because.find((reason) => reason.kind === "lateness");
  const receipts = lateness?.receipts ?? 0;
  const not = (reason: string, facts: Criterion["facts"] = {}): Criterion => ({ name: "records", holds: false, reason, facts });
  if (placesRead === 0) return not("unread");
  if (unseenUnits + uncommittedUnits > 0) return not("unexplained", { units: unseenUnits + uncommittedUnits });
  if (risenUnits > 0) return not("risen", { units: risenUnits });
  return { name: "records", holds: true, reason: lateness?.source === "assumed" ? "assumed" : "kept", facts: { receipts } };
}

function capacityCriterion({ next, undated }: ReadinessFacts): Criterion {
  const day = next === null ? 0 : packingDayOf(next.because);
  const isShort = day > MOST_PACKING_DAYS || (next === null && undated.some(({ kind }) => kind === "no_capacity"));
  return { name: "capacity", holds: !isShort, reason: isShort ? "short" : "enough", facts: { day, most: MOST_PACKING_DAYS } };
}
