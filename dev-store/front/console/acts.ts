import { z } from "zod";
import { cancelOrder } from "../../commerce/cancel-order.ts";
import { addressOf, createLocation } from "../../commerce/catalog.ts";
import { placeOrder, unitsForSale } from "../../commerce/checkout.ts";
import type { ShopContext } from "../../commerce/context.ts";
import { fulfil } from "../../commerce/fulfil.ts";
import { findFulfillmentOrder, OPEN_STATUSES, remainingUnits } from "../../commerce/fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "../../commerce/fulfillment-orders.ts";
import { releaseHolds } from "../../commerce/holds.ts";
import { changeQuantities } from "../../commerce/inventory.ts";
import { moveFulfillmentOrder } from "../../commerce/move.ts";
import { lineCents } from "../../commerce/order-money.ts";
import { beginOrderEdit, commitOrderEdit } from "../../commerce/order-edit.ts";
import { stageQuantity } from "../../commerce/order-edit-staging.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import { refundOrder } from "../../commerce/refund.ts";
import { suggestedPayments } from "../../commerce/refund-money.ts";
import type { SeededRandom } from "../../seeded-random.ts";
import type { LineItem, Order } from "../../state/types.ts";

/**
 * What a merchant or a shopper does outside of the app, at the press of a button. Everything goes through `commerce/`, so
 * stock and webhooks follow as from the shop's own pages. Each act says in a sentence what it did.
 */

const MOST_ORDERS_AT_ONCE = 200;
const MOST_LINES = 3;
const MOST_UNITS = 3;
const MOST_UNITS_ADJUSTED = 999_999;

const ofOrder = { orderId: z.int() };
const ofLine = { ...ofOrder, lineItemId: z.int(), quantity: z.int().min(0) };

export const consoleAct = z.discriminatedUnion("act", [
  z.object({ act: z.literal("place"), count: z.int().min(1).max(MOST_ORDERS_AT_ONCE) }),
  z.object({
    act: z.literal("adjust"),
    inventoryItemId: z.int(),
    locationId: z.int(),
    delta: z.int().min(-MOST_UNITS_ADJUSTED).max(MOST_UNITS_ADJUSTED),
  }),
  z.object({ act: z.literal("addLocation"), name: z.string().trim().min(1) }),
  z.object({ act: z.literal("fulfil"), ...ofOrder }),
  z.object({ act: z.literal("cancel"), ...ofOrder, restock: z.boolean() }),
  z.object({ act: z.literal("refund"), ...ofLine, restock: z.boolean() }),
  z.object({ act: z.literal("edit"), ...ofLine }),
  z.object({ act: z.literal("move"), fulfillmentOrderId: z.int(), locationId: z.int() }),
  z.object({ act: z.literal("release"), fulfillmentOrderId: z.int() }),
]);

export type ConsoleAct = z.infer<typeof consoleAct>;

/** The shop does not do it; the message says why. */
export class Refused extends Error {}

export function perform(context: ShopContext, wanted: ConsoleAct, random: SeededRandom): string {
  switch (wanted.act) {
    case "place":
      return placeOrders(context, wanted.count, random);
    case "adjust":
      return adjust(context, wanted);
    case "addLocation":
      return `Opened ${createLocation(context, { name: wanted.name }).name}.`;
    case "fulfil":
      return ship(context, orderOf(context, wanted.orderId));
    case "cancel":
      return `Cancelled ${accepted(cancelOrder(context, orderOf(context, wanted.orderId), { reason: "CUSTOMER", restock: wanted.restock, refund: true })).name}.`;
    case "refund":
      return refund(context, wanted);
    case "edit":
      return edit(context, wanted);
    case "move":
      return move(context, wanted);
    case "release":
      accepted(releaseHolds(context, groupOf(context, wanted.fulfillmentOrderId), { holdIds: null, externalId: null }));
      return "Released the holds.";
  }
}

function accepted<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Refused(outcome.errors.map(({ message }) => message).join(" "));
  return outcome.value;
}

function orderOf({ shop }: ShopContext, orderId: number): Order {
  const order = shop.orders.get(orderId);
  if (order === undefined) throw new Refused("This order is not there any more.");
  return order;
}

function lineOf(order: Order, lineItemId: number): LineItem {
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  if (line === undefined) throw new Refused(`${order.name} does not have this line any more.`);
  return line;
}

function groupOf({ shop }: ShopContext, id: number): FoundFulfillmentOrder {
  const found = findFulfillmentOrder(shop, id);
  if (found === undefined) throw new Refused("These items have moved. Look again.");
  return found;
}

