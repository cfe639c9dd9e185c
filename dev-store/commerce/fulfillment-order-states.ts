import type { FulfillmentOrder, Order } from "../state/types.ts";
import { timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { addFulfillmentOrder, openFulfillmentOrder } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "./fulfillment-orders.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** What the staff may do with a fulfillment order besides holding, splitting, moving and shipping it. */

/** Somebody packs: IN_PROGRESS until it is shipped or marked as open again. */
export function reportProgress(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder): Outcome<FulfillmentOrder> {
  const { status } = fulfillmentOrder;
  if (status !== "OPEN" && status !== "IN_PROGRESS") {
    return refused(null, `Expected fulfillment order status to be valid but it was ${status.toLowerCase()}.`);
  }
  fulfillmentOrder.status = "IN_PROGRESS";
  return changed(context, order, fulfillmentOrder);
}

export function markAsOpen(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder): Outcome<FulfillmentOrder> {
  const { status } = fulfillmentOrder;
  if (status !== "IN_PROGRESS" && status !== "SCHEDULED") {
    return refused(null, `Expected fulfillment order status to be valid but it was ${status.toLowerCase()}.`);
  }
  fulfillmentOrder.status = "OPEN";
  return changed(context, order, fulfillmentOrder);
}

export type CancelledFulfillmentOrder = { cancelled: FulfillmentOrder; replacement: FulfillmentOrder };

/** Closes it and hands its lines, ids included, to a new open one: the units are owed as before. */
export function cancelFulfillmentOrder(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder): Outcome<CancelledFulfillmentOrder> {
  if (fulfillmentOrder.status === "IN_PROGRESS") {
    return refused(["id"], "Cannot cancel fulfillment order that has had progress reported. Mark as unfulfilled first.");
  }
  if (fulfillmentOrder.status !== "OPEN") {
    return refused(null, "Fulfillment order is not in cancelable request state and can't be canceled.");
  }
  const replacement = openFulfillmentOrder(context, { locationId: fulfillmentOrder.locationId, lines: [] });
  replacement.lines = fulfillmentOrder.lines;
  replacement.fulfillAt = fulfillmentOrder.fulfillAt;
  fulfillmentOrder.lines = [];
  fulfillmentOrder.status = "CLOSED";
  addFulfillmentOrder(context.shop, order, replacement);
  changed(context, order, fulfillmentOrder);
  context.emit({ topic: "fulfillment_orders/cancelled", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id, splitOffId: replacement.id });
  return done({ cancelled: fulfillmentOrder, replacement });
}

/** Joins open fulfillment orders of one order and location into the first; the others close, empty. */
export function mergeFulfillmentOrders(context: ShopContext, found: readonly FoundFulfillmentOrder[]): Outcome<FulfillmentOrder> {
  const [first, ...others] = found;
  if (first === undefined || others.length === 0) return refused(null, "Select at least two fulfillment orders to merge.");
  const { order, fulfillmentOrder: target } = first;
  const isMergeable = found.every(
    (one) => one.order.id === order.id && one.fulfillmentOrder.status === "OPEN" && one.fulfillmentOrder.locationId === target.locationId,
  );
  if (!isMergeable) return refused(null, "The fulfillment orders are not mergeable.");
  for (const { fulfillmentOrder } of others) mergeInto(context, target, fulfillmentOrder);
  return changed(context, order, target);
}

function mergeInto(context: ShopContext, target: FulfillmentOrder, merged: FulfillmentOrder): void {
  for (const line of merged.lines) {
    const same = target.lines.find(({ lineItemId }) => lineItemId === line.lineItemId);
    if (same === undefined) target.lines.push({ ...line });
    else {
      same.totalQuantity += line.totalQuantity;
      same.remainingQuantity += line.remainingQuantity;
    }
  }
  merged.lines = merged.lines.flatMap((line) => (target.lines.some(({ id }) => id === line.id) ? [] : [{ ...line, totalQuantity: 0, remainingQuantity: 0 }]));
  merged.status = "CLOSED";
  merged.updatedAt = timestamp(context);
}

/** The day by which the merchant wants it shipped. */
export function setDeadline(context: ShopContext, found: readonly FoundFulfillmentOrder[], fulfillBy: string): void {
  for (const { order, fulfillmentOrder } of found) {
    fulfillmentOrder.fulfillBy = new Date(fulfillBy).toISOString().replace(/\.\d{3}Z$/, "Z");
    changed(context, order, fulfillmentOrder);
  }
}

function changed(context: ShopContext, order: Order, fulfillmentOrder: FulfillmentOrder): Outcome<FulfillmentOrder> {
  fulfillmentOrder.updatedAt = timestamp(context);
  touchOrder(context, order);
  return done(fulfillmentOrder);
}
