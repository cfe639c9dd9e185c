import { indexOrder } from "../state/shop-state.ts";
import type { Return, ReturnDeclineReason, ReturnLine } from "../state/sales-types.ts";
import type { Fulfillment, FulfillmentLine, Order } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ReturnTopic, ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/**
 * Returns: what was shipped comes back. A customer asks (REQUESTED), the merchant approves (OPEN) or declines; made by the
 * merchant it is OPEN at once. What arrives is processed line by line, then the return is closed. Units that were never
 * shipped cannot be returned: they are taken off by an edit, a refund or a cancel.
 */

export type WantedReturnLine = Pick<ReturnLine, "customerNote" | "fulfillmentLineId" | "quantity" | "reason" | "reasonNote" | "restockingFeePercent">;
export type WantedReturn = { lines: readonly WantedReturnLine[]; shippingFeeCents: number; status: "OPEN" | "REQUESTED"; requestedAt: string | null };

const MAX_NOTE_LENGTH = 255;

export function createReturn(context: ShopContext, order: Order, wanted: WantedReturn): Outcome<Return> {
  if (wanted.lines.length === 0) return refused(["returnLineItems"], "Return must have at least one return line item.", "BLANK");
  const taken = new Map<number, number>();
  for (const [index, line] of wanted.lines.entries()) {
    const refusal = lineRefusal(order, line, { index, taken: taken.get(line.fulfillmentLineId) ?? 0 });
    if (refusal !== null) return refusal;
    taken.set(line.fulfillmentLineId, (taken.get(line.fulfillmentLineId) ?? 0) + line.quantity);
  }
  const now = timestamp(context);
  const returned: Return = {
    id: takeId(context),
    name: `${order.name}-R${order.returns.length + 1}`,
    status: wanted.status,
    reverseFulfillmentOrderId: takeId(context),
    lines: wanted.lines.map((line) => newLine(context, line)),
    shippingFeeCents: wanted.shippingFeeCents,
    decline: null,
    createdAt: wanted.requestedAt ?? now,
    requestApprovedAt: wanted.status === "OPEN" ? now : null,
    closedAt: null,
  };
  order.returns.push(returned);
  indexOrder(context.shop, order);
  return told(context, order, returned, wanted.status === "OPEN" ? "returns/approve" : "returns/request");
}

function newLine(context: ShopContext, line: WantedReturnLine): ReturnLine {
  return { ...line, id: takeId(context), processedQuantity: 0, refundedQuantity: 0, reverseLineId: takeId(context), dispositions: [] };
}

function lineRefusal(order: Order, line: WantedReturnLine, { index, taken }: { index: number; taken: number }): Refusal | null {
  const at = (name: string): string[] => ["returnLineItems", String(index), name];
  const found = fulfillmentLineOf(order, line.fulfillmentLineId);
  if (found === undefined) return refused(at("fulfillmentLineItemId"), "Return line item has an invalid fulfillment line item ID.", "INVALID");
  if (line.quantity < 1) return refused(at("quantity"), "Quantity must be greater than 0", "GREATER_THAN");
  if (line.quantity > returnableUnits(order, found.line) - taken) return refused(at("quantity"), "Return line item has an invalid quantity.", "INVALID");
  if (line.reason === "OTHER" && line.reasonNote === "" && line.customerNote === null)
    return refused(at("returnReasonNote"), "Return reason note can't be blank", "BLANK");
  if (line.reasonNote.length > MAX_NOTE_LENGTH)
    return refused(at("returnReasonNote"), `Return reason note is too long (maximum is ${MAX_NOTE_LENGTH} characters)`, "TOO_LONG");
  return null;
}

export function fulfillmentLineOf(order: Order, id: number): { fulfillment: Fulfillment; line: FulfillmentLine } | undefined {
  for (const fulfillment of order.fulfillments) {
    const line = fulfillment.status === "SUCCESS" ? fulfillment.lines.find((candidate) => candidate.id === id) : undefined;
    if (line !== undefined) return { fulfillment, line };
  }
  return undefined;
}

/** Shipped units that are neither on their way back nor refunded. */
export function returnableUnits(order: Order, line: FulfillmentLine): number {
  const alive = order.returns.filter(({ status }) => status !== "CANCELED" && status !== "DECLINED");
  const promised = alive.flatMap(({ lines }) => lines).filter(({ fulfillmentLineId }) => fulfillmentLineId === line.id);
  const left = line.quantity - promised.reduce((sum, { quantity }) => sum + quantity, 0);
  const processed = promised.reduce((sum, { processedQuantity }) => sum + processedQuantity, 0);
  const onOrder = order.lineItems.find(({ id }) => id === line.lineItemId)?.currentQuantity ?? 0;
  return Math.max(0, Math.min(left, onOrder + processed));
}

export function approveReturn(context: ShopContext, order: Order, returned: Return): Outcome<Return> {
  if (returned.status !== "REQUESTED") {
    return refused(["input", "id"], "Return is not approvable. Only returns with status REQUESTED can be approved.", "INVALID");
  }
  returned.status = "OPEN";
  returned.requestApprovedAt = timestamp(context);
  return told(context, order, returned, "returns/approve");
}

export function declineReturn(
  context: ShopContext,
  order: Order,
  returned: Return,
  decline: { reason: ReturnDeclineReason; note: string | null },
): Outcome<Return> {
  if (returned.status !== "REQUESTED") {
    return refused(["input", "id"], "Return is not declinable. Only non-refunded returns with status REQUESTED can be declined.", "INVALID");
  }
  returned.status = "DECLINED";
  returned.decline = decline;
  return told(context, order, returned, "returns/decline");
}

export function closeReturn(context: ShopContext, order: Order, returned: Return): Outcome<Return> {
  if (returned.status === "CLOSED") return done(returned);
  if (returned.status !== "OPEN") return refused(["id"], "Return status is invalid.", "INVALID_STATE");
  returned.status = "CLOSED";
  returned.closedAt = timestamp(context);
  return told(context, order, returned, "returns/close");
}

export function reopenReturn(context: ShopContext, order: Order, returned: Return): Outcome<Return> {
  if (returned.status === "OPEN") return done(returned);
  if (returned.status !== "CLOSED") return refused(["id"], "Return status is invalid.", "INVALID_STATE");
  returned.status = "OPEN";
  returned.closedAt = null;
  return told(context, order, returned, "returns/reopen");
}

export function cancelReturn(context: ShopContext, order: Order, returned: Return): Outcome<Return> {
  if (returned.status === "CANCELED") return done(returned);
  const isTouched = returned.lines.some(({ processedQuantity, refundedQuantity }) => processedQuantity > 0 || refundedQuantity > 0);
  if (returned.status !== "OPEN" || isTouched) return refused(["id"], "Return is not cancelable.", "INVALID_STATE");
  returned.status = "CANCELED";
  return told(context, order, returned, "returns/cancel");
}

export function told(context: ShopContext, order: Order, returned: Return, topic: ReturnTopic): Outcome<Return> {
  touchOrder(context, order);
  context.emit({ topic, orderId: order.id, returnId: returned.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(returned);
}
