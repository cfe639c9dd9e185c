/** Other systems' complaints, each as a rule of ours: see list.ts. A real database, and a dev store where Shopify is involved. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { policyForCap, unitsStillSellable } from "../../app/domain/backorder-cap.ts";
import type { InboundShipmentId, NoticeId, OrderId, SupplierId } from "../../app/domain/ids.ts";
import { prepareToLeave } from "../../app/use-cases/change-stage.ts";
import { changeDeadline } from "../../app/use-cases/change-deadline.ts";
import type { Job } from "../../app/use-cases/ports/jobs.ts";
import { publishPromises } from "../../app/use-cases/publish-promises.ts";
import { savePurchaseOrder } from "../../app/use-cases/save-purchase-order.ts";
import { settleItems } from "../../app/use-cases/settle-items.ts";
import { cancelOrder } from "../../dev-store/commerce/cancel-order.ts";
import { completeDraftOrder } from "../../dev-store/commerce/draft-orders.ts";
import { fulfil } from "../../dev-store/commerce/fulfil.ts";
import { holdFulfillmentOrder } from "../../dev-store/commerce/holds.ts";
import { levelKey } from "../../dev-store/commerce/context.ts";
import type { Order } from "../../dev-store/state/types.ts";
import { DevShop, done, itemIdOf } from "../dev-shop.ts";
import type { Good } from "../dev-shop.ts";
import { useScratchDatabase } from "../scratch-database.ts";

const database = useScratchDatabase();
let shop: DevShop;
let mug: Good;
beforeEach(async () => {
  shop = await DevShop.open(database.pool);
  mug = await shop.offer("MUG", 0);
});
afterEach(() => shop.close());

const openOf = (order: Order) => ({ order, fulfillmentOrder: order.fulfillmentOrders.find(({ status }) => status === "OPEN" || status === "ON_HOLD")! });
const available = () => shop.context.shop.inventoryLevels.get(levelKey(mug.inventoryItemId, shop.home))?.quantities.available;
const mailsOf = (kind: string) => shop.rows<{ facts: object }>(`SELECT facts FROM notice WHERE shop = $1 AND kind = $2`, kind);
const cancel = (order: Order) => done(cancelOrder(shop.context, order, { reason: "CUSTOMER", restock: true, refund: true }));

/** A purchase order of the mug, due on the day. */
async function expectDelivery(units: number, deadline: string): Promise<string> {
  await shop.rows(`INSERT INTO supplier (shop, supplier_id, name) VALUES ($1, 'north', 'North') ON CONFLICT DO NOTHING`);
  const order = {
    ...{
      purchaseOrderId: null,
      expectedVersion: 0,
      number: "PO-1",
      supplierId: "north" as SupplierId,
      locationId: String(shop.home),
      orderedOn: shop.now.slice(0, 10),
    },
    ...{ deadline, note: "", lines: [{ inventoryItemId: itemIdOf(mug), units }] },
  };
  const saved = await savePurchaseOrder(shop.parts, { shop: shop.shop, order: order as never }); // ids are text to the form
  if (!saved.ok) throw new Error(JSON.stringify(saved.problems));
  await shop.work();
  const [shipment] = await shop.rows<{ id: string }>(`SELECT inbound_shipment_id AS id FROM inbound_shipment WHERE shop = $1`);
  return shipment?.id ?? "";
}
/** The supplier agrees to another day. */
async function postpone(shipment: string, deadline: string): Promise<void> {
  const [order] = await shop.rows<{ version: number }>(`SELECT version FROM purchase_order WHERE shop = $1`);
  const inboundShipmentId = shipment as InboundShipmentId; // as the database has it
  const change = { inboundShipmentId, expectedVersion: order?.version ?? 0, deadline, reason: "the mill is late", actor: "Ann" };
  expect(await changeDeadline(shop.parts, { shop: shop.shop, change })).toMatchObject({ ok: true });
  await shop.work();
}
const promises = () => shop.rows<{ seq: number; shipBy: string | null }>(`SELECT seq, ship_by AS "shipBy" FROM promise WHERE shop = $1 ORDER BY seq`);

