import { emptyAppRecords } from "./app-record-types.ts";
import { emptyMarkets } from "./market-types.ts";
import { emptyMerchandise } from "./merchandise-types.ts";
import type { Columns } from "./cold-table.ts";
import { PartIndex } from "./part-index.ts";
import { RecordMap } from "./record-map.ts";
import type { Customer, DevStoreState, Order, ShopProfile, ShopState } from "./types.ts";

/** Ids start high enough that none looks like an order number or a quantity in a log. */
const FIRST_ID = 5_000_000_000;
const FIRST_ORDER_NUMBER = 1001;

export function emptyStore(): DevStoreState {
  return { nextId: FIRST_ID, shops: new Map() };
}

export function emptyShop(profile: ShopProfile): ShopState {
  return {
    profile,
    nextOrderNumber: FIRST_ORDER_NUMBER,
    locations: new Map(),
    fulfillmentServices: new Map(),
    products: new Map(),
    variants: new Map(),
    inventoryItems: new Map(),
    inventoryLevels: new Map(),
    inactiveInventoryLevels: new Map(),
    inventoryTransfers: new Map(),
    inventoryShipments: new Map(),
    nextTransferNumber: 1,
    customers: emptyCustomers(),
    orders: emptyOrders(),
    metafields: new Map(),
    metafieldDefinitions: new Map(),
    apps: new Map(),
    orderEdits: new Map(),
    draftOrders: new Map(),
    nextDraftNumber: 1,
    webhookSubscriptions: new Map(),
    bulkOperations: new Map(),
    stagedUploads: new Map(),
    ...emptyAppRecords(),
    ...emptyMarkets(profile),
    ...emptyMerchandise(),
    orderIdOf: {
      lineItem: new PartIndex(),
      fulfillmentOrder: new PartIndex(),
      fulfillmentOrderLine: new PartIndex(),
      fulfillment: new PartIndex(),
      refund: new PartIndex(),
      return: new PartIndex(),
      transaction: new PartIndex(),
    },
  };
}

/** `#1001` and `1001` name the same order. */
export function spokenName(name: string): string {
  return name.toLowerCase().replace("#", "");
}

/** Orders, found by what searches and pages name them by. */
export function emptyOrders(): RecordMap<Order> {
  return new RecordMap<Order>("orders", {
    name: ({ name }) => spokenName(name),
    number: ({ number }) => number,
    token: ({ token }) => token,
    email: ({ email }) => email?.toLowerCase() ?? null,
    customerId: ({ customerId }) => customerId,
    createdAt: ({ createdAt }) => createdAt,
    processedAt: ({ processedAt }) => processedAt,
    updatedAt: ({ updatedAt }) => updatedAt,
  });
}

/** Few are kept alive: every checkout looks for its customer among them. */
const CUSTOMERS_KEPT_ALIVE = 250;

export function emptyCustomers(): RecordMap<Customer> {
  const columns: Columns<Customer> = {
    // Customers' addresses are kept in lower case.
    email: ({ email }) => email,
    createdAt: ({ createdAt }) => createdAt,
    updatedAt: ({ updatedAt }) => updatedAt,
  };
  return new RecordMap("customers", columns, { keptAlive: CUSTOMERS_KEPT_ALIVE });
}

/** The shop of the demo and of most tests. */
export function demoProfile(createdAt: string): ShopProfile {
  return {
    id: 1_000_000_001,
    domain: "promised-demo.myshopify.com",
    name: "Fernhill Goods",
    email: "hello@fernhill.example",
    currencyCode: "EUR",
    ianaTimezone: "Europe/Berlin",
    primaryLocale: "en",
    countryCode: "DE",
    planDisplayName: "Basic",
    createdAt,
  };
}

/** Enters an order's parts into the look-up tables. Repeating it is harmless. */
export function indexOrder(shop: ShopState, order: Order): void {
  const { orderIdOf } = shop;
  for (const line of order.lineItems) orderIdOf.lineItem.set(line.id, order.id);
  for (const fulfillmentOrder of order.fulfillmentOrders) {
    orderIdOf.fulfillmentOrder.set(fulfillmentOrder.id, order.id);
    for (const line of fulfillmentOrder.lines) orderIdOf.fulfillmentOrderLine.set(line.id, order.id);
  }
  for (const fulfillment of order.fulfillments) orderIdOf.fulfillment.set(fulfillment.id, order.id);
  for (const refund of order.refunds) orderIdOf.refund.set(refund.id, order.id);
  for (const transaction of order.transactions) orderIdOf.transaction.set(transaction.id, order.id);
  for (const returned of order.returns) {
    for (const id of [returned.id, returned.reverseFulfillmentOrderId]) orderIdOf.return.set(id, order.id);
    for (const { id, reverseLineId } of returned.lines) for (const part of [id, reverseLineId]) orderIdOf.return.set(part, order.id);
  }
}
