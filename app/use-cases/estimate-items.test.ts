import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { anItem, instant } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { cancelPurchaseOrder } from "./cancel-purchase-order.ts";
import { changeDeadline } from "./change-deadline.ts";
import { estimateItems } from "./estimate-items.ts";
import { refreshEstimates } from "./refresh-estimates.ts";
import { switchBackorders } from "./switch-backorders.ts";

// It is Thursday 1 October 2026, 08:00 UTC. With no receipts yet, 7 days of lateness are assumed.
const database = useScratchDatabase();
const DAY_MS = 86_400_000;

async function estimates(bench: SupplyBench): Promise<string[]> {
  const rows = await bench.rows<{ line: string }>(
    `SELECT line_item_id || ' ' || COALESCE(estimated_on::text, 'no date') AS line FROM queue_entry WHERE shop = $1 AND units_waiting > 0 ORDER BY rank_at, line_item_id`,
  );
  return rows.map(({ line }) => line);
}

interface PromiseRow {
  line: string;
  origin: string;
  notice: string;
}

const promises = (bench: SupplyBench) =>
  bench.rows<PromiseRow>(
    `SELECT p.line_item_id || ' #' || p.seq || ' ' || COALESCE(p.ship_by::text, 'no date') AS line, p.origin, n.event AS notice
       FROM promise p JOIN notice n ON n.shop = p.shop AND n.notice_id = p.notice_id WHERE p.shop = $1 ORDER BY p.line_item_id, p.seq`,
  );

test("a waiting line is estimated by its place in the queue", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 2 }));
  await bench.hear(bench.model.place("B", { mug: 2 }));
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.order("PO-2", "2026-11-02", { mug: 3 });
  await bench.work();
  // Friday 2 October and 7 days: Friday 9. One receiving day: Monday 12. 2 November and 7: Monday 9, received Tuesday 10.
  expect(await estimates(bench)).toEqual(["A-mug 2026-10-12", "B-mug 2026-11-10"]);
});

test("units of orders that we cannot see stand before everybody", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 2 }));
  bench.model.place("hidden", { mug: 2 }, { createdAt: instant("2026-01-01") });
  bench.model.orders.delete("hidden" as never); // an order that the API does not give us
  await bench.settle("mug");
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.order("PO-2", "2026-11-02", { mug: 3 });
  await bench.work();
  expect(await estimates(bench)).toEqual(["A-mug 2026-11-10"]);
});

test("without dated supply there is no date", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 2 }));
  await bench.order("PO-1", "", { mug: 3 });
  await bench.work();
  expect(await estimates(bench)).toEqual(["A-mug no date"]);
});

test("when the supplier is later than promised, each customer is told once, with the reason", async () => {
  const bench = await openSupply(database.pool);
  const { inboundShipmentId } = await bench.order("PO-1", "2026-10-02", { mug: 3, lamp: 1 });
  await bench.work();
  await bench.hear(bench.model.place("A", { mug: 2, lamp: 1 }, { customerId: "7" }));
  await bench.work();
  const change = { inboundShipmentId, expectedVersion: 0, deadline: "2026-10-09", reason: "Ship delayed", actor: "ada" };
  valueOf(await changeDeadline(bench.supplyDeps, { shop: bench.shop, change }));
  const jobs = await bench.work();
  expect(await promises(bench)).toEqual([
    { line: "A-lamp #1 2026-10-12", origin: "inferred", notice: "confirmed:A" },
    { line: "A-lamp #2 2026-10-19", origin: "moved", notice: "moved:A:A-lamp-2" },
    { line: "A-mug #1 2026-10-12", origin: "inferred", notice: "confirmed:A" },
    { line: "A-mug #2 2026-10-19", origin: "moved", notice: "moved:A:A-lamp-2" },
  ]);
  expect(jobs.filter(({ name }) => name === "send-notice")).toEqual([{ name: "send-notice", shop: bench.shop, noticeId: "moved:A:A-lamp-2" }]);
  const [notice] = await bench.rows<{ person: string; facts: { lines: unknown[] } }>(`SELECT person, facts FROM notice WHERE shop = $1 AND kind = 'moved'`);
  expect(notice?.person).toBe("customer:7");
  expect(notice?.facts.lines[1]).toEqual({
    lineItemId: "A-mug",
    title: "Thing mug",
    units: 2,
    shipByBefore: "2026-10-12",
    shipByAfter: "2026-10-19",
    because: ["supplier_later"],
  });
});

