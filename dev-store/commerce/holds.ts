import type { FulfillmentHold, FulfillmentOrder, HoldReason } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { complementOf, takeApart, unitsProblem } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { rejoin } from "./merge.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/**
 * Holds. A fulfillment order is ON_HOLD as long as it carries one. Holding a part splits: the original keeps
 * the held units, the rest goes to a new open fulfillment order. When the last hold ends, what is still open of that
 * rest comes back into the original.
 */

const MAX_HOLDS_PER_APP = 10;
const MAX_HANDLE_LENGTH = 64;

export type HoldRequest = {
  reason: HoldReason;
  reasonNotes: string | null;
  handle: string;
  externalId: string | null;
  appId: number | null;
  /** Empty: everything in the fulfillment order. */
  chosen: readonly LineUnits[];
};

export type PlacedHold = {
  hold: FulfillmentHold;
  fulfillmentOrder: FulfillmentOrder;
  remaining: FulfillmentOrder | null;
};

export function holdFulfillmentOrder(context: ShopContext, found: FoundFulfillmentOrder, request: HoldRequest): Outcome<PlacedHold> {
  const { order, fulfillmentOrder } = found;
  const refusal = holdRefusal(fulfillmentOrder, request);
  if (refusal !== null) return refusal;
  const rest = request.chosen.length === 0 ? [] : complementOf(fulfillmentOrder, request.chosen);
  const remaining = rest.length === 0 ? null : takeApart(context, found, rest);
  if (remaining !== null) remaining.heldApartFromId = fulfillmentOrder.id;
  const hold: FulfillmentHold = {
    id: takeId(context),
    handle: request.handle,
    reason: request.reason,
    reasonNotes: request.reasonNotes,
    externalId: request.externalId,
    appId: request.appId,
  };
  const isFirst = fulfillmentOrder.holds.length === 0;
  fulfillmentOrder.holds.push(hold);
  fulfillmentOrder.status = "ON_HOLD";
  fulfillmentOrder.updatedAt = timestamp(context);
  touchOrder(context, order);
  context.emit({ topic: "fulfillment_holds/added", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id, hold });
  if (isFirst) {
    const splitOffId = remaining?.id ?? null;
    context.emit({ topic: "fulfillment_orders/placed_on_hold", orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id, splitOffId });
  }
  return done({ hold, fulfillmentOrder, remaining });
}

/** A scheduled delivery has its own day, and what a service works on is out of the merchant's hands. */
const HOLDABLE: ReadonlySet<FulfillmentOrder["status"]> = new Set(["IN_PROGRESS", "ON_HOLD", "OPEN"]);

function holdRefusal(fulfillmentOrder: FulfillmentOrder, request: HoldRequest): Refusal | null {
  const { chosen, handle } = request;
  const lines = ["fulfillmentHold", "fulfillmentOrderLineItems"];
  if (!HOLDABLE.has(fulfillmentOrder.status)) {
    return refused(null, "Fulfillment order is not in a state that can be held.", "TAKEN");
  }
  if (handle.length > MAX_HANDLE_LENGTH) {
    return refused(["fulfillmentHold", "handle"], `Handle is too long (maximum is ${MAX_HANDLE_LENGTH} characters)`);
  }
  const ids = new Set(chosen.map(({ fulfillmentOrderLineId }) => fulfillmentOrderLineId));
  if (ids.size < chosen.length) {
    return refused(lines, "must contain unique line item ids", "DUPLICATED_FULFILLMENT_ORDER_LINE_ITEMS");
  }
  const zero = chosen.findIndex(({ units }) => units < 1);
  if (zero >= 0) {
    return refused([...lines, String(zero), "quantity"], "You must select at least one item to place on partial hold.", "GREATER_THAN_ZERO");
  }
  const problem = unitsProblem(fulfillmentOrder, chosen);
  if (problem !== null) return refused([...lines], "The line item quantity is invalid.", "INVALID_LINE_ITEM_QUANTITY");
  const own = fulfillmentOrder.holds.filter(({ appId }) => appId === request.appId);
  if (own.some((hold) => hold.handle === handle)) {
    return refused(
      ["fulfillmentHold", "handle"],
      "The handle provided for the fulfillment hold is already in use by this app for another hold on this fulfillment order.",
      "DUPLICATE_FULFILLMENT_HOLD_HANDLE",
    );
  }
  if (own.length >= MAX_HOLDS_PER_APP) {
    return refused(
      ["id"],
      "The maximum number of fulfillment holds for this fulfillment order has been reached for this app. An app can only have up to 10 holds on a single fulfillment order at any one time.",
      "FULFILLMENT_ORDER_HOLD_LIMIT_REACHED",
    );
  }
  if (chosen.length > 0 && fulfillmentOrder.holds.length > 0) {
    return refused(["fulfillmentHold", "fulfillmentOrderLineItems"], "The fulfillment order is not in a splittable state.", "FULFILLMENT_ORDER_NOT_SPLITTABLE");
  }
  return null;
}

/**
 * Releases the holds named by id, or by external id, or all of them (everybody's!) when neither is given. Ids
 * that are not there are passed over: releasing twice is no error. Open again when no hold is left.
 */
export function releaseHolds(
  context: ShopContext,
  found: FoundFulfillmentOrder,
  { holdIds, externalId }: { holdIds: readonly number[] | null; externalId: string | null },
): Outcome<FulfillmentOrder> {
  const { order, fulfillmentOrder } = found;
  const isReleased = (hold: FulfillmentHold): boolean => {
    if (holdIds !== null) return holdIds.includes(hold.id);
    return externalId === null || hold.externalId === externalId;
  };
  const released = fulfillmentOrder.holds.filter(isReleased);
  if (released.length === 0) return done(fulfillmentOrder);
  const subject = { orderId: order.id, fulfillmentOrderId: fulfillmentOrder.id };
  fulfillmentOrder.holds = fulfillmentOrder.holds.filter((hold) => !isReleased(hold));
  fulfillmentOrder.updatedAt = timestamp(context);
  touchOrder(context, order);
  for (const hold of released) context.emit({ topic: "fulfillment_holds/released", ...subject, hold });
  if (fulfillmentOrder.holds.length > 0) return done(fulfillmentOrder);
  fulfillmentOrder.status = "OPEN";
  fulfillmentOrder.progress = null;
  context.emit({ topic: "fulfillment_orders/hold_released", ...subject });
  rejoin(context, found);
  return done(fulfillmentOrder);
}
