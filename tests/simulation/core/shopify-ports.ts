/** The simulated Shopify behind the ports by which the app reads and changes it. Orders pass through the app's own reader. */
import type { OrderReader } from "../../../app/adapters/shopify/order-reader.server.ts";
import { orderFact } from "../../../app/adapters/shopify/order-facts.ts";
import type { WholeOrder } from "../../../app/adapters/shopify/order-facts.ts";
import type { FulfillmentOrderId, Instant, InventoryItemId, LineItemId, LocationId, OrderId, ProductId, VariantId } from "../../../app/domain/ids.ts";
import type { LevelFact, OrderFact, VariantFact } from "../../../app/use-cases/ports/facts.ts";
import type { Catalog, FulfillmentOrders, Stock, Storefront } from "../../../app/use-cases/ports/shopify.ts";
import type { SimulatedShopify, Order } from "./shopify.ts";
import { variantOf } from "./shopify.ts";

const PAGE_SIZE = 50;
const page = { hasNextPage: false, endCursor: null };

export interface ReadingLog {
  /** What Shopify showed, by the number of the reading. */
  readonly levels: Map<number, readonly LevelFact[]>;
}

export interface ShopifyBehindPorts {
  readonly shopifyOf: (shop: string) => SimulatedShopify;
  readonly nextReadSeq: () => number;
  readonly log: ReadingLog;
  /** Changes younger than this are not in the search index yet. */
  readonly indexLagMs: () => number;
  readonly now: () => number;
  /** Something may happen in the shop between the beginning of a reading and the reading itself. */
  readonly meanwhile: () => Promise<void>;
}