test("a date that improves by two days is not worth a mail, one that improves by three is", async () => {
  const bench = await openSupply(database.pool);
  const { inboundShipmentId } = await bench.order("PO-1", "2026-10-08", { mug: 3 }); // + 7: Thursday 15, Friday 16
  await bench.hear(bench.model.place("A", { mug: 1 }));
  await bench.work();
  const move = (deadline: string, expectedVersion: number) =>
    changeDeadline(bench.supplyDeps, { shop: bench.shop, change: { inboundShipmentId, expectedVersion, deadline, reason: "", actor: "" } });
  valueOf(await move("2026-10-06", 0));
  await bench.work();
  expect(await estimates(bench)).toEqual(["A-mug 2026-10-14"]);
  expect((await promises(bench)).map(({ line }) => line)).toEqual(["A-mug #1 2026-10-16"]);
  valueOf(await move("2026-10-05", 1));
  await bench.work();
  expect((await promises(bench)).map(({ line }) => line)).toEqual(["A-mug #1 2026-10-16", "A-mug #2 2026-10-13"]);
});

test("when the purchase order is cancelled, the customer is told that there is no date", async () => {
  const bench = await openSupply(database.pool);
  const { purchaseOrderId } = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.hear(bench.model.place("A", { mug: 1 }));
  await bench.work();
  valueOf(await cancelPurchaseOrder(bench.supplyDeps, { shop: bench.shop, purchaseOrderId, expectedVersion: 0 }));
  await bench.work();
  expect((await promises(bench)).map(({ line }) => line)).toEqual(["A-mug #1 2026-10-12", "A-mug #2 no date"]);
});

test("a second estimate without new facts writes nothing", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.hear(bench.model.place("A", { mug: 1 }));
  await bench.work();
  const versions = `SELECT (SELECT json_agg(xmin::text) FROM queue_entry WHERE shop = $1) AS queue, (SELECT json_agg(xmin::text) FROM promise_curve WHERE shop = $1) AS curves,
    (SELECT count(*) FROM publication WHERE shop = $1) AS publications, (SELECT count(*) FROM promise WHERE shop = $1) AS promises`;
  const before = await bench.rows(versions);
  await estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("mug")] });
  expect(await bench.rows(versions)).toEqual(before);
  expect(bench.jobs.jobs).toEqual([]);
});

test("in observe lines are estimated, and nobody is told and nothing published", async () => {
  const bench = await openSupply(database.pool, { stage: "observe" });
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.hear(bench.model.place("A", { mug: 1 }));
  await bench.work();
  expect(await estimates(bench)).toEqual(["A-mug 2026-10-12"]);
  expect(await promises(bench)).toEqual([]);
  expect(await bench.newestPublication("mug")).toBeUndefined();
});

test("the page is told what a buyer behind the queue would get", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.hear(bench.model.place("A", { mug: 2 }));
  const jobs = await bench.work();
  expect(await bench.newestPublication("mug")).toMatchObject({ state: "backorder", cap: null, confidence: 0.9, tranches: [[3, "2026-10-12"]] });
  expect(jobs).toContainEqual({ name: "publish-promises", shop: bench.shop });
});

test("units on the shelf ship now, then the inbound ones", async () => {
  const bench = await openSupply(database.pool);
  bench.model.receive(anItem("mug"), 2);
  await bench.settle("mug");
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.work();
  expect(await bench.newestPublication("mug")).toMatchObject({
    state: "low",
    tranches: [
      [2, null],
      [5, "2026-10-12"],
    ],
  });
});

test("on autopilot the cap follows dated supply, and at 0 selling stops until supply returns", async () => {
  const bench = await openSupply(database.pool);
  await database.pool.query(`UPDATE variant SET backorder_mode = 'autopilot' WHERE shop = $1 AND inventory_item_id = 'mug'`, [bench.shop]);
  await bench.hear(bench.model.place("A", { mug: 2 }));
  const stopped = await bench.work();
  expect(await bench.newestPublication("mug")).toMatchObject({ state: "out_of_stock", cap: 0, tranches: [] });
  expect(stopped).toContainEqual({ name: "set-inventory-policy", shop: bench.shop, variantId: "v-mug" });

  await database.pool.query(`UPDATE variant SET inventory_policy = 'DENY' WHERE shop = $1`, [bench.shop]);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  expect(await bench.work()).toContainEqual({ name: "set-inventory-policy", shop: bench.shop, variantId: "v-mug" });
  expect(await bench.newestPublication("mug")).toMatchObject({ state: "backorder", cap: 3 });
});

test("at midnight a lot that has not come is later than it was, and its customer is told", async () => {
  const bench = await openSupply(database.pool);
  await bench.learn(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 4, 4, 5, 6, 6, 7, 9);
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.hear(bench.model.place("A", { mug: 1 }));
  await bench.work();
  expect(await estimates(bench)).toEqual(["A-mug 2026-10-12"]); // 18th of 19: 7 days late, Friday 9, on the shelf on Monday
  expect(await refreshEstimates(bench.supplyDeps, { shop: bench.shop, timeZone: "UTC" })).toEqual({ items: 0 });
  bench.model.pass(3 * DAY_MS); // Sunday 4 October: 2 days late, only the 7 receipts later than that count: too few at 9 in 10
  expect(await refreshEstimates(bench.supplyDeps, { shop: bench.shop, timeZone: "UTC" })).toEqual({ items: 1 });
  await bench.work();
  expect((await promises(bench)).map(({ line }) => line)).toEqual(["A-mug #1 2026-10-12", "A-mug #2 no date"]);
  const [notice] = await bench.rows<{ facts: { lines: { because: string[] }[] } }>(`SELECT facts FROM notice WHERE shop = $1 AND kind = 'moved'`);
  expect(notice?.facts.lines[0]?.because).toEqual(["supplier_overdue"]);
});

