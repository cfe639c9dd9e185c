import { indexOrder } from "../state/shop-state.ts";
import type { LineTarget, StagedChange, StagedLine } from "../state/sales-types.ts";
import type { FulfillmentOrder, LineItem, Order, OrderEditSession } from "../state/types.ts";
import { commitStock, newLineItem, newShippingLine, productSale, shippingSale } from "./checkout.ts";
import { takeId, timestamp, touchOrder } from "./context.ts";
import type { EditedLine, EditNote, ShopContext } from "./context.ts";
import { applyDiscount, removeDiscount } from "./discounts.ts";
import { addFulfillmentOrder, openFulfillmentOrder } from "./fulfillment-orders.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { removeUnshippedUnits } from "./remove-units.ts";
import { routeLines } from "./routing.ts";
import { settleFinancialStatus } from "./transactions.ts";

/** Carrying out what an order edit has staged. Added units get fulfillment orders of their own. */

export function beginOrderEdit(context: ShopContext, order: Order): Outcome<OrderEditSession> {
  if (order.cancelledAt !== null) return refused(["id"], "The order cannot be edited.");
  const session: OrderEditSession = { id: takeId(context), orderId: order.id, changes: [] };
  context.shop.orderEdits.set(session.id, session);
  return done(session);
}

export function editedOrder(context: Pick<ShopContext, "shop">, session: OrderEditSession): Order {
  const order = context.shop.orders.get(session.orderId);
  if (order === undefined) throw new Error(`order ${session.orderId} of edit ${session.id} is gone`);
  return order;
}

const NO_NOTE: EditNote = { appId: null, staffNote: null, notifyCustomer: false };

/** Carries out what was staged, in one step, and ends the session. */
export function commitOrderEdit(context: ShopContext, session: OrderEditSession, note: EditNote = NO_NOTE): Outcome<Order> {
  const order = editedOrder(context, session);
  if (order.cancelledAt !== null) return refused(["id"], "The order cannot be edited.");
  if (session.changes.length === 0) return refused(["id"], "There must be at least one change to be made to commit the order edit.");
  const removals = removeStaged(context, order, session);
  const added = addStaged(context, order, session);
  discountStaged(context, order, session, added.created);
  const shippingSales = changeShipping(context, order, session);
  context.shop.orderEdits.delete(session.id);
  indexOrder(context.shop, order);
  order.closedAt = added.fulfillmentOrders.length > 0 ? null : order.closedAt;
  recordEdit(context, order, { additions: added.additions, removals, shippingSales, appId: note.appId });
  settleFinancialStatus(order);
  touchOrder(context, order);
  context.emit({ topic: "orders/edited", orderId: order.id, editId: session.id, additions: added.additions, removals, note });
  context.emit({ topic: "orders/updated", orderId: order.id });
  for (const { id } of added.fulfillmentOrders) {
    context.emit({ topic: "fulfillment_orders/order_routing_complete", orderId: order.id, fulfillmentOrderId: id });
  }
  return done(order);
}

export function stagedQuantities({ changes }: OrderEditSession): Extract<StagedChange, { kind: "QUANTITY" }>[] {
  return changes.filter((change) => change.kind === "QUANTITY");
}

export function stagedLines({ changes }: OrderEditSession): StagedLine[] {
  return changes.flatMap((change) => (change.kind === "VARIANT" || change.kind === "CUSTOM_ITEM" ? [change.addition] : []));
}

function removeStaged(context: ShopContext, order: Order, session: OrderEditSession): EditedLine[] {
  return stagedQuantities(session).flatMap(({ lineItemId, quantity, restock }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    const units = line === undefined ? 0 : line.currentQuantity - quantity;
    if (line === undefined || units <= 0) return [];
    removeUnshippedUnits(context, order, { line, units, restock });
    return [{ lineItemId, quantity: units }];
  });
}

type Added = { additions: EditedLine[]; created: Map<string, LineItem>; fulfillmentOrders: FulfillmentOrder[] };
type AddedUnits = { line: LineItem; units: number; locationId: number | null };

