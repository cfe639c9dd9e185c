import { describe, expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import type { InboundShipmentId } from "../domain/ids.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { cancelPurchaseOrder } from "./cancel-purchase-order.ts";
import { moveInboundUnits } from "./move-inbound-units.ts";
import type { MoveInput } from "./move-inbound-units.ts";
import { placePurchaseOrder } from "./place-purchase-order.ts";
import { receiveShipment } from "./receive-shipment.ts";
import { savePurchaseOrder } from "./save-purchase-order.ts";

// It is Thursday 1 October 2026, 08:00 UTC.
const database = useScratchDatabase();
type Ordered = Awaited<ReturnType<SupplyBench["order"]>>;

const move = (bench: SupplyBench, { inboundShipmentId }: Ordered, units: number, input: Partial<MoveInput> = {}) =>
  moveInboundUnits(bench.supplyDeps, {
    shop: bench.shop,
    move: {
      inboundShipmentId,
      toShipmentId: null,
      deadline: "2026-11-02",
      expectedVersion: 0,
      lines: [{ inventoryItemId: anItem("mug"), units }],
      reason: "Half by sea",
      actor: "ada",
      ...input,
    },
  });
const deliveries = (bench: SupplyBench) =>
  bench.rows(`SELECT s.deadline::text, l.units, l.units_received AS received, s.cancelled_at IS NOT NULL AS cancelled FROM inbound_shipment s
                JOIN inbound_line l USING (shop, inbound_shipment_id) WHERE s.shop = $1 ORDER BY s.deadline`);
const history = (bench: SupplyBench) =>
  bench.rows(`SELECT kind, before, after, reason, actor FROM purchase_order_change WHERE shop = $1 AND kind <> 'created' ORDER BY change_id`);
const line = (bench: SupplyBench) =>
  bench.rows(`SELECT units_ordered AS ordered, units_received AS received, units_cancelled AS cancelled FROM purchase_order_line WHERE shop = $1`);

test("a delivery is split: both parts have their own deadline, their own date, and the history says who did it and why", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 4 }), bench.model.place("B", { mug: 4 }));
  const order = await bench.order("PO-1", "2026-10-09", { mug: 8 });
  await bench.work();
  valueOf(await move(bench, order, 4));
  expect(await deliveries(bench)).toEqual([
    { deadline: "2026-10-09", units: 4, received: 0, cancelled: false },
    { deadline: "2026-11-02", units: 4, received: 0, cancelled: false },
  ]);
  expect(await history(bench)).toEqual(
    [
      ["units_in_delivery", "8", "4"],
      ["delivery_added", null, null],
      ["deadline", null, "2026-11-02"],
      ["units_in_delivery", "0", "4"],
    ].map(([kind, before, after]) => ({ kind, before, after, reason: "Half by sea", actor: "ada" })),
  );
  await bench.work();
  const dates = await bench.rows<{ on: string }>(`SELECT estimated_on::text AS on FROM queue_entry WHERE shop = $1 ORDER BY rank_at`);
  expect(dates.map(({ on }) => on)).toEqual(["2026-10-19", "2026-11-10"]);
});

describe("units can only be moved", () => {
  test.each<[string, number, Partial<MoveInput>, string, string]>([
    ["as many as are still to come", 9, {}, "more_than_open", "lines.0.units"],
    ["in whole numbers", 1.5, {}, "units_not_whole", "lines.0.units"],
    ["to another delivery", 1, { toShipmentId: "gone" as InboundShipmentId }, "shipment_unknown", "toShipmentId"],
    ["to a day that exists", 1, { deadline: "2026-02-30" }, "date_unreadable", "deadline"],
    ["by whoever saw the newest version", 1, { expectedVersion: 7 }, "changed_meanwhile", "expectedVersion"],
    ["when any are named", 1, { lines: [] }, "lines_missing", "lines"],
  ])("%s", async (_rule, units, input, code, field) => {
    const bench = await openSupply(database.pool);
    const order = await bench.order("PO-1", "2026-10-09", { mug: 8 });
    expect(await move(bench, order, units, input)).toMatchObject({ ok: false, problems: [{ code, field }] });
    expect(await deliveries(bench)).toHaveLength(1);
  });
});

test("no more will come of a delivery: its open units leave the lots, what came stays, and dates move", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 6 }));
  const { purchaseOrderId, inboundShipmentId } = await bench.order("PO-1", "2026-10-09", { mug: 8 });
  await bench.work();
  const receipt = { inboundShipmentId, expectedVersion: 0, receivedOn: "2026-10-01", allowsMoreThanOrdered: false, actor: "" };
  valueOf(await receiveShipment(bench.supplyDeps, { shop: bench.shop, receipt: { ...receipt, lines: [{ inventoryItemId: anItem("mug"), units: 5 }] } }));
  await bench.work();
  valueOf(await cancelPurchaseOrder(bench.supplyDeps, { shop: bench.shop, purchaseOrderId, expectedVersion: 1, inboundShipmentId, reason: "Sold out" }));
  await bench.work();
  expect(await deliveries(bench)).toEqual([{ deadline: "2026-10-09", units: 5, received: 5, cancelled: false }]);
  expect(await line(bench)).toEqual([{ ordered: 8, received: 5, cancelled: 3 }]);
  expect(await bench.rows(`SELECT status FROM purchase_order WHERE shop = $1`)).toEqual([{ status: "received" }]);
  expect(await bench.rows(`SELECT received_on::text AS "on" FROM inbound_shipment WHERE shop = $1`)).toEqual([{ on: "2026-10-01" }]);
  expect(await bench.rows(`SELECT units_waiting AS waiting, estimated_on AS "on" FROM queue_entry WHERE shop = $1`)).toEqual([{ waiting: 1, on: null }]);
});

