import { indexOrder } from "../state/shop-state.ts";
import type { CancelReason, Order, Refund } from "../state/types.ts";
import { productSale, shippingSale } from "./checkout.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { lineCents, lineTaxCents, netPaymentCents, refundedShippingCents, shippingCents } from "./order-money.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { refundTransactions } from "./refund-money.ts";
import { removeUnshippedUnits, unshippedUnits } from "./remove-units.ts";
import { addTransactions, newTransaction } from "./transactions.ts";

export type Cancellation = {
  reason: CancelReason;
  restock: boolean;
  /** Whether the money goes back. */
  refund: boolean;
  /** As store credit instead of by the way it came. */
  toStoreCredit?: boolean;
  staffNote?: string | null;
};

/** Cancels an order of which nothing was shipped. Its fulfillment orders close with no units left in them. */
export function cancelOrder(context: ShopContext, order: Order, cancellation: Cancellation): Outcome<Order> {
  const refusal = cancelRefusal(order, cancellation);
  if (refusal !== null) return refused(["orderId"], refusal.message, refusal.code);
  const cancelled = order.lineItems.map((line) => ({ line, units: unshippedUnits(order, line.id) })).filter(({ units }) => units > 0);
  const owedCents = cancelled.reduce((sum, { line, units }) => sum + lineCents(line, units) + (order.taxesIncluded ? 0 : lineTaxCents(line, units)), 0);
  const now = timestamp(context);
  order.cancelReason = cancellation.reason;
  order.cancelNote = cancellation.staffNote ?? null;
  order.cancelledAt = now;
  order.closedAt = now;
  touchOrder(context, order);
  for (const { line, units } of cancelled) removeUnshippedUnits(context, order, { line, units, restock: cancellation.restock });
  const refund = refundOf(context, order, { cancelled, owedCents, cancellation });
  recordCancel(context, order, cancelled, refund);
  settleMoney(context, order, { refund, toStoreCredit: cancellation.toStoreCredit ?? false });
  context.emit({ topic: "refunds/create", orderId: order.id, refundId: refund.id });
  context.emit({ topic: "orders/cancelled", orderId: order.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(order);
}

function cancelRefusal(order: Order, { toStoreCredit = false }: Cancellation): { message: string; code: string } | null {
  if (order.cancelledAt !== null) return { message: "Order has already been cancelled", code: "INVALID" };
  if (order.fulfillments.some(({ status }) => status === "SUCCESS")) {
    return { message: "Cannot cancel an order that has outstanding fulfillments", code: "INVALID" };
  }
  if (order.transactions.some(({ kind, status }) => kind === "AUTHORIZATION" && status === "PENDING")) {
    return { message: "Cannot cancel an order that has pending authorizations", code: "INVALID" };
  }
  if (order.returns.some(({ status }) => status === "OPEN" || status === "REQUESTED")) {
    return { message: "Cannot cancel an order that has open returns", code: "INVALID" };
  }
  if (toStoreCredit && order.customerId === null) {
    return { message: "Cannot refund to store credit without a customer", code: "STORE_CREDIT_REFUND_MISSING_CUSTOMER" };
  }
  return null;
}

type CancelledUnits = { line: Order["lineItems"][number]; units: number };
type Cancelled = { cancelled: readonly CancelledUnits[]; owedCents: number; cancellation: Cancellation };

function refundOf(context: ShopContext, order: Order, { cancelled, owedCents, cancellation }: Cancelled): Refund {
  const { refund, restock, staffNote } = cancellation;
  const now = timestamp(context);
  const amountCents = refund ? Math.max(0, netPaymentCents(order)) : 0;
  const unshippedShipping = amountCents > 0 ? shippingCents(order) - refundedShippingCents(order) : 0;
  const missing = owedCents + unshippedShipping - amountCents;
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
    amountCents,
    shippingCents: unshippedShipping,
    adjustments: amountCents > 0 && missing !== 0 ? [{ id: takeId(context), cents: missing, reason: "REFUND_DISCREPANCY" }] : [],
    returnId: null,
    processedAt: now,
    createdAt: now,
  };
}

/** Gives the money back, and lets go what was only authorised or promised. */
function settleMoney(context: ShopContext, order: Order, { refund, toStoreCredit }: { refund: Refund; toStoreCredit: boolean }): void {
  const given = toStoreCredit
    ? [newTransaction(context, { kind: "REFUND", amountCents: refund.amountCents, gateway: "shopify_store_credit", refundId: refund.id })]
    : refundTransactions(context, order, refund);
  const unsettled = order.transactions.filter(({ kind, status }) => status === "PENDING" || (kind === "AUTHORIZATION" && isUnsettled(order)));
  const voided = unsettled.map(({ id, amountCents, gateway, test }) => newTransaction(context, { kind: "VOID", amountCents, gateway, test, parentId: id }));
  addTransactions(context, order, [...given.filter(({ amountCents }) => amountCents > 0), ...voided]);
}

function isUnsettled({ financialStatus }: Order): boolean {
  return financialStatus === "AUTHORIZED";
}

function recordCancel(context: ShopContext, order: Order, cancelled: readonly CancelledUnits[], refund: Refund): void {
  order.refunds.push(refund);
  order.agreements.push({
    id: takeId(context),
    reason: "REFUND",
    happenedAt: timestamp(context),
    appId: null,
    subjectId: refund.id,
    sales: [
      ...cancelled.map(({ line, units }) => productSale(context, line, -units)),
      ...(refund.shippingCents > 0 ? order.shippingLines.map((line) => shippingSale(context, line, -1)) : []),
    ],
  });
  indexOrder(context.shop, order);
}
