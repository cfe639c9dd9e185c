/** What happens to orders after they are placed, from Shopify's side to the ledger. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cancelOrder } from "../../dev-store/commerce/cancel-order.ts";
import { deleteOrder } from "../../dev-store/commerce/delete-order.ts";
import { completeDraftOrder } from "../../dev-store/commerce/draft-orders.ts";
import { cancelFulfillment, fulfil } from "../../dev-store/commerce/fulfil.ts";
import { releaseHolds } from "../../dev-store/commerce/holds.ts";
import { mergeFulfillmentOrders } from "../../dev-store/commerce/merge.ts";
import { moveFulfillmentOrder } from "../../dev-store/commerce/move.ts";
import { closeOrder, openOrder } from "../../dev-store/commerce/order-state.ts";
import { processReturn } from "../../dev-store/commerce/process-return.ts";
import { refundOrder } from "../../dev-store/commerce/refund.ts";
import { createReturn } from "../../dev-store/commerce/returns.ts";
import { createSellingPlanGroup } from "../../dev-store/commerce/selling-plans.ts";
import { splitFulfillmentOrder } from "../../dev-store/commerce/split.ts";
import type { Order } from "../../dev-store/state/types.ts";
import { DevShop, done } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;
let mug: Good;
beforeEach(async () => {
  shop = await DevShop.open(database.pool, { locations: ["Warehouse", "Store"] });
  mug = await shop.offer("MUG", 0);
});
afterEach(() => shop.close());

const lineOf = (order: Order) => order.lineItems[0]?.id ?? 0;
const fulfillmentOrderOf = (order: Order) => {
  const found = order.fulfillmentOrders.find(({ status }) => status === "OPEN" || status === "IN_PROGRESS");
  if (found === undefined) throw new Error(`order ${order.name} has no fulfillment order that can be shipped`);
  return { order, fulfillmentOrder: found };
};
/** The first units of a fulfillment order's first line. */
const someOf = ({ fulfillmentOrder }: ReturnType<typeof fulfillmentOrderOf>, units: number) => [
  { fulfillmentOrderLineId: fulfillmentOrder.lines[0]?.id ?? 0, units },
];
function ship(order: Order, units: number) {
  const found = fulfillmentOrderOf(order);
  return done(fulfil(shop.context, { contents: [{ found, chosen: someOf(found, units) }] }));
}
/** 5 ordered, 5 on the shelf, 3 shipped. */
async function shippedInPart(): Promise<Order> {
  const order = shop.buy([[mug, 5]]);
  shop.restock(mug, 5);
  await shop.hear(order);
  ship(order, 3);
  await shop.hear(order);
  return order;
}
const refund = (order: Order, units: number, restockType: "CANCEL" | "NO_RESTOCK" | "RETURN") =>
  done(
    refundOrder(shop.context, order, { note: null, appId: null, lines: [{ lineItemId: lineOf(order), quantity: units, restockType, locationId: shop.home }] }),
  );
const EXPLAINED = { unseen: 0, uncommitted: 0, shortage: 0 };

