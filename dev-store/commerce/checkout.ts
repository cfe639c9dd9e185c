import { randomBytes } from "node:crypto";
import { indexOrder } from "../state/shop-state.ts";
import type { Address, Customer, FinancialStatus, FulfillmentOrder, InventoryItem, LineItem, LineProperty, Order, Product, Variant } from "../state/types.ts";
import { createCustomer, customerByEmail } from "./catalog.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities, sellableUnits } from "./inventory.ts";
import { openFulfillmentOrder } from "./fulfillment-orders.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { routeLines } from "./routing.ts";

/** Shopify takes at most this many lines in one checkout. */
const MAX_CHECKOUT_LINES = 500;

export type CheckoutLine = {
  /** Null for a custom line, which has no product behind it; then `title` and `priceCents` say what it is. */
  variantId: number | null;
  quantity: number;
  properties?: LineProperty[];
  /** Overrides of what the product says, for orders made by API. */
  title?: string;
  priceCents?: number;
  sku?: string | null;
  requiresShipping?: boolean;
  taxable?: boolean;
};

export type Checkout = {
  lines: CheckoutLine[];
  email: string | null;
  firstName?: string;
  lastName?: string;
  shippingAddress?: Address | null;
  customerLocale?: string;
  shippingCents?: number;
  note?: string | null;
  attributes?: LineProperty[];
  tags?: string[];
  sourceName?: string;
  /** Shipping starts at once whatever the payment; unpaid orders are PENDING. */
  financialStatus?: FinancialStatus | null;
  test?: boolean;
  /** False: the order keeps the address but knows no customer, as orders made by API do. */
  hasCustomer?: boolean;
};

/** `OBEY_POLICY` is what the storefront does; the other two exist for orders that an app creates. */
export type InventoryBehaviour = "BYPASS" | "IGNORE_POLICY" | "OBEY_POLICY";

/**
 * Places an order: takes the stock, routes the lines to locations, makes the fulfillment orders and tells the
 * world. Refuses, changing nothing, when a variant does not exist or may not be sold below zero.
 */
export function placeOrder(context: ShopContext, checkout: Checkout, inventoryBehaviour: InventoryBehaviour = "OBEY_POLICY"): Outcome<Order> {
  const errors = refusals(context, checkout, inventoryBehaviour);
  if (errors.length > 0) return { ok: false, errors };
  const customer = customerOf(context, checkout);
  const order = newOrder(context, checkout, customer);
  order.lineItems = checkout.lines.map((line) => newLineItem(context, line, inventoryBehaviour));
  order.fulfillmentOrders = fulfillmentOrdersOf(context, order.lineItems);
  order.agreements = [orderAgreement(context, order)];
  context.shop.orders.set(order.id, order);
  indexOrder(context.shop, order);
  context.emit({ topic: "orders/create", orderId: order.id });
  if (order.financialStatus === "PAID") context.emit({ topic: "orders/paid", orderId: order.id });
  commitStock(context, order.lineItems, order.fulfillmentOrders);
  for (const { id } of order.fulfillmentOrders) {
    context.emit({ topic: "fulfillment_orders/order_routing_complete", orderId: order.id, fulfillmentOrderId: id });
  }
  return done(order);
}

function refusals(context: ShopContext, checkout: Checkout, behaviour: InventoryBehaviour): UserError[] {
  const { shop } = context;
  if (checkout.lines.length === 0) return refused(["lines"], "Add at least one line item.").errors;
  if (checkout.lines.length > MAX_CHECKOUT_LINES) {
    return refused(["lines"], `A checkout takes at most ${MAX_CHECKOUT_LINES} lines.`).errors;
  }
  const errors: UserError[] = [];
  const wanted = new Map<number, number>();
  checkout.lines.forEach(({ variantId, quantity }, position) => {
    const field = ["lines", String(position)];
    if (variantId !== null && !shop.variants.has(variantId)) errors.push({ field, message: "Variant does not exist.", code: "INVALID" });
    if (!Number.isInteger(quantity) || quantity < 1) {
      errors.push({ field, message: "Quantity must be greater than 0.", code: "INVALID" });
    }
    if (variantId !== null) wanted.set(variantId, (wanted.get(variantId) ?? 0) + quantity);
  });
  if (errors.length > 0 || behaviour !== "OBEY_POLICY") return errors;
  for (const [variantId, units] of wanted) {
    const variant = shop.variants.get(variantId);
    if (variant === undefined || unitsForSale(context, variant) >= units) continue;
    const position = checkout.lines.findIndex((line) => line.variantId === variantId);
    const message = `Only ${Math.max(0, unitsForSale(context, variant))} of ${labelOf(context, variant)} left.`;
    errors.push({ field: ["lines", String(position)], message, code: "NOT_ENOUGH_IN_STOCK" });
  }
  return errors;
}

/** How many units the storefront may sell now; Infinity where nothing limits it. */
export function unitsForSale(context: Pick<ShopContext, "shop">, variant: Variant): number {
  const item = context.shop.inventoryItems.get(variant.inventoryItemId);
  if (item === undefined || !item.tracked || variant.inventoryPolicy === "CONTINUE") return Infinity;
  return sellableUnits(context.shop, item.id);
}

