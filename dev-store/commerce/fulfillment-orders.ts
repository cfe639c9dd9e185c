import { indexOrder } from "../state/shop-state.ts";
import type { DeliveryMethodType, FulfillmentOrder, FulfillmentOrderLine, FulfillmentOrderStatus, LineItem, Order, ShopState } from "../state/types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/** Statuses in which units are still owed from the location. */
export const OPEN_STATUSES: ReadonlySet<FulfillmentOrderStatus> = new Set(["INCOMPLETE", "IN_PROGRESS", "ON_HOLD", "OPEN", "SCHEDULED"]);

export type FoundFulfillmentOrder = { order: Order; fulfillmentOrder: FulfillmentOrder };
export type LineUnits = { fulfillmentOrderLineId: number; units: number };

export function findFulfillmentOrder(shop: ShopState, id: number): FoundFulfillmentOrder | undefined {
  const orderId = shop.orderIdOf.fulfillmentOrder.get(id);
  const order = orderId === undefined ? undefined : shop.orders.get(orderId);
  const fulfillmentOrder = order?.fulfillmentOrders.find((candidate) => candidate.id === id);
  return order && fulfillmentOrder && { order, fulfillmentOrder };
}

/** A new open fulfillment order of the units; it still has to be put into its order. */
export function openFulfillmentOrder(
  context: ShopContext,
  {
    locationId,
    lines,
    deliveryMethod = "SHIPPING",
  }: { locationId: number; lines: { lineItemId: number; units: number }[]; deliveryMethod?: DeliveryMethodType },
): FulfillmentOrder {
  const now = timestamp(context);
  return {
    id: takeId(context),
    locationId,
    status: "OPEN",
    requestStatus: "UNSUBMITTED",
    deliveryMethod,
    lines: lines.map(({ lineItemId, units }) => ({
      id: takeId(context),
      lineItemId,
      totalQuantity: units,
      remainingQuantity: units,
    })),
    holds: [],
    merchantRequests: [],
    progress: null,
    isPreparedForPickup: false,
    heldApartFromId: null,
    // Shopify plans by the hour: an order of 12:21 may ship from 12:00.
    fulfillAt: now.replace(/:\d\d:\d\dZ$/, ":00:00Z"),
    fulfillBy: null,
    createdAt: now,
    updatedAt: now,
  };
}

export function addFulfillmentOrder(shop: ShopState, order: Order, fulfillmentOrder: FulfillmentOrder): void {
  order.fulfillmentOrders.push(fulfillmentOrder);
  indexOrder(shop, order);
}

export function remainingUnits(fulfillmentOrder: FulfillmentOrder): number {
  return fulfillmentOrder.lines.reduce((sum, line) => sum + line.remainingQuantity, 0);
}

/** Units of the line that could be shipped this minute: those in fulfillment orders that nothing holds back. */
export function fulfillableUnits(order: Order, lineItemId: number): number {
  let units = 0;
  for (const { status, lines } of order.fulfillmentOrders) {
    if (status !== "OPEN" && status !== "IN_PROGRESS") continue;
    for (const line of lines) if (line.lineItemId === lineItemId) units += line.remainingQuantity;
  }
  return units;
}

/**
 * Takes the units out of the fulfillment order into a new one at the same location, in the same status.
 * The caller has checked that they are there and that something stays behind.
 */
export function takeApart(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder, units: readonly LineUnits[]): FulfillmentOrder {
  const { locationId, deliveryMethod } = fulfillmentOrder;
  const taken = openFulfillmentOrder(context, { locationId, deliveryMethod, lines: [] });
  taken.fulfillAt = fulfillmentOrder.fulfillAt;
  taken.fulfillBy = fulfillmentOrder.fulfillBy;
  for (const { fulfillmentOrderLineId, units: wanted } of units) {
    const line = fulfillmentOrder.lines.find(({ id }) => id === fulfillmentOrderLineId);
    if (line === undefined || wanted === 0) continue;
    line.totalQuantity -= wanted;
    line.remainingQuantity -= wanted;
    taken.lines.push({
      id: takeId(context),
      lineItemId: line.lineItemId,
      totalQuantity: wanted,
      remainingQuantity: wanted,
    });
  }
  fulfillmentOrder.lines = fulfillmentOrder.lines.filter((line) => line.totalQuantity > 0);
  fulfillmentOrder.updatedAt = timestamp(context);
  addFulfillmentOrder(context.shop, order, taken);
  return taken;
}

/** What stays when the chosen units are taken: one entry for each line, zero where nothing stays. */
export function complementOf(fulfillmentOrder: FulfillmentOrder, chosen: readonly LineUnits[]): LineUnits[] {
  const unitsOf = new Map(chosen.map(({ fulfillmentOrderLineId, units }) => [fulfillmentOrderLineId, units]));
  return fulfillmentOrder.lines
    .map((line) => ({ fulfillmentOrderLineId: line.id, units: line.remainingQuantity - (unitsOf.get(line.id) ?? 0) }))
    .filter(({ units }) => units > 0);
}

/** Says what is wrong with the chosen units, or null. */
export function unitsProblem(fulfillmentOrder: FulfillmentOrder, chosen: readonly LineUnits[]): string | null {
  for (const { fulfillmentOrderLineId, units } of chosen) {
    const line = fulfillmentOrder.lines.find(({ id }) => id === fulfillmentOrderLineId);
    if (line === undefined) return "Fulfillment order line item does not exist.";
    if (!Number.isInteger(units) || units < 1) return "Quantity must be greater than 0";
    if (units > line.remainingQuantity) return "Invalid fulfillment order line item quantity requested.";
  }
  return null;
}

/** The item whose committed units the line holds, or null where the order took no stock. */
export function committedItem(order: Order, line: FulfillmentOrderLine): number | null {
  const lineItem = lineItemOf(order, line.lineItemId);
  return lineItem.commitsInventory ? lineItem.inventoryItemId : null;
}

export function lineItemOf(order: Order, lineItemId: number): LineItem {
  const lineItem = order.lineItems.find(({ id }) => id === lineItemId);
  if (lineItem === undefined) throw new Error(`order ${order.id} has no line item ${lineItemId}`);
  return lineItem;
}
