import type { FulfillmentOrder, Order } from "../state/types.ts";
import { printedTime, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { addFulfillmentOrder, openFulfillmentOrder } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "./fulfillment-orders.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/** What the staff may do with a fulfillment order besides holding, splitting, merging, moving and shipping it. */

function invalidStatus({ status }: FulfillmentOrder, code: string | null = null): Refusal {
  return refused(null, `Expected fulfillment order status to be valid but it was ${status.toLowerCase()}.`, code);
}

/** Somebody packs: IN_PROGRESS until it is shipped or marked as open again. */
export function reportProgress(
  context: ShopContext,
  { order, fulfillmentOrder }: FoundFulfillmentOrder,
  progress: { reasonNotes: string | null; appId: number | null },
): Outcome<FulfillmentOrder> {
  const { status: initialStatus, requestStatus } = fulfillmentOrder;
  if (initialStatus !== "OPEN" && initialStatus !== "IN_PROGRESS") return invalidStatus(fulfillmentOrder, "FULFILLMENT_ORDER_STATUS_INVALID");
  if (fulfillmentOrder.deliveryMethod !== "SHIPPING") {
    const message = "Progress cannot be reported for a fulfillment order with this delivery method.";
    return refused(null, message, "FULFILLMENT_ORDER_INVALID_DELIVERY_METHOD");
  }
  if (requestStatus === "SUBMITTED") return refused(null, "The action is not supported for the fulfillment order.", "FULFILLMENT_ORDER_UNSUPPORTED_ACTION");
  fulfillmentOrder.status = "IN_PROGRESS";
  fulfillmentOrder.progress = progress;
  context.emit({
    topic: "fulfillment_orders/progress_reported",
    orderId: order.id,
    fulfillmentOrderId: fulfillmentOrder.id,
    initialStatus,
    ...progress,
  });
  return changed(context, order, fulfillmentOrder);
}

/** Ends a reported progress, or the wait of a scheduled one. */
export function markAsOpen(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder, appId: number | null): Outcome<FulfillmentOrder> {
  const { status, progress } = fulfillmentOrder;
  const subject = { orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id };
  if (status !== "SCHEDULED" && (status !== "IN_PROGRESS" || progress === null)) return invalidStatus(fulfillmentOrder);
  fulfillmentOrder.status = "OPEN";
  fulfillmentOrder.progress = null;
  if (status === "SCHEDULED") context.emit({ topic: "fulfillment_orders/scheduled_fulfillment_order_ready", ...subject });
  else context.emit({ topic: "fulfillment_orders/manually_reported_progress_stopped", ...subject, appId });
  return changed(context, order, fulfillmentOrder);
}

/** Moves the day from which a scheduled one may be shipped. */
export function rescheduleFulfillmentOrder(
  context: ShopContext,
  { order, fulfillmentOrder }: FoundFulfillmentOrder,
  fulfillAt: string,
): Outcome<FulfillmentOrder> {
  if (fulfillmentOrder.status !== "SCHEDULED") return refused(null, "Fulfillment order must be scheduled.");
  if (new Date(fulfillAt) <= context.now()) return refused(["fulfillAt"], "Fulfill at must be in the future.");
  fulfillmentOrder.fulfillAt = printedTime(fulfillAt);
  context.emit({ topic: "fulfillment_orders/rescheduled", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id });
  return changed(context, order, fulfillmentOrder);
}

export type CancelledFulfillmentOrder = { cancelled: FulfillmentOrder; replacement: FulfillmentOrder };

/** A request may be withdrawn as long as nobody accepted it, or after asking to stop. */
const CANCELABLE: ReadonlySet<FulfillmentOrder["requestStatus"]> = new Set(["CANCELLATION_REQUESTED", "REJECTED", "SUBMITTED", "UNSUBMITTED"]);

/** Closes it and hands its lines, ids included, to a new open one: the units are owed as before. */
export function cancelFulfillmentOrder(context: ShopContext, found: FoundFulfillmentOrder): Outcome<CancelledFulfillmentOrder> {
  const { order, fulfillmentOrder } = found;
  const { status, requestStatus, progress } = fulfillmentOrder;
  if (progress !== null) {
    const message = "Cannot cancel fulfillment order that has had progress reported. Mark as unfulfilled first.";
    return refused(["id"], message, "FULFILLMENT_ORDER_HAS_MANUALLY_REPORTED_PROGRESS");
  }
  const isCancelable = status === "OPEN" || status === "SCHEDULED" || (status === "IN_PROGRESS" && requestStatus === "CANCELLATION_REQUESTED");
  if (!isCancelable || !CANCELABLE.has(requestStatus)) {
    return refused(null, "Fulfillment order is not in cancelable request state and can't be canceled.");
  }
  const replacement = replaceFulfillmentOrder(context, found);
  context.emit({ topic: "fulfillment_orders/cancelled", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id, replacementId: replacement.id });
  return done({ cancelled: fulfillmentOrder, replacement });
}

/** Closes it and opens a new one for what it had not shipped. */
export function replaceFulfillmentOrder(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder): FulfillmentOrder {
  const { locationId, deliveryMethod, fulfillAt } = fulfillmentOrder;
  const replacement = openFulfillmentOrder(context, { locationId, deliveryMethod, lines: [] });
  const shipped = fulfillmentOrder.lines.filter((line) => line.remainingQuantity < line.totalQuantity);
  const partlyShipped = shipped.filter((line) => line.remainingQuantity > 0);
  replacement.fulfillAt = fulfillAt;
  replacement.lines = [
    ...fulfillmentOrder.lines.filter((line) => line.remainingQuantity === line.totalQuantity),
    ...openFulfillmentOrder(context, { locationId, lines: partlyShipped.map((line) => ({ lineItemId: line.lineItemId, units: line.remainingQuantity })) })
      .lines,
  ];
  for (const line of partlyShipped) {
    line.totalQuantity -= line.remainingQuantity;
    line.remainingQuantity = 0;
  }
  fulfillmentOrder.lines = shipped;
  fulfillmentOrder.status = "CLOSED";
  addFulfillmentOrder(context.shop, order, replacement);
  changed(context, order, fulfillmentOrder);
  return replacement;
}

/** The day by which the merchant wants it shipped. */
export function setDeadline(context: ShopContext, found: readonly FoundFulfillmentOrder[], fulfillBy: string): void {
  for (const { order, fulfillmentOrder } of found) {
    fulfillmentOrder.fulfillBy = printedTime(fulfillBy);
    changed(context, order, fulfillmentOrder);
  }
}

export type UnpreparableCode = "FULFILLMENT_ORDER_INVALID" | "NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER";

/** Why it cannot be laid ready for the customer to fetch, or null. */
export function unpreparableCode({ fulfillmentOrder }: FoundFulfillmentOrder): UnpreparableCode | null {
  if (fulfillmentOrder.deliveryMethod !== "PICK_UP") return "FULFILLMENT_ORDER_INVALID";
  const isPreparable = fulfillmentOrder.status === "OPEN" || fulfillmentOrder.status === "IN_PROGRESS";
  return isPreparable && !fulfillmentOrder.isPreparedForPickup ? null : "NO_LINE_ITEMS_TO_PREPARE_FOR_FULFILLMENT_ORDER";
}

/** It lies ready; the customer is told. */
export function prepareForPickup(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder): void {
  fulfillmentOrder.isPreparedForPickup = true;
  fulfillmentOrder.status = "IN_PROGRESS";
  changed(context, order, fulfillmentOrder);
  context.emit({ topic: "fulfillment_orders/line_items_prepared_for_pickup", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id });
}

function changed(context: ShopContext, order: Order, fulfillmentOrder: FulfillmentOrder): Outcome<FulfillmentOrder> {
  fulfillmentOrder.updatedAt = timestamp(context);
  touchOrder(context, order);
  return done(fulfillmentOrder);
}
