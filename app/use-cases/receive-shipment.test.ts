import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { confirmReceipt } from "./confirm-receipt.ts";
import { estimateItems } from "./estimate-items.ts";
import { previewReceipt, receiveShipment } from "./receive-shipment.ts";
import type { ReceiptInput } from "./receive-shipment.ts";

const database = useScratchDatabase();
type Shipment = Pick<ReceiptInput, "inboundShipmentId">;

function receive(bench: SupplyBench, { inboundShipmentId }: Shipment, units: Record<string, number>, input: Partial<ReceiptInput> = {}) {
  const lines = Object.entries(units).map(([item, count]) => ({ inventoryItemId: anItem(item), units: count }));
  const receipt = { inboundShipmentId, expectedVersion: 0, receivedOn: "2026-10-01", lines, allowsMoreThanOrdered: false, actor: "ada", ...input };
  return receiveShipment(bench.supplyDeps, { shop: bench.shop, receipt });
}

const lots = (bench: SupplyBench) =>
  bench.rows(`SELECT l.inventory_item_id AS item, l.units, l.units_received AS received, s.received_on FROM inbound_line l
                JOIN inbound_shipment s USING (shop, inbound_shipment_id) WHERE l.shop = $1 ORDER BY 1`);

test("the preview says who gets what, and the receipt gives exactly that", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 2 }));
  await bench.hear(bench.model.place("B", { mug: 4 }));
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 10 });
  const preview = (units: number) =>
    previewReceipt(
      { ...bench.supplyDeps, queue: bench.deps.queue },
      { shop: bench.shop, inboundShipmentId: shipment.inboundShipmentId, lines: [{ inventoryItemId: anItem("mug"), units }] },
    );
  const shown = async (units: number) =>
    valueOf(await preview(units)).flatMap(({ policies }) =>
      policies.map(({ policy, gets, unitsLeft }) => `${policy}: ${gets.map((get) => `${get.line.orderName} ${get.units}`).join(", ")}; ${unitsLeft} left`),
    );
  expect(await shown(5)).toEqual(["first_come", "class_first_come", "keep_promises"].map((policy) => `${policy}: #A 2, #B 3; 0 left`));
  expect((await shown(10))[0]).toBe("first_come: #A 2, #B 4; 4 left");

  valueOf(await receive(bench, shipment, { mug: 5 }));
  await bench.work();
  expect(await bench.rows(`SELECT order_id AS order, units_allocated AS allocated FROM queue_entry WHERE shop = $1 ORDER BY rank_at`)).toEqual([
    { order: "A", allocated: 2 },
    { order: "B", allocated: 3 },
  ]);
  expect(await lots(bench)).toEqual([{ item: "mug", units: 10, received: 5, received_on: null }]);
});

test("the day on which the last unit comes in is how late the supplier was", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-09-28", { mug: 3 });
  await database.pool.query(`UPDATE purchase_order SET ordered_on = '2026-09-01' WHERE shop = $1`, [bench.shop]);
  valueOf(await receive(bench, shipment, { mug: 1 }, { receivedOn: "2026-09-29" }));
  valueOf(await receive(bench, shipment, { mug: 2 }, { expectedVersion: 1 }));
  expect(await lots(bench)).toEqual([{ item: "mug", units: 3, received: 3, received_on: "2026-10-01" }]);
  expect(await bench.rows(`SELECT status, version FROM purchase_order WHERE shop = $1`)).toEqual([{ status: "received", version: 2 }]);
});

test("of two people who receive at once one is told, and the units come in once", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  const outcomes = await Promise.all([receive(bench, shipment, { mug: 3 }), receive(bench, shipment, { mug: 3 })]);
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.find(({ ok }) => !ok)).toMatchObject({ problems: [{ code: "changed_meanwhile", field: "expectedVersion" }] });
  await bench.work();
  expect(bench.model.stock(anItem("mug")).available).toBe(3);
});

test("receiving more than ordered needs a word of consent", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  expect(await receive(bench, shipment, { mug: 4 })).toEqual({
    ok: false,
    problems: [{ code: "more_than_ordered", field: "lines.0.units", facts: { units: 4, open: 3 } }],
  });
  valueOf(await receive(bench, shipment, { mug: 4 }, { allowsMoreThanOrdered: true }));
  expect(await lots(bench)).toMatchObject([{ units: 3, received: 4 }]);
});

test.each([
  [{ mug: 0 }, "units_not_positive"],
  [{ mug: -2 }, "units_not_positive"],
  [{ mug: 1.5 }, "units_not_whole"],
  [{ mug: 2_000_000 }, "units_too_many"],
  [{ mug: Number.NaN }, "units_missing"],
  [{ lamp: 1 }, "not_in_shipment"],
  [{}, "nothing_received"],
])("receiving %j is refused as %s, and nothing changes", async (units, code) => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  expect(await receive(bench, shipment, units)).toMatchObject({ ok: false, problems: [{ code }] });
  expect(await lots(bench)).toMatchObject([{ received: 0 }]);
});

test("goods cannot have come in tomorrow", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  expect(await receive(bench, shipment, { mug: 3 }, { receivedOn: "2026-10-02" })).toMatchObject({ problems: [{ code: "date_in_future" }] });
});

