import { randomBytes } from "node:crypto";
import { indexOrder } from "../state/shop-state.ts";
import type { OrderTransaction, ShippingLine, TaxLine } from "../state/sales-types.ts";
import type {
  Address,
  Customer,
  FinancialStatus,
  FulfillmentOrder,
  InventoryItem,
  LineItem,
  LineItemGroup,
  LineProperty,
  Order,
  Product,
  Sale,
  Variant,
} from "../state/types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { createCustomer, customerByEmail } from "./customers.ts";
import { applyDiscount } from "./discounts.ts";
import type { NewDiscount } from "./discounts.ts";
import { changeQuantities, sellableUnits } from "./inventory.ts";
import { openFulfillmentOrder } from "./fulfillment-orders.ts";
import { lineCents, lineDiscountCents, shippingLineCents, totalCents } from "./order-money.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { routeLines } from "./routing.ts";
import { findSellingPlan, isOfferedFor, planPriceCents } from "./selling-plans.ts";
import { newTransaction, settleFinancialStatus } from "./transactions.ts";
import type { NewTransaction } from "./transactions.ts";

/** Shopify takes at most this many lines in one checkout. */
const MAX_CHECKOUT_LINES = 500;

export type CheckoutLine = {
  /** Null for a custom line, which has no product behind it; then `title` and `priceCents` say what it is. */
  variantId: number | null;
  quantity: number;
  properties?: LineProperty[];
  /** The terms of sale that the buyer chose. */
  sellingPlanId?: number;
  /** Overrides of what the product says, for orders made by API. */
  title?: string;
  variantTitle?: string | null;
  vendor?: string | null;
  priceCents?: number;
  sku?: string | null;
  taxLines?: TaxLine[];
  /** Taken off each unit of this line. */
  discount?: Omit<NewDiscount, "level" | "target">;
  requiresShipping?: boolean;
  taxable?: boolean;
  /** The line is a component of this bundle; lines of one bundle give the same `key`. */
  bundle?: NewBundle;
};

export type NewBundle = Omit<LineItemGroup, "id"> & { key: string };

export type Checkout = {
  lines: CheckoutLine[];
  email: string | null;
  firstName?: string;
  lastName?: string;
  shippingAddress?: Address | null;
  customerLocale?: string;
  billingAddress?: Address | null;
  phone?: string | null;
  /** What shipping costs, where one line says it all. */
  shippingCents?: number;
  shippingLines?: NewShippingLine[];
  /** Of the order as a whole. */
  discounts?: NewDiscount[];
  /** How it was paid. Left out, the financial status says it: a PAID order was paid at once. */
  transactions?: NewTransaction[];
  taxesIncluded?: boolean;
  note?: string | null;
  attributes?: LineProperty[];
  tags?: string[];
  sourceName?: string;
  /** Shipping starts at once whatever the payment; unpaid orders are PENDING. */
  financialStatus?: FinancialStatus | null;
  test?: boolean;
  /** False: the order keeps the address but knows no customer, as orders made by API do. */
  hasCustomer?: boolean;
  /** A customer known already; then the email says nothing about who it is. */
  customer?: Customer;
  /** Instead of the next number. */
  name?: string;
  poNumber?: string | null;
  sourceIdentifier?: string | null;
  appId?: number | null;
  acceptsMarketing?: boolean;
  processedAt?: string;
  closedAt?: string | null;
};

export type NewShippingLine = Pick<ShippingLine, "priceCents" | "title"> & Partial<Pick<ShippingLine, "code" | "source" | "taxLines">>;

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
  const groups = new Map<string, LineItemGroup>();
  order.lineItems = checkout.lines.map((line) => ({ ...newLineItem(context, line, inventoryBehaviour), group: groupOf(context, line, groups) }));
  discountLines(context, order, checkout);
  order.fulfillmentOrders = fulfillmentOrdersOf(context, order.lineItems);
  order.agreements = [orderAgreement(context, order)];
  order.transactions = paymentsOf(context, order, checkout);
  settleFinancialStatus(order);
  context.shop.orders.set(order.id, order);
  indexOrder(context.shop, order);
  context.emit({ topic: "orders/create", orderId: order.id });
  for (const { id } of order.transactions) context.emit({ topic: "order_transactions/create", orderId: order.id, transactionId: id });
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
  checkout.lines.forEach(({ variantId, quantity, sellingPlanId }, position) => {
    const field = ["lines", String(position)];
    if (variantId !== null && !shop.variants.has(variantId)) errors.push({ field, message: "Variant does not exist.", code: "INVALID" });
    if (variantId !== null && sellingPlanId !== undefined && !isOfferedFor(shop, sellingPlanId, variantId)) {
      errors.push({ field, message: "The selling plan is not available for this product.", code: "INVALID" });
    }
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
  if (checkout.customer !== undefined) return checkout.customer;
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
    name: checkout.name ?? `#${number}`,
    token: randomBytes(16).toString("hex"),
    email: checkout.email?.toLowerCase() ?? customer?.email ?? null,
    phone: checkout.phone ?? customer?.phone ?? null,
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
    appId: checkout.appId ?? null,
    poNumber: checkout.poNumber ?? null,
    sourceIdentifier: checkout.sourceIdentifier ?? null,
    acceptsMarketing: checkout.acceptsMarketing ?? false,
    billingAddress: checkout.billingAddress === undefined ? (checkout.shippingAddress ?? customer?.defaultAddress ?? null) : checkout.billingAddress,
    shippingLines: shippingLinesOf(context, checkout),
    discounts: [],
    taxesIncluded: checkout.taxesIncluded ?? true,
    transactions: [],
    lineItems: [],
    fulfillmentOrders: [],
    fulfillments: [],
    refunds: [],
    returns: [],
    agreements: [],
    cancelNote: null,
    cancelReason: null,
    cancelledAt: null,
    closedAt: checkout.closedAt ?? null,
    createdAt: now,
    processedAt: checkout.processedAt ?? now,
    updatedAt: now,
  };
}

