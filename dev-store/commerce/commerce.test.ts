import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { demoProfile, emptyShop, emptyStore } from "../state/shop-state.ts";
import type { InventoryLevel, Order } from "../state/types.ts";
import { cancelOrder } from "./cancel-order.ts";
import { createLocation, createProduct } from "./catalog.ts";
import { placeOrder } from "./checkout.ts";
import { levelOf } from "./context.ts";
import type { ShopContext, ShopEvent } from "./context.ts";
import { cancelFulfillment, fulfil } from "./fulfil.ts";
import { findFulfillmentOrder } from "./fulfillment-orders.ts";
import type { FoundFulfillmentOrder } from "./fulfillment-orders.ts";
import { holdFulfillmentOrder, releaseHolds } from "./holds.ts";
import type { HoldRequest } from "./holds.ts";
import { onHand, setAvailable, stockItem } from "./inventory.ts";
import { moveFulfillmentOrder } from "./move.ts";
import { splitFulfillmentOrder, splitRefusal } from "./split.ts";

type TestShop = {
  context: ShopContext;
  events: ShopEvent[];
  locationId: number;
  variantId: number;
  inventoryItemId: number;
  level: () => InventoryLevel;
};

function shopWith({ available, policy = "CONTINUE" }: { available: number; policy?: "CONTINUE" | "DENY" }): TestShop {
  const store = emptyStore();
  const shop = emptyShop(demoProfile("2026-11-01T08:00:00Z"));
  store.shops.set(shop.profile.domain, shop);
  const events: ShopEvent[] = [];
  const context: ShopContext = {
    store,
    shop,
    now: () => new Date("2026-11-20T09:30:00Z"),
    emit: (event) => events.push(event),
  };
  const locationId = createLocation(context, { name: "Warehouse" }).id;
  const product = createProduct(context, {
    title: "Camp Lantern",
    variants: [{ sku: "LANTERN", priceCents: 2490, inventoryPolicy: policy, stock: { [locationId]: available } }],
  });
  const [variantId = 0] = product.variantIds;
  const inventoryItemId = shop.variants.get(variantId)?.inventoryItemId ?? 0;
  events.length = 0;
  return { context, events, locationId, variantId, inventoryItemId, level: () => knownLevel(context, inventoryItemId, locationId) };
}

function knownLevel(context: ShopContext, inventoryItemId: number, locationId: number): InventoryLevel {
  const level = levelOf(context.shop, inventoryItemId, locationId);
  if (level === undefined) throw new Error("the item is not stocked");
  return level;
}

function sell(shop: TestShop, quantity: number): Order {
  const sale = placeOrder(shop.context, { email: "ada@example.com", lines: [{ variantId: shop.variantId, quantity }] });
  if (!sale.ok) throw new Error(sale.errors[0]?.message);
  return sale.value;
}

function firstFulfillmentOrder(shop: TestShop, order: Order): FoundFulfillmentOrder {
  const found = findFulfillmentOrder(shop.context.shop, order.fulfillmentOrders[0]?.id ?? 0);
  if (found === undefined) throw new Error("the order has no fulfillment order");
  return found;
}

/** Available, committed, on hand. */
function quantities(level: InventoryLevel): number[] {
  return [level.quantities.available, level.quantities.committed, onHand(level)];
}

const HOLD: HoldRequest = {
  reason: "INVENTORY_OUT_OF_STOCK",
  reasonNotes: null,
  handle: "wait-1",
  externalId: null,
  appId: 7,
  chosen: [],
};

describe("checkout", () => {
  test("a sale moves units from available to committed and leaves the shelf as it is", () => {
    const shop = shopWith({ available: 5 });
    sell(shop, 2);
    expect(quantities(shop.level())).toEqual([3, 2, 5]);
  });

  test("selling with nothing on the shelf makes available negative", () => {
    const shop = shopWith({ available: 0 });
    sell(shop, 5);
    expect(quantities(shop.level())).toEqual([-5, 5, 0]);
  });

  test("a variant that denies backorders is refused when too few are available, and nothing moves", () => {
    const shop = shopWith({ available: 1, policy: "DENY" });
    const sale = placeOrder(shop.context, { email: null, lines: [{ variantId: shop.variantId, quantity: 2 }] });
    expect(sale).toEqual({
      ok: false,
      errors: [{ field: ["lines", "0"], message: "Only 1 of Camp Lantern left.", code: "NOT_ENOUGH_IN_STOCK" }],
    });
    expect(quantities(shop.level())).toEqual([1, 0, 1]);
    expect(shop.events).toEqual([]);
  });

  test("two lines of one variant are refused by their sum", () => {
    const shop = shopWith({ available: 3, policy: "DENY" });
    const line = { variantId: shop.variantId, quantity: 2 };
    expect(placeOrder(shop.context, { email: null, lines: [line, line] }).ok).toBe(false);
  });

  test("an order tells its creation, each level that moved, and its routing", () => {
    const shop = shopWith({ available: 5 });
    sell(shop, 2);
    expect(shop.events.map(({ topic }) => topic)).toEqual([
      "customers/create",
      "orders/create",
      "order_transactions/create",
      "orders/paid",
      "inventory_levels/update",
      "fulfillment_orders/order_routing_complete",
    ]);
  });

  test("an order that bypasses inventory commits nothing, and shipping it takes nothing", () => {
    const shop = shopWith({ available: 5 });
    const sale = placeOrder(shop.context, { email: null, lines: [{ variantId: shop.variantId, quantity: 2 }] }, "BYPASS");
    if (!sale.ok) throw new Error("refused");
    fulfil(shop.context, { contents: [{ found: firstFulfillmentOrder(shop, sale.value), chosen: [] }] });
    expect(quantities(shop.level())).toEqual([5, 0, 5]);
  });
});