test("goods cannot have come in before they were ordered", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  expect(await receive(bench, shipment, { mug: 3 }, { receivedOn: "2026-09-30" })).toMatchObject({
    problems: [{ code: "receipt_before_order", field: "receivedOn", facts: { date: "2026-09-30", orderedOn: "2026-10-01" } }],
  });
});

test("units of a variant that is deleted or no longer tracked are not received: Shopify would refuse them", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-02", { mug: 3 });
  await database.pool.query(`UPDATE variant SET is_tracked = false WHERE shop = $1 AND inventory_item_id = 'mug'`, [bench.shop]);
  expect(await receive(bench, shipment, { mug: 3 })).toMatchObject({ problems: [{ code: "variant_unknown", field: "lines.0.units" }] });
  expect(await lots(bench)).toMatchObject([{ received: 0 }]);
});

test("what is received leaves the lot and counts once, before Shopify shows it and after", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 1 }));
  const shipment = await bench.order("PO-1", "2026-10-09", { mug: 5 });
  await bench.work();
  valueOf(await receive(bench, shipment, { mug: 3 }));
  const tranches = async () => (await bench.newestPublication("mug"))?.tranches;
  const estimate = () => estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("mug")] });

  await estimate(); // received, not sent: A's unit and two more leave today, the other two when they come
  expect(await tranches()).toEqual([
    [2, "2026-10-01"],
    [2, "2026-10-19"],
  ]);
  await bench.work();
  expect(await tranches()).toEqual([
    [2, null],
    [2, "2026-10-19"],
  ]);
  expect(await bench.rows(`SELECT ship_by FROM promise WHERE shop = $1 ORDER BY seq`)).toEqual([{ ship_by: "2026-10-19" }, { ship_by: "2026-10-01" }]);
});

test("while nobody can tell whether Shopify shows the units, no date is stated anew", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 4 }));
  const shipment = await bench.order("PO-1", "2026-10-09", { mug: 5 });
  await bench.work();
  const { receiptId } = valueOf(await receive(bench, shipment, { mug: 3 }));
  bench.jobs.clear();
  // Shopify took the units and the answer was lost; a webhook made us read the levels before we asked again.
  await bench.supplyDeps.supply.markReceiptSent(bench.shop, receiptId, bench.model.now);
  bench.model.receive(anItem("mug"), 3);
  bench.model.pass(1000);
  await bench.settle("mug");
  const before = await bench.newestPublication("mug");
  await estimateItems(bench.supplyDeps, { shop: bench.shop, inventoryItemIds: [anItem("mug")] });
  expect(await bench.newestPublication("mug")).toEqual(before);

  const askedAgain = { ...bench.supplyDeps, stock: { ...bench.supplyDeps.stock, addAvailable: async () => ({ ok: true as const }) } };
  await confirmReceipt(askedAgain, { shop: bench.shop, receiptId });
  await bench.work();
  expect((await bench.newestPublication("mug"))?.tranches).toEqual([[1, "2026-10-19"]]);
});

test("a receipt reads the same to the letter however its rows lie: its key is only taken for the same change", async () => {
  const bench = await openSupply(database.pool);
  const { inboundShipmentId } = await bench.order("PO-1", "2026-10-02", { mug: 2, lamp: 1 });
  const lines = [
    { inventoryItemId: anItem("mug"), units: 2 },
    { inventoryItemId: anItem("lamp"), units: 1 },
  ];
  const receipt = { inboundShipmentId, expectedVersion: 0, receivedOn: "2026-10-01", lines, allowsMoreThanOrdered: false, actor: "" };
  const { receiptId } = valueOf(await receiveShipment(bench.supplyDeps, { shop: bench.shop, receipt }));
  const first = await bench.supplyDeps.supply.readReceipt(bench.shop, receiptId);
  for (const item of ["mug", "lamp", "mug"]) {
    await database.pool.query(`UPDATE receipt_line SET units = units WHERE shop = $1 AND inventory_item_id = $2`, [bench.shop, item]);
    expect(await bench.supplyDeps.supply.readReceipt(bench.shop, receiptId)).toEqual(first);
  }
});

test("a receipt that Shopify refuses is kept with the reason and no longer counts", async () => {
  const bench = await openSupply(database.pool);
  const shipment = await bench.order("PO-1", "2026-10-09", { mug: 5 });
  const { receiptId } = valueOf(await receive(bench, shipment, { mug: 3 }));
  const refusing = {
    ...bench.supplyDeps,
    stock: { ...bench.supplyDeps.stock, addAvailable: async () => ({ ok: false as const, reason: "The item is not stocked there." }) },
  };
  await confirmReceipt(refusing, { shop: bench.shop, receiptId });
  expect(await bench.rows(`SELECT failure, confirmed_at FROM receipt WHERE shop = $1`)).toEqual([
    { failure: "The item is not stocked there.", confirmed_at: null },
  ]);
  await bench.work();
  expect((await bench.newestPublication("mug"))?.tranches).toEqual([[2, "2026-10-19"]]);
});