test("what is shown is renewed before its day is over", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.work();
  expect(await bench.newestPublication("mug")).toMatchObject({ rev: 1, validUntil: "2026-10-02T08:00:00.000Z" });
  bench.model.pass(DAY_MS / 2);
  await refreshEstimates(bench.supplyDeps, { shop: bench.shop, timeZone: "UTC" });
  await bench.work();
  expect(await bench.newestPublication("mug")).toMatchObject({ rev: 2, validUntil: "2026-10-02T20:00:00.000Z" });
});

test.each([
  ["was switched off", "UPDATE variant SET backorder_mode = 'off' WHERE shop = $1"],
  ["is not tracked any more", "UPDATE variant SET is_tracked = false WHERE shop = $1"],
  ["is in a shop that has paused", "UPDATE shop SET stage = 'observe' WHERE shop = $1"],
])("a variant that %s is not looked at again every minute", async (_, change) => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await bench.work();
  await database.pool.query(change, [bench.shop]);
  bench.model.pass(2 * DAY_MS);
  await refreshEstimates(bench.supplyDeps, { shop: bench.shop, timeZone: "UTC" });
  await bench.work();
  expect(await refreshEstimates(bench.supplyDeps, { shop: bench.shop, timeZone: "UTC" })).toEqual({ items: 0 });
});

test("another variant's lot of the same day delays whoever ranks behind it", async () => {
  const bench = await openSupply(database.pool);
  await database.pool.query(`UPDATE location SET units_per_day = 4, normal_units_per_day = 0 WHERE shop = $1`, [bench.shop]);
  await bench.hear(bench.model.place("A", { mug: 4 }));
  await bench.hear(bench.model.place("B", { lamp: 4 }));
  await bench.order("PO-1", "2026-10-02", { mug: 4, lamp: 4 });
  await bench.work();
  expect(await estimates(bench)).toEqual(["A-mug 2026-10-12", "B-lamp 2026-10-13"]);
});

test("a variant that is made to order has a date without a purchase order, from its supplier's lead time", async () => {
  const bench = await openSupply(database.pool);
  await database.pool.query(`UPDATE supplier SET lead_time_days = 14, order_weekdays = '{1}' WHERE shop = $1`, [bench.shop]);
  await database.pool.query(`INSERT INTO supplier_item (shop, supplier_id, inventory_item_id) VALUES ($1, 'north', 'mug')`, [bench.shop]);
  const change = { variantId: "v-mug" as never, mode: "autopilot", limit: 5, madeToOrder: true };
  valueOf(await switchBackorders(bench.supplyDeps, { shop: bench.shop, change }));
  await bench.hear(bench.model.place("A", { mug: 2 }));
  await bench.work();
  // Ordered on Monday 5 October, 14 days and 7 assumed: Monday 26, one receiving day.
  expect(await estimates(bench)).toEqual(["A-mug 2026-10-27"]);
  expect(await bench.newestPublication("mug")).toMatchObject({ state: "backorder", cap: 3, tranches: [[3, "2026-10-27"]] });
});

test("where classes count, what a higher class may still buy stands ahead of a lower one", async () => {
  const bench = await openSupply(database.pool);
  await database.pool.query(`UPDATE shop SET allocation_policy = 'class_first_come' WHERE shop = $1`, [bench.shop]);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.order("PO-2", "2026-11-02", { mug: 50 });
  await bench.hear(bench.model.place("L", { mug: 1 }));
  await bench.hear(bench.model.place("V", { mug: 3 }));
  await bench.work();
  await database.pool.query(`UPDATE queue_entry SET priority = 10 WHERE shop = $1 AND order_id = 'V'`, [bench.shop]);
  await database.pool.query(`UPDATE promise_curve SET units_waiting = NULL WHERE shop = $1`, [bench.shop]);
  await estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("mug")] });
  const dates = await bench.rows<{ order_id: string; estimated_on: string }>(`SELECT order_id, estimated_on FROM queue_entry WHERE shop = $1 ORDER BY 1`);
  // V sold 3 units in 28 days, so up to 3 more until 12 October: L, fourth in the queue, may not be among the first five.
  expect(dates).toEqual([
    { order_id: "L", estimated_on: "2026-11-10" },
    { order_id: "V", estimated_on: "2026-10-12" },
  ]);
  // The next buyer is taken to be of the lowest class.
  expect((await bench.newestPublication("mug"))?.tranches[0]?.[1]).toBe("2026-11-10");
});
