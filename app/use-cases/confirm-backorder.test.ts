import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { addDays } from "../domain/calendar-date.ts";
import type { CalendarDate, OrderId } from "../domain/ids.ts";
import { anItem, instant } from "../testing/shop-model.ts";
import { openSupply } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { confirmBackorder } from "./confirm-backorder.ts";
import { estimateItems } from "./estimate-items.ts";

// It is Thursday 1 October 2026, 08:00 UTC. With no receipts yet, 7 days of lateness are assumed.
const database = useScratchDatabase();
const HOUR_MS = 3_600_000;

interface Told {
  ship_by: string | null;
  origin: string;
  rev: number | null;
  units: number;
}
const promised = (bench: SupplyBench) => bench.rows<Told>(`SELECT ship_by, origin, rev, units FROM promise WHERE shop = $1 ORDER BY line_item_id, seq`);
const notices = (bench: SupplyBench) =>
  bench.rows<{ event: string; facts: { lines: Record<string, unknown>[] } }>(`SELECT event, facts FROM notice WHERE shop = $1 ORDER BY event`);

/** The shopper's page named this revision when they bought. */
function sawRevision(bench: SupplyBench, orderId: OrderId, rev: number): void {
  for (const line of bench.model.orders.get(orderId)?.lines ?? []) line.fact = { ...line.fact, promisedRev: rev };
}

test("the date that the page showed is the promise, even if we would say a later one now", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.work();
  const order = bench.model.place("A", { mug: 2 });
  sawRevision(bench, order, 1);
  await database.pool.query(`UPDATE inbound_shipment SET deadline = '2026-10-09' WHERE shop = $1`, [bench.shop]);
  await bench.hear(order);
  await bench.work();
  const [first, moved] = await promised(bench);
  expect(first).toEqual({ ship_by: "2026-10-12", origin: "shown", rev: 1, units: 2 });
  expect(moved).toMatchObject({ ship_by: "2026-10-19", origin: "moved" }); // the slip is ours, and told
  expect((await notices(bench))[0]).toMatchObject({
    event: "confirmed:A",
    facts: {
      orderId: "A",
      lines: [{ lineItemId: "A-mug", units: 2, shipBy: "2026-10-12", tranches: [{ units: 2, shipBy: "2026-10-12" }], differsFromPage: false, confidence: 0.9 }],
    },
  });
});

test("of five units three ship now: the promise is about the two that wait", async () => {
  const bench = await openSupply(database.pool);
  bench.model.receive(anItem("mug"), 3);
  await bench.settle("mug");
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.work();
  const order = bench.model.place("A", { mug: 5 });
  sawRevision(bench, order, 1);
  await bench.hear(order);
  await bench.work();
  expect(await promised(bench)).toEqual([{ ship_by: "2026-10-12", origin: "shown", rev: 1, units: 2 }]);
  expect((await notices(bench))[0]?.facts.lines[0]).toMatchObject({ units: 2, tranches: [{ units: 2, shipBy: "2026-10-12" }] });
});

test("without a revision the promise is what the page said when the order came, marked inferred", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.work();
  await bench.hear(bench.model.place("A", { mug: 2 }));
  await bench.work();
  expect(await promised(bench)).toEqual([{ ship_by: "2026-10-12", origin: "inferred", rev: 1, units: 2 }]);
});

test("a page older than a day promised nothing: the date is computed, and the mail says that it differs", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.work();
  bench.model.pass(26 * HOUR_MS);
  await database.pool.query(`UPDATE inbound_shipment SET deadline = '2026-10-09' WHERE shop = $1`, [bench.shop]);
  const order = bench.model.place("A", { mug: 2 });
  sawRevision(bench, order, 1);
  await bench.hear(order);
  await bench.work();
  expect(await promised(bench)).toEqual([{ ship_by: "2026-10-19", origin: "inferred", rev: null, units: 2 }]);
  expect((await notices(bench))[0]?.facts.lines[0]).toMatchObject({ differsFromPage: true });
});

test("without any date the customer is told that there is none yet", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 2 }));
  await bench.work();
  expect(await promised(bench)).toEqual([{ ship_by: null, origin: "inferred", rev: null, units: 2 }]);
});

