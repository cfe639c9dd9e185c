import type { FulfillmentOrder, Location, Order, ShopState } from "../state/types.ts";
import { levelOf, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import {
  addFulfillmentOrder,
  committedItem,
  complementOf,
  lineItemOf,
  openFulfillmentOrder,
  OPEN_STATUSES,
  takeApart,
  unitsProblem,
} from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { changeQuantities } from "./inventory.ts";
import { gatherInto, mergePartners } from "./merge.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/** Sending what is to be shipped to another location, and the stock that is committed to it with it. */

export const PROGRESS_REPORTED = "Cannot move fulfillment order that has had progress reported. Mark as unfulfilled first.";

/** A service has been asked: until it says no, its answer could cross with the move. */
const WITH_THE_SERVICE: ReadonlySet<FulfillmentOrder["requestStatus"]> = new Set(["ACCEPTED", "CANCELLATION_REJECTED", "CANCELLATION_REQUESTED", "SUBMITTED"]);

export type MovedFulfillmentOrder = {
  moved: FulfillmentOrder;
  original: FulfillmentOrder;
  remaining: FulfillmentOrder | null;
};

type Destination = { newLocationId: number; chosen: readonly LineUnits[] };

/**
 * Moves all units that are not shipped, or the chosen ones. A part becomes a new fulfillment order at the new location, the
 * original keeps the rest; so does one of which a part was shipped. Where the order has an open fulfillment order at the
 * new location already, both are gathered in a new one and the old ones close.
 */
export function moveFulfillmentOrder(
  context: ShopContext,
  found: FoundFulfillmentOrder,
  { newLocationId, chosen }: Destination,
): Outcome<MovedFulfillmentOrder> {
  const { order, fulfillmentOrder } = found;
  const refusal = moveRefusal(context.shop, found, { newLocationId, chosen });
  if (refusal !== null) return refusal;
  const originLocationId = fulfillmentOrder.locationId;
  const stays = chosen.length > 0 && complementOf(fulfillmentOrder, chosen).length > 0;
  const isShippedInPart = fulfillmentOrder.lines.some((line) => line.remainingQuantity < line.totalQuantity);
  const moved = stays || isShippedInPart ? takeApart(context, found, stays ? chosen : complementOf(fulfillmentOrder, [])) : fulfillmentOrder;
  if (isShippedInPart && !stays) fulfillmentOrder.status = "CLOSED";
  if (moved.status === "INCOMPLETE") moved.status = "OPEN";
  moved.requestStatus = "UNSUBMITTED";
  moved.locationId = newLocationId;
  moved.updatedAt = timestamp(context);
  moveCommitted(context, order, moved, originLocationId);
  const gathered = gatherAtDestination(context, order, moved);
  touchOrder(context, order);
  context.emit({
    topic: "fulfillment_orders/moved",
    orderId: order.id,
    fulfillmentOrderId: gathered.id,
    movedFromId: fulfillmentOrder.id,
    originLocationId,
  });
  return done({ moved: gathered, original: fulfillmentOrder, remaining: stays ? fulfillmentOrder : null });
}

function moveRefusal(shop: ShopState, { order, fulfillmentOrder }: FoundFulfillmentOrder, { newLocationId, chosen }: Destination): Refusal | null {
  const location = shop.locations.get(newLocationId);
  if (location === undefined || !location.isActive) return refused(["newLocationId"], "Location not found.");
  if (location.id === fulfillmentOrder.locationId) return refused(null, "Cannot move fulfillment order to the same location.");
  if (fulfillmentOrder.progress !== null) return refused(["id"], PROGRESS_REPORTED, "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS");
  if (!OPEN_STATUSES.has(fulfillmentOrder.status) || WITH_THE_SERVICE.has(fulfillmentOrder.requestStatus)) {
    return refused(null, "Fulfillment order is not in a state that can be moved.");
  }
  const problem = unitsProblem(fulfillmentOrder, chosen);
  if (problem !== null) return refused(["fulfillmentOrderLineItems"], problem);
  const movedIds = new Set(chosen.map(({ fulfillmentOrderLineId }) => fulfillmentOrderLineId));
  const moved = fulfillmentOrder.lines.filter(({ id, remainingQuantity }) => remainingQuantity > 0 && (chosen.length === 0 || movedIds.has(id)));
  const isStocked = moved.every((line) => isStockedAt(shop, order, { lineItemId: line.lineItemId, location }));
  return isStocked ? null : refused(["newLocationId"], "Some of the items aren't stocked at the new location.");
}

/** Whether the location could ship the line: what is not tracked can leave from anywhere. */
export function isStockedAt(shop: ShopState, order: Order, { lineItemId, location }: { lineItemId: number; location: Location }): boolean {
  const { inventoryItemId } = lineItemOf(order, lineItemId);
  if (inventoryItemId === null || shop.inventoryItems.get(inventoryItemId)?.tracked !== true) return true;
  return levelOf(shop, inventoryItemId, location.id) !== undefined;
}

function moveCommitted(context: ShopContext, order: Order, moved: FulfillmentOrder, originLocationId: number): void {
  const changes = moved.lines.flatMap((line) => {
    const inventoryItemId = committedItem(order, line);
    if (inventoryItemId === null) return [];
    const units = line.remainingQuantity;
    return [
      { inventoryItemId, locationId: originLocationId, name: "committed" as const, delta: -units },
      { inventoryItemId, locationId: originLocationId, name: "available" as const, delta: units },
      { inventoryItemId, locationId: moved.locationId, name: "available" as const, delta: -units },
      { inventoryItemId, locationId: moved.locationId, name: "committed" as const, delta: units },
    ];
  });
  changeQuantities(context, changes);
}

function gatherAtDestination(context: ShopContext, order: Order, moved: FulfillmentOrder): FulfillmentOrder {
  const there = mergePartners(order, moved);
  if (there.length === 0) return moved;
  const { locationId, deliveryMethod, fulfillAt } = moved;
  const gathered = openFulfillmentOrder(context, { locationId, deliveryMethod, lines: [] });
  gathered.fulfillAt = fulfillAt;
  for (const one of [...there, moved]) gatherInto(context, gathered, { source: one, chosen: [] });
  addFulfillmentOrder(context.shop, order, gathered);
  return gathered;
}
