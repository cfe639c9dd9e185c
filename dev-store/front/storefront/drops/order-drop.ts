import { shippingCents } from "../../../commerce/order-money.ts";
import type { Customer, LineItem, LineProperty, Order } from "../../../state/types.ts";
import { pictureUrl } from "../pictures.ts";
import { priceIn } from "../presences.ts";
import type { Shopfront } from "./product-drop.ts";

/** Properties whose names begin with an underscore are for apps; shoppers do not see them. */
export function shownProperties(properties: readonly LineProperty[]): LineProperty[] {
  return properties.filter(({ name }) => !name.startsWith("_"));
}

export function orderDrop(front: Shopfront, order: Order) {
  const lines = order.lineItems.map((line) => orderLineDrop(front, order, line));
  const subtotal = lines.reduce((sum, { line_price }) => sum + line_price, 0);
  const shipping = priceIn(front.presence, shippingCents(order));
  return {
    id: order.id,
    name: order.name,
    email: order.email,
    token: order.token,
    url: `${front.presence.prefix}/orders/${order.token}`,
    created_at: order.createdAt,
    cancelled: order.cancelledAt !== null,
    state: stateOf(order, lines),
    address: order.shippingAddress,
    lines,
    units: lines.reduce((sum, { quantity, removed }) => sum + quantity - removed, 0),
    subtotal_price: subtotal,
    shipping_price: shipping,
    total_price: subtotal + shipping,
    parcels: order.fulfillments
      .filter(({ status }) => status === "SUCCESS")
      .map(({ name, createdAt, tracking }) => ({ name, created_at: createdAt, tracking })),
  };
}

/** What a customer is told of the whole order, as a key of the pages' words. */
function stateOf(order: Order, lines: readonly ReturnType<typeof orderLineDrop>[]): "cancelled" | "shipped" | "partly_shipped" | "waiting" | "preparing" {
  if (order.cancelledAt !== null) return "cancelled";
  const [open, shipped, held] = [
    lines.reduce((sum, line) => sum + line.quantity - line.removed - line.shipped, 0),
    lines.reduce((sum, line) => sum + line.shipped, 0),
    lines.reduce((sum, line) => sum + line.held, 0),
  ];
  if (open <= 0 && shipped > 0) return "shipped";
  if (shipped > 0) return "partly_shipped";
  return held > 0 ? "waiting" : "preparing";
}

function orderLineDrop({ shop, presence }: Shopfront, order: Order, line: LineItem) {
  const product = line.productId === null ? undefined : shop.products.get(line.productId);
  const variant = line.variantId === null ? undefined : shop.variants.get(line.variantId);
  const shipped = order.fulfillments
    .filter(({ status }) => status === "SUCCESS")
    .flatMap(({ lines }) => lines)
    .reduce((sum, shippedLine) => (shippedLine.lineItemId === line.id ? sum + shippedLine.quantity : sum), 0);
  return {
    id: line.id,
    title: line.title,
    variant_title: line.variantTitle,
    sku: line.sku,
    quantity: line.quantity,
    removed: line.quantity - line.currentQuantity,
    shipped,
    held: heldUnits(order, line),
    line_price: priceIn(presence, line.priceCents) * line.quantity,
    image: product === undefined ? null : pictureUrl(product, variant ?? null),
    properties: shownProperties(line.properties),
  };
}

/** Units of the line that wait in a fulfillment order on hold. */
function heldUnits(order: Order, line: LineItem): number {
  return order.fulfillmentOrders
    .filter(({ status }) => status === "ON_HOLD")
    .flatMap(({ lines }) => lines)
    .reduce((sum, held) => (held.lineItemId === line.id ? sum + held.remainingQuantity : sum), 0);
}

/** The signed-in customer, for themes. */
export function customerDrop({ shop }: Shopfront, customer: Customer) {
  const orders = shop.orders.withValue("customerId", customer.id);
  return {
    id: customer.id,
    first_name: customer.firstName,
    last_name: customer.lastName,
    name: `${customer.firstName} ${customer.lastName}`.trim(),
    email: customer.email,
    phone: customer.phone,
    tags: customer.tags,
    default_address: customer.defaultAddress,
    orders_count: orders.length,
    has_account: true,
  };
}