describe("shipping and cancelling", () => {
  test("shipping takes committed units off the shelf and closes the fulfillment order", () => {
    const shop = shopWith({ available: 5 });
    const order = sell(shop, 2);
    const found = firstFulfillmentOrder(shop, order);
    expect(fulfil(shop.context, { contents: [{ found, chosen: [] }] }).ok).toBe(true);
    expect(quantities(shop.level())).toEqual([3, 0, 3]);
    expect(found.fulfillmentOrder.status).toBe("CLOSED");
  });

  test("what is on hold cannot be shipped", () => {
    const shop = shopWith({ available: 0 });
    const found = firstFulfillmentOrder(shop, sell(shop, 2));
    holdFulfillmentOrder(shop.context, found, HOLD);
    const parcel = fulfil(shop.context, { contents: [{ found, chosen: [] }] });
    expect(parcel).toMatchObject({ ok: false, errors: [{ message: expect.stringContaining("unfulfillable status= on_hold") }] });
  });

  test("a parcel that is undone owes its units again", () => {
    const shop = shopWith({ available: 5 });
    const order = sell(shop, 2);
    const parcel = fulfil(shop.context, { contents: [{ found: firstFulfillmentOrder(shop, order), chosen: [] }] });
    if (!parcel.ok) throw new Error("refused");
    cancelFulfillment(shop.context, order, parcel.value);
    expect(quantities(shop.level())).toEqual([3, 2, 5]);
  });

  test("cancelling with restock gives the units back; without it they are written off the shelf", () => {
    for (const [restock, expected] of [
      [true, [5, 0, 5]],
      [false, [3, 0, 3]],
    ] as const) {
      const shop = shopWith({ available: 5 });
      cancelOrder(shop.context, sell(shop, 2), { reason: "CUSTOMER", restock, refund: true });
      expect(quantities(shop.level())).toEqual(expected);
    }
  });

  test("a cancelled order keeps its fulfillment order, closed and empty", () => {
    const shop = shopWith({ available: 5 });
    const order = sell(shop, 2);
    cancelOrder(shop.context, order, { reason: "CUSTOMER", restock: true, refund: true });
    expect(order.fulfillmentOrders).toMatchObject([{ status: "CLOSED", lines: [{ totalQuantity: 0, remainingQuantity: 0 }] }]);
  });

  test("an order with a parcel out cannot be cancelled", () => {
    const shop = shopWith({ available: 5 });
    const order = sell(shop, 2);
    const found = firstFulfillmentOrder(shop, order);
    const [line] = found.fulfillmentOrder.lines;
    fulfil(shop.context, { contents: [{ found, chosen: [{ fulfillmentOrderLineId: line?.id ?? 0, units: 1 }] }] });
    expect(cancelOrder(shop.context, order, { reason: "CUSTOMER", restock: true, refund: true })).toMatchObject({
      errors: [{ message: "Cannot cancel an order that has outstanding fulfillments" }],
    });
  });
});

