import { indexOrder } from "../state/shop-state.ts";
import type { Fulfillment, FulfillmentLine, FulfillmentOrder, FulfillmentOrderLine, Order, OriginAddress, TrackingInfo } from "../state/types.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { addFulfillmentOrder, lineItemOf, openFulfillmentOrder, remainingUnits } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder, LineUnits } from "./fulfillment-orders.ts";
import { changeQuantities } from "./inventory.ts";
import type { QuantityChange } from "./inventory.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** What a service gave up on (INCOMPLETE) the merchant may ship himself. */
const SHIPPABLE: ReadonlySet<FulfillmentOrder["status"]> = new Set(["INCOMPLETE", "IN_PROGRESS", "OPEN"]);

export type Parcel = {
  /** Units to ship of each fulfillment order; an empty list ships all that remains of it. */
  contents: { found: FoundFulfillmentOrder; chosen: readonly LineUnits[] }[];
  tracking?: TrackingInfo[];
  originAddress?: OriginAddress | null;
  notifyCustomer?: boolean;
};

/**
 * Ships a parcel: committed units leave the shelf, fulfillment orders close when nothing remains. All must be
 * of one order at one location. A fulfillment order on hold cannot be shipped.
 */
export function fulfil(context: ShopContext, parcel: Parcel): Outcome<Fulfillment> {
  const refusal = parcelRefusal(parcel);
  if (refusal !== null) return refused(["fulfillment"], refusal);
  const [first] = parcel.contents;
  if (first === undefined) return refused(["fulfillment"], "Fulfillment order does not exist.");
  const { order } = first.found;
  const shipped = parcel.contents.flatMap(({ found, chosen }) => shipFrom(context, found, unitsToShip(found, chosen)));
  const fulfillment = newFulfillment(context, order, parcel, first.found.fulfillmentOrder.locationId);
  fulfillment.lines = mergedLines(context, shipped);
  order.fulfillments.push(fulfillment);
  indexOrder(context.shop, order);
  touchOrder(context, order);
  const isComplete = order.fulfillmentOrders.every((fulfillmentOrder) => remainingUnits(fulfillmentOrder) === 0);
  context.emit({ topic: "fulfillments/create", orderId: order.id, fulfillmentId: fulfillment.id });
  context.emit({ topic: isComplete ? "orders/fulfilled" : "orders/partially_fulfilled", orderId: order.id });
  if (isComplete && order.financialStatus === "PAID") order.closedAt = timestamp(context);
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(fulfillment);
}

function parcelRefusal({ contents }: Parcel): string | null {
  const orders = [...new Set(contents.map(({ found }) => found.order.id))];
  if (orders.length > 1) {
    return `All fulfillment orders must belong to the same order. Multiple orders with ids [${orders.join(", ")}] were found.`;
  }
  const locations = [...new Set(contents.map(({ found }) => found.fulfillmentOrder.locationId))].sort((a, b) => a - b);
  if (locations.length > 1) {
    return `All fulfillment orders must be assigned to a single location. Multiple locations with ids [${locations.join(", ")}] were found.`;
  }
  for (const { found, chosen } of contents) {
    const problem = shippingProblem(found.fulfillmentOrder, chosen);
    if (problem !== null) return problem;
  }
  return null;
}

function shippingProblem(fulfillmentOrder: FulfillmentOrder, chosen: readonly LineUnits[]): string | null {
  for (const { fulfillmentOrderLineId, units } of chosen) {
    const line = fulfillmentOrder.lines.find(({ id }) => id === fulfillmentOrderLineId);
    if (line === undefined) return "Fulfillment order line item does not exist.";
    if (units > line.remainingQuantity) return "Invalid fulfillment order line item quantity requested.";
  }
  const canShip = SHIPPABLE.has(fulfillmentOrder.status) && fulfillmentOrder.requestStatus !== "SUBMITTED";
  if (canShip && remainingUnits(fulfillmentOrder) > 0) return null;
  return `Fulfillment order ${fulfillmentOrder.id} has an unfulfillable status= ${fulfillmentOrder.status.toLowerCase()}.`;
}

function unitsToShip({ fulfillmentOrder }: FoundFulfillmentOrder, chosen: readonly LineUnits[]): LineUnits[] {
  if (chosen.length > 0) return [...chosen];
  return fulfillmentOrder.lines.map((line) => ({ fulfillmentOrderLineId: line.id, units: line.remainingQuantity }));
}

type ShippedUnits = { lineItemId: number; units: number };

function shipFrom(context: ShopContext, found: FoundFulfillmentOrder, chosen: readonly LineUnits[]): ShippedUnits[] {
  const { order, fulfillmentOrder } = found;
  const shipped: ShippedUnits[] = [];
  for (const { fulfillmentOrderLineId, units } of chosen) {
    const line = fulfillmentOrder.lines.find(({ id }) => id === fulfillmentOrderLineId);
    if (line === undefined || units === 0) continue;
    line.remainingQuantity -= units;
    shipped.push({ lineItemId: line.lineItemId, units });
    changeQuantities(context, leavingStock(order, line, { locationId: fulfillmentOrder.locationId, units }));
  }
  const isDone = remainingUnits(fulfillmentOrder) === 0;
  if (isDone) {
    fulfillmentOrder.status = "CLOSED";
    fulfillmentOrder.progress = null;
  } else if (fulfillmentOrder.status === "OPEN") {
    fulfillmentOrder.status = "IN_PROGRESS";
  }
  fulfillmentOrder.updatedAt = timestamp(context);
  return shipped;
}

