/** What we read of Shopify, in our own words. Past adapters/shopify there are no vendor shapes. */
import type { CustomerId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, ProductId, VariantId } from "../../domain/ids.ts";
import type { ShipPreference } from "../../domain/units-to-hold.ts";

/** An order as it stood when read. `readSeq` is taken before the reading starts: see the sequence `read_seq`. */
export interface OrderFact {
  readonly orderId: OrderId;
  readonly name: string;
  readonly createdAt: Instant;
  readonly cancelledAt: Instant | null;
  readonly updatedAt: Instant;
  readonly readSeq: number;
  readonly financialStatus: string;
  readonly sourceName: string;
  readonly tags: readonly string[];
  /** Where it ships to, "DE"; null: nowhere, or we may not know. */
  readonly country: string | null;
  /** In the shop's currency, as the order was placed. */
  readonly totalPrice: number;
  /** The customer's own tags. */
  readonly customerTags: readonly string[];
  readonly customer: CustomerFact | null;
  readonly locale: string;
  readonly statusPageUrl: string | null;
  /** Null: the order says nothing about it, the shop's default counts. */
  readonly shipPreference: ShipPreference | null;
  readonly lines: readonly LineFact[];
  readonly fulfillments: readonly FulfillmentFact[];
}

export interface CustomerFact {
  readonly customerId: CustomerId | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** A line of a tracked variant; custom items and untracked variants are left out by the reader. */
export interface LineFact {
  readonly lineItemId: LineItemId;
  readonly variantId: VariantId | null;
  readonly inventoryItemId: InventoryItemId;
  readonly title: string;
  readonly sku: string;
  /** Units ever ordered, edits included: ordered = open + fulfilled + removed. */
  readonly unitsOrdered: number;
  readonly unitsFulfilled: number;
  readonly unitsRemoved: number;
  /** Whether Shopify counts the open units as committed. */
  readonly commits: "yes" | "no" | "unknown";
  /** Revision of the publication that the shopper saw, from the line's hidden property. */
  readonly promisedRev: number | null;
  /** Units by the moment they were added, oldest first; their sum is `unitsOrdered`. */
  readonly cohorts: readonly CohortFact[];
  /** Where the units lie, from the order's fulfillment orders. */
  readonly at: readonly LineAtFact[];
}

export interface CohortFact {
  readonly units: number;
  readonly rankAt: Instant;
  /** Of these, units that are known to have been taken off again; left out: none are. */
  readonly unitsRemoved?: number;
}

export interface LineAtFact {
  readonly locationId: LocationId;
  readonly unitsRemaining: number;
  readonly unitsFulfilled: number;
  readonly isHeldElsewhere: boolean;
  readonly isInProgress: boolean;
}

export interface FulfillmentFact {
  readonly fulfillmentId: string;
  readonly createdAt: Instant;
  readonly trackingNumber: string | null;
  readonly trackingUrl: string | null;
  readonly lines: readonly { readonly lineItemId: LineItemId; readonly units: number }[];
}

/** Shopify's quantities of one item at one location. */
export interface LevelFact {
  readonly inventoryItemId: InventoryItemId;
  readonly locationId: LocationId;
  readonly available: number;
  readonly committed: number;
  readonly onHand: number;
  readonly incoming: number;
}

export interface VariantFact {
  readonly variantId: VariantId;
  readonly productId: ProductId;
  readonly inventoryItemId: InventoryItemId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  readonly isTracked: boolean;
  readonly inventoryPolicy: "CONTINUE" | "DENY";
  readonly updatedAt: Instant;
}

export interface LocationFact {
  readonly locationId: LocationId;
  readonly name: string;
  readonly isActive: boolean;
  readonly fulfilsOnline: boolean;
}

export interface ShopFact {
  readonly name: string;
  readonly email: string;
  readonly currency: string;
  readonly timeZone: string;
}

/** One page of a listing; `cursor` continues it, null ends it. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly cursor: string | null;
}
