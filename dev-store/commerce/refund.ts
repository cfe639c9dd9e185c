import { indexOrder } from "../state/shop-state.ts";
import type { OrderTransaction } from "../state/sales-types.ts";
import type { LineItem, Order, Refund, RefundLine, RestockType } from "../state/types.ts";
import { productSale, shippingSale } from "./checkout.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities } from "./inventory.ts";
import { lineTaxCents, netPaymentCents, refundedShippingCents, refundedUnitsCents, shippingCents } from "./order-money.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { removeUnshippedUnits, unshippedUnits } from "./remove-units.ts";
import { addTransactions, newTransaction } from "./transactions.ts";

export type RefundLineRequest = { lineItemId: number; quantity: number; restockType: RestockType; locationId: number | null };

export type RefundRequest = {
  note: string | null;
  lines: readonly RefundLineRequest[];
  /** How the money goes back; without any none does. */
  payments?: readonly { amountCents: number; gateway: string; parentId: number | null }[];
  shipping?: { cents: number } | "FULL" | null;
  allowOverRefunding?: boolean;
  discrepancyReason?: string | null;
  processedAt?: string | null;
  returnId?: number | null;
  appId: number | null;
};

/**
 * Refunds units of an order. CANCEL takes units that were not shipped off the order and puts them back into
 * stock; NO_RESTOCK takes them off without; RETURN takes shipped units back into stock at the location.
 * LEGACY_RESTOCK is CANCEL for what was not shipped and RETURN for the rest.
 */
export function refundOrder(context: ShopContext, order: Order, request: RefundRequest): Outcome<Refund> {
  const refusal = requestProblem(context, order, request);
  if (refusal !== null) return refused(refusal.field, refusal.message);
  const shipping = wantedShippingCents(order, request);
  const isOfReturn = request.returnId != null;
  const lines = request.lines.map((wanted) => refundLine(context, order, wanted, isOfReturn));
  const refund = newRefund(context, order, { request, lines, shipping });
  order.refunds.push(refund);
  order.agreements.push(refundAgreement(context, order, refund, request));
  indexOrder(context.shop, order);
  addTransactions(context, order, refundPayments(context, refund, request));
  touchOrder(context, order);
  context.emit({ topic: "refunds/create", orderId: order.id, refundId: refund.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(refund);
}

type Problem = { field: string[] | null; message: string };

function requestProblem(context: ShopContext, order: Order, request: RefundRequest): Problem | null {
  const wanted = new Map<number, number>();
  for (const [index, line] of request.lines.entries()) {
    wanted.set(line.lineItemId, (wanted.get(line.lineItemId) ?? 0) + line.quantity);
    const problem = lineProblem(context, order, { ...line, quantity: line.quantity < 1 ? line.quantity : (wanted.get(line.lineItemId) ?? 0) });
    if (problem !== null) return { field: ["refundLineItems", String(index), problem.name], message: problem.message };
  }
  return moneyProblem(order, request);
}

function lineProblem({ shop }: ShopContext, order: Order, wanted: RefundLineRequest): { name: string; message: string } | null {
  const line = order.lineItems.find(({ id }) => id === wanted.lineItemId);
  if (line === undefined) return { name: "lineItemId", message: "Line item does not exist" };
  if (wanted.quantity < 1) return { name: "quantity", message: "Quantity must be greater than 0" };
  const tooMany = { name: "quantity", message: "Quantity cannot refund more items than were purchased" };
  if (wanted.quantity > line.currentQuantity) return tooMany;
  if (wanted.restockType === "CANCEL" && wanted.quantity > unshippedUnits(order, line.id)) return tooMany;
  if (wanted.locationId !== null && !shop.locations.has(wanted.locationId)) return { name: "locationId", message: "Location does not exist" };
  return null;
}

function moneyProblem(order: Order, { payments = [], shipping, allowOverRefunding = false }: RefundRequest): Problem | null {
  const given = payments.reduce((sum, { amountCents }) => sum + amountCents, 0);
  const net = netPaymentCents(order);
  if (given > net && !allowOverRefunding) {
    return { field: null, message: `Refund amount ${priceText(given, order)} is greater than net payment received ${priceText(net, order)}` };
  }
  for (const [index, { parentId }] of payments.entries()) {
    if (parentId === null || order.transactions.some(({ id }) => id === parentId)) continue;
    return { field: ["transactions", String(index), "parentId"], message: "Parent transaction does not exist" };
  }
  const shippingLeft = shippingCents(order) - refundedShippingCents(order);
  if (shipping != null && shipping !== "FULL" && shipping.cents > shippingLeft) {
    return { field: ["shipping", "amount"], message: `Refund shipping amount cannot be greater than ${priceText(shippingLeft, order)}` };
  }
  return null;
}

/** "$12.00", as the shop's own money format writes it. */
function priceText(cents: number, { currencyCode }: Order): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode, currencyDisplay: "narrowSymbol" });
  return format.format(cents / 100);
}