describe("cancelling and refunding", () => {
  test("a cancelled order waits for nothing, and its units serve the next in the queue", async () => {
    const [first, second] = [shop.buy([[mug, 2]]), shop.buy([[mug, 2]])];
    shop.restock(mug, 2);
    await shop.hear(first, second);
    expect(await shop.units(first, mug)).toMatchObject({ allocated: 2 });
    done(cancelOrder(shop.context, first, { reason: "CUSTOMER", restock: true, refund: true }));
    await shop.hear(first);
    expect(await shop.units(first, mug)).toEqual({ waiting: 0, allocated: 0, fulfilled: 0, removed: 2 });
    expect(await shop.units(second, mug)).toMatchObject({ waiting: 0, allocated: 2 });
  });

  test.each([
    ["with restock", "CANCEL", 2],
    ["without restock", "NO_RESTOCK", 2],
  ] as const)("units refunded before they were shipped, %s, are taken off the waiting end", async (_, restockType, units) => {
    const order = shop.buy([[mug, 5]]);
    await shop.hear(order);
    refund(order, units, restockType);
    await shop.hear(order);
    expect(await shop.units(order, mug)).toEqual({ waiting: 3, allocated: 0, fulfilled: 0, removed: 2 });
    expect(await shop.terms(mug)).toMatchObject(EXPLAINED);
  });

  test.each([
    ["restocked", "RETURN", 3],
    ["not restocked", "NO_RESTOCK", 0],
  ] as const)("shipped units that are refunded and %s stay shipped", async (_, restockType, stockAfter) => {
    const order = await shippedInPart();
    ship(order, 2);
    const later = shop.buy([[mug, 3]]);
    refund(order, 3, restockType);
    await shop.hear(order, later);
    await shop.hearStock(mug);
    expect(await shop.units(order, mug)).toEqual({ waiting: 0, allocated: 0, fulfilled: 5, removed: 0 });
    expect(await shop.units(later, mug)).toMatchObject({ allocated: stockAfter });
    expect(await shop.terms(mug)).toMatchObject(EXPLAINED);
  });

  test("a refund without restock takes what was not shipped first: only then is nothing owed any more", async () => {
    const order = await shippedInPart();
    refund(order, 3, "NO_RESTOCK");
    await shop.hear(order);
    expect(await shop.units(order, mug)).toEqual({ waiting: 0, allocated: 0, fulfilled: 3, removed: 2 });
  });

  test.each([
    ["put back on the shelf", "RESTOCKED", 2],
    ["written off", "NOT_RESTOCKED", 0],
  ] as const)("a return that is %s leaves the order's units as they are and serves who waits only by what comes back", async (_, type, served) => {
    const order = await shippedInPart();
    const later = shop.buy([[mug, 2]]);
    const fulfillmentLineId = order.fulfillments[0]?.lines[0]?.id ?? 0;
    const asked = { fulfillmentLineId, quantity: 2, reason: "UNWANTED" as const, reasonNote: "", customerNote: null, restockingFeePercent: 0 };
    const returned = done(createReturn(shop.context, order, { lines: [asked], shippingFeeCents: 0, status: "OPEN", requestedAt: null }));
    const [line] = returned.lines;
    const arrivals = [{ reverseLineId: line?.reverseLineId ?? 0, quantity: 2, type, locationId: shop.home }];
    done(processReturn(shop.context, order, returned, { lines: [{ returnLineId: line?.id ?? 0, quantity: 2, arrivals }], refund: null, appId: null }));
    await shop.hear(order, later);
    expect(await shop.units(order, mug)).toEqual({ waiting: 0, allocated: 2, fulfilled: 3, removed: 0 });
    expect(await shop.units(later, mug)).toMatchObject({ allocated: served, waiting: 2 - served });
    expect(await shop.terms(mug)).toMatchObject(EXPLAINED);
  });

  test("an undone fulfilment makes its units allocated again", async () => {
    const order = await shippedInPart();
    done(cancelFulfillment(shop.context, order, order.fulfillments[0]!));
    await shop.hear(order);
    expect(await shop.units(order, mug)).toEqual({ waiting: 0, allocated: 5, fulfilled: 0, removed: 0 });
  });

  test("a deleted order is owed nothing", async () => {
    const [order, next] = [shop.buy([[mug, 2]]), shop.buy([[mug, 1]])];
    await shop.hear(order, next);
    deleteOrder(shop.context, order);
    await shop.hearIds([String(order.id)], [String(order.id)]);
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 0, allocated: 0, removed: 2 });
    expect(await shop.units(next, mug)).toMatchObject({ allocated: 1 });
  });
});

describe("where units lie", () => {
  test("split fulfillment orders of one location are one place, before and after they are merged again", async () => {
    const order = shop.buy([[mug, 4]]);
    const found = fulfillmentOrderOf(order);
    const { fulfillmentOrder, remaining } = splitFulfillmentOrder(shop.context, found, someOf(found, 3));
    await shop.hear(order);
    const split = await shop.queue(mug);
    expect(split.map(({ waiting }) => waiting)).toEqual([4]);
    for (const { fulfillmentOrder: held } of order.fulfillmentOrders.filter(({ status }) => status === "ON_HOLD").map((one) => ({ fulfillmentOrder: one })))
      done(releaseHolds(shop.context, { order, fulfillmentOrder: held }, { holdIds: null, externalId: null }));
    const intent = (one: typeof fulfillmentOrder) => ({ found: { order, fulfillmentOrder: one }, chosen: [] });
    mergeFulfillmentOrders(shop.context, [intent(fulfillmentOrder), intent(remaining)]);
    await shop.hear(order);
    expect(await shop.queue(mug)).toEqual(split);
  });

  test("a parcel shipped from a split order takes allocated units first", async () => {
    const order = shop.buy([[mug, 4]]);
    shop.restock(mug, 3);
    await shop.hear(order);
    expect(shop.held(order).units).toBe(1);
    ship(order, 2);
    await shop.hear(order);
    expect(await shop.units(order, mug)).toEqual({ waiting: 1, allocated: 1, fulfilled: 2, removed: 0 });
  });

  test("staff move units to another location: they keep their rank and wait for that shelf", async () => {
    const [store = 0] = shop.locationIds.slice(1);
    const [first, second] = [shop.buy([[mug, 2]]), shop.buy([[mug, 1]])];
    await shop.hear(first, second);
    const moving = first.fulfillmentOrders.find(({ status }) => status === "ON_HOLD" || status === "OPEN");
    done(moveFulfillmentOrder(shop.context, { order: first, fulfillmentOrder: moving! }, { newLocationId: store, chosen: [] }));
    await shop.hear(first);
    shop.restock(mug, 1);
    shop.restock(mug, 2, store);
    await shop.hearStock(mug);
    expect((await shop.queue(mug)).map(({ location, allocated }) => [Number(location), allocated])).toEqual([
      [store, 2],
      [shop.home, 1],
    ]);
    expect([await shop.terms(mug), await shop.terms(mug, store)]).toMatchObject([EXPLAINED, EXPLAINED]);
  });

  test("what was given at the shelf that units leave is free for the next", async () => {
    const [store = 0] = shop.locationIds.slice(1);
    const [first, second] = [shop.buy([[mug, 2]]), shop.buy([[mug, 2]])];
    shop.restock(mug, 2);
    await shop.hear(first, second);
    done(moveFulfillmentOrder(shop.context, fulfillmentOrderOf(first), { newLocationId: store, chosen: [] }));
    await shop.hear(first);
    expect(await shop.units(first, mug)).toMatchObject({ waiting: 2, allocated: 0 });
    expect(await shop.units(second, mug)).toMatchObject({ allocated: 2 });
  });
});

