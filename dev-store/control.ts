/**
 * The shop by remote control, for programs that play whole days of trade: what a shopper, a supplier and the staff would
 * do in the pages of the dev store, as JSON over `POST /__dev/shop/<act>`. Everything goes through `commerce/`, so stock
 * and webhooks follow as from the pages.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { cancelOrder } from "./commerce/cancel-order.ts";
import { addressOf, createLocation, createProduct } from "./commerce/catalog.ts";
import type { CheckoutLine } from "./commerce/checkout.ts";
import { levelOf } from "./commerce/context.ts";
import type { ShopContext } from "./commerce/context.ts";
import { fulfil } from "./commerce/fulfil.ts";
import { lineItemOf } from "./commerce/fulfillment-orders.ts";
import type { LineUnits } from "./commerce/fulfillment-orders.ts";
import { changeQuantities, onHand } from "./commerce/inventory.ts";
import type { Outcome } from "./commerce/outcome.ts";
import { checkOut as orderAsShopper } from "./commerce/storefront-checkout.ts";
import { readBody, sendJson, urlOf } from "./front/http.ts";
import type { FulfillmentOrder, Location, Order } from "./state/types.ts";

const PREFIX = "/__dev/shop/";

const productsToMake = z.array(
  z.object({
    sku: z.string(),
    title: z.string(),
    priceCents: z.int().nonnegative(),
    units: z.int(),
    inventoryPolicy: z.enum(["CONTINUE", "DENY"]).default("CONTINUE"),
  }),
);
const checkout = z.object({
  email: z.email(),
  lastName: z.string(),
  lines: z.array(z.object({ variantId: z.int(), quantity: z.int().positive(), sellingPlanId: z.int().optional() })),
  discountCode: z.string().optional(),
});
const goods = z.array(z.object({ inventoryItemId: z.int(), units: z.int() }));
const places = z.array(z.object({ name: z.string(), rank: z.int().optional(), fulfillsOnlineOrders: z.boolean().optional() }));
const orderChosen = z.object({ orderId: z.int() });

/** What can be asked for, by the last part of the address. Each takes the parsed body and answers JSON. */
const acts: Record<string, (context: ShopContext, body: unknown) => unknown> = {
  products: (context, body) => productsToMake.parse(body).map((product) => makeProduct(context, product)),
  checkout: (context, body) => checkOut(context, checkout.parse(body)),
  receive: (context, body) => receive(context, goods.parse(body)),
  ship: (context, body) => shipWhatCanLeave(context, orderOf(context, orderChosen.parse(body).orderId)),
  cancel: (context, body) => cancel(context, orderOf(context, orderChosen.parse(body).orderId)),
  locations: (context, body) => places.parse(body).map((place) => openOrRank(context, place)),
  stock: (context) => stockOf(context),
  "fulfillment-orders": (context) => fulfillmentOrdersOf(context),
};

/** Answers requests to `/__dev/shop/…`; says false where the address is another's. 422 with the reason where the shop refuses. */
export async function handleControl(request: IncomingMessage, response: ServerResponse, context: () => ShopContext): Promise<boolean> {
  const { pathname } = urlOf(request);
  if (!pathname.startsWith(PREFIX)) return false;
  const act = acts[pathname.slice(PREFIX.length)];
  if (act === undefined) {
    sendJson(response, { error: `There is no ${pathname}. There are: ${Object.keys(acts).join(", ")}.` }, 404);
    return true;
  }
  const body: unknown = JSON.parse((await readBody(request)).toString("utf8") || "null");
  try {
    sendJson(response, act(context(), body));
  } catch (error) {
    if (!(error instanceof Refused) && !(error instanceof z.ZodError)) throw error;
    sendJson(response, { error: error.message }, 422);
  }
  return true;
}

class Refused extends Error {}

function accepted<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Refused(outcome.errors.map(({ message }) => message).join(" "));
  return outcome.value;
}

/** A product of one variant, sold below zero unless it is said otherwise, with units at the warehouse. */
function makeProduct(context: ShopContext, { sku, title, priceCents, units, inventoryPolicy }: z.infer<typeof productsToMake>[number]) {
  const product = createProduct(context, {
    title,
    handle: sku.toLowerCase(),
    variants: [{ sku, priceCents, inventoryPolicy, stock: { [warehouse(context).id]: units } }],
  });
  const variant = context.shop.variants.get(product.variantIds[0] ?? 0);
  if (variant === undefined) throw new Error(`product ${product.id} was made without its variant`);
  return { sku, variantId: variant.id, inventoryItemId: variant.inventoryItemId };
}

