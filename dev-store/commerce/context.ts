import type { DevStoreState, InventoryLevel, Order, ShopState } from "../state/types.ts";

/**
 * What happened in the shop, named by webhook topic. The id is that of the topic's subject; the webhooks room
 * turns it into a payload at once, so a payload shows the moment of the event however late it is delivered.
 */
export type ShopEvent =
  | { topic: OrderTopic; orderId: number }
  | { topic: "orders/edited"; orderId: number; editId: number; additions: EditedLine[]; removals: EditedLine[] }
  | { topic: "refunds/create"; orderId: number; refundId: number }
  | { topic: FulfillmentOrderTopic; orderId: number; fulfillmentOrderId: number; movedFromId?: number; splitOffId?: number }
  | { topic: "fulfillments/create" | "fulfillments/update"; orderId: number; fulfillmentId: number }
  | { topic: InventoryLevelTopic; inventoryItemId: number; locationId: number }
  | { topic: "inventory_items/create" | "inventory_items/update"; inventoryItemId: number }
  | { topic: "products/create" | "products/update" | "products/delete"; productId: number }
  | { topic: "locations/create" | "locations/update" | "locations/deactivate"; locationId: number }
  | { topic: "customers/create" | "customers/update"; customerId: number }
  | { topic: "customers/data_request" | "customers/redact"; customerId: number; orderIds: number[] }
  | { topic: "bulk_operations/finish"; bulkOperationId: number }
  | { topic: "app/uninstalled" | "app/scopes_update" | "shop/redact"; previousScopes?: string[] };

export type OrderTopic =
  "orders/cancelled" | "orders/create" | "orders/delete" | "orders/fulfilled" | "orders/paid" | "orders/partially_fulfilled" | "orders/updated";

export type FulfillmentOrderTopic =
  | "fulfillment_orders/cancelled"
  | "fulfillment_orders/hold_released"
  | "fulfillment_orders/moved"
  | "fulfillment_orders/order_routing_complete"
  | "fulfillment_orders/placed_on_hold"
  | "fulfillment_orders/split";

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
  return context
    .now()
    .toISOString()
    .replace(/\.\d{3}Z$/, "Z");
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