export function portsOf(behind: ShopifyBehindPorts) {
  const { shopifyOf, nextReadSeq } = behind;
  const read: OrderReader["read"] = async (shop, orderIds) => {
    const readSeq = nextReadSeq();
    await behind.meanwhile();
    const shopify = shopifyOf(shop);
    return orderIds.flatMap((orderId) => {
      const order = shopify.orders.get(orderId);
      return order?.isVisible === true ? [orderFact(wholeOrder(shopify, order), readSeq)] : [];
    });
  };
  const orders: OrderReader = {
    read,
    async changedSince(shop, since, cursor) {
      const indexedUntil = new Date(behind.now() - behind.indexLagMs()).toISOString();
      const found = [...shopifyOf(shop).orders.values()].filter((order) => order.isVisible && order.updatedAt >= since && order.updatedAt <= indexedUntil);
      found.sort((one, other) => (one.updatedAt < other.updatedAt ? -1 : 1));
      const items = found.map(({ id, updatedAt }) => ({ orderId: id as OrderId, updatedAt: updatedAt as OrderFact["updatedAt"] })); // Shopify's own ids and moments
      return pageOf(items, cursor);
    },
    async open(shop, cursor) {
      const shopify = shopifyOf(shop);
      const open = [...shopify.orders.values()].filter((order) => order.isVisible && order.lines.some((line) => shopify.openUnits(order, line) > 0));
      const ids = pageOf(open.map(({ id }) => id as OrderId).sort(), cursor);
      return { items: await read(shop, ids.items), cursor: ids.cursor };
    },
    async ordersOf(shop, fulfillmentOrderIds) {
      return [...new Set(fulfillmentOrderIds.flatMap((id) => shopifyOf(shop).find(id)?.order.id ?? []))] as OrderId[]; // Shopify's own ids
    },
  };
  const stock: Stock = {
    async readLevels(shop, inventoryItemIds) {
      const readSeq = nextReadSeq();
      await behind.meanwhile();
      const shopify = shopifyOf(shop);
      const levels = inventoryItemIds.flatMap((item) =>
        shopify.items.includes(item) ? shopify.locations.map((locationId) => levelFact(shopify, item, locationId)) : [],
      );
      behind.log.levels.set(readSeq, levels);
      return { readSeq, levels };
    },
    async addAvailable(shop, { idempotencyKey, locationId, lines }) {
      const shopify = shopifyOf(shop);
      if (shopify.keysSeen.has(idempotencyKey)) return { ok: true };
      shopify.keysSeen.add(idempotencyKey);
      for (const { inventoryItemId, units } of lines) shopify.receive(inventoryItemId, locationId, units);
      return { ok: true };
    },
  };
  const fulfillmentOrders: FulfillmentOrders = {
    async read(shop, orderId) {
      const order = shopifyOf(shop).orders.get(orderId);
      if (order?.isVisible !== true) return [];
      return order.fulfillmentOrders.map((one) => ({
        fulfillmentOrderId: one.id as FulfillmentOrderId,
        locationId: one.locationId as LocationId,
        status: one.status,
        canMove: shopifyOf(shop).isOpen(one) && one.status !== "IN_PROGRESS",
        isBoundToPlace: false,
        lines: [...one.units].map(([lineId, units]) => ({
          fulfillmentOrderLineItemId: `${one.id}${lineId}`,
          lineItemId: lineId as LineItemId,
          unitsRemaining: units,
        })),
        holds: one.holds.map(({ id, handle, isOurs }) => ({ holdId: id, handle, isOurs })),
      }));
    },
    async hold(shop, { fulfillmentOrderId, handle, lines }) {
      const shopify = shopifyOf(shop);
      const found = shopify.find(fulfillmentOrderId);
      if (found === null) return { ok: false, reason: "There is no such fulfillment order." };
      const units = new Map(lines.map((line) => [line.fulfillmentOrderLineItemId.slice(fulfillmentOrderId.length), line.units]));
      const hold = shopify.hold(found.order, found.one, { handle, isOurs: true, units: lines.length === 0 ? null : units });
      return hold === null ? { ok: false, reason: "It cannot be held." } : { ok: true, holdId: hold.id };
    },
    async move(shop, { fulfillmentOrderId, fulfillmentOrderLineItemId, units, toLocationId }) {
      const shopify = shopifyOf(shop);
      const found = shopify.find(fulfillmentOrderId);
      const lineId = fulfillmentOrderLineItemId.slice(fulfillmentOrderId.length);
      if (found === null) return { ok: false, reason: "There is no such fulfillment order." };
      const part = shopify.split(found.order, found.one, lineId, units) ?? found.one;
      return shopify.move(found.order, part, toLocationId) ? { ok: true } : { ok: false, reason: "It cannot be moved." };
    },
    async release(shop, { fulfillmentOrderId, holdIds }) {
      const shopify = shopifyOf(shop);
      const found = shopify.find(fulfillmentOrderId);
      if (found === null || !shopify.release(found.order, found.one, holdIds)) return { ok: false, reason: "There is no such hold." };
      return { ok: true };
    },
  };
  const storefront: Storefront = {
    async publish(shop, promises) {
      for (const { variantId, payload } of promises) shopifyOf(shop).published.set(variantId, payload as { rev: number }); // what the app publishes has a revision
      return { ok: true };
    },
    async clear(shop, variantIds) {
      for (const variantId of variantIds) shopifyOf(shop).published.delete(variantId);
      return { ok: true };
    },
    async define() {},
  };
  return { orders, stock, fulfillmentOrders, storefront, catalog: catalogOf(behind) };
}

function catalogOf({ shopifyOf, now }: ShopifyBehindPorts): Catalog {
  const variants = (shop: string): VariantFact[] => shopifyOf(shop).items.map((item) => variantFact(shopifyOf(shop), item, now()));
  return {
    async shop() {
      return { name: "Fernhill", email: "shop@fernhill.example", currency: "EUR", timeZone: "Europe/Berlin" };
    },
    async locations(shop) {
      return shopifyOf(shop).locations.map((id) => ({ locationId: id as LocationId, name: `Place ${id}`, isActive: true, fulfilsOnline: true }));
    },
    async variants(shop) {
      return { items: variants(shop), cursor: null };
    },
    async variantsOfProducts(shop, productIds) {
      return variants(shop).filter(({ productId }) => productIds.includes(productId));
    },
    async setInventoryPolicy(shop, { variantId, policy }) {
      shopifyOf(shop).policies.set(variantId, policy);
      return { ok: true, updatedAt: new Date(now()).toISOString() as Instant };
    },
  };
}

