import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readAppConfig } from "../app-config.ts";
import { cancelOrder } from "../commerce/cancel-order.ts";
import { addressOf, createLocation, createProduct, deleteProduct, setInventoryPolicy } from "../commerce/catalog.ts";
import { placeOrder } from "../commerce/checkout.ts";
import type { ShopContext, ShopEvent } from "../commerce/context.ts";
import { fulfil } from "../commerce/fulfil.ts";
import { findFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "../commerce/fulfillment-orders.ts";
import { holdFulfillmentOrder, releaseHolds } from "../commerce/holds.ts";
import { stockItem } from "../commerce/inventory.ts";
import { moveFulfillmentOrder } from "../commerce/move.ts";
import { stageQuantity } from "../commerce/order-edit-staging.ts";
import { beginOrderEdit, commitOrderEdit } from "../commerce/order-edit.ts";
import { splitFulfillmentOrder } from "../commerce/split.ts";
import { refundOrder } from "../commerce/refund.ts";
import { installApp } from "../state/apps.ts";
import { demoProfile, emptyShop, emptyStore } from "../state/shop-state.ts";
import type { Order } from "../state/types.ts";
import { payloadOf } from "./payloads.ts";
import { shopTime } from "./payload-parts.ts";
import { WebhookCheck } from "./webhook-check.ts";

const check = new WebhookCheck();
const seen = new Map<string, Record<string, unknown>[]>();

type Trade = { context: ShopContext; locationId: number; variantId: number; productId: number };

function openShop(): Trade {
  const store = emptyStore();
  const shop = emptyShop(demoProfile("2026-11-01T08:00:00Z"));
  store.shops.set(shop.profile.domain, shop);
  installApp(shop, { apiKey: "key", appId: 7, title: "Promised", handle: "promised", scopes: ["read_products"], installedAt: "2026-11-01T08:00:00Z" });
  const context: ShopContext = { store, shop, now: () => new Date("2026-11-20T09:30:00Z"), emit: keep };
  function keep(event: ShopEvent): void {
    const payloads = seen.get(event.topic) ?? [];
    seen.set(event.topic, [...payloads, JSON.parse(JSON.stringify(payloadOf(context, event)))]);
  }
  const locationId = createLocation(context, { name: "Warehouse" }).id;
  const product = createProduct(context, {
    title: "Camp Lantern",
    variants: [{ sku: "LANTERN", priceCents: 2490, compareAtPriceCents: 2990, barcode: "1", inventoryPolicy: "CONTINUE", stock: { [locationId]: 2 } }],
  });
  return { context, locationId, variantId: product.variantIds[0] ?? 0, productId: product.id };
}

function sell({ context, variantId }: Trade, quantity: number): { order: Order; found: FoundFulfillmentOrder } {
  const properties = [{ name: "_promised", value: "7" }];
  const buyer = { firstName: "Ada", lastName: "Lind" };
  const shippingAddress = addressOf(buyer);
  const sale = placeOrder(context, { email: "ada@example.com", ...buyer, shippingAddress, lines: [{ variantId, quantity, properties }] });
  if (!sale.ok) throw new Error(sale.errors[0]?.message);
  const found = findFulfillmentOrder(context.shop, sale.value.fulfillmentOrders[0]?.id ?? 0);
  if (found === undefined) throw new Error("no fulfillment order");
  return { order: sale.value, found };
}

/** Does everything in a shop that a topic tells of. */
function tradeOnce(): void {
  const trade = openShop();
  const { context } = trade;
  const hold = { reason: "OTHER" as const, reasonNotes: "waits", handle: "h", externalId: null, appId: 7 };
  const held = sell(trade, 3).found;
  const [line] = held.fulfillmentOrder.lines;
  holdFulfillmentOrder(context, held, { ...hold, chosen: [{ fulfillmentOrderLineId: line?.id ?? 0, units: 2 }] });
  releaseHolds(context, held, { holdIds: null, externalId: null });
  const split = sell(trade, 2).found;
  splitFulfillmentOrder(context, split, [{ fulfillmentOrderLineId: split.fulfillmentOrder.lines[0]?.id ?? 0, units: 1 }]);
  const newLocationId = createLocation(context, { name: "Annex" }).id;
  for (const inventoryItemId of context.shop.inventoryItems.keys()) stockItem(context, { inventoryItemId, locationId: newLocationId });
  moveFulfillmentOrder(context, split, { newLocationId, chosen: [] });
  const shipped = sell(trade, 2);
  fulfil(context, { contents: [{ found: shipped.found, chosen: [] }], tracking: [{ company: "DHL", number: "1", url: "https://example.com/1" }] });
  const edited = sell(trade, 1).order;
  const session = beginOrderEdit(context, edited);
  if (!session.ok) throw new Error("no edit");
  stageQuantity(context, session.value, { target: { lineItemId: edited.lineItems[0]?.id ?? 0 }, quantity: 3, restock: true });
  commitOrderEdit(context, session.value, { appId: 7, staffNote: null, notifyCustomer: false });
  refundOrder(context, edited, {
    note: "one less",
    lines: [{ lineItemId: edited.lineItems[0]?.id ?? 0, quantity: 1, restockType: "CANCEL", locationId: null }],
    payments: [{ amountCents: 2490, gateway: "manual", parentId: edited.transactions[0]?.id ?? null }],
    appId: 7,
  });
  cancelOrder(context, sell(trade, 1).order, { reason: "CUSTOMER", restock: true, refund: true });
  const variant = context.shop.variants.get(trade.variantId);
  if (variant !== undefined) setInventoryPolicy(context, variant, "DENY");
  context.emit({ topic: "inventory_items/update", inventoryItemId: variant?.inventoryItemId ?? 0 });
  tellTheRest(context, trade);
}

function tellTheRest(context: ShopContext, { locationId, productId }: Trade): void {
  const [customer] = context.shop.customers.values();
  const customerId = customer?.id ?? 0;
  context.emit({ topic: "locations/update", locationId });
  const inventoryItemId = [...context.shop.inventoryItems.keys()][0] ?? 0;
  context.emit({ topic: "inventory_levels/disconnect", inventoryItemId, locationId });
  const [shipped] = [...context.shop.orders.values()].filter(({ fulfillments }) => fulfillments.length > 0);
  context.emit({ topic: "fulfillments/update", orderId: shipped?.id ?? 0, fulfillmentId: shipped?.fulfillments[0]?.id ?? 0 });
  const fulfillmentOrderId = shipped?.fulfillmentOrders[0]?.id ?? 0;
  context.emit({ topic: "fulfillment_orders/cancelled", orderId: shipped?.id ?? 0, fulfillmentOrderId, replacementId: fulfillmentOrderId });
  context.emit({ topic: "locations/deactivate", locationId });
  context.emit({ topic: "customers/data_request", customerId, orderIds: [1] });
  context.emit({ topic: "customers/redact", customerId, orderIds: [1] });
  context.emit({ topic: "shop/redact" });
  context.emit({ topic: "app/uninstalled" });
  context.emit({ topic: "app/scopes_update", previousScopes: [] });
  const product = context.shop.products.get(productId);
  if (product !== undefined) deleteProduct(context, product);
  context.emit({ topic: "orders/delete", orderId: 1 });
}

const CONFIGURED = [...readAppConfig(join(import.meta.dirname, "../../shopify.app.toml")).uriOfTopic.keys()];

describe("every payload has the shape that Shopify documents", () => {
  beforeAll(tradeOnce);

  test.each(CONFIGURED)("%s, which the app subscribes to", (topic) => {
    const payloads = seen.get(topic) ?? [];
    expect(payloads.length).toBeGreaterThan(0);
    for (const payload of payloads) expect(check.problemsOf(topic, payload)).toEqual([]);
  });

  test("everything else that happened meanwhile", () => {
    const others = [...seen].filter(([topic]) => !CONFIGURED.includes(topic));
    expect(others.length).toBeGreaterThan(0);
    for (const [topic, payloads] of others) expect([topic, payloads.flatMap((payload) => check.problemsOf(topic, payload))]).toEqual([topic, []]);
  });

  test("a payload that differs from what Shopify documents is found out", () => {
    const [payload = {}] = seen.get("inventory_levels/update") ?? [];
    expect(check.problemsOf("inventory_levels/update", { ...payload, inventory_item_id: "seven", colour: "red" })).toEqual([
      { at: "", problem: "the example has no colour" },
      { at: "/inventory_item_id", problem: "must be integer" },
    ]);
  });
});

test("line properties travel in the order's payload", () => {
  const [payload] = seen.get("orders/create") ?? [];
  expect(payload).toMatchObject({ line_items: [{ properties: [{ name: "_promised", value: "7" }] }] });
});

test("times carry the shop's offset, summer and winter", () => {
  const shop = { ianaTimezone: "Europe/Berlin" };
  expect(shopTime("2026-11-20T09:30:00Z", shop)).toBe("2026-11-20T10:30:00+01:00");
  expect(shopTime("2026-07-20T22:30:00Z", shop)).toBe("2026-07-21T00:30:00+02:00");
});
