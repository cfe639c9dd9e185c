import type { LoggedRequest } from "../../admin-api/request-log.ts";
import { levelOf } from "../../commerce/context.ts";
import { OPEN_STATUSES, remainingUnits } from "../../commerce/fulfillment-orders.ts";
import { quantityOf } from "../../commerce/inventory.ts";
import type { FaultSettings } from "../../faults.ts";
import type { DevStore } from "../../server.ts";
import type { FulfillmentOrder, Order, ShopState } from "../../state/types.ts";
import type { ChaosSettings } from "../../webhooks/chaos.ts";
import type { DeliveryRecord, WebhookCounters } from "../../webhooks/dispatcher.ts";
import { orderRow } from "../admin/order-views.ts";
import { money } from "../liquid/money.ts";

/** What the console shows, as plain data: the page asks for it again and again. */

const ORDERS_SHOWN = 25;
const VARIANTS_SHOWN = 25;
const RECORDS_SHOWN = 40;

export type ShopView = {
  domain: string;
  name: string;
  plan: string;
  currency: string;
  language: string;
  orders: number;
  customers: number;
  products: number;
  app: "installed" | "never installed" | "uninstalled";
};

export type LineView = { id: number; title: string; sku: string; units: number; unshipped: number };

export type GroupView = { id: number; status: string; location: string; locationId: number; units: number; isHeld: boolean };

export type OrderView = {
  id: number;
  name: string;
  createdAt: string;
  customer: string;
  total: string;
  payment: string;
  status: string;
  tone: string;
  isCancelled: boolean;
  units: number;
  lines: LineView[];
  groups: GroupView[];
};

export type StockView = {
  inventoryItemId: number;
  locationId: number;
  title: string;
  sku: string;
  location: string;
  onHand: number;
  available: number;
  committed: number;
  incoming: number;
  sellsBelowZero: boolean;
};

export type MailView = { from: string; to: string; subject: string; at: string };

export type ConsoleView = {
  shop: string;
  shops: ShopView[];
  locations: { id: number; name: string }[];
  orders: OrderView[];
  stock: StockView[];
  /** How many levels match the words looked for, of which the first are shown. */
  levels: number;
  webhooks: { counters: WebhookCounters; recent: DeliveryRecord[] };
  calls: LoggedRequest[];
  chaos: ChaosSettings;
  faults: { settings: FaultSettings; counts: Record<string, number> };
};

export function consoleView(devStore: DevStore, { domain, words }: { domain: string | undefined; words: string }): ConsoleView {
  const { shop } = devStore.context(domain);
  const stock = stockView(shop, words.trim().toLowerCase());
  return {
    shop: shop.profile.domain,
    shops: [...devStore.store.shops.values()].map((one) => shopView(one, devStore.credentials.apiKey)),
    locations: [...shop.locations.values()].filter(({ isActive }) => isActive).map(({ id, name }) => ({ id, name })),
    orders: latestOrders(shop).map((order) => orderView(shop, order)),
    stock: stock.slice(0, VARIANTS_SHOWN),
    levels: stock.length,
    webhooks: { counters: devStore.webhooks.counters(), recent: devStore.webhooks.recent().slice(0, RECORDS_SHOWN) },
    calls: devStore.api.log.latest(RECORDS_SHOWN),
    chaos: devStore.webhooks.chaos,
    faults: { settings: devStore.faults.settings, counts: devStore.faults.counts },
  };
}

function shopView(shop: ShopState, apiKey: string): ShopView {
  const { domain, name, planDisplayName, currencyCode, primaryLocale } = shop.profile;
  const app = shop.apps.get(apiKey);
  return {
    domain,
    name,
    plan: planDisplayName,
    currency: currencyCode,
    language: primaryLocale,
    orders: shop.orders.size,
    customers: shop.customers.size,
    products: shop.products.size,
    app: app === undefined ? "never installed" : app.uninstalledAt === null ? "installed" : "uninstalled",
  };
}

function latestOrders(shop: ShopState): Readonly<Order>[] {
  const latest: Readonly<Order>[] = [];
  for (const order of shop.orders.ordered({ column: "id", descending: true, from: null })) if (latest.push(order) === ORDERS_SHOWN) break;
  return latest;
}

function orderView(shop: ShopState, order: Order): OrderView {
  const { id, name, created_at, customer, total, payment, status, tone, is_cancelled, units } = orderRow(shop, order);
  const shown = { locale: "en", currencyCode: order.currencyCode };
  const lines = order.lineItems.map((line) => ({
    id: line.id,
    title: line.variantTitle === null ? line.title : `${line.title}, ${line.variantTitle}`,
    sku: line.sku ?? "",
    units: line.currentQuantity,
    unshipped: unshippedUnits(order, line.id),
  }));
  const groups = order.fulfillmentOrders.filter((group) => OPEN_STATUSES.has(group.status) && remainingUnits(group) > 0).map((group) => groupView(shop, group));
  return { id, name, createdAt: created_at, customer, total: money(total, shown), payment, status, tone, isCancelled: is_cancelled, units, lines, groups };
}

function unshippedUnits(order: Order, lineItemId: number): number {
  return order.fulfillmentOrders.flatMap(({ lines }) => lines).reduce((sum, line) => sum + (line.lineItemId === lineItemId ? line.remainingQuantity : 0), 0);
}

function groupView(shop: ShopState, group: FulfillmentOrder): GroupView {
  const { id, status, locationId } = group;
  return {
    id,
    status: status.toLowerCase().replaceAll("_", " "),
    location: shop.locations.get(locationId)?.name ?? "a closed location",
    locationId,
    units: remainingUnits(group),
    isHeld: status === "ON_HOLD",
  };
}

function stockView(shop: ShopState, words: string): StockView[] {
  const rows: StockView[] = [];
  for (const variant of shop.variants.values()) {
    const product = shop.products.get(variant.productId);
    if (product === undefined) continue;
    const title = product.variantIds.length > 1 ? `${product.title}, ${variant.title}` : product.title;
    const sku = variant.sku ?? "";
    if (!`${title} ${sku}`.toLowerCase().includes(words)) continue;
    for (const location of shop.locations.values()) {
      const level = levelOf(shop, variant.inventoryItemId, location.id);
      if (level === undefined) continue;
      const { available, committed, incoming } = level.quantities;
      const sellsBelowZero = variant.inventoryPolicy === "CONTINUE";
      const place = { inventoryItemId: level.inventoryItemId, locationId: location.id, location: location.name };
      rows.push({ ...place, title, sku, onHand: quantityOf(level, "on_hand"), available, committed, incoming, sellsBelowZero });
    }
  }
  return rows;
}