export function newShippingLine(context: ShopContext, line: NewShippingLine): ShippingLine {
  return { id: takeId(context), code: line.title, source: null, taxLines: [], ...line, discounts: [], isRemoved: false };
}

function shippingLinesOf(context: ShopContext, { shippingLines, shippingCents }: Checkout): ShippingLine[] {
  const wanted = shippingLines ?? (shippingCents === undefined ? [] : [{ title: "Standard", priceCents: shippingCents, source: "shopify" }]);
  return wanted.map((line) => newShippingLine(context, line));
}

function discountLines(context: ShopContext, order: Order, { lines, discounts = [] }: Checkout): void {
  lines.forEach(({ discount }, index) => {
    const line = order.lineItems[index];
    if (discount !== undefined && line !== undefined) applyDiscount(context, order, { ...discount, level: "LINE", target: "LINE_ITEM" }, [line]);
  });
  for (const discount of discounts) applyDiscount(context, order, discount);
}

/** A PAID order was paid by one sale, a PENDING one waits for it, an AUTHORIZED one may be captured. */
function paymentsOf(context: ShopContext, order: Order, { transactions, test = false }: Checkout): OrderTransaction[] {
  if (transactions !== undefined) return transactions.map((transaction) => newTransaction(context, { test, ...transaction }));
  const amountCents = totalCents(order);
  switch (order.financialStatus) {
    case "PAID":
      return [newTransaction(context, { kind: "SALE", amountCents, test })];
    case "PENDING":
      return [newTransaction(context, { kind: "SALE", amountCents, test, status: "PENDING" })];
    case "AUTHORIZED":
      return [newTransaction(context, { kind: "AUTHORIZATION", amountCents, test })];
    default:
      return [];
  }
}

/** A line item of the variant as it is now; later changes of the product do not reach it. */
export function newLineItem(context: ShopContext, line: CheckoutLine, behaviour: InventoryBehaviour): LineItem {
  const sold = line.variantId === null ? null : soldVariant(context, line.variantId);
  const plan = line.sellingPlanId === undefined ? undefined : findSellingPlan(context.shop, line.sellingPlanId)?.plan;
  const fullPriceCents = sold?.variant.priceCents ?? 0;
  return {
    id: takeId(context),
    variantId: sold?.variant.id ?? null,
    productId: sold?.product.id ?? null,
    inventoryItemId: sold?.item.id ?? null,
    title: line.title ?? sold?.product.title ?? "",
    variantTitle: line.variantTitle ?? (sold !== null && sold.product.variantIds.length > 1 ? sold.variant.title : null),
    sku: line.sku ?? sold?.variant.sku ?? null,
    vendor: line.vendor ?? sold?.product.vendor ?? null,
    quantity: line.quantity,
    currentQuantity: line.quantity,
    unshippedRemovedQuantity: 0,
    priceCents: line.priceCents ?? (plan === undefined ? fullPriceCents : planPriceCents(plan, fullPriceCents)),
    properties: line.properties ?? [],
    requiresShipping: line.requiresShipping ?? sold?.item.requiresShipping ?? true,
    taxable: line.taxable ?? sold?.variant.taxable ?? true,
    commitsInventory: sold !== null && sold.item.tracked && behaviour !== "BYPASS" && plan?.reserve !== "ON_FULFILLMENT",
    sellingPlan: plan === undefined ? null : { id: plan.id, name: plan.name, reserve: plan.reserve },
    group: null,
    discounts: [],
    taxLines: line.taxLines ?? [],
  };
}

/** The bundle of a component, made for its first one. */
function groupOf(context: ShopContext, { bundle }: CheckoutLine, groups: Map<string, LineItemGroup>): LineItemGroup | null {
  if (bundle === undefined) return null;
  const { key, ...said } = bundle;
  const group = groups.get(key) ?? { id: takeId(context), ...said };
  groups.set(key, group);
  return group;
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
    appId: order.appId,
    subjectId: null,
    sales: [...order.lineItems.map((line) => productSale(context, line, line.quantity)), ...order.shippingLines.map((line) => shippingSale(context, line, 1))],
  };
}

/** What an agreement says of a line: units sold, or taken back when negative. */
export function productSale(context: ShopContext, line: LineItem, units: number): Sale {
  const sign = Math.sign(units);
  return {
    id: takeId(context),
    lineType: "PRODUCT",
    lineItemId: line.id,
    action: units > 0 ? "ORDER" : "RETURN",
    quantity: units,
    cents: sign * lineCents(line, Math.abs(units)),
    discountCents: sign * lineDiscountCents(line, Math.abs(units)),
  };
}

/** `sign` is -1 for shipping that is taken off or given back. */
export function shippingSale(context: ShopContext, line: ShippingLine, sign: -1 | 1): Sale {
  const cents = sign * shippingLineCents(line);
  return {
    id: takeId(context),
    lineType: "SHIPPING",
    shippingLineId: line.id,
    action: sign > 0 ? "ORDER" : "RETURN",
    quantity: null,
    cents,
    discountCents: sign * line.priceCents - cents,
  };
}
