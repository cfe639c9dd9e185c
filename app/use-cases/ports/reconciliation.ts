import type { Instant, InventoryItemId, OrderId, ShopDomain } from "../../domain/ids.ts";

/** Where a page-by-page re-reading of a shop stands, and what of our own it still has to look at. */
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

export const PHASES = ["open_orders", "other_orders", "levels"] as const;
export type ReconciliationPhase = (typeof PHASES)[number];

export interface Reconciliation {
  readonly startedAt: Instant;
  readonly phase: ReconciliationPhase;
  readonly cursor: string | null;
  readonly pagesRead: number;
  /** Orders and items that were different from what was recorded. */
  readonly changes: number;
  /** Taken when it began: an order last read before it was not among those that Shopify listed. */
  readonly readSeq: number;
}
