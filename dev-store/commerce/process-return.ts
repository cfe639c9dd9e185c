import type { DispositionType, Return, ReturnDisposition, ReturnLine } from "../state/sales-types.ts";
import type { LineItem, Order } from "../state/types.ts";
import { productSale } from "./checkout.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";
import { refundOrder, restockShipped } from "./refund.ts";
import type { RefundRequest } from "./refund.ts";
import { fulfillmentLineOf, told } from "./returns.ts";

/** What happens when returned units arrive: where they go, what leaves the order, what money goes back. */

export type Arrival = { reverseLineId: number; quantity: number; type: DispositionType; locationId: number | null };
export type ProcessedLine = { returnLineId: number; quantity: number; arrivals: readonly Arrival[] };
export type Processing = {
  lines: readonly ProcessedLine[];
  /** Null: no money goes back. */
  refund: Pick<RefundRequest, "allowOverRefunding" | "note" | "payments" | "shipping"> | null;
  appId: number | null;
};

export function processReturn(context: ShopContext, order: Order, returned: Return, processing: Processing): Outcome<Return> {
  if (returned.status !== "OPEN") return refused(["input", "returnId"], "Return is not open.", "INVALID_STATE");
  const refusal = processing.lines.map((line, index) => lineRefusal(returned, line, index)).find((found) => found !== null);
  if (refusal != null) return refusal;
  const arrivals = processing.lines.flatMap((line) => line.arrivals);
  const units = processing.lines.flatMap((line) => unitsOf(order, returned, line));
  if (processing.refund === null) takeBack(context, order, returned, { units, appId: processing.appId });
  else {
    const outcome = refundOrder(context, order, refundOf(returned, units, processing));
    if (!outcome.ok) return outcome;
    for (const { returnLine, quantity } of units) returnLine.refundedQuantity += quantity;
  }
  for (const { returnLine, quantity } of units) returnLine.processedQuantity += quantity;
  if (arrivals.length > 0) dispose(context, order, returned, arrivals);
  return told(context, order, returned, "returns/process");
}

function lineRefusal(returned: Return, { returnLineId, quantity }: ProcessedLine, index: number): Refusal | null {
  const at = (name: string): string[] => ["input", "returnLineItems", String(index), name];
  const line = returned.lines.find(({ id }) => id === returnLineId);
  if (line === undefined) return refused(at("id"), "Return line item not found.", "NOT_FOUND");
  if (quantity < 1) return refused(at("quantity"), "Quantity must be greater than 0", "GREATER_THAN");
  if (quantity > line.quantity - line.processedQuantity) return refused(at("quantity"), "Quantity exceeds the processable quantity.", "INVALID");
  return null;
}

type ReturnedUnits = { returnLine: ReturnLine; line: LineItem; quantity: number };

function unitsOf(order: Order, returned: Return, { returnLineId, quantity }: ProcessedLine): ReturnedUnits[] {
  const returnLine = returned.lines.find(({ id }) => id === returnLineId);
  const line = returnLine && lineItemOf(order, returnLine);
  return returnLine === undefined || line === undefined ? [] : [{ returnLine, line, quantity }];
}

function lineItemOf(order: Order, { fulfillmentLineId }: ReturnLine): LineItem | undefined {
  const lineItemId = fulfillmentLineOf(order, fulfillmentLineId)?.line.lineItemId;
  return order.lineItems.find(({ id }) => id === lineItemId);
}

/** Stock follows where the units are put, not the refund: so the refund itself restocks nothing. */
function refundOf(returned: Return, units: readonly ReturnedUnits[], { refund, appId }: Processing): RefundRequest {
  const lines = units.map(({ line, quantity }) => ({ lineItemId: line.id, quantity, restockType: "NO_RESTOCK" as const, locationId: null }));
  return { note: null, ...refund, lines, returnId: returned.id, appId };
}

function takeBack(context: ShopContext, order: Order, returned: Return, { units, appId }: { units: readonly ReturnedUnits[]; appId: number | null }): void {
  for (const { line, quantity } of units) line.currentQuantity -= quantity;
  order.agreements.push({
    id: takeId(context),
    reason: "RETURN",
    happenedAt: timestamp(context),
    appId,
    subjectId: returned.id,
    sales: units.map(({ line, quantity }) => productSale(context, line, -quantity)),
  });
}

/** Puts units that arrived where they belong, for each line of a reverse fulfillment order. */
export function disposeArrivals(context: ShopContext, order: Order, returned: Return, arrivals: readonly Arrival[]): Outcome<ReturnLine[]> {
  if (returned.status !== "OPEN" && returned.status !== "CLOSED")
    return refused(["dispositionInputs"], "Reverse fulfillment order is not open.", "INVALID_STATE");
  for (const [index, arrival] of arrivals.entries()) {
    const refusal = arrivalRefusal(context, returned, arrival, index);
    if (refusal !== null) return refusal;
  }
  return done(dispose(context, order, returned, arrivals));
}

function arrivalRefusal(context: ShopContext, returned: Return, arrival: Arrival, index: number): Refusal | null {
  const at = (name: string): string[] => ["dispositionInputs", String(index), name];
  const line = returned.lines.find(({ reverseLineId }) => reverseLineId === arrival.reverseLineId);
  if (line === undefined) return refused(at("reverseFulfillmentOrderLineItemId"), "Reverse fulfillment order line item not found.", "NOT_FOUND");
  const disposed = line.dispositions.reduce((sum, { quantity }) => sum + quantity, 0);
  if (arrival.quantity < 1 || arrival.quantity > line.quantity - disposed) return refused(at("quantity"), "Quantity is invalid.", "INVALID");
  if (arrival.type !== "RESTOCKED" || context.shop.locations.has(arrival.locationId ?? 0)) return null;
  return refused(at("locationId"), "Location is required to restock.", "BLANK");
}

function dispose(context: ShopContext, order: Order, returned: Return, arrivals: readonly Arrival[]): ReturnLine[] {
  const made: number[] = [];
  const touched = arrivals.flatMap((arrival) => {
    const returnLine = returned.lines.find(({ reverseLineId }) => reverseLineId === arrival.reverseLineId);
    if (returnLine === undefined) return [];
    const { quantity, type, locationId } = arrival;
    const disposition: ReturnDisposition = { id: takeId(context), type, quantity, locationId, createdAt: timestamp(context) };
    returnLine.dispositions.push(disposition);
    made.push(disposition.id);
    const line = lineItemOf(order, returnLine);
    if (line !== undefined && type === "RESTOCKED") restockShipped(context, order, { line, units: quantity, locationId });
    return [returnLine];
  });
  context.emit({ topic: "reverse_fulfillment_orders/dispose", orderId: order.id, returnId: returned.id, dispositionIds: made });
  return [...new Set(touched)];
}
