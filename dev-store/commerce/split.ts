import type { FulfillmentOrder } from "../state/types.ts";
import { touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { complementOf, takeApart, unitsProblem } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { refused } from "./outcome.ts";
import type { Refusal } from "./outcome.ts";

export type SplitFulfillmentOrder = { fulfillmentOrder: FulfillmentOrder; remaining: FulfillmentOrder };

/** Says why the chosen units cannot be split off, or null. Something has to stay behind. */
export function splitRefusal({ fulfillmentOrder }: FoundFulfillmentOrder, chosen: readonly LineUnits[]): Refusal | null {
  const problem = unitsProblem(fulfillmentOrder, chosen);
  if (problem !== null) return refused(null, problem, "INVALID_LINE_ITEM_QUANTITY");
  const isSplittable = fulfillmentOrder.status === "OPEN" && fulfillmentOrder.requestStatus !== "SUBMITTED";
  if (isSplittable && complementOf(fulfillmentOrder, chosen).length > 0) return null;
  return refused(null, "Fulfillment order is not splittable.", "INVALID_LINE_ITEM_QUANTITY");
}

/**
 * Splits the chosen units into a fulfillment order of their own. As in Shopify the original keeps the rest and
 * the new one (`remaining` in its answer) carries the chosen units.
 */
export function splitFulfillmentOrder(context: ShopContext, found: FoundFulfillmentOrder, chosen: readonly LineUnits[]): SplitFulfillmentOrder {
  const { order, fulfillmentOrder } = found;
  const remaining = takeApart(context, found, chosen);
  touchOrder(context, order);
  context.emit({ topic: "fulfillment_orders/split", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id, splitOffId: remaining.id });
  return { fulfillmentOrder, remaining };
}
