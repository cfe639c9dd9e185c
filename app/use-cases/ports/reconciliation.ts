import type { Instant, InventoryItemId, OrderId, ShopDomain } from "../../domain/ids.ts";

/** Where a step-by-step re-reading of a shop stands, and what of our own it still has to look at. */
export interface Reconciliations {
  /** The one that was begun and not finished, else a new one. Older than a day, it is left and a new one begun. */
  resume(shop: ShopDomain, beginning: { readonly now: Instant; readonly readSeq: number }): Promise<Reconciliation>;
  save(shop: ShopDomain, reconciliation: Reconciliation): Promise<void>;
  finish(shop: ShopDomain, reconciliation: Reconciliation, now: Instant): Promise<void>;
  /** Orders recorded with open units that were last read before `readSeq`, by id, those after `after`. */
  openOrdersReadBefore(shop: ShopDomain, readSeq: number, after: string | null, limit: number): Promise<OrderId[]>;
  /** Tracked items by id, those after `after`. */
  trackedItems(shop: ShopDomain, after: string | null, limit: number): Promise<InventoryItemId[]>;
}

/** A small shop is read page by page. */
export const PAGED_PHASES = ["open_orders", "other_orders", "levels"] as const;
/** Of a large one Shopify lists everything in the background, and what differs from our books is read. */
export const LISTED_PHASES = ["listing", "differing_orders", "differing_items"] as const;
export type ReconciliationPhase = (typeof PAGED_PHASES)[number] | (typeof LISTED_PHASES)[number];

/** orders: their own versions. places: units at locations, holds, progress. levels: quantities on the shelf. */
export const DRIFT_KINDS = ["orders", "places", "levels"] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

export interface Drift {
  /** Differed when they were compared. */
  readonly found: number;
  /** Were still different when they were read anew. The others had been explained by then: a webhook came, or nothing in them concerned us. */
  readonly repaired: number;
}

export type DriftByKind = Readonly<Record<DriftKind, Drift>>;
export const NO_DRIFT: DriftByKind = { orders: { found: 0, repaired: 0 }, places: { found: 0, repaired: 0 }, levels: { found: 0, repaired: 0 } };

export interface Reconciliation {
  readonly startedAt: Instant;
  readonly phase: ReconciliationPhase;
  readonly cursor: string | null;
  readonly pagesRead: number;
  /** Orders and items that were different from what was recorded. */
  readonly changes: number;
  /** Taken when it began: an order last read before it was not among those that Shopify listed. */
  readonly readSeq: number;
  readonly drift: DriftByKind;
  /** Orders and items looked at so far, and how many there are to look at; 0 while that is not known. */
  readonly looked: number;
  readonly toLook: number;
}