function addStaged(context: ShopContext, order: Order, session: OrderEditSession): Added {
  const created = new Map<string, LineItem>();
  const added: AddedUnits[] = stagedQuantities(session).flatMap(({ lineItemId, quantity }) => grow(order, lineItemId, quantity));
  for (const addition of stagedLines(session)) {
    if (addition.quantity === 0) continue;
    const { uuid, locationId, ...wanted } = addition;
    const line = newLineItem(context, wanted, "IGNORE_POLICY");
    order.lineItems.push(line);
    created.set(uuid, line);
    added.push({ line, units: line.quantity, locationId });
  }
  return {
    additions: added.map(({ line, units }) => ({ lineItemId: line.id, quantity: units })),
    created,
    fulfillmentOrders: routeAdded(context, order, added),
  };
}

function grow(order: Order, lineItemId: number, quantity: number): AddedUnits[] {
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  const units = line === undefined ? 0 : quantity - line.currentQuantity;
  if (line === undefined || units <= 0) return [];
  for (const part of [...line.discounts, ...line.taxLines]) part.cents += line.quantity === 0 ? 0 : Math.round((part.cents * units) / line.quantity);
  line.quantity += units;
  line.currentQuantity += units;
  return [{ line, units, locationId: null }];
}

function routeAdded(context: ShopContext, order: Order, added: readonly AddedUnits[]): FulfillmentOrder[] {
  const unplaced = added.filter(({ locationId }) => locationId === null).map(({ line, units }) => ({ ...line, quantity: units }));
  const byLocation = new Map(routeLines(context.shop, unplaced));
  for (const { line, units, locationId } of added) {
    if (locationId !== null) byLocation.set(locationId, [...(byLocation.get(locationId) ?? []), { lineItemId: line.id, units }]);
  }
  const fulfillmentOrders = [...byLocation].map(([locationId, lines]) => openFulfillmentOrder(context, { locationId, lines }));
  for (const fulfillmentOrder of fulfillmentOrders) addFulfillmentOrder(context.shop, order, fulfillmentOrder);
  commitStock(context, order.lineItems, fulfillmentOrders);
  return fulfillmentOrders;
}

function discountStaged(context: ShopContext, order: Order, { changes }: OrderEditSession, created: ReadonlyMap<string, LineItem>): void {
  for (const change of changes) {
    if (change.kind === "REMOVE_DISCOUNT") removeDiscount(order, change.discountId);
    if (change.kind !== "DISCOUNT") continue;
    const line = lineOfTarget(order, change.target, created);
    if (line === undefined) continue;
    const { discountId: id, description, value } = change;
    applyDiscount(context, order, { id, kind: "MANUAL", title: description, description, value, level: "LINE", target: "LINE_ITEM" }, [line]);
  }
}

function lineOfTarget({ lineItems }: Order, target: LineTarget, created: ReadonlyMap<string, LineItem>): LineItem | undefined {
  return "uuid" in target ? created.get(target.uuid) : lineItems.find(({ id }) => id === target.lineItemId);
}

function changeShipping(context: ShopContext, order: Order, { changes }: OrderEditSession): Order["agreements"][number]["sales"] {
  return changes.flatMap((change) => {
    if (change.kind === "SHIPPING_LINE") {
      const line = { ...newShippingLine(context, { title: change.title, priceCents: change.priceCents }), id: change.shippingLineId };
      order.shippingLines.push(line);
      return [shippingSale(context, line, 1)];
    }
    if (change.kind !== "REMOVE_SHIPPING_LINE") return [];
    const line = order.shippingLines.find(({ id }) => id === change.shippingLineId);
    if (line === undefined) return [];
    line.isRemoved = true;
    return [shippingSale(context, line, -1)];
  });
}

type Edit = { additions: EditedLine[]; removals: EditedLine[]; shippingSales: Order["agreements"][number]["sales"]; appId: number | null };

function recordEdit(context: ShopContext, order: Order, { additions, removals, shippingSales, appId }: Edit): void {
  const sale = ({ lineItemId, quantity }: EditedLine, sign: -1 | 1): Order["agreements"][number]["sales"] => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return line === undefined ? [] : [productSale(context, line, sign * quantity)];
  };
  order.agreements.push({
    id: takeId(context),
    reason: "ORDER_EDIT",
    happenedAt: timestamp(context),
    appId,
    subjectId: null,
    sales: [...additions.flatMap((edited) => sale(edited, 1)), ...removals.flatMap((edited) => sale(edited, -1)), ...shippingSales],
  });
}