function variantFact(shopify: SimulatedShopify, item: string, now: number): VariantFact {
  const variantId = variantOf(item);
  return {
    variantId: variantId as VariantId,
    productId: `8${item}` as ProductId,
    inventoryItemId: item as InventoryItemId,
    productTitle: `Thing ${item}`,
    title: "",
    sku: `T-${item}`,
    imageUrl: null,
    isTracked: true,
    inventoryPolicy: shopify.policies.get(variantId) ?? "DENY",
    updatedAt: new Date(now).toISOString() as Instant,
  };
}

function levelFact(shopify: SimulatedShopify, item: string, locationId: string): LevelFact {
  const { available, committed } = shopify.level(item, locationId);
  return { inventoryItemId: item as InventoryItemId, locationId: locationId as LocationId, available, committed, onHand: available + committed, incoming: 0 };
}

/** The order as Shopify's API tells it. */
function wholeOrder(shopify: SimulatedShopify, order: Order): WholeOrder {
  const gid = (type: string, id: string) => `gid://shopify/${type}/${id}`;
  const lines = order.lines.map((line) => ({
    id: gid("LineItem", line.id),
    title: `Thing ${line.item}`,
    variantTitle: null,
    sku: `T-${line.item}`,
    quantity: line.quantity,
    unfulfilledQuantity: shopify.openUnits(order, line),
    customAttributes: line.promisedRev === null ? [] : [{ key: "_promised", value: String(line.promisedRev) }],
    sellingPlan: line.commits ? null : { sellingPlanId: gid("SellingPlan", "1") },
    variant: { id: gid("ProductVariant", variantOf(line.item)), inventoryItem: { id: gid("InventoryItem", line.item), tracked: true } },
  }));
  const fulfillmentOrders = order.fulfillmentOrders.map((one) => ({
    fulfillmentOrder: {
      id: gid("FulfillmentOrder", one.id),
      status: one.status,
      assignedLocation: { location: { id: gid("Location", one.locationId) } },
      fulfillmentHolds: one.holds.map(({ id, handle, isOurs }) => ({ id: gid("FulfillmentHold", id), handle, heldByRequestingApp: isOurs })),
      lineItems: { nodes: [], pageInfo: page },
    },
    lines: [...one.units].map(([lineId, units]) => ({
      id: gid("FulfillmentOrderLineItem", `${one.id}${lineId}`),
      remainingQuantity: units,
      lineItem: { id: gid("LineItem", lineId) },
    })),
  }));
  const told = {
    order: {
      id: gid("Order", order.id),
      name: `#${order.id}`,
      createdAt: order.createdAt,
      processedAt: order.processedAt,
      cancelledAt: order.cancelledAt,
      updatedAt: order.updatedAt,
      displayFinancialStatus: order.paid,
      sourceName: "web",
      customerLocale: "en",
      statusPageUrl: "https://fernhill.example/status",
      email: `${order.id}@customers.example`,
      tags: order.tags,
      shippingAddress: { countryCodeV2: "DE" },
      totalPriceSet: { shopMoney: { amount: "20.0" } },
      customAttributes: order.shipPreference === null ? [] : [{ key: "_ship", value: order.shipPreference }],
      customer: order.customerId === null ? null : { id: gid("Customer", order.customerId), firstName: "Ada", lastName: "Lark", tags: [] },
      fulfillments: order.fulfillments.map(({ id, createdAt, status, locationId, lineId, units }) => ({
        id: gid("Fulfillment", id),
        createdAt,
        status,
        location: { id: gid("Location", locationId) },
        trackingInfo: [],
        fulfillmentLineItems: { nodes: [{ quantity: units, lineItem: { id: gid("LineItem", lineId) } }], pageInfo: page },
      })),
    },
    lines,
    fulfillmentOrders,
    agreements: order.agreements.map(({ reason, happenedAt, lineId, quantity }) => ({
      reason,
      happenedAt,
      sales: { nodes: [{ actionType: "ORDER", quantity, lineItem: { id: gid("LineItem", lineId) } }], pageInfo: page },
    })),
  };
  return told as unknown as WholeOrder; // the parts of Shopify's answer that the reader asks for
}

function pageOf<Item>(items: readonly Item[], cursor: string | null): { items: Item[]; cursor: string | null } {
  const from = Number(cursor ?? 0);
  const next = from + PAGE_SIZE;
  return { items: items.slice(from, next), cursor: next < items.length ? String(next) : null };
}