test("an order with two waiting lines is confirmed in one mail, once", async () => {
  const bench = await openSupply(database.pool);
  const order = bench.model.place("A", { mug: 1, lamp: 1 });
  await bench.hear(order);
  await Promise.all([1, 2, 3].map(() => confirmBackorder(bench.supplyDeps, { shop: bench.shop, orderId: order })));
  const jobs = await bench.work();
  expect((await notices(bench)).map(({ event, facts }) => [event, facts.lines.length])).toEqual([["confirmed:A", 2]]);
  expect(jobs.filter(({ name }) => name === "send-notice")).toHaveLength(1);
  expect(await promised(bench)).toHaveLength(2);
});

test("units that an order edit adds as a new line are confirmed in a mail of their own", async () => {
  const bench = await openSupply(database.pool);
  const order = bench.model.place("A", { mug: 1 });
  await bench.hear(order);
  await bench.work();
  const other = bench.model.place("B", { lamp: 1 });
  const [line] = bench.model.orders.get(other)?.lines ?? [];
  bench.model.orders.get(order)?.lines.push({ isRouted: true, fact: { ...line!.fact, lineItemId: "A-lamp" as never } }); // B has that line
  bench.model.orders.delete(other);
  bench.model.pass(1000);
  bench.model.route(order);
  await bench.hear(order);
  await bench.work();
  expect((await notices(bench)).map(({ event }) => event)).toEqual(["confirmed:A", "confirmed:A:A-lamp"]);
});

test("an order that is not routed yet is not confirmed without a date; its routing asks again", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  const order = bench.model.place("A", { mug: 1 }, { isRouted: false });
  await bench.hear(order);
  await confirmBackorder(bench.supplyDeps, { shop: bench.shop, orderId: order });
  expect(await promised(bench)).toEqual([]);
  bench.model.pass(1000);
  bench.model.route(order);
  await bench.hear(order);
  await bench.work();
  expect(await promised(bench)).toMatchObject([{ ship_by: "2026-10-12" }]);
});

test("a line that waits is confirmed in the end although the rest of its order was routed to stock", async () => {
  const bench = await openSupply(database.pool);
  const order = bench.model.place("A", { mug: 1, lamp: 1 }, { isRouted: false });
  const [mug] = bench.model.orders.get(order)?.lines ?? [];
  mug!.isRouted = true; // placed just above
  await bench.hear(order);
  bench.jobs.clear();
  await confirmBackorder(bench.supplyDeps, { shop: bench.shop, orderId: order });
  expect(bench.jobs.jobs).toEqual([{ name: "confirm-backorder", shop: bench.shop, orderId: order, afterSeconds: 15 * 60 }]);
  bench.model.receive(anItem("lamp"), 1);
  bench.model.route(order);
  await bench.hear(order);
  bench.model.pass(HOUR_MS / 4);
  await bench.work();
  expect((await notices(bench)).map(({ event, facts }) => [event, facts.lines.length])).toEqual([["confirmed:A", 1]]);
});

test("a cancelled order and a variant that is off are not confirmed", async () => {
  const bench = await openSupply(database.pool);
  const order = bench.model.place("A", { mug: 1 }, { createdAt: instant("2026-10-01T07:00:00Z") });
  await bench.hear(order);
  await database.pool.query(`UPDATE variant SET backorder_mode = 'off' WHERE shop = $1`, [bench.shop]);
  await bench.work();
  expect(await notices(bench)).toEqual([]);
});

test("units that an order edit adds to a promised line get a promise of their own, and one mail", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 2 });
  await bench.order("PO-2", "2026-11-02", { mug: 5 });
  const order = bench.model.place("A", { mug: 2 });
  await bench.hear(order);
  await bench.work();
  bench.model.add(order, "mug", 3);
  await bench.hear(order);
  await bench.work();
  await confirmBackorder(bench.supplyDeps, { shop: bench.shop, orderId: order });
  expect(await promised(bench)).toEqual([
    { ship_by: "2026-10-12", origin: "inferred", rev: null, units: 2 },
    { ship_by: "2026-11-10", origin: "added", rev: null, units: 5 },
  ]);
  const told = await notices(bench);
  expect(told.map(({ event }) => event)).toEqual(["confirmed:A", "confirmed:A:A-mug-2"]);
  expect(told[1]?.facts.lines).toMatchObject([{ units: 3, shipBy: "2026-11-10", tranches: [{ units: 3, shipBy: "2026-11-10" }] }]);
});

