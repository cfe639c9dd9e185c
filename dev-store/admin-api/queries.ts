import { parseGid } from "../state/gid.ts";
import { definitionKey, resolveNamespace } from "../state/metafields.ts";
import type { Product, ShopState, Variant } from "../state/types.ts";
import { named } from "./api-context.ts";
import type { ApiContext, Args, TypeResolvers } from "./api-context.ts";
import { notImplemented, resourceNotFound } from "./api-error.ts";
import { listConnection } from "./connections.ts";
import { findVisible } from "./fulfillment-access.ts";
import { BY_ID, search, shownNow, TIMES } from "./record-search.ts";
import type { SortKeys } from "./record-search.ts";
import { byNumber, byText, matcherOf } from "./search.ts";
import type { SearchField } from "./search.ts";
import { levelByGid } from "./types/inventory-types.ts";
import { transferLines } from "./types/transfer-types.ts";
import { ownOperation } from "./mutations/bulk.ts";
import { ownSubscription } from "./mutations/webhook-subscriptions.ts";
import { findMerchandiseRecord } from "./queries/merchandise-records.ts";
import { findSalesRecord } from "./queries/sales-records.ts";
import { lineOf } from "./types/order-types.ts";
import { count } from "./views.ts";

/** The query roots. What is not here answers a loud error. */

function countOf<T>(records: Iterable<T>, args: Args, fields: Record<string, SearchField<T>>): object {
  return count([...records].filter(matcherOf(args["query"], fields)).length, args["limit"]);
}

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
    case "InventoryShipmentLineItem":
      return [...shop.inventoryShipments.values()].flatMap(({ lines }) => lines).find((line) => line.id === id) ?? null;
    case "InventoryTransferLineItem":
      return [...shop.inventoryTransfers.values()].flatMap(transferLines).find((line) => line.id === id) ?? null;
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
    default: {
      const sold = findSalesRecord(shop, type, id);
      const found = sold === undefined ? findMerchandiseRecord(api, type, id) : sold;
      if (found === undefined) throw notImplemented(`node of type ${type}`);
      return found;
    }
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
  customer: byId("Customer"),
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
  job: (_source, args) => ({ id: args["id"], done: true }),
};
