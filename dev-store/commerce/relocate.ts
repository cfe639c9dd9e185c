import type { Location } from "../state/types.ts";
import { timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { OPEN_STATUSES } from "./fulfillment-orders.ts";
import { changeQuantities } from "./inventory.ts";
import type { QuantityChange } from "./inventory.ts";

/** Clearing a location out, so that it can close. */

/** Committed units always go along: the fulfillment orders that they are committed to move. */
export function relocate(context: ShopContext, locationId: number, { destination, withStock }: { destination: Location; withStock: boolean }): void {
  const changes: QuantityChange[] = [];
  for (const { inventoryItemId, quantities, ...level } of context.shop.inventoryLevels.values()) {
    if (level.locationId !== locationId) continue;
    for (const [key, units] of Object.entries(quantities)) {
      // The keys of a record keyed by this type.
      const name = key as QuantityChange["name"];
      changes.push({ inventoryItemId, locationId, name, delta: -units });
      if (withStock || name === "committed") changes.push({ inventoryItemId, locationId: destination.id, name, delta: units });
    }
  }
  changeQuantities(context, changes);
  moveOwed(context, locationId, destination);
}

function moveOwed(context: ShopContext, locationId: number, destination: Location): void {
  for (const order of context.shop.orders.values()) {
    for (const fulfillmentOrder of order.fulfillmentOrders) {
      if (fulfillmentOrder.locationId !== locationId || !OPEN_STATUSES.has(fulfillmentOrder.status)) continue;
      fulfillmentOrder.locationId = destination.id;
      fulfillmentOrder.requestStatus = "UNSUBMITTED";
      fulfillmentOrder.updatedAt = timestamp(context);
      touchOrder(context, order);
      const { id: fulfillmentOrderId } = fulfillmentOrder;
      const moved = { fulfillmentOrderId, movedFromId: fulfillmentOrderId, originLocationId: locationId };
      context.emit({ topic: "fulfillment_orders/moved", orderId: order.id, ...moved });
    }
  }
}

export function closeLocation(context: ShopContext, location: Location): void {
  const now = timestamp(context);
  location.isActive = false;
  location.fulfillsOnlineOrders = false;
  location.deactivatedAt = now;
  location.updatedAt = now;
  context.emit({ topic: "locations/deactivate", locationId: location.id });
}