/** Opens a location, or changes the one of this name: its place in order routing, and whether it fulfils online orders. */
function openOrRank(context: ShopContext, { name, rank, fulfillsOnlineOrders }: z.infer<typeof places>[number]) {
  const known = [...context.shop.locations.values()].find((location) => location.name === name);
  const location = known ?? createLocation(context, { name });
  location.rank = rank ?? location.rank;
  location.fulfillsOnlineOrders = fulfillsOnlineOrders ?? location.fulfillsOnlineOrders;
  return { name, locationId: location.id, rank: location.rank, fulfillsOnlineOrders: location.fulfillsOnlineOrders };
}

/** The shop's first active location; an empty shop gets one. */
function warehouse(context: ShopContext): Location {
  for (const location of context.shop.locations.values()) if (location.isActive) return location;
  return createLocation(context, { name: "Warehouse" });
}

function checkOut(context: ShopContext, { email, lastName, lines, discountCode }: z.infer<typeof checkout>) {
  const buyer = { firstName: "Customer", lastName };
  const order = accepted(
    orderAsShopper(context, { email, ...buyer, shippingAddress: addressOf(buyer), lines: lines.map(chosenLine), discountCode: discountCode ?? null }),
  );
  return { orderId: order.id };
}

/** A plan that is not named must not be there at all. */
function chosenLine({ sellingPlanId, ...line }: z.infer<typeof checkout>["lines"][number]): CheckoutLine {
  return sellingPlanId === undefined ? line : { ...line, sellingPlanId };
}

/** A supplier's delivery is put on the shelf: `available` rises by its units. */
function receive(context: ShopContext, delivered: z.infer<typeof goods>) {
  const locationId = warehouse(context).id;
  changeQuantities(
    context,
    delivered.map(({ inventoryItemId, units }) => ({ inventoryItemId, locationId, name: "available" as const, delta: units })),
  );
  return { items: delivered.length };
}

/** Ships what no hold keeps and what lies on the shelf: nobody can pack a unit that is not there. */
function shipWhatCanLeave(context: ShopContext, order: Order) {
  let units = 0;
  for (const fulfillmentOrder of order.fulfillmentOrders) {
    if (fulfillmentOrder.status !== "OPEN" && fulfillmentOrder.status !== "IN_PROGRESS") continue;
    const chosen = unitsOnShelf(context, order, fulfillmentOrder);
    if (chosen.length === 0) continue;
    accepted(fulfil(context, { contents: [{ found: { order, fulfillmentOrder }, chosen }] }));
    units += chosen.reduce((sum, line) => sum + line.units, 0);
  }
  return { units };
}

function unitsOnShelf({ shop }: ShopContext, order: Order, { locationId, lines }: FulfillmentOrder): LineUnits[] {
  const left = new Map<number, number>();
  return lines.flatMap((line) => {
    const { inventoryItemId } = lineItemOf(order, line.lineItemId);
    if (inventoryItemId === null) return [];
    const level = levelOf(shop, inventoryItemId, locationId);
    const onShelf = left.get(inventoryItemId) ?? (level === undefined ? 0 : Math.max(0, onHand(level)));
    const units = Math.min(onShelf, line.remainingQuantity);
    left.set(inventoryItemId, onShelf - units);
    return units > 0 ? [{ fulfillmentOrderLineId: line.id, units }] : [];
  });
}

function cancel(context: ShopContext, order: Order) {
  accepted(cancelOrder(context, order, { reason: "CUSTOMER", restock: true, refund: true }));
  return { orderId: order.id };
}

function orderOf(context: ShopContext, orderId: number): Order {
  const order = context.shop.orders.get(orderId);
  if (order === undefined) throw new Refused(`There is no order ${orderId}.`);
  return order;
}

/** Every level as it stands, for comparisons with the app's books. */
function stockOf({ shop }: ShopContext) {
  return [...shop.inventoryLevels.values()].map(({ inventoryItemId, locationId, quantities }) => ({
    inventoryItemId,
    locationId,
    available: quantities.available,
    committed: quantities.committed,
  }));
}

/** What is left to ship of every order, and how many holds keep it, for comparisons with who waits in the app's books. */
function fulfillmentOrdersOf({ shop }: ShopContext) {
  return [...shop.orders.scan()].flatMap((order) =>
    order.fulfillmentOrders.map(({ id, status, holds, lines }) => ({
      orderId: order.id,
      fulfillmentOrderId: id,
      status,
      holds: holds.length,
      units: lines.reduce((sum, line) => sum + line.remainingQuantity, 0),
    })),
  );
}