describe("units", () => {
  test("restock releases the orders that wait, oldest first", async () => {
    const orders = [shop.buy([[mug, 2]]), shop.buy([[mug, 2]])];
    await shop.hear(...orders);
    expect(orders.map((order) => shop.held(order).units)).toEqual([2, 2]);
    shop.restock(mug, 3);
    await shop.hearStock(mug);
    expect(orders.map((order) => shop.held(order).units)).toEqual([0, 1]);
  });

  test("of two checkouts that take the last unit at once, one gets it", async () => {
    shop.restock(mug, 1);
    const orders = [shop.buy([[mug, 1]]), shop.buy([[mug, 1]])];
    await Promise.all(orders.map((order) => shop.hear(order)));
    expect(await Promise.all(orders.map((order) => shop.units(order, mug)))).toMatchObject([{ allocated: 1 }, { waiting: 1 }]);
    expect(orders.map((order) => shop.held(order).units)).toEqual([0, 1]);
  });

  test("a paid order that is short is held where staff look", async () => {
    const order = shop.buy([[mug, 2]], { financialStatus: "PAID" });
    await shop.hear(order);
    const { fulfillmentOrder } = openOf(order);
    expect(fulfillmentOrder.status).toBe("ON_HOLD");
    expect(fulfillmentOrder.holds[0]).toMatchObject({ reason: "INVENTORY_OUT_OF_STOCK" });
    expect(fulfillmentOrder.holds[0]?.reasonNotes).toMatch(/2 units/);
    expect(fulfil(shop.context, { contents: [{ found: openOf(order), chosen: [] }] }).ok).toBe(false);
  });

  test("no count of units can go below zero", async () => {
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    for (const change of ["units_granted = -1", "units_fulfilled = 3", "units_removed = -1"])
      await expect(shop.rows(`UPDATE queue_entry SET ${change} WHERE shop = $1`)).rejects.toThrow(/constraint/);
    await expect(shop.rows(`UPDATE queue_total SET units_allocated = -1 WHERE shop = $1`)).rejects.toThrow(/constraint/);
    shop.restock(mug, 2);
    await shop.hearStock(mug);
    // Counted down behind our back, and up again: what was negative for a moment in Shopify is none of ours, ever.
    shop.restock(mug, -2);
    await shop.hearStock(mug);
    shop.restock(mug, 2);
    await shop.hearStock(mug);
    expect(await shop.terms(mug)).toMatchObject({ waiting: 0, allocated: 2, shortage: 0 });
  });

  test("neither a later order nor an abandoned one is served before an older one", async () => {
    const [first, abandoned, later] = [shop.buy([[mug, 1]]), shop.buy([[mug, 1]], { financialStatus: "EXPIRED" }), shop.buy([[mug, 1]])];
    await shop.hear(later!, abandoned!, first!);
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    expect(await Promise.all([first!, abandoned!, later!].map(async (order) => (await shop.units(order, mug)).allocated))).toEqual([1, 0, 0]);
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    expect(await Promise.all([first!, abandoned!, later!].map(async (order) => (await shop.units(order, mug)).allocated))).toEqual([1, 0, 1]);
  });

  test("a cancelled order frees its units once, however often it is read", async () => {
    const orders = [shop.buy([[mug, 1]]), shop.buy([[mug, 1]]), shop.buy([[mug, 1]])];
    shop.restock(mug, 1);
    await shop.hear(...orders);
    cancel(orders[0]!);
    for (let times = 0; times < 3; times++) await shop.hear(orders[0]!);
    expect(await shop.terms(mug)).toEqual({ waiting: 1, allocated: 1, unseen: 0, uncommitted: 0, idle: 0, shortage: 0 });
  });

  test("cancelling what waited leaves the stock where it was before the order", async () => {
    const before = available();
    const order = shop.buy([[mug, 3]]);
    await shop.hear(order);
    expect(available()).toBe((before ?? 0) - 3);
    cancel(order);
    await shop.hear(order);
    expect(available()).toBe(before);
    expect(await shop.terms(mug)).toMatchObject({ waiting: 0, allocated: 0 });
  });

  test("units that were announced stay when another order comes in", async () => {
    const told = shop.buy([[mug, 1]]);
    await shop.hear(told);
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    expect(await mailsOf("allocated")).toHaveLength(1);
    const another = shop.buy([[mug, 1]]);
    await settleItems(shop.parts, { shop: shop.shop, inventoryItemIds: [itemIdOf(mug)] });
    await shop.hear(another);
    expect([await shop.units(told, mug), await shop.units(another, mug)]).toMatchObject([{ allocated: 1 }, { waiting: 1 }]);
    expect(shop.held(told).units).toBe(0);
  });

  test("an order that ships together keeps its place however many small ones come", async () => {
    const lamp = await shop.offer("LAMP", 0);
    const together = shop.buy([[mug, 1], [lamp, 1]], { attributes: [{ name: "_ship", value: "together" }] }); // prettier-ignore
    const small = Array.from({ length: 4 }, () => shop.buy([[mug, 1]]));
    await shop.hear(together, ...small);
    // One fewer than are wanted: whoever is passed over gets none.
    for (let day = 1; day < 5; day++) {
      shop.restock(mug, 1);
      await shop.hearStock(mug);
    }
    shop.restock(lamp, 1);
    await shop.hearStock(lamp, mug);
    expect(await shop.units(together, mug)).toMatchObject({ allocated: 1 });
    expect(shop.held(together).units).toBe(0);
  });

  test("a settle reads only as many waiting lines as there are units to give", async () => {
    for (let count = 0; count < 40; count++) shop.buy([[mug, 1]]);
    const orders = [...shop.context.shop.orders.values()];
    await shop.hear(...orders);
    shop.restock(mug, 3);
    const read: number[] = [];
    const queue = shop.parts.queue;
    const watching: typeof queue = { ...queue, head: async (...args) => queue.head(...args).then((rows) => (read.push(rows.length), rows)) };
    await settleItems({ ...shop.parts, queue: watching }, { shop: shop.shop, inventoryItemIds: [itemIdOf(mug)] });
    expect(Math.max(...read)).toBe(3);
  });
});

