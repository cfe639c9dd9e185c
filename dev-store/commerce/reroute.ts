import type { FulfillmentOrder, Location, ShopState } from "../state/types.ts";
import { levelOf } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { lineItemOf } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "./fulfillment-orders.ts";
import { serviceAt } from "./fulfillment-services.ts";
import { isStockedAt, moveFulfillmentOrder, PROGRESS_REPORTED } from "./move.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, Refusal } from "./outcome.ts";

/** Sending fulfillment orders of one order from where they are to the next best place. */

const MOVABLE: ReadonlySet<FulfillmentOrder["status"]> = new Set(["OPEN", "SCHEDULED"]);
const REROUTABLE: ReadonlySet<FulfillmentOrder["requestStatus"]> = new Set(["REJECTED", "UNSUBMITTED"]);

export type RerouteWishes = {
  /** Null: any location will do. */
  includedLocationIds: readonly number[] | null;
  excludedLocationIds: readonly number[];
};

/** Moves them all to the first location that has every unit, or else to the first that stocks every item. */
export function rerouteFulfillmentOrders(context: ShopContext, found: readonly FoundFulfillmentOrder[], wishes: RerouteWishes): Outcome<FulfillmentOrder[]> {
  const refusal = rerouteRefusal(context.shop, found);
  if (refusal !== null) return refusal;
  const destination = bestLocation(context.shop, found, wishes);
  if (destination === null) {
    return refused(null, "Cannot reassign location for fulfillment orders.", "CANNOT_REASSIGN_LOCATION_FOR_FULFILLMENT_ORDERS");
  }
  const moved: FulfillmentOrder[] = [];
  for (const one of found) {
    const outcome = moveFulfillmentOrder(context, one, { newLocationId: destination.id, chosen: [] });
    if (!outcome.ok) throw new Error(`a fulfillment order that may move was refused: ${outcome.errors[0]?.message ?? ""}`);
    moved.push(outcome.value.moved);
  }
  return done(moved);
}

function rerouteRefusal(shop: ShopState, found: readonly FoundFulfillmentOrder[]): Refusal | null {
  const [first] = found;
  if (first === undefined) return refused(["fulfillmentOrderIds"], "No fulfillment order IDs were provided.", "NO_FULFILLMENT_ORDER_IDS");
  if (activeLocations(shop).length < 2) {
    return refused(null, "This feature is only supported for multi-location shops.", "SINGLE_LOCATION_SHOP_NOT_SUPPORTED");
  }
  const field = ["fulfillmentOrderIds"];
  const every = (rule: (one: FoundFulfillmentOrder) => boolean): boolean => found.every(rule);
  if (!every(({ order }) => order.id === first.order.id)) {
    return refused(field, "Fulfillment orders are not from the same order.", "FULFILLMENT_ORDERS_NOT_FROM_THE_SAME_ORDER");
  }
  if (!every(({ fulfillmentOrder }) => fulfillmentOrder.locationId === first.fulfillmentOrder.locationId)) {
    return refused(field, "Fulfillment orders must belong to the same location.", "FULFILLMENT_ORDERS_MUST_BELONG_TO_SAME_LOCATION");
  }
  if (!every(({ fulfillmentOrder }) => fulfillmentOrder.deliveryMethod === "SHIPPING")) {
    return refused(field, "The delivery method type is not supported.", "DELIVERY_METHOD_TYPE_NOT_SUPPORTED");
  }
  if (!every(({ fulfillmentOrder }) => fulfillmentOrder.progress === null)) {
    return refused(field, PROGRESS_REPORTED, "CANNOT_MOVE_FULFILLMENT_ORDER_WITH_REPORTED_PROGRESS");
  }
  if (every(({ fulfillmentOrder }) => MOVABLE.has(fulfillmentOrder.status) && REROUTABLE.has(fulfillmentOrder.requestStatus))) return null;
  const message = "All fulfillment orders must have status and request status compatible with reroutable states.";
  return refused(field, message, "FULFILLMENT_ORDERS_STATE_NOT_SUPPORTED");
}

function activeLocations(shop: ShopState): Location[] {
  return [...shop.locations.values()].filter(({ isActive }) => isActive);
}

function bestLocation(shop: ShopState, found: readonly FoundFulfillmentOrder[], { includedLocationIds, excludedLocationIds }: RerouteWishes): Location | null {
  const origin = found[0]?.fulfillmentOrder.locationId;
  const candidates = activeLocations(shop).filter(
    ({ id, fulfillsOnlineOrders }) =>
      id !== origin &&
      fulfillsOnlineOrders &&
      serviceAt(shop, id) === null &&
      !excludedLocationIds.includes(id) &&
      (includedLocationIds === null || includedLocationIds.length === 0 || includedLocationIds.includes(id)),
  );
  const stocking = candidates.filter((location) =>
    found.every(({ order, fulfillmentOrder }) => fulfillmentOrder.lines.every(({ lineItemId }) => isStockedAt(shop, order, { lineItemId, location }))),
  );
  const wanted = [...unitsWanted(found)];
  const hasAll = ({ id }: Location): boolean =>
    wanted.every(([inventoryItemId, units]) => (levelOf(shop, inventoryItemId, id)?.quantities.available ?? units) >= units);
  return stocking.find(hasAll) ?? stocking[0] ?? null;
}

/** Units by inventory item; what has none can leave from anywhere. */
function unitsWanted(found: readonly FoundFulfillmentOrder[]): Map<number, number> {
  const wanted = new Map<number, number>();
  for (const { order, fulfillmentOrder } of found) {
    for (const { lineItemId, remainingQuantity } of fulfillmentOrder.lines) {
      const { inventoryItemId } = lineItemOf(order, lineItemId);
      if (inventoryItemId !== null) wanted.set(inventoryItemId, (wanted.get(inventoryItemId) ?? 0) + remainingQuantity);
    }
  }
  return wanted;
}
