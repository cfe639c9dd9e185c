/**
 * What a notice says, saved in `notice.facts` when the change happens, so that the mail states the change that was
 * decided even if the queue has moved on before it is sent. Nothing here identifies a person: name and address are
 * read from the order at the moment of sending, so that a privacy request reaches notices that are still owed.
 *
 * Example: 4 mugs are sold, 1 from the shelf today and 3 from a delivery. The order's `confirmed` notice carries one
 * line with `units: 3` (the waiting ones), tranches `[{ units: 3, shipBy: "2026-10-14" }]` and that date as `shipBy`.
 */
import type { CalendarDate, LineItemId, OrderId } from "./ids.ts";

/** The first promise of an order's waiting lines. */
export interface ConfirmedFacts {
  readonly kind: "confirmed";
  readonly orderId: OrderId;
  readonly lines: readonly ConfirmedLine[];
}

export interface ConfirmedLine extends NoticeLine {
  readonly sku: string;
  /** How the units arrive, earliest first; their sum is `units`. A tranche without a date ships on a day we cannot state. */
  readonly tranches: readonly { readonly units: number; readonly shipBy: CalendarDate | null }[];
  /** The promise: the day by which the last unit ships. */
  readonly shipBy: CalendarDate | null;
  /** True when the shopper's page showed another date than the one promised here. */
  readonly differsFromPage: boolean;
  /** Share of such promises that we expect to keep: 0.9 reads "9 in 10 on time". */
  readonly confidence: number;
}

/** A new promise replaces the one that the customer was told. */
export interface MovedFacts {
  readonly kind: "moved";
  readonly orderId: OrderId;
  readonly lines: readonly MovedLine[];
}

export interface MovedLine extends NoticeLine {
  readonly shipByBefore: CalendarDate | null;
  readonly shipByAfter: CalendarDate | null;
  /** Why, the weightiest first. The mail says the first one. */
  readonly because: readonly MoveReason[];
}

/** Reasons for a new date that a customer can be told. Each has a sentence per language in app/locales. */
export const MOVE_REASONS = [
  "supplier_later",
  "supplier_earlier",
  "supplier_overdue",
  "fewer_units_arrived",
  "more_work_ahead",
  "less_work_ahead",
  "dated_supply",
  "no_dated_supply",
  "estimate_changed",
] as const;
export type MoveReason = (typeof MOVE_REASONS)[number];

/** Units of the order have been matched to stock and are about to be packed. */
export interface AllocatedFacts {
  readonly kind: "allocated";
  readonly orderId: OrderId;
  readonly lines: readonly AllocatedLine[];
}

export interface AllocatedLine extends NoticeLine {
  readonly unitsStillWaiting: number;
}

/** Units that the customer was told are there were taken back: the shelf did not hold them. */
export interface TakenBackFacts {
  readonly kind: "taken_back";
  readonly orderId: OrderId;
  readonly lines: readonly TakenBackLine[];
}

export interface TakenBackLine extends NoticeLine {
  /** The promise that stands; null: there is none with a day. */
  readonly shipBy: CalendarDate | null;
}

/** What is left of the news when units are taken back before anybody was told; null: nothing. */
export function withoutTakenBack({ lines, ...facts }: AllocatedFacts, unitsOf: ReadonlyMap<LineItemId, number>): AllocatedFacts | null {
  const left = lines.flatMap((line) => {
    const taken = Math.min(line.units, unitsOf.get(line.lineItemId) ?? 0);
    return taken === line.units ? [] : [{ ...line, units: line.units - taken, unitsStillWaiting: line.unitsStillWaiting + taken }];
  });
  return left.length === 0 ? null : { ...facts, lines: left };
}

/** A parcel with backordered units has left. */
export interface ShippedFacts {
  readonly kind: "shipped";
  readonly orderId: OrderId;
  readonly fulfillmentId: string;
  readonly lines: readonly NoticeLine[];
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
}

export interface NoticeLine {
  readonly lineItemId: LineItemId;
  readonly title: string;
  /** The units that this notice is about, at least 1. */
  readonly units: number;
}

export type NoticeFacts = ConfirmedFacts | MovedFacts | AllocatedFacts | TakenBackFacts | ShippedFacts;
export type NoticeKind = NoticeFacts["kind"];

/** What is written to `notice.facts`: the kind has its own column. */
export type SavedFacts<Facts extends NoticeFacts> = Omit<Facts, "kind">;