function labelOf(context: ShopContext, variant: Variant): string {
  return context.shop.products.get(variant.productId)?.title ?? `variant ${variant.id}`;
}

function customerOf(context: ShopContext, checkout: Checkout): Customer | null {
  if (checkout.email === null || checkout.hasCustomer === false) return null;
  const known = customerByEmail(context.shop, checkout.email);
  if (known !== undefined) return known;
  return createCustomer(context, {
    firstName: checkout.firstName ?? checkout.shippingAddress?.firstName ?? "",
    lastName: checkout.lastName ?? checkout.shippingAddress?.lastName ?? "",
    email: checkout.email,
    locale: checkout.customerLocale ?? context.shop.profile.primaryLocale,
    defaultAddress: checkout.shippingAddress ?? null,
  });
}

function newOrder(context: ShopContext, checkout: Checkout, customer: Customer | null): Order {
  const { shop } = context;
  const now = timestamp(context);
  const number = shop.nextOrderNumber;
  shop.nextOrderNumber += 1;
  return {
    id: takeId(context),
    number,
    name: `#${number}`,
    token: randomBytes(16).toString("hex"),
    email: checkout.email?.toLowerCase() ?? null,
    phone: customer?.phone ?? null,
    customerId: customer?.id ?? null,
    customerLocale: checkout.customerLocale ?? customer?.locale ?? shop.profile.primaryLocale,
    currencyCode: shop.profile.currencyCode,
    financialStatus: checkout.financialStatus === undefined ? "PAID" : checkout.financialStatus,
    note: checkout.note ?? null,
    tags: checkout.tags ?? [],
    attributes: checkout.attributes ?? [],
    sourceName: checkout.sourceName ?? "web",
    test: checkout.test ?? false,
    shippingAddress: checkout.shippingAddress ?? customer?.defaultAddress ?? null,
    shippingCents: checkout.shippingCents ?? 0,
    lineItems: [],
    fulfillmentOrders: [],
    fulfillments: [],
    refunds: [],
    agreements: [],
    cancelReason: null,
    cancelledAt: null,
    closedAt: null,
    createdAt: now,
    processedAt: now,
    updatedAt: now,
  };
}

/** A line item of the variant as it is now; later changes of the product do not reach it. */
export function newLineItem(context: ShopContext, line: CheckoutLine, behaviour: InventoryBehaviour): LineItem {
  const sold = line.variantId === null ? null : soldVariant(context, line.variantId);
  return {
    id: takeId(context),
    variantId: sold?.variant.id ?? null,
    productId: sold?.product.id ?? null,
    inventoryItemId: sold?.item.id ?? null,
    title: line.title ?? sold?.product.title ?? "",
    variantTitle: sold !== null && sold.product.variantIds.length > 1 ? sold.variant.title : null,
    sku: line.sku ?? sold?.variant.sku ?? null,
    vendor: sold?.product.vendor ?? null,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    unshippedRemovedQuantity: 0,
    priceCents: line.priceCents ?? sold?.variant.priceCents ?? 0,
    properties: line.properties ?? [],
    requiresShipping: line.requiresShipping ?? sold?.item.requiresShipping ?? true,
    taxable: line.taxable ?? sold?.variant.taxable ?? true,
    commitsInventory: sold !== null && sold.item.tracked && behaviour !== "BYPASS",
  };
}

type Sold = { variant: Variant; product: Product; item: InventoryItem };

function soldVariant({ shop }: ShopContext, variantId: number): Sold {
  const variant = shop.variants.get(variantId);
  const product = variant && shop.products.get(variant.productId);
  const item = variant && shop.inventoryItems.get(variant.inventoryItemId);
  if (variant === undefined || product === undefined || item === undefined) throw new Error(`variant ${variantId} was checked and is gone`);
  return { variant, product, item };
}

function fulfillmentOrdersOf(context: ShopContext, lines: readonly LineItem[]): FulfillmentOrder[] {
  return [...routeLines(context.shop, lines)].map(([locationId, routed]) => openFulfillmentOrder(context, { locationId, lines: routed }));
}

/** Moves the ordered units from available to committed where they were routed to. */
export function commitStock(context: ShopContext, lineItems: readonly LineItem[], fulfillmentOrders: readonly FulfillmentOrder[]): void {
  const lineById = new Map(lineItems.map((line) => [line.id, line]));
  const changes = fulfillmentOrders.flatMap(({ locationId, lines }) =>
    lines.flatMap(({ lineItemId, totalQuantity }) => {
      const line = lineById.get(lineItemId);
      if (line === undefined || !line.commitsInventory || line.inventoryItemId === null) return [];
      const { inventoryItemId } = line;
      return [
        { inventoryItemId, locationId, name: "available" as const, delta: -totalQuantity },
        { inventoryItemId, locationId, name: "committed" as const, delta: totalQuantity },
      ];
    }),
  );
  changeQuantities(context, changes);
}

function orderAgreement(context: ShopContext, order: Order): Order["agreements"][number] {
  return {
    id: takeId(context),
    reason: "ORDER",
    happenedAt: order.createdAt,
    appId: null,
    sales: order.lineItems.map((line) => ({
      id: takeId(context),
      lineItemId: line.id,
      quantity: line.quantity,
      action: "ORDER",
    })),
  };
}
