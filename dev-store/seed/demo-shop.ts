import { cancelOrder } from "../commerce/cancel-order.ts";
import { addressOf, createLocation, createProduct } from "../commerce/catalog.ts";
import { placeOrder } from "../commerce/checkout.ts";
import { createCustomer } from "../commerce/customers.ts";
import type { ShopContext } from "../commerce/context.ts";
import { fulfil } from "../commerce/fulfil.ts";
import type { Outcome } from "../commerce/outcome.ts";
import type { Customer, Order } from "../state/types.ts";
import { CATALOGUE } from "./catalogue.ts";
import { CUSTOMERS, PAST_ORDERS } from "./past-orders.ts";
import type { PastOrder } from "./past-orders.ts";

const DAY_MS = 86_400_000;
const SHOP_OPENED_DAYS_AGO = 60;
const SHIPPED_AFTER_DAYS = 1;
const SHIPPING_CENTS = 490;

/**
 * Fills an empty shop: one location, the catalogue, customers, and an order book with a queue in it. The same
 * every time, but for dates, which count back from the context's now.
 */
export function seedDemoShop(context: ShopContext): void {
  const opening = daysBefore(context, SHOP_OPENED_DAYS_AGO);
  const location = createLocation(opening, { name: "Berlin warehouse" });
  stockCatalogue(opening, location.id);
  const customers = CUSTOMERS.map((customer) => introduce(opening, customer));
  for (const pastOrder of PAST_ORDERS) replay(context, pastOrder, customers);
}

function stockCatalogue(context: ShopContext, locationId: number): void {
  for (const product of CATALOGUE) {
    createProduct(context, {
      title: product.title,
      descriptionHtml: `<p>${product.description}</p>`,
      vendor: product.vendor,
      productType: product.type,
      ...(product.option === null ? {} : { optionNames: [product.option] }),
      variants: product.lines.map((line) => ({
        sku: line.sku,
        priceCents: line.priceCents,
        inventoryPolicy: line.sellsBelowZero ? ("CONTINUE" as const) : ("DENY" as const),
        stock: { [locationId]: line.opening },
        ...(product.option === null ? {} : { optionValues: [line.value] }),
      })),
    });
  }
}

function introduce(context: ShopContext, customer: (typeof CUSTOMERS)[number]): Customer {
  const { firstName, lastName, locale, address1, city, zip } = customer;
  const mailbox = firstName
    .normalize("NFD")
    .replace(/[^a-z]/gi, "")
    .toLowerCase();
  return createCustomer(context, {
    firstName,
    lastName,
    email: `${mailbox}@customers.example`,
    locale,
    defaultAddress: addressOf({ firstName, lastName, address1, city, zip }),
  });
}

function replay(context: ShopContext, pastOrder: PastOrder, customers: readonly Customer[]): void {
  const customer = customers[pastOrder.customer];
  if (customer === undefined) throw new Error(`The order book names customer ${pastOrder.customer}, who does not exist.`);
  const order = must(
    placeOrder(daysBefore(context, pastOrder.daysAgo), {
      email: customer.email,
      lines: pastOrder.lines.map(([sku, quantity]) => ({ variantId: variantIdOf(context, sku), quantity })),
      shippingAddress: customer.defaultAddress,
      shippingCents: SHIPPING_CENTS,
    }),
  );
  const later = daysBefore(context, pastOrder.daysAgo - SHIPPED_AFTER_DAYS);
  if (pastOrder.since === "shipped") ship(later, order);
  if (pastOrder.since === "cancelled") must(cancelOrder(later, order, { reason: "CUSTOMER", restock: true, refund: true }));
}

function ship(context: ShopContext, order: Order): void {
  const contents = order.fulfillmentOrders.map((fulfillmentOrder) => ({ found: { order, fulfillmentOrder }, chosen: [] }));
  must(fulfil(context, { contents }));
}

function variantIdOf({ shop }: ShopContext, sku: string): number {
  for (const variant of shop.variants.values()) if (variant.sku === sku) return variant.id;
  throw new Error(`The order book names SKU ${sku}, which the catalogue does not have.`);
}

/** The same shop, some days ago. */
function daysBefore(context: ShopContext, days: number): ShopContext {
  return { ...context, now: () => new Date(context.now().getTime() - days * DAY_MS) };
}

function must<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(`The demo shop could not be seeded: ${outcome.errors.map(({ message }) => message).join(" ")}`);
}
