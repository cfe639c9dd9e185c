import { indexOrder } from "../state/shop-state.ts";
import type { LineItem, Order, Refund, RefundLine, RestockType } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities } from "./inventory.ts";
import { receivedCents, refundedForOrder } from "./order-money.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { removeUnshippedUnits, unshippedUnits } from "./remove-units.ts";

export type RefundRequest = {
  note: string | null;
  lines: { lineItemId: number; quantity: number; restockType: RestockType; locationId: number | null }[];
  /** Null: the price of the refunded units. */
  amountCents: number | null;
  appId: number | null;
};

/**
 * Refunds units of an order. CANCEL takes units that were not shipped off the order and puts them back into
 * stock; NO_RESTOCK takes them off without; RETURN takes shipped units back into stock at the location.
 */
export function refundOrder(context: ShopContext, order: Order, request: RefundRequest): Outcome<Refund> {
  for (const [index, wanted] of request.lines.entries()) {
    const problem = lineProblem(order, wanted);
    if (problem !== null) return refused(["refundLineItems", String(index), "quantity"], problem);
  }
  const lines = request.lines.map((wanted) => refundLine(context, order, wanted));
  const refund: Refund = {
    id: takeId(context),
    note: request.note,
    lines,
    amountCents: request.amountCents ?? valueOf(order, lines),
    createdAt: timestamp(context),
  };
  order.refunds.push(refund);
  order.agreements.push(refundAgreement(context, refund, request.appId));
  if (refund.amountCents > 0) {
    order.financialStatus = refundedForOrder(order) >= receivedCents(order) ? "REFUNDED" : "PARTIALLY_REFUNDED";
  }
  indexOrder(context.shop, order);
  touchOrder(context, order);
  context.emit({ topic: "refunds/create", orderId: order.id, refundId: refund.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(refund);
}

function lineProblem(order: Order, wanted: RefundRequest["lines"][number]): string | null {
  const line = order.lineItems.find(({ id }) => id === wanted.lineItemId);
  if (line === undefined) return "Line item does not exist.";
  if (wanted.quantity < 1) return "Quantity must be greater than 0";
  if (wanted.quantity > line.currentQuantity) return "Refund quantity is greater than the quantity that can be refunded.";
  if (wanted.restockType !== "CANCEL") return null;
  return wanted.quantity > unshippedUnits(order, line.id) ? "Quantity cannot refund more items than were purchased" : null;
}

function refundLine(context: ShopContext, order: Order, wanted: RefundRequest["lines"][number]): RefundLine {
  const { lineItemId, quantity, restockType, locationId } = wanted;
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  if (line === undefined) throw new Error(`line item ${lineItemId} was checked and is gone`);
  const unshipped = restockType === "RETURN" ? 0 : Math.min(quantity, unshippedUnits(order, line.id));
  if (unshipped > 0) {
    removeUnshippedUnits(context, order, { line, units: unshipped, restock: restockType === "CANCEL" });
  }
  line.currentQuantity -= quantity - unshipped;
  if (restockType === "RETURN") restock(context, order, { line, units: quantity, locationId });
  return { id: takeId(context), lineItemId, quantity, restockType, locationId };
}

function restock(context: ShopContext, order: Order, { line, units, locationId }: { line: LineItem; units: number; locationId: number | null }): void {
  const place = locationId ?? order.fulfillments.at(-1)?.locationId ?? order.fulfillmentOrders[0]?.locationId;
  if (line.inventoryItemId === null || !line.commitsInventory || place === undefined) return;
  changeQuantities(context, [{ inventoryItemId: line.inventoryItemId, locationId: place, name: "available", delta: units }]);
}

function valueOf(order: Order, lines: readonly RefundLine[]): number {
  return lines.reduce((sum, { lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return sum + (line?.priceCents ?? 0) * quantity;
  }, 0);
}

function refundAgreement(context: ShopContext, refund: Refund, appId: number | null): Order["agreements"][number] {
  return {
    id: takeId(context),
    reason: "REFUND",
    happenedAt: refund.createdAt,
    appId,
    sales: refund.lines.map(({ lineItemId, quantity }) => ({
      id: takeId(context),
      lineItemId,
      quantity: -quantity,
      action: "RETURN",
    })),
  };
}
