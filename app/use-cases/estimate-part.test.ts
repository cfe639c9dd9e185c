import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { aLine, anItem, anOrder } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { changeDeadline } from "./change-deadline.ts";
import { estimateItems } from "./estimate-items.ts";

const database = useScratchDatabase();

/** Each waiting entry with its date and the version of its row: a row that is not written keeps its version. */
async function entries(bench: SupplyBench): Promise<Map<string, { date: string; version: string; isMarked: boolean }>> {
  const rows = await bench.rows<{ line: string; date: string; version: string; isMarked: boolean }>(
    `SELECT line_item_id AS line, COALESCE(estimated_on::text, 'no date') AS date, xmin::text AS version, estimated_units <> units_waiting AS "isMarked"
       FROM queue_entry WHERE shop = $1 AND units_waiting > 0 ORDER BY rank_at, line_item_id`,
  );
  return new Map(rows.map(({ line, ...row }) => [line, row]));
}

/** The dates as they are, and as they are when everything is written anew. */
async function compareWithAll(bench: SupplyBench): Promise<void> {
  const asTheyAre = await entries(bench);
  await database.pool.query(`UPDATE promise_curve SET units_waiting = NULL WHERE shop = $1`, [bench.shop]);
  await estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("mug")] });
  const anew = await entries(bench);
  for (const [line, { date, isMarked }] of asTheyAre) expect({ line, date, isMarked }).toEqual({ line, date: anew.get(line)?.date, isMarked: false });
}

async function queueOfSix() {
  const bench = await openSupply(database.pool);
  const lots = [await bench.order("PO-1", "2026-10-05", { mug: 5 }), await bench.order("PO-2", "2026-11-02", { mug: 5 })];
  for (const name of ["A", "B", "C", "D", "E", "F"]) await bench.hear(bench.model.place(name, { mug: 2 }));
  await bench.work();
  return { bench, lots };
}

test("an order at the tail is dated without a look at those ahead of it", async () => {
  const { bench } = await queueOfSix();
  const before = await entries(bench);
  await bench.hear(bench.model.place("G", { mug: 1 }));
  await bench.work();
  const after = await entries(bench);
  for (const name of ["A-mug", "B-mug", "C-mug", "D-mug", "E-mug"]) expect(after.get(name)).toEqual(before.get(name));
  expect(after.get("G-mug")?.date).toBe("no date");
  await compareWithAll(bench);
});

test("an order that leaves the middle moves up those behind it, and only those whose date changes", async () => {
  const { bench } = await queueOfSix();
  const before = await entries(bench);
  bench.model.cancel(anOrder("B"));
  await bench.hear(anOrder("B"));
  await bench.work();
  const after = await entries(bench);
  expect(after.get("A-mug")).toEqual(before.get("A-mug"));
  expect([before.get("C-mug")?.date, after.get("C-mug")?.date]).toEqual(["2026-11-10", "2026-10-13"]);
  await compareWithAll(bench);
});

test("units for the head change nobody behind those who get them", async () => {
  const { bench } = await queueOfSix();
  bench.model.receive(anItem("mug"), 3);
  await bench.settle("mug");
  await bench.work();
  await compareWithAll(bench);
});

test("a later lot changes its own positions and nobody ahead", async () => {
  const { bench, lots } = await queueOfSix();
  const before = await entries(bench);
  const shipment = lots[1];
  if (shipment === undefined) throw new Error("the test ordered two lots");
  const change = { inboundShipmentId: shipment.inboundShipmentId, expectedVersion: 0, deadline: "2026-11-09", reason: "", actor: "ada" };
  valueOf(await changeDeadline(bench.supplyDeps, { shop: bench.shop, change }));
  await bench.work();
  const after = await entries(bench);
  for (const name of ["A-mug", "B-mug", "F-mug"]) expect(after.get(name)).toEqual(before.get(name));
  expect([...after.values()].map(({ date }) => date)).toEqual(["2026-10-13", "2026-10-13", "2026-11-17", "2026-11-17", "2026-11-17", "no date"]);
  await compareWithAll(bench);
});

test("a late fact that enters the middle of the queue dates everybody behind it anew", async () => {
  const { bench } = await queueOfSix();
  const orderId = bench.model.place("H", { mug: 2 }, { createdAt: bench.model.fact(anOrder("C")).createdAt });
  await bench.hear(orderId);
  await bench.work();
  expect((await entries(bench)).has(aLine("H-mug"))).toBe(true);
  await compareWithAll(bench);
});

test("an order that is deleted from the queue without a trace moves up those behind it", async () => {
  const { bench } = await queueOfSix();
  bench.model.cancel(anOrder("B"));
  await database.pool.query(`DELETE FROM queue_entry WHERE shop = $1 AND line_item_id = 'B-mug'`, [bench.shop]);
  await database.pool.query(`UPDATE queue_total SET units_waiting = units_waiting - 2 WHERE shop = $1`, [bench.shop]);
  await bench.hear(bench.model.place("G", { mug: 1 }));
  await bench.work();
  expect((await entries(bench)).get("C-mug")?.date).toBe("2026-10-13");
  await compareWithAll(bench);
});
