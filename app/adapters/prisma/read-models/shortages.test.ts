import { beforeAll, expect, test } from "vitest";
import type { CalendarDate, InventoryItemId } from "../../../domain/ids.ts";
import { DEMO_SHOP, insertLocation, insertQueuedLine, insertRow, insertShop, insertVariant } from "../../../testing/ledger-rows.ts";
import { useScratchDatabase } from "../../../../tests/scratch-database.ts";
import { listShortItems, readShortage } from "./shortages.server.ts";

const scratch = useScratchDatabase();
const today = "2026-10-10" as CalendarDate; // written by hand
const read = (sku: string) => readShortage(scratch.pool, { shop: DEMO_SHOP, today, inventoryItemId: `item-${sku}` as InventoryItemId }); // as the rows are made

beforeAll(async () => {
  const { pool } = scratch;
  await insertShop(pool);
  await insertLocation(pool);
  for (const sku of ["LAMP", "TENT", "CHAIR"]) await insertVariant(pool, sku);
  const place = { shop: DEMO_SHOP, location_id: "berlin" };
  await insertRow(pool, "queue_total", { ...place, inventory_item_id: "item-LAMP", units_allocated: 6, shortage_units: 3 });
  await insertRow(pool, "queue_total", { ...place, inventory_item_id: "item-CHAIR", units_allocated: 1 });
  await insertQueuedLine(pool, { order: "1001", sku: "LAMP", ordered: 2, granted: 2 });
  await insertQueuedLine(pool, { order: "1002", sku: "LAMP", ordered: 2, granted: 2 });
  await insertQueuedLine(pool, { order: "1003", sku: "LAMP", ordered: 2, granted: 2 });
  await insertRow(pool, "order_line_at", { ...place, line_item_id: "1003-LAMP", units_remaining: 2, units_fulfilled: 0, is_in_progress: true });
  await pool.query(`UPDATE queue_entry SET rank_at = timestamptz '2026-10-01' + substring(order_id, 4, 1)::int * interval '1 hour' WHERE shop = $1`, [
    DEMO_SHOP,
  ]);
  await insertRow(pool, "notice", {
    shop: DEMO_SHOP,
    notice_id: "n1",
    person: "customer:1",
    event: "allocated:1001:1",
    order_id: "1001",
    kind: "allocated",
    state: "sent",
    facts: JSON.stringify({ kind: "allocated", orderId: "1001", lines: [{ lineItemId: "1001-LAMP" }] }),
  });
  await insertQueuedLine(pool, { order: "1004", sku: "TENT", ordered: 3, granted: 1 });
  const taken = { ...place, inventory_item_id: "item-TENT", line_item_id: "1004-TENT", cohort: 0, units: -2, rule: "shortage", rank: 1, sentence: "" };
  for (const [id, at] of [
    [7, "2026-10-09T08:00:00Z"],
    [6, "2026-08-01T08:00:00Z"],
  ] as const) {
    await insertRow(pool, "settlement", {
      shop: DEMO_SHOP,
      settlement_id: id,
      inventory_item_id: "item-TENT",
      at,
      policy: "first_come",
      queue_version: 1,
      seen: "{}",
    });
    await insertRow(pool, "allocation", { ...taken, settlement_id: id });
  }
});

test("of a short shelf the newest orders would lose units, and what is being packed is kept", async () => {
  expect(await read("LAMP")).toMatchObject({
    unitsMissing: 3,
    orders: [
      { lineItemId: "1002-LAMP", outcome: "at_risk", units: 2, isTold: false },
      { lineItemId: "1001-LAMP", outcome: "at_risk", units: 1, isTold: true },
      { lineItemId: "1003-LAMP", outcome: "kept", units: 2 },
    ],
  });
});

test("units that were taken back lately are shown while they are waited for", async () => {
  expect(await read("TENT")).toMatchObject({ unitsMissing: 0, orders: [{ lineItemId: "1004-TENT", outcome: "lost", units: 2 }] });
});

test("a shelf that holds what is allocated is no task", async () => {
  expect(await read("CHAIR")).toBeNull();
});

test("home names the variants, what is missing now before what was taken back", async () => {
  expect(await listShortItems(scratch.pool, { shop: DEMO_SHOP, today })).toMatchObject([
    { variantId: "variant-LAMP", unitsMissing: 3, unitsTakenBack: 0 },
    { variantId: "variant-TENT", unitsMissing: 0, unitsTakenBack: 2 },
  ]);
});
