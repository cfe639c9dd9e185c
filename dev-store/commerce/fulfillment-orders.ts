import { indexOrder } from "../state/shop-state.ts";
import type { FulfillmentOrder, FulfillmentOrderLine, FulfillmentOrderStatus, LineItem, Order, ShopState } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities } from "./inventory.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** Statuses in which units are still owed from the location. */
export const OPEN_STATUSES: ReadonlySet<FulfillmentOrderStatus> = new Set(["IN_PROGRESS", "ON_HOLD", "OPEN", "SCHEDULED"]);

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
  { locationId, lines }: { locationId: number; lines: { lineItemId: number; units: number }[] },
): FulfillmentOrder {
  const now = timestamp(context);
  return {
    id: takeId(context),
    locationId,
    status: "OPEN",
    requestStatus: "UNSUBMITTED",
    lines: lines.map(({ lineItemId, units }) => ({
      id: takeId(context),
      lineItemId,
      totalQuantity: units,
      remainingQuantity: units,
    })),
    holds: [],
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
  const taken = openFulfillmentOrder(context, { locationId: fulfillmentOrder.locationId, lines: [] });
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

export type SplitFulfillmentOrder = { fulfillmentOrder: FulfillmentOrder; remaining: FulfillmentOrder };

/**
 * Splits the chosen units into a fulfillment order of their own. As in Shopify the original keeps the rest and
 * the new one (`remaining` in its answer) carries the chosen units.
 */
export function splitFulfillmentOrder(context: ShopContext, found: FoundFulfillmentOrder, chosen: readonly LineUnits[]): Outcome<SplitFulfillmentOrder> {
  const { order, fulfillmentOrder } = found;
  const problem = unitsProblem(fulfillmentOrder, chosen);
  if (problem !== null) return refused(null, problem, "INVALID_LINE_ITEM_QUANTITY");
  if (fulfillmentOrder.status !== "OPEN" || complementOf(fulfillmentOrder, chosen).length === 0) {
    return refused(null, "Fulfillment order is not splittable.", "INVALID_LINE_ITEM_QUANTITY");
  }
  const remaining = takeApart(context, found, chosen);
  touchOrder(context, order);
  context.emit({
    topic: "fulfillment_orders/split",
    orderId: order.id,
    fulfillmentOrderId: fulfillmentOrder.id,
    splitOffId: remaining.id,
  });
  return done({ fulfillmentOrder, remaining });
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

export type MovedFulfillmentOrder = {
  moved: FulfillmentOrder;
  original: FulfillmentOrder;
  remaining: FulfillmentOrder | null;
};

/**
 * Moves all units, or the chosen ones, to another location; their committed stock moves with them. A part
 * becomes a new fulfillment order at the new location, the original keeps the rest.
 */
export function moveFulfillmentOrder(
  context: ShopContext,
  found: FoundFulfillmentOrder,
  { newLocationId, chosen }: { newLocationId: number; chosen: readonly LineUnits[] },
): Outcome<MovedFulfillmentOrder> {
  const { order, fulfillmentOrder } = found;
  const location = context.shop.locations.get(newLocationId);
  if (location === undefined || !location.isActive) return refused(["newLocationId"], "Location not found.");
  if (location.id === fulfillmentOrder.locationId) {
    return refused(null, "Cannot move fulfillment order to the same location.");
  }
  if (!OPEN_STATUSES.has(fulfillmentOrder.status) || fulfillmentOrder.status === "IN_PROGRESS") {
    return refused(null, "Fulfillment order is not in a state that can be moved.");
  }
  const problem = unitsProblem(fulfillmentOrder, chosen);
  if (problem !== null) return refused(["fulfillmentOrderLineItems"], problem);
  const partial = chosen.length > 0 && complementOf(fulfillmentOrder, chosen).length > 0;
  const originLocationId = fulfillmentOrder.locationId;
  const moved = partial ? takeApart(context, found, chosen) : fulfillmentOrder;
  moved.locationId = newLocationId;
  moved.updatedAt = timestamp(context);
  moveCommitted(context, order, moved, originLocationId);
  touchOrder(context, order);
  context.emit({
    topic: "fulfillment_orders/moved",
    orderId: order.id,
    fulfillmentOrderId: moved.id,
    movedFromId: fulfillmentOrder.id,
  });
  return done({ moved, original: fulfillmentOrder, remaining: partial ? fulfillmentOrder : null });
}

function moveCommitted(context: ShopContext, order: Order, moved: FulfillmentOrder, originLocationId: number): void {
  const changes = moved.lines.flatMap((line) => {
    const inventoryItemId = committedItem(order, line);
    if (inventoryItemId === null) return [];
    const units = line.remainingQuantity;
    return [
      { inventoryItemId, locationId: originLocationId, name: "committed" as const, delta: -units },
      { inventoryItemId, locationId: originLocationId, name: "available" as const, delta: units },
      { inventoryItemId, locationId: moved.locationId, name: "available" as const, delta: -units },
      { inventoryItemId, locationId: moved.locationId, name: "committed" as const, delta: units },
    ];
  });
  changeQuantities(context, changes);
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
