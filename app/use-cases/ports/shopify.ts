/** What we ask of Shopify. Reads throw `ShopifyUnavailable` when they may be repeated later. */
import type { FulfillmentOrderId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { LevelFact, LocationFact, OrderFact, Page, ShopFact, VariantFact } from "./facts.ts";

export interface Orders {
  /** The orders as they stand now; ids that no longer exist are missing from the answer. At most 250 ids. */
  read(shop: ShopDomain, orderIds: readonly OrderId[]): Promise<OrderFact[]>;
  /** Ids and source versions of orders changed at or after `since`, oldest change first. */
  changedSince(shop: ShopDomain, since: Instant, cursor: string | null): Promise<Page<{ orderId: OrderId; updatedAt: Instant }>>;
  /** Open orders, in a stable order. */
  open(shop: ShopDomain, cursor: string | null): Promise<Page<OrderFact>>;
}

export interface Stock {
  /** Levels of the items at every location, read in one moment per item. At most 250 ids. */
  readLevels(shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<{ readSeq: number; levels: LevelFact[] }>;
  /** Adds units to `available`, or takes them off where there are fewer than none. The key makes a repeat harmless. */
  addAvailable(shop: ShopDomain, change: StockAddition): Promise<MutationResult>;
}

export interface StockAddition {
  readonly idempotencyKey: string;
  readonly locationId: LocationId;
  readonly lines: readonly { readonly inventoryItemId: InventoryItemId; readonly units: number }[];
  /** Why, in Shopify's words; missing: received. */
  readonly reason?: "received" | "correction";
  /** Where the change comes from, e.g. "promised://receipt/<id>". */
  readonly reference: string;
}

/** rejected: Shopify said no and why, a repeat will not help. */
export type MutationResult = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** `updatedAt`: Shopify's own time of the change; null where it does not say. */
export type PolicySet = { readonly ok: true; readonly updatedAt: Instant | null } | { readonly ok: false; readonly reason: string };

export interface Catalog {
  shop(shop: ShopDomain): Promise<ShopFact>;
  locations(shop: ShopDomain): Promise<LocationFact[]>;
  variants(shop: ShopDomain, cursor: string | null): Promise<Page<VariantFact>>;
  /** The variants that the products have now; those of products that are gone are missing. At most 50 ids. */
  variantsOfProducts(shop: ShopDomain, productIds: readonly string[]): Promise<VariantFact[]>;
  setInventoryPolicy(shop: ShopDomain, change: { variantId: VariantId; productId: string; policy: "CONTINUE" | "DENY" }): Promise<PolicySet>;
}

export interface FulfillmentOrderFact {
  readonly fulfillmentOrderId: FulfillmentOrderId;
  readonly locationId: LocationId | null;
  /** OPEN, ON_HOLD, IN_PROGRESS, SCHEDULED, CLOSED, CANCELLED, INCOMPLETE */
  readonly status: string;
  /** Shopify would let it be moved. */
  readonly canMove: boolean;
  /** It is picked up, sold or delivered by the location itself. */
  readonly isBoundToPlace: boolean;
  readonly lines: readonly { readonly fulfillmentOrderLineItemId: string; readonly lineItemId: LineItemId; readonly unitsRemaining: number }[];
  readonly holds: readonly { readonly holdId: string; readonly handle: string | null; readonly isOurs: boolean }[];
}

export interface FulfillmentOrders {
  read(shop: ShopDomain, orderId: OrderId): Promise<FulfillmentOrderFact[]>;
  /** Holds the given units, splitting the fulfillment order when they are only a part of it. `handle` is the natural key. */
  hold(shop: ShopDomain, hold: HoldRequest): Promise<{ ok: true; holdId: string } | { ok: false; reason: string }>;
  /** Sends units of one line to another location, splitting the fulfillment order when they are only a part of it. */
  move(shop: ShopDomain, move: MoveRequest): Promise<MutationResult>;
  release(shop: ShopDomain, release: { fulfillmentOrderId: FulfillmentOrderId; holdIds: readonly string[] }): Promise<MutationResult>;
}

export interface MoveRequest {
  readonly fulfillmentOrderId: FulfillmentOrderId;
  readonly fulfillmentOrderLineItemId: string;
  readonly units: number;
  readonly toLocationId: LocationId;
  /** Of this very attempt: Shopify knows no repeat of a move, so each is preceded by a reading. */
  readonly key: string;
}

export interface HoldRequest {
  readonly fulfillmentOrderId: FulfillmentOrderId;
  readonly handle: string;
  /** Shown to staff in Shopify, e.g. "2 units wait for stock, ship by 14 Oct". */
  readonly note: string;
  /** Empty: the whole fulfillment order. */
  readonly lines: readonly { readonly fulfillmentOrderLineItemId: string; readonly units: number }[];
}

export interface Storefront {
  /** Takes our metafields off the variants, at most 25 at a time; one that is not there is no failure. */
  clear(shop: ShopDomain, variantIds: readonly VariantId[]): Promise<MutationResult>;
  /** Writes published promises to the variants' metafields, at most 25 at a time. */
  publish(shop: ShopDomain, promises: readonly { variantId: VariantId; payload: unknown }[]): Promise<MutationResult>;
  /** Makes sure the metafield definition exists, readable by the storefront. */
  define(shop: ShopDomain): Promise<void>;
}
