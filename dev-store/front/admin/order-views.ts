import type { FulfillmentOrder, Order, ShopState } from "../../state/types.ts";
import { remainingUnits } from "../../commerce/fulfillment-orders.ts";
import { shippingCents } from "../../commerce/order-money.ts";
import { pictureUrl } from "../storefront/pictures.ts";
import { shownProperties } from "../storefront/drops/order-drop.ts";

/** Orders as the admin's pages show them. */

const HOLD_REASONS: Readonly<Record<string, string>> = {
  AWAITING_PAYMENT: "awaiting payment",
  AWAITING_RETURN_ITEMS: "awaiting return items",
  HIGH_RISK_OF_FRAUD: "high risk of fraud",
  INCORRECT_ADDRESS: "incorrect address",
  INVENTORY_OUT_OF_STOCK: "inventory out of stock",
  UNKNOWN_DELIVERY_DATE: "unknown delivery date",
};

type Status = { status: string; tone: "good" | "wait" | "hold" | "info" };

export type OrderFilter = "all" | "unfulfilled" | "held";

export function matches(order: Order, filter: OrderFilter): boolean {
  if (filter === "all") return true;
  if (order.cancelledAt !== null) return false;
  const { status } = statusOf(order);
  return filter === "held" ? status === "On hold" : status !== "Fulfilled";
}

/** What the admin calls the order's fulfillment: held before partly shipped before open. */
export function statusOf(order: Order): Status {
  const open = order.fulfillmentOrders.filter((fulfillmentOrder) => remainingUnits(fulfillmentOrder) > 0);
  const hasShipped = order.fulfillments.some(({ status }) => status === "SUCCESS");
  if (open.some(({ status }) => status === "ON_HOLD")) return { status: "On hold", tone: "hold" };
  if (open.length === 0 && hasShipped) return { status: "Fulfilled", tone: "good" };
  if (hasShipped) return { status: "Partially fulfilled", tone: "wait" };
  return { status: "Unfulfilled", tone: "wait" };
}

export function orderRow(shop: ShopState, order: Order) {
  return {
    id: order.id,
    name: order.name,
    created_at: order.createdAt,
    customer: customerName(shop, order),
    total: subtotalOf(order) + shippingCents(order),
    payment: sentence(order.financialStatus ?? "PENDING"),
    units: order.lineItems.reduce((sum, { currentQuantity }) => sum + currentQuantity, 0),
    is_cancelled: order.cancelledAt !== null,
    ...statusOf(order),
  };
}

export function orderView(shop: ShopState, order: Order) {
  const subtotal = subtotalOf(order);
  const parcels = order.fulfillments.filter(({ status }) => status === "SUCCESS");
  return {
    ...orderRow(shop, order),
    token: order.token,
    source: order.sourceName === "web" ? "Online Store" : order.sourceName,
    email: order.email,
    address: order.shippingAddress,
    tags: order.tags,
    subtotal,
    shipping: shippingCents(order),
    total: subtotal + shippingCents(order),
    can_cancel: order.cancelledAt === null && parcels.length === 0,
    groups: order.fulfillmentOrders
      .filter((fulfillmentOrder) => remainingUnits(fulfillmentOrder) > 0)
      .map((fulfillmentOrder) => groupView(shop, order, fulfillmentOrder)),
    parcels: parcels.map((parcel) => ({
      name: parcel.name,
      created_at: parcel.createdAt,
      units: parcel.lines.reduce((sum, { quantity }) => sum + quantity, 0),
      lines: parcel.lines.map((line) => lineView(shop, order, line.lineItemId, line.quantity)),
    })),
  };
}

function groupView(shop: ShopState, order: Order, fulfillmentOrder: FulfillmentOrder) {
  const isHeld = fulfillmentOrder.status === "ON_HOLD";
  return {
    id: fulfillmentOrder.id,
    status: isHeld ? "On hold" : fulfillmentOrder.status === "IN_PROGRESS" ? "In progress" : "Unfulfilled",
    tone: isHeld ? "hold" : "wait",
    units: remainingUnits(fulfillmentOrder),
    location: shop.locations.get(fulfillmentOrder.locationId)?.name ?? "Unknown location",
    holds: fulfillmentOrder.holds.map(({ reason, reasonNotes, handle, appId }) => ({
      reason: HOLD_REASONS[reason] ?? "other",
      notes: reasonNotes,
      handle,
      by: appId === null ? "staff" : "an app",
    })),
    lines: fulfillmentOrder.lines
      .filter(({ remainingQuantity }) => remainingQuantity > 0)
      .map((line) => lineView(shop, order, line.lineItemId, line.remainingQuantity)),
    can_release: isHeld,
    can_fulfil: !isHeld,
  };
}

function lineView(shop: ShopState, order: Order, lineItemId: number, units: number) {
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  const product = line?.productId == null ? undefined : shop.products.get(line.productId);
  const variant = line?.variantId == null ? undefined : shop.variants.get(line.variantId);
  return {
    title: line?.title ?? "Removed item",
    variant_title: line?.variantTitle ?? null,
    sku: line?.sku ?? "",
    price: line?.priceCents ?? 0,
    image: pictureUrl(product ?? { handle: "item", productType: "" }, variant ?? null),
    properties: line === undefined ? [] : shownProperties(line.properties),
    units,
  };
}

function subtotalOf(order: Order): number {
  return order.lineItems.reduce((sum, { priceCents, currentQuantity }) => sum + priceCents * currentQuantity, 0);
}

function customerName(shop: ShopState, order: Order): string {
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  return customer === undefined ? "No customer" : `${customer.firstName} ${customer.lastName}`;
}

/** `PARTIALLY_REFUNDED` as "Partially refunded". */
function sentence(constant: string): string {
  const words = constant.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
