/** Everything of one kind in a shop, listed by Shopify in the background, and the lists kept beside our books to compare the two. */
import type { Instant, ShopDomain } from "../../domain/ids.ts";
import type { DriftKind } from "./reconciliation.ts";

export interface ShopListings {
  /** How much there is to read: open orders and variants, each counted to at most ten thousand. */
  size(shop: ShopDomain): Promise<{ readonly orders: number; readonly items: number }>;
  /** Asks for a list and answers with the name by which it is looked for. Null: too many are under way, ask later. */
  begin(shop: ShopDomain, wish: { readonly kind: DriftKind; readonly changedSince: Instant | null }): Promise<string | null>;
  look(shop: ShopDomain, listing: string): Promise<ListingState>;
  /** The list's rows, as they come. `address` is the one that `look` answered with; null is an empty list. */
  rows(shop: ShopDomain, list: { readonly kind: DriftKind; readonly address: string | null }): AsyncIterable<ListedRow>;
}

export type ListingState =
  { readonly state: "running" } | { readonly state: "done"; readonly address: string | null } | { readonly state: "failed"; readonly reason: string };

export interface ListedRow {
  /** Unique among the rows of its kind. */
  readonly key: string;
  /** The order or the item that is read anew when the row differs. */
  readonly owner: string;
  readonly detail: ListedOrder | ListedPlace | ListedLevel;
}

export interface ListedOrder {
  readonly updatedAt: Instant;
}

/** A line's units in one fulfillment order that is still open. */
export interface ListedPlace {
  readonly lineItemId: string;
  readonly locationId: string;
  readonly units: number;
  readonly isHeldElsewhere: boolean;
  readonly isInProgress: boolean;
}

export interface ListedLevel {
  readonly locationId: string;
  readonly available: number;
  readonly committed: number;
  readonly onHand: number;
  readonly incoming: number;
}

/** What was listed, kept while it is compared. */
export interface ListedRows {
  /** Forgets a kind's rows, or all that an earlier run left behind. */
  clear(shop: ShopDomain, kind: DriftKind | "all"): Promise<void>;
  add(shop: ShopDomain, kind: DriftKind, rows: readonly ListedRow[]): Promise<void>;
  /** Notes every order and item whose rows differ from our books, forgets the rows, and answers how many of each kind. */
  compare(shop: ShopDomain): Promise<Readonly<Record<DriftKind, number>>>;
  /** The next of those noted, of one kind, and how many are noted in all. */
  differing(shop: ShopDomain, kinds: readonly DriftKind[], limit: number): Promise<{ readonly kind: DriftKind; readonly owners: readonly string[] } | null>;
  /** They have been looked at. */
  settle(shop: ShopDomain, kind: DriftKind, owners: readonly string[]): Promise<void>;
}
