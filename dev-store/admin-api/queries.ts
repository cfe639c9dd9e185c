import { parseGid } from "../state/gid.ts";
import { spokenName } from "../state/shop-state.ts";
import { definitionKey, resolveNamespace } from "../state/metafields.ts";
import type { Customer, Order, Product, ShopState, Variant } from "../state/types.ts";
import { named } from "./api-context.ts";
import type { ApiContext, Args, TypeResolvers } from "./api-context.ts";
import { notImplemented, resourceNotFound } from "./api-error.ts";
import { listConnection } from "./connections.ts";
import { searched } from "./indexed-search.ts";
import type { SearchPlan } from "./indexed-search.ts";
import { findVisible } from "./fulfillment-access.ts";
import { BY_ID, CHANGED, search, shownNow, TIMES } from "./record-search.ts";
import type { SortKeys } from "./record-search.ts";
import { byNumber, byText, byTime, matcherOf } from "./search.ts";
import type { SearchField } from "./search.ts";
import { levelByGid } from "./types/inventory-types.ts";
import { ownOperation } from "./mutations/bulk.ts";
import { ownSubscription } from "./mutations/webhook-subscriptions.ts";
import { displayFulfillmentStatus } from "../commerce/order-status.ts";
import { lineOf } from "./types/order-types.ts";
import { count } from "./views.ts";

/** The query roots. What is not here answers a loud error. */

function countOf<T>(records: Iterable<T>, args: Args, fields: Record<string, SearchField<T>>): object {
  return count([...records].filter(matcherOf(args["query"], fields)).length, args["limit"]);
}

const ORDER_FIELDS: Record<string, SearchField<Order>> = {
  ...TIMES,
  id: byNumber(({ id }) => id),
  name: byText(({ name }) => [name, name.replace("#", "")]),
  email: byText(({ email }) => email),
  tag: byText(({ tags }) => tags),
  customer_id: byNumber(({ customerId }) => customerId ?? 0),
  processed_at: byTime(({ processedAt }) => processedAt),
  financial_status: byText(({ financialStatus }) => financialStatus),
  fulfillment_status: byText((order) => fulfillmentSearchTexts(order)),
  status: (order, { value }) => value === "any" || orderStatus(order) === value,
  test: byText(({ test }) => String(test)),
};

function orderStatus(order: Order): string {
  if (order.cancelledAt !== null) return "cancelled";
  return order.closedAt === null ? "open" : "closed";
}

function fulfillmentSearchTexts(order: Order): string[] {
  const status = displayFulfillmentStatus(order);
  if (status === "PARTIALLY_FULFILLED") return ["partial", "unshipped"];
  return status === "FULFILLED" ? ["fulfilled", "shipped"] : ["unfulfilled", "unshipped"];
}

const ORDER_SORT: SortKeys<Order> = {
  ID: ({ id }) => id,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  CREATED_AT: ({ createdAt }) => createdAt,
  PROCESSED_AT: ({ processedAt }) => processedAt,
  ORDER_NUMBER: ({ number }) => number,
};

const SORT_COLUMNS = { ID: "id", CREATED_AT: "createdAt", UPDATED_AT: "updatedAt" };
const TIME_COLUMNS = { created_at: "createdAt", updated_at: "updatedAt" };

const ORDERS: SearchPlan<Order> = {
  fields: ORDER_FIELDS,
  lookups: {
    name: { column: "name", valueOf: spokenName },
    email: { column: "email", valueOf: (text) => text.toLowerCase() },
    customer_id: { column: "customerId", valueOf: Number },
  },
  times: { ...TIME_COLUMNS, processed_at: "processedAt" },
  sortColumns: { ...SORT_COLUMNS, PROCESSED_AT: "processedAt", ORDER_NUMBER: "number" },
};

const PRODUCT_FIELDS: Record<string, SearchField<Product>> = {
  ...TIMES,
  id: byNumber(({ id }) => id),
  title: byText(({ title }) => title),
  handle: byText(({ handle }) => handle),
  status: byText(({ status }) => status),
  tag: byText(({ tags }) => tags),
  vendor: byText(({ vendor }) => vendor),
  product_type: byText(({ productType }) => productType),
};

const PRODUCT_SORT: SortKeys<Product> = {
  ID: ({ id }) => id,
  TITLE: ({ title }) => title,
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
};

function variantFields(shop: ShopState): Record<string, SearchField<Variant>> {
  return {
    ...TIMES,
    id: byNumber(({ id }) => id),
    sku: byText(({ sku }) => sku),
    barcode: byText(({ barcode }) => barcode),
    product_id: byNumber(({ productId }) => productId),
    title: byText(({ title }) => title),
    managed: byText((variant) => String(shop.inventoryItems.get(variant.inventoryItemId)?.tracked ?? false)),
  };
}

const CUSTOMER_FIELDS: Record<string, SearchField<Customer>> = {
  ...TIMES,
  id: byNumber(({ id }) => id),
  email: byText(({ email }) => email),
};

const CUSTOMERS: SearchPlan<Customer> = {
  fields: CUSTOMER_FIELDS,
  lookups: { email: { column: "email", valueOf: (text) => text.toLowerCase() } },
  times: TIME_COLUMNS,
  sortColumns: SORT_COLUMNS,
};

/** Any record by its global id, or null: what `node` and the roots by id answer from. */
export function recordOf(api: ApiContext, gid: string): object | null {
  const parsed = parseGid(gid);
  if (parsed === null) return null;
  const { type, id } = parsed;
  const record = findRecord(api, type, id, gid);
  return record === null ? null : named(api, type, record);
}