test("one item of a delivery is cancelled, the rest still comes; then all of it", async () => {
  const bench = await openSupply(database.pool);
  const { purchaseOrderId, inboundShipmentId } = await bench.order("PO-1", "2026-10-09", { mug: 8, lamp: 2 });
  const cancel = (input: object, expectedVersion: number) =>
    cancelPurchaseOrder(bench.supplyDeps, { shop: bench.shop, purchaseOrderId, expectedVersion, ...input });
  valueOf(await cancel({ inboundShipmentId, inventoryItemId: anItem("mug") }, 0));
  const statusNow = () => bench.rows(`SELECT status FROM purchase_order WHERE shop = $1`);
  expect(await statusNow()).toEqual([{ status: "ordered" }]);
  expect(await cancel({ inboundShipmentId, inventoryItemId: anItem("mug") }, 1)).toMatchObject({ problems: [{ code: "not_in_shipment" }] });
  valueOf(await cancel({}, 1));
  expect(await statusNow()).toEqual([{ status: "cancelled" }]);
  expect(await cancel({}, 2)).toMatchObject({ problems: [{ code: "purchase_order_closed" }] });
});

test("a draft is no supply, takes no receipts, and becomes supply when it is ordered", async () => {
  const bench = await openSupply(database.pool);
  const { shop, supplyDeps, supplierId, locationId } = bench;
  await bench.hear(bench.model.place("A", { mug: 1 }));
  const lines = [{ inventoryItemId: anItem("mug"), units: 5, unitCost: 12.5 }];
  const draft = {
    purchaseOrderId: null,
    expectedVersion: 0,
    number: "PO-1",
    supplierId,
    locationId,
    orderedOn: "2026-09-28",
    deadline: "2026-10-09",
    note: "",
  };
  const { purchaseOrderId } = valueOf(await savePurchaseOrder(supplyDeps, { shop, order: { ...draft, isDraft: true, lines } }));
  await bench.work();
  const dates = () => bench.rows(`SELECT estimated_on::text AS "on" FROM queue_entry WHERE shop = $1`);
  expect(await dates()).toEqual([{ on: null }]);
  const [shipment] = await bench.rows<{ id: InboundShipmentId }>(`SELECT inbound_shipment_id AS id FROM inbound_shipment WHERE shop = $1`);
  const inboundShipmentId = shipment?.id ?? ("" as InboundShipmentId); // there is one
  const receipt = {
    inboundShipmentId,
    expectedVersion: 0,
    receivedOn: "2026-10-01",
    lines: [{ inventoryItemId: anItem("mug"), units: 1 }],
    allowsMoreThanOrdered: false,
    actor: "",
  };
  expect(await receiveShipment(supplyDeps, { shop, receipt })).toMatchObject({ problems: [{ code: "purchase_order_draft" }] });

  valueOf(await placePurchaseOrder(supplyDeps, { shop, purchaseOrderId, expectedVersion: 0, actor: "ada" }));
  await bench.work();
  expect(await dates()).toEqual([{ on: "2026-10-19" }]);
  expect(await bench.rows(`SELECT ordered_on::text AS "on" FROM purchase_order WHERE shop = $1`)).toEqual([{ on: "2026-10-01" }]);
  expect(await bench.rows(`SELECT unit_cost_cents AS cents FROM purchase_order_line WHERE shop = $1`)).toEqual([{ cents: 1250 }]);
  expect(await placePurchaseOrder(supplyDeps, { shop, purchaseOrderId, expectedVersion: 1, actor: "ada" })).toMatchObject({
    problems: [{ code: "purchase_order_not_draft" }],
  });
});

test("an order can still be changed when one of its variants was deleted, but not get more of it", async () => {
  const bench = await openSupply(database.pool);
  const { shop, supplyDeps, supplierId, locationId } = bench;
  const { purchaseOrderId } = await bench.order("PO-1", "2026-10-09", { mug: 8, lamp: 2 });
  await database.pool.query(`UPDATE variant SET deleted_at = now() WHERE shop = $1 AND inventory_item_id = 'mug'`, [shop]);
  const save = (mugs: number) =>
    savePurchaseOrder(supplyDeps, {
      shop,
      order: {
        purchaseOrderId,
        expectedVersion: 0,
        number: "PO-1",
        supplierId,
        locationId,
        orderedOn: "2026-10-01",
        deadline: "2026-10-12",
        note: "",
        lines: [
          { inventoryItemId: anItem("mug"), units: mugs },
          { inventoryItemId: anItem("lamp"), units: 4 },
        ],
      },
    });
  expect(await save(9)).toMatchObject({ problems: [{ code: "variant_unknown", field: "lines.0.inventoryItemId" }] });
  valueOf(await save(8));
  expect(await history(bench)).toMatchObject([
    { kind: "units_ordered", before: "2", after: "4" },
    { kind: "deadline", before: "2026-10-09", after: "2026-10-12" },
  ]);
});
