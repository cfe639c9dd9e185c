/** What we need of the ledger's tables to hold and release. */
import type { FulfillmentOrderId, LineItemId, LocationId, OrderId, ShopDomain } from "../../domain/ids.ts";
import type { OrderUnits } from "../../domain/units-to-hold.ts";
import type { OwedNotice } from "./queue.ts";
import type { Transaction } from "./transaction.ts";

export interface OrderToHold {
  readonly isLive: boolean;
  readonly shipsTogether: boolean;
  readonly units: readonly OrderUnits[];
}

export interface Holds {
  /** The order's units as they stand, its items locked to the end of the transaction. Null: the order is unknown. */
  lock(tx: Transaction, shop: ShopDomain, orderId: OrderId): Promise<OrderToHold | null>;
  /** What Shopify shows of our holds: one whose answer got lost is known by its handle, one that is gone is released. */
  observe(tx: Transaction, shop: ShopDomain, orderId: OrderId, seen: readonly { readonly handle: string; readonly holdId: string }[]): Promise<void>;
  /** Units granted to these lines there are not taken back by re-sorting any more: their release is about to be sent. */
  markReleased(
    tx: Transaction,
    shop: ShopDomain,
    orderId: OrderId,
    freed: readonly { readonly lineItemId: LineItemId; readonly locationId: LocationId }[],
  ): Promise<void>;
  /** One notice of all units that the customer was promised and that are there now; once for an order. Answers with it if it is new. */
  oweWholeOrder(tx: Transaction, shop: ShopDomain, orderId: OrderId): Promise<readonly OwedNotice[]>;
  /** A handle of its own for each hold about to be placed, saved before it is. */
  begin(tx: Transaction, shop: ShopDomain, orderId: OrderId, fulfillmentOrderId: FulfillmentOrderId): Promise<string>;
  placed(tx: Transaction, shop: ShopDomain, handle: string, holdId: string): Promise<void>;
  /** The hold never came to be. */
  refused(tx: Transaction, shop: ShopDomain, handle: string): Promise<void>;
  released(tx: Transaction, shop: ShopDomain, holdIds: readonly string[]): Promise<void>;
}
