import { indexOrder } from "../state/shop-state.ts";
import type { FulfillmentOrder, Order } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { remainingUnits, unitsProblem } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { refused } from "./outcome.ts";
import type { Refusal } from "./outcome.ts";

/** Putting fulfillment orders of one order at one location together: by request, and when a partial hold ends. */

export type MergeIntent = {
  found: FoundFulfillmentOrder;
  /** Empty: everything in it. */
  chosen: readonly LineUnits[];
};

/** Those that this one could be merged with now. */
export function mergePartners(order: Order, fulfillmentOrder: FulfillmentOrder): FulfillmentOrder[] {
  return order.fulfillmentOrders.filter((other) => other.id !== fulfillmentOrder.id && areMergeable(fulfillmentOrder, other));
}

function areMergeable(one: FulfillmentOrder, other: FulfillmentOrder): boolean {
  return (
    one.status === "OPEN" &&
    other.status === "OPEN" &&
    one.locationId === other.locationId &&
    one.fulfillAt === other.fulfillAt &&
    one.deliveryMethod === other.deliveryMethod &&
    one.requestStatus !== "SUBMITTED" &&
    other.requestStatus !== "SUBMITTED"
  );
}

/** Says why these cannot be merged, or null. */
export function mergeRefusal(intents: readonly MergeIntent[]): Refusal | null {
  const [first, ...others] = intents;
  if (first === undefined || others.length === 0) return refused(null, "Select at least two fulfillment orders to merge.");
  for (const { found, chosen } of intents) {
    const problem = unitsProblem(found.fulfillmentOrder, chosen);
    if (problem !== null) return refused(null, problem, "INVALID_LINE_ITEM_QUANTITY");
  }
  const ids = new Set(intents.map(({ found }) => found.fulfillmentOrder.id));
  const target = first.found;
  const isMergeable = others.every(({ found }) => found.order.id === target.order.id && areMergeable(target.fulfillmentOrder, found.fulfillmentOrder));
  return isMergeable && ids.size === intents.length ? null : refused(null, "The fulfillment orders are not mergeable.");
}

/** Joins the units into the first fulfillment order. One that gave all it had closes, its lines at zero. */
export function mergeFulfillmentOrders(context: ShopContext, intents: readonly MergeIntent[]): FulfillmentOrder {
  const [first, ...others] = intents;
  if (first === undefined) throw new Error("a merge needs fulfillment orders");
  const { order, fulfillmentOrder: target } = first.found;
  const merged = intents.map(({ found, chosen }) => ({ fulfillmentOrderId: found.fulfillmentOrder.id, units: chosenUnits(found.fulfillmentOrder, chosen) }));
  for (const { found, chosen } of others) gatherInto(context, target, { source: found.fulfillmentOrder, chosen });
  target.updatedAt = timestamp(context);
  indexOrder(context.shop, order);
  touchOrder(context, order);
  context.emit({ topic: "fulfillment_orders/merged", orderId: order.id, fulfillmentOrderId: target.id, merged });
  return target;
}

/** Gives a fulfillment order back what partial holds of it had set free, as far as that is still open beside it. */
export function rejoin(context: ShopContext, { order, fulfillmentOrder }: FoundFulfillmentOrder): void {
  const apart = mergePartners(order, fulfillmentOrder).filter(({ heldApartFromId }) => heldApartFromId === fulfillmentOrder.id);
  if (apart.length === 0) return;
  const intents = [fulfillmentOrder, ...apart].map((one) => ({ found: { order, fulfillmentOrder: one }, chosen: [] }));
  mergeFulfillmentOrders(context, intents);
}

function chosenUnits(fulfillmentOrder: FulfillmentOrder, chosen: readonly LineUnits[]): LineUnits[] {
  if (chosen.length > 0) return [...chosen];
  return fulfillmentOrder.lines.map((line) => ({ fulfillmentOrderLineId: line.id, units: line.remainingQuantity }));
}

/** Puts the chosen units of the source, or all, into the target. Lines of the source stay behind in it, at zero. */
export function gatherInto(
  context: ShopContext,
  target: FulfillmentOrder,
  { source, chosen }: { source: FulfillmentOrder; chosen: readonly LineUnits[] },
): void {
  for (const { fulfillmentOrderLineId, units } of chosenUnits(source, chosen)) {
    const line = source.lines.find(({ id }) => id === fulfillmentOrderLineId);
    if (line === undefined || units === 0) continue;
    line.totalQuantity -= units;
    line.remainingQuantity -= units;
    const same = target.lines.find(({ lineItemId }) => lineItemId === line.lineItemId);
    if (same === undefined) {
      target.lines.push({ id: takeId(context), lineItemId: line.lineItemId, totalQuantity: units, remainingQuantity: units });
    } else {
      same.totalQuantity += units;
      same.remainingQuantity += units;
    }
  }
  source.updatedAt = timestamp(context);
  if (remainingUnits(source) === 0) source.status = "CLOSED";
}