function placeOrders(context: ShopContext, count: number, random: SeededRandom): string {
  const names = Array.from({ length: count }, () => placeRandomOrder(context, random).name);
  return names.length === 1 ? `Placed ${names[0]}.` : `Placed ${names.length} orders, ${names[0]} to ${names.at(-1)}.`;
}

/** A known customer buys one to three things that the storefront would sell now. */
function placeRandomOrder(context: ShopContext, random: SeededRandom): Order {
  const { shop } = context;
  const offered = [...shop.variants.values()].filter(
    (variant) => shop.products.get(variant.productId)?.status === "ACTIVE" && unitsForSale(context, variant) >= MOST_UNITS,
  );
  if (offered.length === 0) throw new Refused("Nothing is for sale: every variant is sold out.");
  const below = (end: number): number => Math.floor(random.next() * end);
  const chosen = new Set(Array.from({ length: 1 + below(MOST_LINES) }, () => offered[below(offered.length)]?.id ?? 0));
  const lines = [...chosen].map((variantId) => ({ variantId, quantity: 1 + below(MOST_UNITS) }));
  const lastName = `Visitor ${1 + below(999)}`;
  const buyer = { firstName: "Robin", lastName };
  const email = `${lastName.toLowerCase().replace(" ", "-")}@customers.example`;
  return accepted(placeOrder(context, { email, ...buyer, shippingAddress: addressOf(buyer), lines }));
}

function adjust(context: ShopContext, { inventoryItemId, locationId, delta }: Extract<ConsoleAct, { act: "adjust" }>): string {
  const location = context.shop.locations.get(locationId);
  if (location === undefined || !context.shop.inventoryItems.has(inventoryItemId)) throw new Refused("This item is not stocked there any more.");
  changeQuantities(context, [{ inventoryItemId, locationId, name: "available", delta }]);
  return `${delta < 0 ? "Took" : "Put"} ${Math.abs(delta)} ${Math.abs(delta) === 1 ? "unit" : "units"} ${delta < 0 ? "off" : "on"} the shelf in ${location.name}.`;
}

/** Ships all that nothing holds back, a parcel for each location. */
function ship(context: ShopContext, order: Order): string {
  const open = order.fulfillmentOrders.filter((group) => OPEN_STATUSES.has(group.status) && group.status !== "ON_HOLD" && remainingUnits(group) > 0);
  if (open.length === 0) throw new Refused(`Nothing of ${order.name} can be shipped now: it is shipped, cancelled or on hold.`);
  for (const fulfillmentOrder of open) {
    accepted(fulfil(context, { contents: [{ found: { order, fulfillmentOrder }, chosen: [] }], notifyCustomer: true }));
  }
  return `Shipped ${order.name}.`;
}

function refund(context: ShopContext, { orderId, lineItemId, quantity, restock }: Extract<ConsoleAct, { act: "refund" }>): string {
  const order = orderOf(context, orderId);
  const line = lineOf(order, lineItemId);
  const unshipped = order.fulfillmentOrders.flatMap(({ lines }) => lines).filter((part) => part.lineItemId === lineItemId && part.remainingQuantity > 0);
  const restockType = restock ? (unshipped.length > 0 ? "CANCEL" : "RETURN") : "NO_RESTOCK";
  const payments = suggestedPayments(order, lineCents(line, quantity))
    .filter(({ amountCents }) => amountCents > 0)
    .map(({ payment, amountCents }) => ({ amountCents, gateway: payment.gateway, parentId: payment.id }));
  accepted(refundOrder(context, order, { note: null, lines: [{ lineItemId, quantity, restockType, locationId: null }], payments, appId: null }));
  return `Refunded ${quantity} of ${line.title} in ${order.name}.`;
}

function edit(context: ShopContext, { orderId, lineItemId, quantity }: Extract<ConsoleAct, { act: "edit" }>): string {
  const order = orderOf(context, orderId);
  const line = lineOf(order, lineItemId);
  const session = accepted(beginOrderEdit(context, order));
  try {
    accepted(stageQuantity(context, session, { target: { lineItemId }, quantity, restock: true }));
    accepted(commitOrderEdit(context, session));
  } finally {
    context.shop.orderEdits.delete(session.id);
  }
  return `${order.name} now has ${quantity} of ${line.title}.`;
}

function move(context: ShopContext, { fulfillmentOrderId, locationId }: Extract<ConsoleAct, { act: "move" }>): string {
  const found = groupOf(context, fulfillmentOrderId);
  accepted(moveFulfillmentOrder(context, found, { newLocationId: locationId, chosen: [] }));
  return `${found.order.name} now ships from ${context.shop.locations.get(locationId)?.name ?? "there"}.`;
}
