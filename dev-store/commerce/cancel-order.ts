import { indexOrder } from "../state/shop-state.ts";
import type { CancelReason, Order, Refund } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { removeUnshippedUnits, unshippedUnits } from "./remove-units.ts";

export type Cancellation = {
  reason: CancelReason;
  restock: boolean;
  /** Whether the money goes back. */
  refund: boolean;
  staffNote?: string | null;
};

/** Cancels an order of which nothing was shipped. Its fulfillment orders close with no units left in them. */
export function cancelOrder(context: ShopContext, order: Order, cancellation: Cancellation): Outcome<Order> {
  if (order.cancelledAt !== null) return refused(["orderId"], "Order has already been cancelled", "INVALID");
  if (order.fulfillments.some(({ status }) => status === "SUCCESS")) {
    return refused(["orderId"], "Cannot cancel an order that has outstanding fulfillments", "INVALID");
  }
  const now = timestamp(context);
  const cancelled = order.lineItems.map((line) => ({ line, units: unshippedUnits(order, line.id) })).filter(({ units }) => units > 0);
  order.cancelReason = cancellation.reason;
  order.cancelledAt = now;
  order.closedAt = now;
  touchOrder(context, order);
  for (const { line, units } of cancelled) {
    removeUnshippedUnits(context, order, { line, units, restock: cancellation.restock });
  }
  const refund = refundOf(context, order, cancelled, cancellation);
  recordCancel(context, order, cancelled, refund);
  context.emit({ topic: "orders/cancelled", orderId: order.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(order);
}

type CancelledUnits = { line: Order["lineItems"][number]; units: number };

function refundOf(context: ShopContext, order: Order, cancelled: readonly CancelledUnits[], { restock, refund, staffNote }: Cancellation): Refund {
  const goods = cancelled.reduce((sum, { line, units }) => sum + line.priceCents * units, 0);
  return {
    id: takeId(context),
    note: staffNote ?? null,
    lines: cancelled.map(({ line, units }) => ({
      id: takeId(context),
      lineItemId: line.id,
      quantity: units,
      restockType: restock ? "CANCEL" : "NO_RESTOCK",
      locationId: null,
    })),
    amountCents: refund && order.financialStatus === "PAID" ? goods + order.shippingCents : 0,
    createdAt: timestamp(context),
  };
}

function recordCancel(context: ShopContext, order: Order, cancelled: readonly CancelledUnits[], refund: Refund): void {
  if (refund.amountCents > 0) order.financialStatus = "REFUNDED";
  else if (order.financialStatus === "AUTHORIZED") order.financialStatus = "VOIDED";
  order.refunds.push(refund);
  order.agreements.push({
    id: takeId(context),
    reason: "REFUND",
    happenedAt: timestamp(context),
    appId: null,
    sales: cancelled.map(({ line, units }) => ({
      id: takeId(context),
      lineItemId: line.id,
      quantity: -units,
      action: "RETURN",
    })),
  });
  indexOrder(context.shop, order);
  context.emit({ topic: "refunds/create", orderId: order.id, refundId: refund.id });
}
