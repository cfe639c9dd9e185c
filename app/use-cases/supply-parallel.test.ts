import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply } from "../testing/supply-bench.ts";
import { changeDeadline } from "./change-deadline.ts";
import { confirmBackorder } from "./confirm-backorder.ts";
import { estimateItems } from "./estimate-items.ts";
import { receiveShipment } from "./receive-shipment.ts";

const database = useScratchDatabase();
const ORDERS = 12;
const CALLERS = 8;
const CALLS = 8;

test("eight people and workers at once: every promise is numbered, told once, and no unit counts twice", async () => {
  const bench = await openSupply(database.pool);
  const { shop, supplyDeps } = bench;
  const shipment = await bench.order("PO-1", "2026-10-09", { mug: 40, lamp: 40 });
  const orders = Array.from({ length: ORDERS }, (_, index) => bench.model.place(`O${String(index).padStart(2, "0")}`, { mug: 1, lamp: 1 }));
  await bench.hear(...orders);
  await bench.work();

  const versionNow = async () => (await bench.rows<{ version: number }>(`SELECT version FROM purchase_order WHERE shop = $1`))[0]?.version ?? 0;
  let received = 0;
  let refusals = 0;
  const call = async (caller: number, turn: number): Promise<void> => {
    const items = [anItem("mug"), anItem("lamp")];
    const kind = (caller + turn) % 4;
    if (kind === 0) await estimateItems(supplyDeps, { shop, inventoryItemIds: turn % 2 === 0 ? items : [...items].reverse() });
    if (kind === 1) await bench.settle("lamp", "mug");
    if (kind === 2) {
      const change = { ...shipment, expectedVersion: await versionNow(), deadline: `2026-10-${10 + ((caller * 7 + turn * 3) % 20)}`, reason: "", actor: "" };
      if (!(await changeDeadline(supplyDeps, { shop, change })).ok) refusals += 1;
      await estimateItems(supplyDeps, { shop, inventoryItemIds: items });
    }
    if (kind === 3) {
      const receipt = {
        ...shipment,
        expectedVersion: await versionNow(),
        receivedOn: "2026-10-01",
        lines: [{ inventoryItemId: anItem("mug"), units: 1 }],
        allowsMoreThanOrdered: false,
        actor: "",
      };
      const outcome = await receiveShipment(supplyDeps, { shop, receipt });
      if (outcome.ok) received += 1;
      else refusals += 1;
      await confirmBackorder(supplyDeps, { shop, orderId: orders[(caller + turn) % ORDERS] ?? orders[0]! }); // there are orders
    }
  };
  await Promise.all(
    Array.from({ length: CALLERS }, async (_, caller) => {
      for (let turn = 0; turn < CALLS; turn++) await call(caller, turn);
    }),
  );
  await bench.work();

  expect(received).toBeGreaterThan(0);
  expect(refusals).toBeGreaterThan(0); // else nobody met anybody, and the test proves nothing
  expect(bench.model.stock(anItem("mug")).available).toBe(received - ORDERS);
  expect(await bench.rows(`SELECT units_received FROM inbound_line WHERE shop = $1 AND inventory_item_id = 'mug'`)).toEqual([{ units_received: received }]);
  expect(await bench.rows(`SELECT line_item_id FROM promise WHERE shop = $1 GROUP BY line_item_id HAVING count(*) <> max(seq) OR min(seq) <> 1`)).toEqual([]);
  expect(await bench.rows(`SELECT event FROM notice WHERE shop = $1 AND kind = 'confirmed'`)).toHaveLength(ORDERS);
  expect(
    await bench.rows(`SELECT 1 FROM promise p WHERE shop = $1 AND NOT EXISTS (SELECT FROM notice n WHERE n.shop = p.shop AND n.notice_id = p.notice_id)`),
  ).toEqual([]);
  // At rest nobody's promise is earlier than what we compute.
  expect(
    await bench.rows(`SELECT q.line_item_id FROM queue_entry q CROSS JOIN LATERAL (SELECT ship_by FROM promise p WHERE p.shop = q.shop AND p.line_item_id = q.line_item_id ORDER BY seq DESC LIMIT 1) p
                       WHERE q.shop = $1 AND q.units_waiting > 0 AND (q.estimated_on IS NULL OR q.estimated_on > p.ship_by)`),
  ).toEqual([]);
});
