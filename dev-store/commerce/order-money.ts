import type { Order } from "../state/types.ts";

/** Sums of an order, in cents. The dev store has no taxes on top and no discounts. */

export function goodsCents(order: Order, units: "quantity" | "currentQuantity"): number {
  return order.lineItems.reduce((sum, line) => sum + line.priceCents * line[units], 0);
}

/** What the order is worth now. A cancelled order is worth nothing. */
export function currentTotalCents(order: Order): number {
  return order.cancelledAt === null ? goodsCents(order, "currentQuantity") + order.shippingCents : 0;
}

export function refundedForOrder(order: Order): number {
  return order.refunds.reduce((sum, refund) => sum + refund.amountCents, 0);
}

export function isUnpaid({ financialStatus }: Order): boolean {
  return financialStatus === null || financialStatus === "PENDING" || financialStatus === "AUTHORIZED";
}

export function receivedCents(order: Order): number {
  return isUnpaid(order) || order.financialStatus === "VOIDED" ? 0 : goodsCents(order, "quantity") + order.shippingCents;
}
