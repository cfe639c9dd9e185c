import { indexOrder } from "../state/shop-state.ts";
import type { FinancialStatus, Order } from "../state/types.ts";
import type { OrderTransaction } from "../state/sales-types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { capturableCents, currentTotalCents, netPaymentCents, outstandingCents, receivedCents, refundedForOrder, sumOf } from "./order-money.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** Money in and out of an order, and what it makes of the order's financial status. */

export const MANUAL_GATEWAY = "manual";

export type NewTransaction = Pick<OrderTransaction, "amountCents" | "kind"> & Partial<Omit<OrderTransaction, "id">>;

/** A transaction as of now; it still has to be put into its order. */
export function newTransaction(context: ShopContext, { amountCents, kind, ...rest }: NewTransaction): OrderTransaction {
  const now = timestamp(context);
  return {
    id: takeId(context),
    kind,
    status: "SUCCESS",
    gateway: MANUAL_GATEWAY,
    amountCents,
    parentId: null,
    authorizationCode: null,
    refundId: null,
    test: false,
    processedAt: now,
    createdAt: now,
    ...rest,
  };
}

/** Puts the transactions into the order, in one step, and settles what they make of its status. */
export function addTransactions(context: ShopContext, order: Order, transactions: readonly OrderTransaction[]): void {
  if (transactions.length === 0) return;
  order.transactions.push(...transactions);
  indexOrder(context.shop, order);
  settleFinancialStatus(order);
  for (const { id } of transactions) context.emit({ topic: "order_transactions/create", orderId: order.id, transactionId: id });
}

/** The status that the order's transactions say. Without any it stays what it was stated to be. */
export function settleFinancialStatus(order: Order): void {
  if (order.transactions.length > 0) order.financialStatus = statusOf(order);
}

function statusOf(order: Order): FinancialStatus | null {
  const received = receivedCents(order);
  const refunded = refundedForOrder(order);
  if (refunded > 0) return refunded >= received ? "REFUNDED" : "PARTIALLY_REFUNDED";
  if (received > 0) return received >= currentTotalCents(order) ? "PAID" : "PARTIALLY_PAID";
  if (capturableCents(order) > 0) return "AUTHORIZED";
  if (sumOf(order, (kind) => kind === "VOID") > 0) return "VOIDED";
  if (order.transactions.some(({ status }) => status === "PENDING")) return "PENDING";
  if (order.transactions.every(({ status }) => status === "SUCCESS") && currentTotalCents(order) === 0) return "PAID";
  return "PENDING";
}

/** What the admin's "mark as paid" does: the merchant has got the money some other way. */
export function markAsPaid(context: ShopContext, order: Order): Outcome<Order> {
  if (!canMarkAsPaid(order)) return refused(["id"], "Order cannot be marked as paid.");
  return takePayment(context, order, { kind: "SALE", amountCents: outstandingCents(order) });
}

export function canMarkAsPaid(order: Order): boolean {
  if (order.cancelledAt !== null || order.financialStatus === "PAID" || order.financialStatus === "VOIDED") return false;
  return outstandingCents(order) > 0;
}

/** Takes money, tells that the order is paid when now all of it is, and closes it when nothing is left to ship either. */
export function takePayment(context: ShopContext, order: Order, payment: NewTransaction): Outcome<Order> {
  const wasPaid = order.financialStatus === "PAID";
  for (const transaction of order.transactions) if (transaction.status === "PENDING") transaction.status = "SUCCESS";
  if (netPaymentCents(order) < currentTotalCents(order) || payment.parentId != null) addTransactions(context, order, [newTransaction(context, payment)]);
  settleFinancialStatus(order);
  if (order.transactions.length === 0) order.financialStatus = "PAID";
  touchOrder(context, order);
  if (!wasPaid && order.financialStatus === "PAID") context.emit({ topic: "orders/paid", orderId: order.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(order);
}

/** Takes what was authorised, or part of it. */
export function capture(context: ShopContext, order: Order, { parentId, amountCents }: { parentId: number; amountCents: number }): Outcome<OrderTransaction> {
  const authorization = order.transactions.find(({ id }) => id === parentId);
  if (authorization === undefined || authorization.kind !== "AUTHORIZATION") return refused(["parentTransactionId"], "Transaction does not exist");
  if (amountCents <= 0) return refused(["amount"], "Amount must be greater than zero");
  if (amountCents > capturableCents(order)) return refused(["amount"], "Amount exceeds the authorized amount");
  takePayment(context, order, { kind: "CAPTURE", amountCents, parentId, gateway: authorization.gateway, test: authorization.test });
  const taken = order.transactions.at(-1);
  if (taken === undefined) throw new Error(`order ${order.id} lost the capture`);
  return done(taken);
}

/** Lets go what was authorised. */
export function voidAuthorization(context: ShopContext, order: Order, authorization: OrderTransaction): Outcome<OrderTransaction> {
  if (authorization.kind !== "AUTHORIZATION") return refused(["parentTransactionId"], "Parent transaction must be an authorization");
  if (capturableCents(order) === 0) return refused(["parentTransactionId"], "Transaction has already been captured or voided");
  const { amountCents, gateway, test } = authorization;
  const voided = newTransaction(context, { kind: "VOID", amountCents, gateway, test, parentId: authorization.id });
  addTransactions(context, order, [voided]);
  touchOrder(context, order);
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(voided);
}