function findRecord(api: ApiContext, type: string, id: number, gid: string): object | null {
  const { shop, app } = api;
  switch (type) {
    case "Shop":
      return shop.profile.id === id ? shop : null;
    case "Location":
      return shop.locations.get(id) ?? null;
    case "Product":
      return shop.products.get(id) ?? null;
    case "ProductVariant":
      return shop.variants.get(id) ?? null;
    case "InventoryItem":
      return shop.inventoryItems.get(id) ?? null;
    case "InventoryLevel":
      return levelByGid(shop, gid, { includeInactive: true });
    case "InventoryTransfer":
      return shop.inventoryTransfers.get(id) ?? null;
    case "InventoryShipment":
      return shop.inventoryShipments.get(id) ?? null;
    case "Customer":
      return shop.customers.get(id) ?? null;
    case "Order":
      return shop.orders.get(id) ?? null;
    case "LineItem":
      return shop.orderIdOf.lineItem.has(id) ? (lineOf(shop, id) ?? null) : null;
    case "FulfillmentOrder":
      return findVisible(api, gid)?.fulfillmentOrder ?? null;
    case "Fulfillment":
      return shop.orders.get(shop.orderIdOf.fulfillment.get(id) ?? 0)?.fulfillments.find((one) => one.id === id) ?? null;
    case "Refund":
      return shop.orders.get(shop.orderIdOf.refund.get(id) ?? 0)?.refunds.find((one) => one.id === id) ?? null;
    case "Metafield":
      return [...shop.metafields.values()].find((one) => one.id === id) ?? null;
    case "MetafieldDefinition":
      return [...shop.metafieldDefinitions.values()].find((one) => one.id === id) ?? null;
    case "BulkOperation":
      return ownOperation(api, gid);
    case "WebhookSubscription":
      return ownSubscription(api, gid);
    case "App":
    case "AppInstallation":
      return app.id === id ? app : null;
    default:
      throw notImplemented(`node of type ${type}`);
  }
}

function byId(type: string): (source: unknown, args: Args, api: ApiContext) => object | null {
  return (_source, args, api) => {
    if (parseGid(args["id"])?.type !== type) throw resourceNotFound(args["id"]);
    return recordOf(api, args["id"]);
  };
}

export const queryRoots: TypeResolvers<unknown> = {
  shop: (_source, _args, { shop }) => shop,
  node: (_source, args, api) => recordOf(api, args["id"]),
  nodes: (_source, args, api) => args["ids"].map((id: string) => recordOf(api, id)),
  product: byId("Product"),
  products: (_source, args, { shop, consistency, commerce }) => {
    const past = args["query"] == null ? null : consistency.productsSearched(shop, commerce.now().getTime());
    if (past !== null) return shownNow(search(past, args, PRODUCT_FIELDS, PRODUCT_SORT), shop.products);
    return search(shop.products.values(), args, PRODUCT_FIELDS, PRODUCT_SORT);
  },
  productsCount: (_source, args, { shop }) => countOf(shop.products.values(), args, PRODUCT_FIELDS),
  productVariant: byId("ProductVariant"),
  productVariants: (_source, args, { shop }) =>
    search(shop.variants.values(), args, variantFields(shop), { ...BY_ID, SKU: ({ sku }) => sku ?? "", TITLE: ({ title }) => title }),
  productVariantsCount: (_source, args, { shop }) => countOf(shop.variants.values(), args, variantFields(shop)),
  order: byId("Order"),
  orders: (_source, args, { shop, consistency, commerce }) => {
    const past = args["query"] == null ? null : consistency.ordersSearched(shop, commerce.now().getTime());
    if (past !== null) return shownNow(search(past, args, ORDER_FIELDS, ORDER_SORT), shop.orders);
    return search(searched(shop.orders, args, ORDERS), args, ORDER_FIELDS, ORDER_SORT);
  },
  ordersCount: (_source, args, { shop, consistency, commerce }) => {
    const past = args["query"] == null ? null : consistency.ordersSearched(shop, commerce.now().getTime());
    return countOf(past ?? searched(shop.orders, args, ORDERS), args, ORDER_FIELDS);
  },
  customer: byId("Customer"),
  customersCount: (_source, args, { shop }) => countOf(searched(shop.customers, args, CUSTOMERS), args, CUSTOMER_FIELDS),
  customers: (_source, args, { shop }) => search(searched(shop.customers, args, CUSTOMERS), args, CUSTOMER_FIELDS, CHANGED),
  refund: byId("Refund"),
  metafieldDefinitions: (_source, args, { shop, app }) => {
    const namespace = args["namespace"] == null ? null : resolveNamespace(args["namespace"], app);
    const found = [...shop.metafieldDefinitions.values()].filter(
      (definition) =>
        definition.ownerType === args["ownerType"] &&
        (namespace === null || definition.namespace === namespace) &&
        (args["key"] == null || definition.key === args["key"]),
    );
    return listConnection(found, args);
  },
  metafieldDefinition: (_source, args, { shop, app }) => {
    const { identifier } = args;
    if (identifier == null) throw notImplemented("metafieldDefinition without an identifier");
    const namespace = resolveNamespace(identifier.namespace, app);
    return shop.metafieldDefinitions.get(definitionKey(identifier.ownerType, namespace, identifier.key)) ?? null;
  },
  currentAppInstallation: (_source, _args, { app }) => app,
  appInstallation: (_source, _args, { app }) => app,
  job: (_source, args) => ({ id: args["id"], done: true }),
};