test("after one of two units came, an edit's units are still told", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-2", "2026-11-02", { mug: 5 });
  const order = bench.model.place("A", { mug: 2 });
  await bench.hear(order);
  await bench.work();
  bench.model.receive(anItem("mug"), 1);
  bench.model.add(order, "mug", 1);
  await bench.hear(order);
  await bench.work();
  expect((await promised(bench)).map(({ origin, units }) => [origin, units])).toEqual([
    ["inferred", 2],
    ["added", 2],
  ]);
});

/** Half of this supplier's shipments come within ten days, 18 of 19 within 18. */
const ONE_TO_NINETEEN = Array.from({ length: 19 }, (_, index) => index + 1);

async function shipsTogether(bench: SupplyBench): Promise<void> {
  await bench.hear(bench.model.place("A", { mug: 1, lamp: 1 }, { shipPreference: "together" }));
  bench.jobs.clear();
  await bench.settle("mug");
  await bench.settle("lamp");
  bench.jobs.clear();
  await database.pool.query(`UPDATE variant SET publication_rev = 0 WHERE shop = $1`, [bench.shop]);
  await database.pool.query(`DELETE FROM publication WHERE shop = $1`, [bench.shop]);
}

test.each([
  ["of two deliveries it is the day by which both are there, later than that of each", { first: { mug: 5 }, second: { lamp: 5 } }, 1],
  ["of one delivery it is that delivery's", { first: { mug: 5, lamp: 5 }, second: null }, 0],
])("an order that ships together has one date: %s", async (_name, { first, second }, daysLater) => {
  const bench = await openSupply(database.pool);
  await bench.learn(...ONE_TO_NINETEEN);
  await bench.order("PO-1", "2026-10-05", first);
  if (second !== null) await bench.order("PO-2", "2026-10-05", second);
  await shipsTogether(bench);
  await confirmBackorder(bench.supplyDeps, { shop: bench.shop, orderId: "A" as OrderId }); // placed as such
  const own = await bench.rows<{ estimated_on: CalendarDate }>(`SELECT estimated_on FROM queue_entry WHERE shop = $1`);
  const latest = own
    .map(({ estimated_on }) => estimated_on)
    .sort()
    .at(-1)!; // two lines wait
  expect((await promised(bench)).map(({ ship_by }) => ship_by)).toEqual([addDays(latest, daysLater), addDays(latest, daysLater)]);
  // Nothing has changed: looking again moves nobody.
  await database.pool.query(`UPDATE promise_curve SET computed_for = computed_for - 1 WHERE shop = $1`, [bench.shop]);
  await estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("mug"), anItem("lamp")] });
  expect(await promised(bench)).toHaveLength(2);
});

test("a delay of one of its deliveries moves an order that ships together once, to the day by which both are there", async () => {
  const bench = await openSupply(database.pool);
  await bench.learn(...ONE_TO_NINETEEN);
  await bench.order("PO-1", "2026-10-05", { mug: 5 });
  const late = await bench.order("PO-2", "2026-10-05", { lamp: 5 });
  await shipsTogether(bench);
  await confirmBackorder(bench.supplyDeps, { shop: bench.shop, orderId: "A" as OrderId }); // placed as such
  await database.pool.query(`UPDATE inbound_shipment SET deadline = '2026-11-05' WHERE shop = $1 AND inbound_shipment_id = $2`, [
    bench.shop,
    late.inboundShipmentId,
  ]);
  for (let day = 0; day < 2; day++) {
    await database.pool.query(`UPDATE promise_curve SET computed_for = computed_for - 1 WHERE shop = $1`, [bench.shop]);
    await estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("lamp"), anItem("mug")] });
  }
  const moved = await bench.rows<{ event: string }>(`SELECT event FROM notice WHERE shop = $1 AND event LIKE 'moved:%'`);
  expect(moved).toHaveLength(1);
  const dates = (await promised(bench)).filter(({ origin }) => origin === "moved").map(({ ship_by }) => ship_by);
  expect(new Set(dates).size).toBe(1);
  expect(dates[0]! > "2026-11-20").toBe(true); // there is one
});