describe("where orders come from", () => {
  test("a draft that reserves stock takes it from who waits before there is an order, and as an order ranks when it becomes one", async () => {
    const waiting = shop.buy([[mug, 2]]);
    await shop.hear(waiting);
    const line = { variantId: mug.variantId, quantity: 2 };
    const draft = shop.draft([line], { reserveInventoryUntil: "2026-12-01T00:00:00Z" });
    shop.restock(mug, 2);
    await shop.hearStock(mug);
    // The shelf holds 2, but they are set aside.
    expect(await shop.units(waiting, mug)).toMatchObject({ allocated: 0 });
    const order = done(completeDraftOrder(shop.context, draft, { paymentPending: false, sourceName: null, appId: null }));
    await shop.hear(order);
    expect(await shop.units(waiting, mug)).toMatchObject({ allocated: 2 });
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 2 });
  });

  test("units that Shopify has committed to something we cannot see rank before ours", async () => {
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    shop.commitUnseen(mug, 3);
    shop.restock(mug, 4);
    await shop.hearStock(mug);
    expect(await shop.terms(mug)).toMatchObject({ unseen: 3 });
    expect(await shop.units(order, mug)).toMatchObject({ allocated: 1, waiting: 1 });
  });

  test("a sale over the counter is fulfilled at once: it waits for nothing and is never held", async () => {
    const order = shop.buy([[mug, 1]], { sourceName: "pos" });
    ship(order, 1);
    await shop.hear(order);
    expect(await shop.units(order, mug)).toEqual({ waiting: 0, allocated: 0, fulfilled: 1, removed: 0 });
    expect(shop.held(order)).toEqual({ units: 0, holds: 0 });
    expect(shop.mails).toEqual([]);
  });

  test.each([
    ["paid", "PAID", null],
    ["not paid yet", "PENDING", null],
    ["authorised", "AUTHORIZED", null],
    ["whose payment has expired", "EXPIRED", "unpaid"],
    ["whose payment was voided", "VOIDED", "unpaid"],
  ] as const)("an order %s has its rank from the day it was placed", async (_, financialStatus, ineligible) => {
    const order = shop.buy([[mug, 1]], { financialStatus });
    await shop.hear(order);
    const [entry] = await shop.queue(mug);
    expect(entry).toMatchObject({ rankAt: new Date(order.createdAt).toISOString(), ineligible });
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    expect(await shop.units(order, mug)).toMatchObject({ allocated: ineligible === null ? 1 : 0 });
  });

  test("an order that an app made without taking stock is in the queue, and the difference has a name", async () => {
    const order = shop.buy([[mug, 2]], { sourceName: "erp" }, "BYPASS");
    await shop.hear(order);
    expect((await shop.lineFact(order)).commits).toBe("unknown");
    expect(await shop.terms(mug)).toMatchObject({ waiting: 2, uncommitted: 2, unseen: 0 });
  });

  test.each([
    ["ON_FULFILLMENT", "no", 2],
    ["ON_SALE", "yes", 0],
  ] as const)("a line sold under a plan that takes its units %s", async (reserve, commits, uncommitted) => {
    const sellingPlanId = sellUnder(reserve);
    const order = shop.buy([], { lines: [{ variantId: mug.variantId, quantity: 2, sellingPlanId }] });
    await shop.hear(order);
    expect((await shop.lineFact(order)).commits).toBe(commits);
    expect(await shop.terms(mug)).toMatchObject({ waiting: 2, uncommitted });
  });

  test("a backdated import ranks when it came in, not when it says", async () => {
    const order = shop.buy([[mug, 1]], { processedAt: "2020-01-01T00:00:00Z" });
    await shop.hear(order);
    expect((await shop.queue(mug))[0]?.rankAt).toBe(new Date(order.createdAt).toISOString());
  });

  test("a test order takes real stock, so it has a place in the queue", async () => {
    const order = shop.buy([[mug, 1]], { test: true });
    await shop.hear(order);
    expect(await shop.terms(mug)).toMatchObject({ waiting: 1, ...EXPLAINED });
  });

  test("an archived order still waits for what was not shipped, and so does one that is opened again", async () => {
    const order = shop.buy([[mug, 1]]);
    await shop.hear(order);
    done(closeOrder(shop.context, order));
    await shop.hear(order);
    expect(await shop.units(order, mug)).toMatchObject({ waiting: 1 });
    done(openOrder(shop.context, order));
    await shop.hear(order);
    expect(await shop.terms(mug)).toMatchObject({ waiting: 1, ...EXPLAINED });
  });

  test("what Shopify does not count has no ledger: gift cards, services, custom lines", async () => {
    const card = await shop.offer("CARD", 0, { tracked: false, requiresShipping: false, isGiftCard: true });
    const order = shop.buy([[card, 1]]);
    const custom = shop.buy([], { lines: [{ variantId: null, quantity: 1, title: "Engraving", priceCents: 500 }] });
    await shop.hear(order, custom);
    expect(await shop.queue(card)).toEqual([]);
    expect(await shop.rows(`SELECT FROM order_line WHERE shop = $1`)).toEqual([]);
  });

  test("a bundle is its components: each waits for its own shelf, and is named with the bundle it was sold in", async () => {
    const lamp = await shop.offer("LAMP", 1);
    const bundle = { key: "set", title: "Gift set", quantity: 1, variantId: null };
    const lines = [mug, lamp].map(({ variantId }, index) => ({ variantId, quantity: 2 - index, bundle }));
    const order = shop.buy([], { lines });
    await shop.hear(order);
    expect([await shop.units(order, mug), await shop.units(order, lamp)]).toMatchObject([
      { waiting: 2, allocated: 0 },
      { waiting: 0, allocated: 1 },
    ]);
    expect(await shop.rows(`SELECT title FROM order_line WHERE shop = $1 ORDER BY title DESC`)).toEqual([
      { title: "Gift set: MUG" },
      { title: "Gift set: LAMP" },
    ]);
    // The lamp may leave alone, as in Shopify: components are shipped one by one unless the order leaves in one parcel.
    expect(shop.held(order).units).toBe(2);
    expect(shop.mails.map(({ text }) => text).join()).toContain("Gift set: MUG");
    expect(await shop.rows(`SELECT DISTINCT product_title AS title FROM variant WHERE shop = $1 ORDER BY 1`)).toEqual([{ title: "LAMP" }, { title: "MUG" }]);
  });

  test("an order in another currency is units like any other: money is never added up", async () => {
    const order = shop.buy([[mug, 1]]);
    order.currencyCode = "JPY";
    await shop.hear(order);
    expect(await shop.terms(mug)).toMatchObject({ waiting: 1, ...EXPLAINED });
    const money = await shop.rows(`SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' AND $1 <> ''
       AND table_name IN ('order', 'order_line', 'queue_entry', 'allocation', 'promise') AND column_name ~ 'price|amount|total|cents|currency'
       AND column_name <> 'total_price'`); // by which an order's class may be chosen; nothing is added to it
    expect(money).toEqual([]);
  });
});

