import { indexOrder } from "../state/shop-state.ts";
import type { FulfillmentOrder, LineItem, Order, OrderEditSession } from "../state/types.ts";
import { commitStock, newLineItem } from "./checkout.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { EditedLine, ShopContext } from "./context.ts";
import { addFulfillmentOrder, openFulfillmentOrder } from "./fulfillment-orders.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { removeUnshippedUnits, unshippedUnits } from "./remove-units.ts";
import { routeLines } from "./routing.ts";

/** Editing an order: begin, stage changes, commit. Added units get fulfillment orders of their own. */

export function beginOrderEdit(context: ShopContext, order: Order): Outcome<OrderEditSession> {
  if (order.cancelledAt !== null) return refused(["id"], "The order cannot be edited.");
  const session: OrderEditSession = { id: takeId(context), orderId: order.id, changes: [], additions: [] };
  context.shop.orderEdits.set(session.id, session);
  return done(session);
}

/** Stages a new quantity for a line, counted as the customer sees it: what was removed before is not in it. */
export function stageQuantity(
  context: ShopContext,
  session: OrderEditSession,
  { lineItemId, quantity, restock }: { lineItemId: number; quantity: number; restock: boolean },
): Outcome<OrderEditSession> {
  const order = editedOrder(context, session);
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  if (line === undefined) return refused(["lineItemId"], "Line item does not exist.");
  const leastQuantity = line.currentQuantity - unshippedUnits(order, line.id);
  if (quantity < leastQuantity) {
    return refused(["quantity"], `Quantity cannot be less than ${leastQuantity}: those units are shipped.`);
  }
  session.changes = session.changes.filter((change) => change.lineItemId !== lineItemId);
  session.changes.push({ lineItemId, quantity, restock });
  return done(session);
}

export function stageVariant(
  context: ShopContext,
  session: OrderEditSession,
  { variantId, quantity, locationId }: { variantId: number; quantity: number; locationId: number | null },
): Outcome<OrderEditSession["additions"][number]> {
  if (!context.shop.variants.has(variantId)) return refused(["variantId"], "Variant does not exist.");
  if (quantity < 1) return refused(["quantity"], "Quantity must be greater than 0");
  const addition = { calculatedLineId: takeId(context), variantId, quantity, locationId };
  session.additions.push(addition);
  return done(addition);
}

/** Carries out what was staged, in one step, and ends the session. */
export function commitOrderEdit(context: ShopContext, session: OrderEditSession, appId: number | null): Outcome<Order> {
  const order = editedOrder(context, session);
  if (order.cancelledAt !== null) return refused(["id"], "The order cannot be edited.");
  const removals = removeStaged(context, order, session);
  const { additions, fulfillmentOrders } = addStaged(context, order, session);
  context.shop.orderEdits.delete(session.id);
  indexOrder(context.shop, order);
  order.closedAt = fulfillmentOrders.length > 0 ? null : order.closedAt;
  recordEdit(context, order, { additions, removals, appId });
  touchOrder(context, order);
  context.emit({ topic: "orders/edited", orderId: order.id, editId: session.id, additions, removals });
  context.emit({ topic: "orders/updated", orderId: order.id });
  for (const { id } of fulfillmentOrders) {
    context.emit({ topic: "fulfillment_orders/order_routing_complete", orderId: order.id, fulfillmentOrderId: id });
  }
  return done(order);
}

export function editedOrder(context: Pick<ShopContext, "shop">, session: OrderEditSession): Order {
  const order = context.shop.orders.get(session.orderId);
  if (order === undefined) throw new Error(`order ${session.orderId} of edit ${session.id} is gone`);
  return order;
}

function removeStaged(context: ShopContext, order: Order, session: OrderEditSession): EditedLine[] {
  return session.changes.flatMap(({ lineItemId, quantity, restock }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    const units = line === undefined ? 0 : line.currentQuantity - quantity;
    if (line === undefined || units <= 0) return [];
    removeUnshippedUnits(context, order, { line, units, restock });
    return [{ lineItemId, quantity: units }];
  });
}

type Added = { additions: EditedLine[]; fulfillmentOrders: FulfillmentOrder[] };

function addStaged(context: ShopContext, order: Order, session: OrderEditSession): Added {
  const grown = session.changes.flatMap(({ lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    const units = line === undefined ? 0 : quantity - line.currentQuantity;
    if (line === undefined || units <= 0) return [];
    line.quantity += units;
    line.currentQuantity += units;
    return [{ line, units, locationId: null }];
  });
  const created = session.additions.map(({ variantId, quantity, locationId }) => {
    const line = newLineItem(context, { variantId, quantity }, "IGNORE_POLICY");
    order.lineItems.push(line);
    return { line, units: quantity, locationId };
  });
  const added = [...grown, ...created];
  return {
    additions: added.map(({ line, units }) => ({ lineItemId: line.id, quantity: units })),
    fulfillmentOrders: routeAdded(context, order, added),
  };
}

type AddedUnits = { line: LineItem; units: number; locationId: number | null };

function routeAdded(context: ShopContext, order: Order, added: readonly AddedUnits[]): FulfillmentOrder[] {
  const byLocation = new Map<number, { lineItemId: number; units: number }[]>();
  for (const { line, units, locationId } of added) {
    const there = [{ lineItemId: line.id, units }];
    const routed = locationId === null ? routeLines(context.shop, [{ ...line, quantity: units }]) : new Map([[locationId, there]]);
    for (const [place, lines] of routed) byLocation.set(place, [...(byLocation.get(place) ?? []), ...lines]);
  }
  const fulfillmentOrders = [...byLocation].map(([locationId, lines]) => openFulfillmentOrder(context, { locationId, lines }));
  for (const fulfillmentOrder of fulfillmentOrders) addFulfillmentOrder(context.shop, order, fulfillmentOrder);
  commitStock(context, order.lineItems, fulfillmentOrders);
  return fulfillmentOrders;
}

function recordEdit(
  context: ShopContext,
  order: Order,
  { additions, removals, appId }: { additions: EditedLine[]; removals: EditedLine[]; appId: number | null },
): void {
  const sale = (lineItemId: number, quantity: number): Order["agreements"][number]["sales"][number] => ({
    id: takeId(context),
    lineItemId,
    quantity,
    action: quantity > 0 ? "ORDER" : "RETURN",
  });
  order.agreements.push({
    id: takeId(context),
    reason: "ORDER_EDIT",
    happenedAt: timestamp(context),
    appId,
    sales: [
      ...additions.map(({ lineItemId, quantity }) => sale(lineItemId, quantity)),
      ...removals.map(({ lineItemId, quantity }) => sale(lineItemId, -quantity)),
    ],
  });
}