describe("where the sale was made", () => {
  test("a draft order beyond the shelf waits and is held like any other", async () => {
    const draft = shop.draft([{ variantId: mug.variantId, quantity: 2 }]);
    const order = done(completeDraftOrder(shop.context, draft, { paymentPending: false, sourceName: null, appId: null }));
    await shop.hear(order);
    expect([await shop.units(order, mug), shop.held(order)]).toMatchObject([{ waiting: 2 }, { units: 2, holds: 1 }]);
  });

  test("an order to be picked up waits and is held like any other", async () => {
    const order = shop.buy([[mug, 2]]);
    for (const fulfillmentOrder of order.fulfillmentOrders) fulfillmentOrder.deliveryMethod = "PICK_UP";
    await shop.hear(order);
    expect([await shop.units(order, mug), shop.held(order)]).toMatchObject([{ waiting: 2 }, { units: 2, holds: 1 }]);
  });

  test("an order taken at the counter for later waits and is held like any other", async () => {
    const order = shop.buy([[mug, 2]], { sourceName: "pos" });
    await shop.hear(order);
    expect([await shop.units(order, mug), shop.held(order)]).toMatchObject([{ waiting: 2 }, { units: 2, holds: 1 }]);
  });
});

describe("dates and words", () => {
  test("a delivery that is due later moves the order's date and says so", async () => {
    const delivery = await expectDelivery(5, "2026-10-20");
    const order = shop.buy([[mug, 1]]);
    await shop.hear(order);
    const [before] = await promises();
    await postpone(delivery, "2026-11-10");
    const after = (await promises()).at(-1);
    expect(after!.shipBy! > before!.shipBy!).toBe(true);
    expect(await mailsOf("moved")).toHaveLength(1);
    expect(await shop.rows(`SELECT FROM queue_entry WHERE shop = $1 AND estimated_on = $2`, after!.shipBy)).toHaveLength(1);
  });

  test("what a customer was told stays written", async () => {
    const delivery = await expectDelivery(5, "2026-10-20");
    await shop.hear(shop.buy([[mug, 1]]));
    const [before] = await promises();
    await postpone(delivery, "2026-11-10");
    expect((await promises())[0]).toEqual(before);
    await expect(shop.rows(`UPDATE promise SET ship_by = '2027-01-01' WHERE shop = $1`)).rejects.toThrow(/never edited/);
  });

  test("a customer has one date at a time, and one mail for each", async () => {
    const delivery = await expectDelivery(5, "2026-10-20");
    await shop.hear(shop.buy([[mug, 1], [mug, 2]])); // prettier-ignore
    await postpone(delivery, "2026-11-10");
    // The next day all dates are looked at again, and none is another one.
    shop.pass(24 * 3600);
    await shop.parts.database.transaction((tx) =>
      shop.parts.jobs.enqueue(tx, [{ name: "estimate-items", shop: shop.shop, inventoryItemIds: [itemIdOf(mug)] }]),
    );
    await shop.work();
    const told = await promises();
    // Two lines, each told twice; the order's customer got two mails, one for each date.
    expect(told).toHaveLength(4);
    expect(shop.mails).toHaveLength(2);
    expect(new Set(told.map(({ shipBy }) => shipBy)).size).toBe(2);
    const months = ["10-", "11-"].map((month) => told.filter(({ shipBy }) => shipBy?.includes(`-${month}`)).length);
    expect(months).toEqual([2, 2]);
  });

  test("a webhook that comes again sends no mail again", async () => {
    await expectDelivery(5, "2026-10-20");
    const order = shop.buy([[mug, 1]]);
    for (let times = 0; times < 2; times++) await shop.hear(order);
    shop.restock(mug, 1);
    for (let times = 0; times < 2; times++) await shop.hearStock(mug);
    // Whatever a webhook leads to may be done again as well, by a worker that does not know that another did it.
    const waiting = shop.buy([[mug, 1]]);
    await shop.hear(waiting);
    const told = await shop.rows<{ id: NoticeId }>(`SELECT notice_id AS id FROM notice WHERE shop = $1`);
    const again: Job[] = [
      ...[order, waiting].map(({ id }): Job => ({ name: "confirm-backorder", shop: shop.shop, orderId: String(id) as OrderId })), // an id of the dev store
      ...told.map(({ id }): Job => ({ name: "send-notice", shop: shop.shop, noticeId: id })),
    ];
    await shop.parts.database.transaction((tx) => shop.parts.jobs.enqueue(tx, again));
    await shop.work();
    expect([await mailsOf("confirmed"), await mailsOf("allocated"), shop.mails]).toMatchObject([{ length: 2 }, { length: 1 }, { length: 3 }]);
  });

  test("nobody is told that units have come while none has", async () => {
    const waiting = [shop.buy([[mug, 1]]), shop.buy([[mug, 1]])];
    await shop.hear(...waiting);
    // It can be bought, and one has come: the second customer's has not.
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    const told = await shop.rows<{ order: string }>(`SELECT order_id AS order FROM notice WHERE shop = $1 AND kind = 'allocated'`);
    expect(told).toEqual([{ order: String(waiting[0]!.id) }]);
  });
});

