import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { InboundShipmentId } from "../domain/ids.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { answerStockRise } from "./answer-stock-rise.ts";
import { receiveShipment } from "./receive-shipment.ts";

// It is Thursday 1 October 2026, 08:00 UTC.
const database = useScratchDatabase();

interface Rise {
  readonly id: number;
  readonly item: string;
  readonly units: number;
  readonly matched: number;
  readonly answered: boolean;
}

const rises = (bench: SupplyBench) =>
  bench.rows<Rise>(`SELECT stock_rise_id AS id, inventory_item_id AS item, units, units_matched AS matched, answered_at IS NOT NULL AS answered
                FROM stock_rise WHERE shop = $1 ORDER BY stock_rise_id`);
const tranches = async (bench: SupplyBench) => (await bench.newestPublication("mug"))?.tranches;
const settleMug = async (bench: SupplyBench) => {
  bench.model.pass(1000);
  await bench.settle("mug");
  await bench.work();
};

/** Settled once with nothing on the shelf; one order waits for one mug, and so many are due on 9 October. */
async function openShop(units = 5): Promise<SupplyBench & { inboundShipmentId: InboundShipmentId }> {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 1 }));
  const { inboundShipmentId } = await bench.order("PO-1", "2026-10-09", { mug: units });
  await settleMug(bench);
  return { ...bench, inboundShipmentId };
}

async function answer(bench: SupplyBench, matches: { inboundShipmentId: InboundShipmentId; units: number }[]) {
  const [rise] = await rises(bench);
  return answerStockRise(bench.supplyDeps, { shop: bench.shop, answer: { stockRiseId: rise?.id ?? 0, matches, actor: "ada" } });
}

test("stock raised in Shopify while a delivery is open becomes a question, and its units count once until it is answered", async () => {
  const bench = await openShop();
  bench.model.receive(anItem("mug"), 3);
  await settleMug(bench);
  expect(await rises(bench)).toMatchObject([{ item: "mug", units: 3, matched: 0, answered: false }]);
  // One of the three is A's, two are for sale; of the five on their way only two are counted, not five.
  expect(await tranches(bench)).toEqual([
    [2, null],
    [2, "2026-10-19"],
  ]);
});

test("matched units become a receipt of that day, Shopify is not told again, and dates stay", async () => {
  const bench = await openShop();
  bench.model.receive(anItem("mug"), 3);
  await settleMug(bench);
  const before = await tranches(bench);
  expect(valueOf(await answer(bench, [{ inboundShipmentId: bench.inboundShipmentId, units: 3 }]))).toEqual({ unitsMatched: 3 });
  await bench.work();
  expect(bench.model.stock(anItem("mug")).available).toBe(2);
  expect(await tranches(bench)).toEqual(before);
  expect(await bench.rows(`SELECT units, units_received AS received FROM inbound_line WHERE shop = $1`)).toEqual([{ units: 5, received: 3 }]);
  expect(await bench.rows(`SELECT received_on::text AS "on", actor FROM receipt WHERE shop = $1`)).toEqual([{ on: "2026-10-01", actor: "ada" }]);
  expect(await answer(bench, [])).toMatchObject({ problems: [{ code: "rise_answered" }] });
});

test("units that came from elsewhere leave the delivery whole", async () => {
  const bench = await openShop();
  bench.model.receive(anItem("mug"), 3);
  await settleMug(bench);
  valueOf(await answer(bench, []));
  await bench.work();
  expect(await tranches(bench)).toEqual([
    [2, null],
    [5, "2026-10-19"],
  ]);
});

test("a rise is split over two deliveries, and what fits none is left", async () => {
  const bench = await openShop(2);
  const other = await bench.order("PO-2", "2026-10-12", { mug: 4 });
  bench.model.receive(anItem("mug"), 7);
  await settleMug(bench);
  const matches = [
    { inboundShipmentId: bench.inboundShipmentId, units: 2 },
    { inboundShipmentId: other.inboundShipmentId, units: 4 },
  ];
  expect(valueOf(await answer(bench, matches))).toEqual({ unitsMatched: 6 });
  expect(await bench.rows(`SELECT number, status FROM purchase_order WHERE shop = $1 ORDER BY 1`)).toEqual([
    { number: "PO-1", status: "received" },
    { number: "PO-2", status: "received" },
  ]);
});

test("what is received in the app is no riddle, nor is stock without an open delivery, nor a shelf read for the first time", async () => {
  const bench = await openShop();
  const receipt = { inboundShipmentId: bench.inboundShipmentId, expectedVersion: 0, receivedOn: "2026-10-01", allowsMoreThanOrdered: false, actor: "" };
  valueOf(await receiveShipment(bench.supplyDeps, { shop: bench.shop, receipt: { ...receipt, lines: [{ inventoryItemId: anItem("mug"), units: 2 }] } }));
  await bench.work();
  await settleMug(bench);
  bench.model.receive(anItem("lamp"), 6);
  await bench.settle("lamp");
  bench.model.receive(anItem("lamp"), 6);
  bench.model.pass(1000);
  await bench.settle("lamp");
  expect(await rises(bench)).toEqual([]);
  bench.model.receive(anItem("mug"), 1);
  await settleMug(bench);
  expect(await rises(bench)).toMatchObject([{ item: "mug", units: 1 }]);
});

test.each<[string, number, string]>([
  ["more than came up", 4, "more_than_rise"],
  ["no whole number", 1.5, "units_not_whole"],
  ["nothing", 0, "units_not_positive"],
])("%s is not matched", async (_rule, units, code) => {
  const bench = await openShop();
  bench.model.receive(anItem("mug"), 3);
  await settleMug(bench);
  expect(await answer(bench, [{ inboundShipmentId: bench.inboundShipmentId, units }])).toMatchObject({ problems: [{ code }] });
  expect(await rises(bench)).toMatchObject([{ answered: false }]);
});

test("of two people who answer at once the second is told", async () => {
  const bench = await openShop();
  bench.model.receive(anItem("mug"), 3);
  await settleMug(bench);
  const both = await Promise.all([1, 2].map(() => answer(bench, [{ inboundShipmentId: bench.inboundShipmentId, units: 3 }])));
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both.find(({ ok }) => !ok)).toMatchObject({ problems: [{ code: "rise_answered" }] });
});
