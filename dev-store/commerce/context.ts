import type { DevStoreState, FulfillmentHold, FulfillmentOrderStatus, InventoryLevel, Order, ShopState } from "../state/types.ts";
import type { ChargeEvent, MerchandiseEvent } from "./merchandise-events.ts";
import type { ShipmentEvent, TransferEvent } from "./transfer-events.ts";

/**
 * What happened in the shop, named by webhook topic. The id is that of the topic's subject; the webhooks room
 * turns it into a payload at once, so a payload shows the moment of the event however late it is delivered.
 */
export type ShopEvent =
  | { topic: OrderTopic; orderId: number }
  | { topic: "orders/edited"; orderId: number; editId: number; additions: EditedLine[]; removals: EditedLine[]; note: EditNote }
  | { topic: "order_transactions/create"; orderId: number; transactionId: number }
  | { topic: "refunds/create"; orderId: number; refundId: number }
  | { topic: ReturnTopic; orderId: number; returnId: number }
  | { topic: "reverse_fulfillment_orders/dispose"; orderId: number; returnId: number; dispositionIds: number[] }
  | { topic: "draft_orders/create" | "draft_orders/delete" | "draft_orders/update"; draftOrderId: number }
  | FulfillmentOrderEvent
  | { topic: "fulfillment_events/create"; orderId: number; fulfillmentId: number; fulfillmentEventId: number }
  | { topic: "fulfillments/create" | "fulfillments/update"; orderId: number; fulfillmentId: number }
  | { topic: InventoryLevelTopic; inventoryItemId: number; locationId: number }
  | ChargeEvent
  | MerchandiseEvent
  | TransferEvent
  | ShipmentEvent
  | { topic: "inventory_items/create" | "inventory_items/delete" | "inventory_items/update"; inventoryItemId: number }
  | { topic: "variants/in_stock" | "variants/out_of_stock"; variantId: number }
  | { topic: "products/create" | "products/update" | "products/delete"; productId: number }
  | { topic: LocationTopic; locationId: number }
  | { topic: CustomerTopic; customerId: number }
  | { topic: "customer.tags_added" | "customer.tags_removed"; customerId: number; tags: string[] }
  | { topic: "customers/data_request" | "customers/redact"; customerId: number; orderIds: number[] }
  | { topic: "bulk_operations/finish"; bulkOperationId: number }
  | { topic: "app/uninstalled" | "app/scopes_update" | "shop/redact"; previousScopes?: string[] };

export type OrderTopic =
  "orders/cancelled" | "orders/create" | "orders/delete" | "orders/fulfilled" | "orders/paid" | "orders/partially_fulfilled" | "orders/updated";

export type CustomerTopic =
  "customers/create" | "customers/delete" | "customers/update" | "customers_email_marketing_consent/update" | "customers_marketing_consent/update";

export type ReturnTopic = "returns/approve" | "returns/cancel" | "returns/close" | "returns/decline" | "returns/process" | "returns/reopen" | "returns/request";

/** Who edited, and what was said about it. */
export type EditNote = { appId: number | null; staffNote: string | null; notifyCustomer: boolean };

/** What happened to a fulfillment order; what the record does not show any more comes along. */
export type FulfillmentOrderEvent = { orderId: number; fulfillmentOrderId: number } & (
  | { topic: "fulfillment_holds/added" | "fulfillment_holds/released"; hold: FulfillmentHold }
  | { topic: "fulfillment_orders/cancelled"; replacementId: number }
  | { topic: "fulfillment_orders/merged"; merged: { fulfillmentOrderId: number; units: { fulfillmentOrderLineId: number; units: number }[] }[] }
  | { topic: "fulfillment_orders/moved"; movedFromId: number; originLocationId: number }
  | { topic: "fulfillment_orders/placed_on_hold" | "fulfillment_orders/split"; splitOffId: number | null }
  | { topic: "fulfillment_orders/progress_reported"; initialStatus: FulfillmentOrderStatus; reasonNotes: string | null; appId: number | null }
  | { topic: "fulfillment_orders/manually_reported_progress_stopped"; appId: number | null }
  | { topic: "fulfillment_orders/cancellation_request_submitted" | "fulfillment_orders/fulfillment_request_submitted"; merchantRequestId: number }
  | { topic: FulfillmentRequestAnswerTopic; message: string | null }
  | {
      topic:
        | "fulfillment_orders/hold_released"
        | "fulfillment_orders/line_items_prepared_for_pickup"
        | "fulfillment_orders/order_routing_complete"
        | "fulfillment_orders/rescheduled"
        | "fulfillment_orders/scheduled_fulfillment_order_ready";
    }
);

export type FulfillmentRequestAnswerTopic =
  | "fulfillment_orders/cancellation_request_accepted"
  | "fulfillment_orders/cancellation_request_rejected"
  | "fulfillment_orders/fulfillment_request_accepted"
  | "fulfillment_orders/fulfillment_request_rejected"
  | "fulfillment_orders/fulfillment_service_failed_to_complete";

export type LocationTopic = "locations/activate" | "locations/create" | "locations/deactivate" | "locations/delete" | "locations/update";

export type InventoryLevelTopic = "inventory_levels/connect" | "inventory_levels/disconnect" | "inventory_levels/update";

export type EditedLine = { lineItemId: number; quantity: number };

/**
 * What every commerce function works on: one shop, the clock, and where its events go. Commerce is synchronous
 * and keeps no state of its own, so each call is one step that nothing can interrupt.
 */
export type ShopContext = {
  store: DevStoreState;
  shop: ShopState;
  now: () => Date;
  emit: (event: ShopEvent) => void;
  /** Told before a level's quantities change, for readers who are shown the past. */
  beforeLevelChange?: (level: InventoryLevel) => void;
};

export function takeId(context: ShopContext): number {
  context.store.nextId += 1;
  return context.store.nextId;
}

/** The current time as Shopify prints it: UTC, whole seconds. */
export function timestamp(context: ShopContext): string {
  return printedTime(context.now());
}

/** A moment, in whatever zone it was written, as Shopify prints it. */
export function printedTime(moment: Date | string): string {
  return new Date(moment).toISOString().replace(/\.\d{3}Z$/, "Z");
}

export function levelKey(inventoryItemId: number, locationId: number): string {
  return `${inventoryItemId}:${locationId}`;
}

export function levelOf(shop: ShopState, inventoryItemId: number, locationId: number): InventoryLevel | undefined {
  return shop.inventoryLevels.get(levelKey(inventoryItemId, locationId));
}

/** Marks the order as changed now. Every change of an order ends here, for `updated_at` searches rely on it. */
export function touchOrder(context: ShopContext, order: Order): void {
  order.updatedAt = timestamp(context);
}
