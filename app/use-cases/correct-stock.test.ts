import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { answerStockRise } from "./answer-stock-rise.ts";
import { askCorrection, correctStock } from "./correct-stock.ts";

const database = useScratchDatabase();

interface Rise {
  readonly id: number;
  readonly units: number;
  readonly doubted: number;
  readonly withheld: number;
  readonly answered: boolean;
}

const rises = (bench: SupplyBench) =>
  bench.rows<Rise>(`SELECT stock_rise_id AS id, units, units_doubted AS doubted, units_withheld AS withheld, answered_at IS NOT NULL AS answered
                FROM stock_rise WHERE shop = $1 ORDER BY stock_rise_id`);
const questionOf = async (bench: SupplyBench) => (await rises(bench))[0]?.id ?? 0;
const totals = async (bench: SupplyBench) =>
  (
    await bench.rows(`SELECT units_waiting AS waiting, units_allocated AS allocated, idle_units AS idle, idle_reason AS why FROM queue_total WHERE shop = $1`)
  )[0];
const settleMug = async (bench: SupplyBench) => {
  bench.model.pass(1000);
  await bench.settle("mug");
  await bench.work();
};

/** Five orders wait for a mug each; deliveries bring so many. */
async function fiveWait(...deliveries: number[]): Promise<SupplyBench> {
  const bench = await openSupply(database.pool);
  for (const [index, units] of deliveries.entries()) await bench.order(`PO-${index}`, "2026-10-09", { mug: units });
  for (const name of ["A", "B", "C", "D", "E"]) await bench.hear(bench.model.place(name, { mug: 1 }));
  await settleMug(bench);
  return bench;
}

/** What Shopify does when a 3 is typed as available. */
async function typeThree(bench: SupplyBench): Promise<void> {
  const mug = anItem("mug");
  bench.model.receive(mug, 3 - bench.model.stock(mug).available);
  await settleMug(bench);
}

test("of a number that may have been typed, only what came either way is given while deliveries are open", async () => {
  const bench = await fiveWait(20);
  await typeThree(bench);
  expect(await rises(bench)).toMatchObject([{ units: 8, doubted: 5, withheld: 5, answered: false }]);
  expect(await totals(bench)).toEqual({ waiting: 2, allocated: 3, idle: 2, why: "unexplained" });
  await settleMug(bench);
  expect(await totals(bench)).toMatchObject({ waiting: 2, allocated: 3 });
});

test("a shop that fills its shelf by hand is served at once, and asked all the same", async () => {
  const bench = await fiveWait();
  await typeThree(bench);
  expect(await totals(bench)).toMatchObject({ waiting: 0, allocated: 5, idle: 0 });
  expect(await rises(bench)).toMatchObject([{ units: 8, doubted: 5, withheld: 0, answered: false }]);
});

test("once the merchant says that they are there, the others get theirs", async () => {
  const bench = await fiveWait(20);
  await typeThree(bench);
  const answer = { stockRiseId: await questionOf(bench), matches: [], actor: "ada" };
  valueOf(await answerStockRise(bench.supplyDeps, { shop: bench.shop, answer }));
  await bench.work();
  expect(await totals(bench)).toMatchObject({ waiting: 0, allocated: 5, idle: 0 });
});

test("a typed number is put right once, nobody loses what came, and where it came from is asked further", async () => {
  const bench = await fiveWait(20);
  await typeThree(bench);
  const ask = { shop: bench.shop, stockRiseId: await questionOf(bench), actor: "ada" };
  expect(valueOf(await askCorrection(bench.supplyDeps, ask))).toEqual({ unitsTakenOff: 5 });
  valueOf(await askCorrection(bench.supplyDeps, ask));
  expect(bench.jobs.named("correct-stock")).toHaveLength(1);
  await bench.work();
  expect(bench.model.stock(anItem("mug")).available).toBe(-2);
  expect(await totals(bench)).toEqual({ waiting: 2, allocated: 3, idle: 0, why: null });
  expect(await rises(bench)).toMatchObject([{ units: 3, doubted: 0, withheld: 0, answered: false }]);
  expect(await askCorrection(bench.supplyDeps, ask)).toMatchObject({ problems: [{ code: "rise_answered" }] });
});

test("where nothing is on its way the question is answered by the correction, and units that never came go back, newest first", async () => {
  const bench = await fiveWait();
  await typeThree(bench);
  valueOf(await askCorrection(bench.supplyDeps, { shop: bench.shop, stockRiseId: await questionOf(bench), actor: "ada" }));
  await bench.work();
  expect(await rises(bench)).toMatchObject([{ units: 3, answered: true }]);
  expect(await totals(bench)).toMatchObject({ waiting: 2, allocated: 3 });
  const waiting = `SELECT o.name FROM queue_entry q JOIN "order" o ON o.shop = q.shop AND o.order_id = q.order_id WHERE q.shop = $1 AND q.units_waiting > 0 ORDER BY q.rank_at`;
  expect(await bench.rows(waiting)).toEqual([{ name: "#D" }, { name: "#E" }]);
});

test("what somebody put right in Shopify is no longer in doubt: the next units are given", async () => {
  const bench = await fiveWait(20);
  await typeThree(bench);
  bench.model.receive(anItem("mug"), -5);
  await settleMug(bench);
  expect(await rises(bench)).toMatchObject([{ doubted: 0, withheld: 0 }]);
  bench.model.receive(anItem("mug"), 2);
  await settleMug(bench);
  expect(await totals(bench)).toMatchObject({ waiting: 0, allocated: 5 });
});

test("a correction that Shopify refuses is the merchant's again, and the units stay in doubt", async () => {
  const bench = await fiveWait(20);
  await typeThree(bench);
  const refusing = { ...bench.deps.stock, addAvailable: async () => ({ ok: false as const, reason: "The item is not stocked there." }) };
  valueOf(await askCorrection(bench.supplyDeps, { shop: bench.shop, stockRiseId: await questionOf(bench), actor: "ada" }));
  await correctStock({ ...bench.supplyDeps, stock: refusing }, { shop: bench.shop, stockRiseId: await questionOf(bench) });
  expect(
    await bench.rows(`SELECT correction_failure AS failure, correcting_since AS since, units_withheld AS withheld FROM stock_rise WHERE shop = $1`),
  ).toEqual([{ failure: "The item is not stocked there.", since: null, withheld: 5 }]);
});