function newFulfillment(context: ShopContext, order: Order, parcel: Parcel, locationId: number): Fulfillment {
  const now = timestamp(context);
  return {
    id: takeId(context),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    fulfillmentOrderIds: parcel.contents.map(({ found }) => found.fulfillmentOrder.id),
    locationId,
    status: "SUCCESS",
    lines: [],
    tracking: parcel.tracking ?? [],
    events: [],
    originAddress: parcel.originAddress ?? null,
    notifyCustomer: parcel.notifyCustomer ?? false,
    createdAt: now,
    updatedAt: now,
  };
}

/** One fulfillment line for each line item, however many fulfillment orders its units came from. */
function mergedLines(context: ShopContext, shipped: readonly ShippedUnits[]): FulfillmentLine[] {
  const unitsOf = new Map<number, number>();
  for (const { lineItemId, units } of shipped) unitsOf.set(lineItemId, (unitsOf.get(lineItemId) ?? 0) + units);
  return [...unitsOf].map(([lineItemId, quantity]) => ({ id: takeId(context), lineItemId, quantity }));
}

/**
 * Undoes a parcel that was not sent: its units are owed again, from the same location. A fulfillment order that still had
 * units to ship takes them back; one that was closed stays so, and a new one takes its place.
 */
export function cancelFulfillment(context: ShopContext, order: Order, fulfillment: Fulfillment): Outcome<Fulfillment> {
  if (fulfillment.status === "CANCELLED") return refused(["id"], "Fulfillment is already cancelled.");
  fulfillment.status = "CANCELLED";
  fulfillment.updatedAt = timestamp(context);
  for (const { fulfillmentOrder, units } of unitsShippedIn(order, fulfillment)) {
    if (fulfillmentOrder.status === "CLOSED") owedAgain(context, order, { fulfillmentOrder, units });
    else takeBack(fulfillmentOrder, units);
    recommit(context, order, { locationId: fulfillmentOrder.locationId, units });
    fulfillmentOrder.updatedAt = fulfillment.updatedAt;
  }
  order.closedAt = null;
  touchOrder(context, order);
  context.emit({ topic: "fulfillments/update", orderId: order.id, fulfillmentId: fulfillment.id });
  context.emit({ topic: "orders/updated", orderId: order.id });
  return done(fulfillment);
}

type UnitsOfOrder = { fulfillmentOrder: FulfillmentOrder; units: { line: FulfillmentOrderLine; units: number }[] };

/** How many units of each fulfillment order the parcel held. */
function unitsShippedIn(order: Order, fulfillment: Fulfillment): UnitsOfOrder[] {
  const left = new Map(fulfillment.lines.map(({ lineItemId, quantity }) => [lineItemId, quantity]));
  return order.fulfillmentOrders.flatMap((fulfillmentOrder) => {
    if (!fulfillment.fulfillmentOrderIds.includes(fulfillmentOrder.id)) return [];
    const units = fulfillmentOrder.lines.flatMap((line) => {
      const shipped = Math.min(left.get(line.lineItemId) ?? 0, line.totalQuantity - line.remainingQuantity);
      left.set(line.lineItemId, (left.get(line.lineItemId) ?? 0) - shipped);
      return shipped === 0 ? [] : [{ line, units: shipped }];
    });
    return units.length === 0 ? [] : [{ fulfillmentOrder, units }];
  });
}

function takeBack(fulfillmentOrder: FulfillmentOrder, units: UnitsOfOrder["units"]): void {
  for (const { line, units: shipped } of units) line.remainingQuantity += shipped;
  const isWhole = fulfillmentOrder.lines.every((line) => line.remainingQuantity === line.totalQuantity);
  if (isWhole && fulfillmentOrder.status === "IN_PROGRESS" && fulfillmentOrder.progress === null && fulfillmentOrder.requestStatus === "UNSUBMITTED") {
    fulfillmentOrder.status = "OPEN";
  }
}

function owedAgain(context: ShopContext, order: Order, { fulfillmentOrder, units }: UnitsOfOrder): void {
  const { locationId, deliveryMethod, fulfillAt } = fulfillmentOrder;
  const lines = units.map(({ line, units: shipped }) => ({ lineItemId: line.lineItemId, units: shipped }));
  const replacement = openFulfillmentOrder(context, { locationId, deliveryMethod, lines });
  replacement.fulfillAt = fulfillAt;
  addFulfillmentOrder(context.shop, order, replacement);
}

function recommit(context: ShopContext, order: Order, { locationId, units }: { locationId: number; units: UnitsOfOrder["units"] }): void {
  const changes = units.flatMap(({ line, units: shipped }) => {
    return leavingStock(order, line, { locationId, units: -shipped });
  });
  changeQuantities(context, changes);
}

/** Committed units leave the shelf; those that were reserved for no sooner than now were available until now. */
function leavingStock(order: Order, line: FulfillmentOrderLine, { locationId, units }: { locationId: number; units: number }): QuantityChange[] {
  const { inventoryItemId, commitsInventory, sellingPlan } = lineItemOf(order, line.lineItemId);
  if (inventoryItemId === null) return [];
  if (commitsInventory) return [{ inventoryItemId, locationId, name: "committed", delta: -units }];
  return sellingPlan?.reserve === "ON_FULFILLMENT" ? [{ inventoryItemId, locationId, name: "available", delta: -units }] : [];
}
