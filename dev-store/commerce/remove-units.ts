import type { FulfillmentOrder, LineItem, Order } from "../state/types.ts";
import { timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { committedItem, OPEN_STATUSES, remainingUnits } from "./fulfillment-orders.ts";
import { changeQuantities } from "./inventory.ts";
import type { QuantityChange } from "./inventory.ts";

/**
 * Takes units that were not shipped off a line: out of its open fulfillment orders (those not on hold first)
 * and out of `committed`. With restock they become available again; without it the shelf count drops, which
 * is how Shopify writes off units that are not there. An emptied fulfillment order closes.
 */
export function removeUnshippedUnits(context: ShopContext, order: Order, { line, units, restock }: { line: LineItem; units: number; restock: boolean }): void {
  let left = units;
  for (const fulfillmentOrder of removalOrder(order)) {
    if (left === 0) break;
    left -= removeFrom(context, order, fulfillmentOrder, { lineItemId: line.id, atMost: left, restock });
  }
  if (left > 0) throw new Error(`line item ${line.id} had ${units - left} unshipped units, ${units} were to go`);
  line.currentQuantity -= units;
  line.unshippedRemovedQuantity += units;
}

export function unshippedUnits(order: Order, lineItemId: number): number {
  let units = 0;
  for (const { status, lines } of order.fulfillmentOrders) {
    if (!OPEN_STATUSES.has(status)) continue;
    for (const line of lines) if (line.lineItemId === lineItemId) units += line.remainingQuantity;
  }
  return units;
}

function removalOrder(order: Order): FulfillmentOrder[] {
  const open = order.fulfillmentOrders.filter(({ status }) => OPEN_STATUSES.has(status));
  return [...open.filter(({ status }) => status !== "ON_HOLD"), ...open.filter(({ status }) => status === "ON_HOLD")];
}

function removeFrom(
  context: ShopContext,
  order: Order,
  fulfillmentOrder: FulfillmentOrder,
  { lineItemId, atMost, restock }: { lineItemId: number; atMost: number; restock: boolean },
): number {
  let removed = 0;
  const changes: QuantityChange[] = [];
  for (const line of fulfillmentOrder.lines) {
    if (line.lineItemId !== lineItemId) continue;
    const units = Math.min(atMost - removed, line.remainingQuantity);
    if (units === 0) continue;
    line.totalQuantity -= units;
    line.remainingQuantity -= units;
    removed += units;
    const inventoryItemId = committedItem(order, line);
    if (inventoryItemId === null) continue;
    const { locationId } = fulfillmentOrder;
    changes.push({ inventoryItemId, locationId, name: "committed", delta: -units });
    if (restock) changes.push({ inventoryItemId, locationId, name: "available", delta: units });
  }
  if (removed > 0) closeIfEmpty(context, fulfillmentOrder);
  changeQuantities(context, changes);
  return removed;
}

function closeIfEmpty(context: ShopContext, fulfillmentOrder: FulfillmentOrder): void {
  fulfillmentOrder.updatedAt = timestamp(context);
  if (remainingUnits(fulfillmentOrder) > 0) return;
  fulfillmentOrder.status = "CLOSED";
  fulfillmentOrder.holds = [];
}