function sellUnder(reserve: "ON_FULFILLMENT" | "ON_SALE"): number {
  const id = (shop.context.store.nextId += 1);
  const plan = {
    id,
    name: "Pre-order",
    description: null,
    options: ["Pre-order"],
    position: null,
    category: "PRE_ORDER" as const,
    reserve,
    billingPolicy: {
      kind: "fixed" as const,
      checkoutCharge: { type: "PERCENTAGE" as const, percentage: 100 },
      remainingBalanceChargeTrigger: "NO_REMAINING_BALANCE" as const,
      remainingBalanceChargeExactTime: null,
      remainingBalanceChargeTimeAfterCheckout: null,
    },
    deliveryPolicy: {
      kind: "fixed" as const,
      fulfillmentTrigger: "UNKNOWN" as const,
      fulfillmentExactTime: null,
      anchors: [],
      cutoff: null,
      intent: "FULFILLMENT_BEGIN",
      preAnchorBehavior: "ASAP",
    },
    pricingPolicies: [],
    createdAt: shop.now,
  };
  createSellingPlanGroup(shop.context, {
    ownerAppId: shop.app.id,
    appId: null,
    name: "Pre-order",
    merchantCode: "pre-order",
    description: null,
    options: ["How"],
    position: null,
    plans: [plan],
    productIds: [],
    variantIds: [mug.variantId],
  });
  return id;
}