describe("holds, splits and moves", () => {
  test("holding a part splits: the original keeps the held units, the rest stays open", () => {
    const shop = shopWith({ available: 1 });
    const order = sell(shop, 3);
    const found = firstFulfillmentOrder(shop, order);
    const lineId = found.fulfillmentOrder.lines[0]?.id ?? 0;
    const held = holdFulfillmentOrder(shop.context, found, {
      ...HOLD,
      chosen: [{ fulfillmentOrderLineId: lineId, units: 2 }],
    });
    expect(held).toMatchObject({
      value: {
        fulfillmentOrder: { id: found.fulfillmentOrder.id, status: "ON_HOLD", lines: [{ id: lineId, remainingQuantity: 2 }] },
        remaining: { status: "OPEN", lines: [{ remainingQuantity: 1 }] },
      },
    });
    expect(order.fulfillmentOrders).toHaveLength(2);
  });

  test("a hold's handle is unique for one app and fulfillment order", () => {
    const shop = shopWith({ available: 0 });
    const found = firstFulfillmentOrder(shop, sell(shop, 3));
    holdFulfillmentOrder(shop.context, found, HOLD);
    expect(holdFulfillmentOrder(shop.context, found, HOLD)).toMatchObject({
      errors: [{ code: "DUPLICATE_FULFILLMENT_HOLD_HANDLE" }],
    });
    expect(holdFulfillmentOrder(shop.context, found, { ...HOLD, appId: 8 }).ok).toBe(true);
  });

  test("a fulfillment order opens again when the last hold is released", () => {
    const shop = shopWith({ available: 0 });
    const found = firstFulfillmentOrder(shop, sell(shop, 3));
    holdFulfillmentOrder(shop.context, found, HOLD);
    holdFulfillmentOrder(shop.context, found, { ...HOLD, appId: null });
    const [own, foreign] = found.fulfillmentOrder.holds;
    releaseHolds(shop.context, found, { holdIds: [own?.id ?? 0], externalId: null });
    expect(found.fulfillmentOrder.status).toBe("ON_HOLD");
    releaseHolds(shop.context, found, { holdIds: [foreign?.id ?? 0], externalId: null });
    expect(found.fulfillmentOrder.status).toBe("OPEN");
  });

  test("moving takes committed stock along and gives the origin its units back", () => {
    const shop = shopWith({ available: 5 });
    const elsewhere = createLocation(shop.context, { name: "Annex" }).id;
    stockItem(shop.context, { inventoryItemId: shop.inventoryItemId, locationId: elsewhere });
    const found = firstFulfillmentOrder(shop, sell(shop, 2));
    moveFulfillmentOrder(shop.context, found, { newLocationId: elsewhere, chosen: [] });
    expect(quantities(shop.level())).toEqual([5, 0, 5]);
    expect(quantities(knownLevel(shop.context, shop.inventoryItemId, elsewhere))).toEqual([-2, 2, 0]);
  });
});

type Deed = { kind: "sell" | "ship" | "cancel" | "hold" | "release" | "split" | "stock"; pick: number; units: number; restock: boolean };

const deeds = fc.array(
  fc.record({
    kind: fc.constantFrom("sell", "ship", "cancel", "hold", "release", "split", "stock"),
    pick: fc.nat(20),
    units: fc.integer({ min: 1, max: 6 }),
    restock: fc.boolean(),
  }),
  { maxLength: 60 },
);

function perform(shop: TestShop, deed: Deed): void {
  const { context } = shop;
  const orders = [...context.shop.orders.values()];
  const order = orders[deed.pick % Math.max(1, orders.length)];
  if (deed.kind === "sell") sell(shop, deed.units);
  if (deed.kind === "stock") {
    setAvailable(context, { inventoryItemId: shop.inventoryItemId, locationId: shop.locationId, available: deed.units - 3 });
  }
  if (order === undefined) return;
  if (deed.kind === "cancel") cancelOrder(context, order, { reason: "OTHER", restock: deed.restock, refund: true });
  const fulfillmentOrder = order.fulfillmentOrders[deed.pick % order.fulfillmentOrders.length];
  const line = fulfillmentOrder?.lines[0];
  if (fulfillmentOrder === undefined || line === undefined) return;
  const found = { order, fulfillmentOrder };
  const chosen = [{ fulfillmentOrderLineId: line.id, units: Math.min(deed.units, line.remainingQuantity) }];
  if (deed.kind === "ship") fulfil(context, { contents: [{ found, chosen }] });
  if (deed.kind === "hold") holdFulfillmentOrder(context, found, { ...HOLD, chosen });
  if (deed.kind === "split" && splitRefusal(found, chosen) === null) splitFulfillmentOrder(context, found, chosen);
  if (deed.kind === "release") releaseHolds(context, found, { holdIds: null, externalId: null });
}

test("whatever is done, committed is what open fulfillment orders still owe", () => {
  fc.assert(
    fc.property(deeds, (list) => {
      const shop = shopWith({ available: 4 });
      for (const deed of list) perform(shop, deed);
      const owed = [...shop.context.shop.orders.values()]
        .flatMap(({ fulfillmentOrders }) => fulfillmentOrders)
        .flatMap(({ lines }) => lines)
        .reduce((sum, line) => sum + line.remainingQuantity, 0);
      expect(shop.level().quantities.committed).toBe(owed);
    }),
    { numRuns: 200 },
  );
});

test("whatever is done, the units of a line are ordered = open + shipped + removed", () => {
  fc.assert(
    fc.property(deeds, (list) => {
      const shop = shopWith({ available: 4 });
      for (const deed of list) perform(shop, deed);
      for (const order of shop.context.shop.orders.values()) {
        for (const line of order.lineItems) {
          const open = order.fulfillmentOrders.flatMap(({ lines }) => lines).filter(({ lineItemId }) => lineItemId === line.id);
          const shipped = order.fulfillments.filter(({ status }) => status === "SUCCESS").flatMap(({ lines }) => lines);
          const units = (list: { quantity: number }[]): number => list.reduce((sum, { quantity }) => sum + quantity, 0);
          const openUnits = open.reduce((sum, { remainingQuantity }) => sum + remainingQuantity, 0);
          expect(openUnits + units(shipped) + line.unshippedRemovedQuantity).toBe(line.quantity);
        }
      }
    }),
    { numRuns: 200 },
  );
});
