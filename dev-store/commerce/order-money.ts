import type { ShippingLine } from "../state/sales-types.ts";
import type { LineItem, Order, Refund } from "../state/types.ts";

/**
 * Sums of an order, in cents. "quantity" counts units as ordered, "currentQuantity" what cancels, refunds and edits
 * left of them. The dev store computes no taxes; those that an app states when it creates an order are added up.
 *
 * Example: 3 lamps of 20.00 with 6.00 off and 5.00 shipping come to 59.00; with one lamp refunded to 41.00.
 */

export type Units = "currentQuantity" | "quantity";

/** The share of a sum for all ordered units that falls on so many of them. */
export function shareOf(cents: number, { quantity }: Pick<LineItem, "quantity">, units: number): number {
  return quantity === 0 ? 0 : Math.round((cents * units) / quantity);
}

export function lineDiscountCents(line: LineItem, units: number): number {
  const whole = line.discounts.reduce((sum, { cents }) => sum + cents, 0);
  return shareOf(whole, line, units);
}

/** What so many units of the line cost after discounts. */
export function lineCents(line: LineItem, units: number): number {
  return line.priceCents * units - lineDiscountCents(line, units);
}

export function lineTaxCents(line: LineItem, units: number): number {
  const whole = line.taxLines.reduce((sum, { cents }) => sum + cents, 0);
  return shareOf(whole, line, units);
}

/** Before discounts. */
export function goodsCents(order: Order, units: Units): number {
  return order.lineItems.reduce((sum, line) => sum + line.priceCents * line[units], 0);
}

export function discountCents(order: Order, units: Units): number {
  return order.lineItems.reduce((sum, line) => sum + lineDiscountCents(line, line[units]), 0);
}

export function subtotalCents(order: Order, units: Units): number {
  return goodsCents(order, units) - discountCents(order, units);
}

export function shippingLineCents({ priceCents, discounts }: ShippingLine): number {
  return priceCents - discounts.reduce((sum, { cents }) => sum + cents, 0);
}

export function shippingCents(order: Order): number {
  return order.shippingLines.reduce((sum, line) => (line.isRemoved ? sum : sum + shippingLineCents(line)), 0);
}

export function refundedShippingCents(order: Order): number {
  return order.refunds.reduce((sum, refund) => sum + refund.shippingCents, 0);
}

export function taxCents(order: Order, units: Units): number {
  const onGoods = order.lineItems.reduce((sum, line) => sum + lineTaxCents(line, line[units]), 0);
  const onShipping = order.shippingLines.filter(({ isRemoved }) => !isRemoved).flatMap(({ taxLines }) => taxLines);
  return onGoods + onShipping.reduce((sum, { cents }) => sum + cents, 0);
}

/** Before refunds and cancels; units that edits took off are still in it. */
export function totalCents(order: Order): number {
  return subtotalCents(order, "quantity") + shippingCents(order) + (order.taxesIncluded ? 0 : taxCents(order, "quantity"));
}

/** What the order is worth now. A cancelled order is worth nothing. */
export function currentTotalCents(order: Order): number {
  if (order.cancelledAt !== null) return 0;
  const tax = order.taxesIncluded ? 0 : taxCents(order, "currentQuantity");
  return subtotalCents(order, "currentQuantity") + shippingCents(order) - refundedShippingCents(order) + tax;
}

export function refundedForOrder(order: Order): number {
  return order.refunds.reduce((sum, refund) => sum + refund.amountCents, 0);
}

export function refundedUnitsCents({ lineItems }: Order, { lines }: Pick<Refund, "lines">): number {
  return lines.reduce((sum, { lineItemId, quantity }) => {
    const line = lineItems.find(({ id }) => id === lineItemId);
    return line === undefined ? sum : sum + lineCents(line, quantity);
  }, 0);
}

export function isUnpaid({ financialStatus }: Order): boolean {
  return financialStatus === null || financialStatus === "PENDING" || financialStatus === "AUTHORIZED" || financialStatus === "EXPIRED";
}

const SETTLED = new Set(["PAID", "PARTIALLY_REFUNDED", "REFUNDED"]);

/** Money taken. An order that was stated to be paid, without saying how, counts as paid in full. */
export function receivedCents(order: Order): number {
  if (order.transactions.length === 0) return SETTLED.has(order.financialStatus ?? "") ? totalCents(order) : 0;
  return sumOf(order, (kind) => kind === "SALE" || kind === "CAPTURE");
}

export function netPaymentCents(order: Order): number {
  return receivedCents(order) - refundedForOrder(order);
}

/** What was authorised and neither taken nor let go. */
export function capturableCents(order: Order): number {
  return order.transactions
    .filter(({ kind, status }) => kind === "AUTHORIZATION" && status === "SUCCESS")
    .reduce((sum, { id, amountCents }) => sum + Math.max(0, amountCents - settledCents(order, id)), 0);
}

function settledCents(order: Order, authorizationId: number): number {
  const settling = order.transactions.filter(({ parentId, status }) => parentId === authorizationId && status === "SUCCESS");
  if (settling.some(({ kind }) => kind === "VOID")) return Infinity;
  return settling.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

/** What refunds gave less than the units and shipping were worth; negative when they gave more. */
export function discrepancyCents(order: Order): number {
  return order.refunds.flatMap(({ adjustments }) => adjustments).reduce((sum, { cents }) => sum + cents, 0);
}

/** What is still to be paid; negative when the customer has money to come. */
export function outstandingCents(order: Order): number {
  return order.cancelledAt === null ? currentTotalCents(order) - netPaymentCents(order) + discrepancyCents(order) : 0;
}

/** What a payment can still give back. */
export function refundableCents(order: Order, transactionId: number): number {
  const payment = order.transactions.find(({ id }) => id === transactionId);
  if (payment === undefined || payment.status !== "SUCCESS" || (payment.kind !== "SALE" && payment.kind !== "CAPTURE")) return 0;
  const given = order.transactions.filter(({ kind, status, parentId }) => kind === "REFUND" && status === "SUCCESS" && parentId === transactionId);
  return payment.amountCents - given.reduce((sum, { amountCents }) => sum + amountCents, 0);
}

export function sumOf({ transactions }: Order, isWanted: (kind: string) => boolean): number {
  return transactions.filter(({ kind, status }) => status === "SUCCESS" && isWanted(kind)).reduce((sum, { amountCents }) => sum + amountCents, 0);
}