describe("limits, holds and calls", () => {
  test("a limit of 0 is 0", async () => {
    const facts = { mode: "on", unitsWaiting: 0, unseenUnits: 0, datedInboundUnits: 50, bufferUnits: 0 } as const;
    expect([unitsStillSellable({ ...facts, limit: 0 }), unitsStillSellable({ ...facts, limit: null })]).toEqual([0, null]);
    expect([policyForCap(0), policyForCap(null)]).toEqual(["DENY", "CONTINUE"]);
    await shop.rows(`UPDATE variant SET backorder_limit = 0 WHERE shop = $1`);
    await shop.parts.database.transaction((tx) =>
      shop.parts.jobs.enqueue(tx, [{ name: "estimate-items", shop: shop.shop, inventoryItemIds: [itemIdOf(mug)] }]),
    );
    await shop.work();
    expect(shop.context.shop.variants.get(mug.variantId)?.inventoryPolicy).toBe("DENY");
  });

  test("a mixed order pays for shipping once, in however many parcels it leaves", async () => {
    const lamp = await shop.offer("LAMP", 1);
    const order = shop.buy([[mug, 1], [lamp, 1]], { shippingCents: 500 }); // prettier-ignore
    const paid = structuredClone([order.shippingLines, order.transactions]);
    await shop.hear(order);
    expect(shop.held(order)).toMatchObject({ units: 1 });
    done(
      fulfil(shop.context, {
        contents: [{ found: { order, fulfillmentOrder: order.fulfillmentOrders.find(({ status }) => status === "OPEN")! }, chosen: [] }],
      }),
    );
    shop.restock(mug, 1);
    await shop.hear(order);
    await shop.hearStock(mug);
    done(fulfil(shop.context, { contents: [{ found: openOf(order), chosen: [] }] }));
    await shop.hear(order);
    expect(order.fulfillments).toHaveLength(2);
    expect([order.shippingLines, order.transactions]).toEqual(paid);
    expect(shop.context.shop.orders.size).toBe(1);
  });

  test("the promises of 100 variants are sent in four calls", async () => {
    await shop.rows(`INSERT INTO publication (shop, variant_id, rev, at, valid_until, payload)
       SELECT $1, '9' || n, 1, now(), now() + interval '1 day', '{"rev": 1, "state": "off", "tranches": []}' FROM generate_series(1, 100) n`);
    await shop.rows(`INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, inventory_policy, source_updated_at, publication_rev)
       SELECT $1, '9' || n, 'p', 'i9' || n, 'p', '', 'DENY', now(), 1 FROM generate_series(1, 100) n`);
    const calls: number[] = [];
    const storefront: typeof shop.parts.storefront = {
      ...shop.parts.storefront,
      publish: async (_, batch) => {
        calls.push(batch.length);
        return { ok: true };
      },
    };
    await publishPromises({ ...shop.parts, storefront }, { shop: shop.shop });
    expect(calls).toEqual([25, 25, 25, 25]);
  });

  test("holds are released when their variant is switched off, so that none is left behind", async () => {
    const order = shop.buy([[mug, 2]]);
    await shop.hear(order);
    expect(shop.held(order).holds).toBe(1);
    await switchOff(order);
    expect(shop.held(order)).toEqual({ units: 0, holds: 0 });
  });

  test("a shop that prepares to leave gets back all our holds, and keeps everybody else's", async () => {
    const [ours, shared] = [shop.buy([[mug, 2]]), shop.buy([[mug, 1]])];
    await shop.hear(ours, shared);
    holdAsAnotherApp(shared);
    await shop.hear(shared);
    expect(await prepareToLeave(shop.parts, { shop: shop.shop })).toMatchObject({ ok: true });
    await shop.work();
    expect([shop.held(ours), handlesOf(shared)]).toEqual([{ units: 0, holds: 0 }, ["fraud-check"]]);
    expect(await shop.rows(`SELECT FROM hold WHERE shop = $1 AND state <> 'released'`)).toEqual([]);
    // Neither news of the orders nor units that arrive afterwards place one again.
    const late = shop.buy([[mug, 1]]);
    shop.restock(mug, 1);
    await shop.hear(ours, shared, late);
    await shop.hearStock(mug);
    expect([shop.held(ours), handlesOf(shared), shop.held(late)]).toEqual([{ units: 0, holds: 0 }, ["fraud-check"], { units: 0, holds: 0 }]);
  });

  test("another app's hold stays, whatever we release", async () => {
    const order = shop.buy([[mug, 1]]);
    await shop.hear(order);
    expect(handlesOf(order)).toHaveLength(1);
    holdAsAnotherApp(order);
    await shop.hear(order);
    shop.restock(mug, 1);
    await shop.hearStock(mug);
    await switchOff(order);
    expect(handlesOf(order)).toEqual(["fraud-check"]);
  });
});

function holdAsAnotherApp(order: Order): void {
  const theirs = { reason: "OTHER" as const, reasonNotes: null, handle: "fraud-check", externalId: null, appId: 99, chosen: [] };
  done(holdFulfillmentOrder(shop.context, openOf(order), theirs));
}
const handlesOf = (order: Order) => openOf(order).fulfillmentOrder.holds.map(({ handle }) => handle);

async function switchOff(order: Order): Promise<void> {
  await shop.rows(`UPDATE variant SET backorder_mode = 'off' WHERE shop = $1`);
  await shop.parts.database.transaction((tx) => shop.parts.jobs.enqueue(tx, [{ name: "apply-holds", shop: shop.shop, orderId: String(order.id) as never }]));
  await shop.work();
}