function wantedShippingCents(order: Order, { shipping = null }: RefundRequest): number {
  if (shipping === null) return 0;
  return shipping === "FULL" ? shippingCents(order) - refundedShippingCents(order) : shipping.cents;
}

type RefundParts = { request: RefundRequest; lines: RefundLine[]; shipping: number };

function newRefund(context: ShopContext, order: Order, { request, lines, shipping }: RefundParts): Refund {
  const now = timestamp(context);
  const amountCents = (request.payments ?? []).reduce((sum, payment) => sum + payment.amountCents, 0);
  const missing = refundedUnitsCents(order, { lines }) + taxOf(order, lines) + shipping - amountCents;
  // A refund of units alone, without any money, owes nothing to anybody yet.
  const isDiscrepant = missing !== 0 && amountCents > 0;
  return {
    id: takeId(context),
    note: request.note,
    lines,
    amountCents,
    shippingCents: shipping,
    adjustments: isDiscrepant ? [{ id: takeId(context), cents: missing, reason: adjustmentReason(request.discrepancyReason) }] : [],
    returnId: request.returnId ?? null,
    processedAt: request.processedAt ?? now,
    createdAt: now,
  };
}

function adjustmentReason(given: string | null | undefined): string {
  return given == null || given === "OTHER" ? "REFUND_DISCREPANCY" : given;
}

function taxOf(order: Order, lines: readonly RefundLine[]): number {
  if (order.taxesIncluded) return 0;
  return lines.reduce((sum, { lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return line === undefined ? sum : sum + lineTaxCents(line, quantity);
  }, 0);
}

function refundPayments(context: ShopContext, { id: refundId, processedAt }: Refund, { payments = [] }: RefundRequest): OrderTransaction[] {
  return payments.filter(({ amountCents }) => amountCents > 0).map((payment) => newTransaction(context, { kind: "REFUND", refundId, processedAt, ...payment }));
}

/** Returned units were shipped, so none of them is taken out of what still has to be. */
function refundLine(context: ShopContext, order: Order, wanted: RefundLineRequest, isOfReturn: boolean): RefundLine {
  const { lineItemId, quantity, restockType, locationId } = wanted;
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  if (line === undefined) throw new Error(`line item ${lineItemId} was checked and is gone`);
  const unshipped = restockType === "RETURN" || isOfReturn ? 0 : Math.min(quantity, unshippedUnits(order, line.id));
  if (unshipped > 0) removeUnshippedUnits(context, order, { line, units: unshipped, restock: restockType !== "NO_RESTOCK" });
  const shipped = quantity - unshipped;
  line.currentQuantity -= shipped;
  if (restockType === "RETURN" || restockType === "LEGACY_RESTOCK") restockShipped(context, order, { line, units: shipped, locationId });
  return { id: takeId(context), lineItemId, quantity, restockType, locationId };
}

/** Puts shipped units that came back on the shelf, where the refund says or where they were shipped from. */
export function restockShipped(
  context: ShopContext,
  order: Order,
  { line, units, locationId }: { line: LineItem; units: number; locationId: number | null },
): void {
  const place = locationId ?? order.fulfillments.at(-1)?.locationId ?? order.fulfillmentOrders[0]?.locationId;
  if (units === 0 || line.inventoryItemId === null || !line.commitsInventory || place === undefined) return;
  changeQuantities(context, [{ inventoryItemId: line.inventoryItemId, locationId: place, name: "available", delta: units }]);
}

function refundAgreement(context: ShopContext, order: Order, refund: Refund, { appId }: RefundRequest): Order["agreements"][number] {
  const products = refund.lines.flatMap(({ lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return line === undefined ? [] : [productSale(context, line, -quantity)];
  });
  const [shippingLine] = order.shippingLines;
  const shipping =
    refund.shippingCents > 0 && shippingLine !== undefined
      ? [{ ...shippingSale(context, shippingLine, -1), cents: -refund.shippingCents, discountCents: 0 }]
      : [];
  const adjustments = refund.adjustments.map(({ cents }) => ({
    id: takeId(context),
    lineType: "ADJUSTMENT" as const,
    action: "RETURN" as const,
    quantity: null,
    cents,
    discountCents: 0,
  }));
  return {
    id: takeId(context),
    reason: refund.returnId === null ? "REFUND" : "RETURN",
    happenedAt: refund.createdAt,
    appId,
    subjectId: refund.returnId ?? refund.id,
    sales: [...products, ...shipping, ...adjustments],
  };
}
