import { expect, test } from "vitest";
import { useScratchDatabase } from "../../tests/scratch-database.ts";
import problems from "../locales/en/problems.json" with { type: "json" };
import { isTimeZone } from "../domain/calendar-date.ts";
import type { LocationId, SupplierId } from "../domain/ids.ts";
import { anItem } from "../testing/shop-model.ts";
import { openSupply, valueOf } from "../testing/supply-bench.ts";
import type { SupplyBench } from "../testing/supply-bench.ts";
import { changeDeadline } from "./change-deadline.ts";
import { receiveShipment } from "./receive-shipment.ts";
import { savePurchaseOrder } from "./save-purchase-order.ts";
import type { PurchaseOrderInput } from "./save-purchase-order.ts";
import { saveLocationSettings, saveShopSettings } from "./save-settings.ts";
import type { LocationSettingsInput, ShopSettingsInput } from "./save-settings.ts";
import { saveSupplier } from "./save-supplier.ts";
import { switchBackorders } from "./switch-backorders.ts";

// It is Thursday 1 October 2026, 08:00 UTC.
const database = useScratchDatabase();
const line = (units: number, item = "mug") => ({ inventoryItemId: anItem(item), units });

function input(bench: SupplyBench, part: Partial<PurchaseOrderInput> = {}): PurchaseOrderInput {
  const { supplierId, locationId } = bench;
  return {
    purchaseOrderId: null,
    expectedVersion: 0,
    number: "PO-1",
    supplierId,
    locationId,
    orderedOn: "2026-10-01",
    deadline: "2026-10-14",
    note: "",
    lines: [line(5)],
    ...part,
  };
}

const save = (bench: SupplyBench, part: Partial<PurchaseOrderInput> = {}) =>
  savePurchaseOrder(bench.supplyDeps, { shop: bench.shop, order: input(bench, part) });
const kept = (bench: SupplyBench) =>
  bench.rows(`SELECT o.number, o.version, s.deadline, l.inventory_item_id AS item, l.units_ordered AS units FROM purchase_order o
                JOIN inbound_shipment s USING (shop, purchase_order_id) JOIN purchase_order_line l USING (shop, purchase_order_id) WHERE o.shop = $1 ORDER BY 1, 4`);

test.each<[Partial<PurchaseOrderInput>, string, string]>([
  [{ lines: [line(-1)] }, "units_not_positive", "lines.0.units"],
  [{ lines: [line(5), line(0, "lamp")] }, "units_not_positive", "lines.1.units"],
  [{ lines: [line(2.5)] }, "units_not_whole", "lines.0.units"],
  [{ lines: [line(1e12)] }, "units_too_many", "lines.0.units"],
  [{ lines: [line(Number.NaN)] }, "units_missing", "lines.0.units"],
  [{ lines: [] }, "lines_missing", "lines"],
  [{ lines: [line(1), line(2)] }, "variant_twice", "lines.1.inventoryItemId"],
  [{ lines: [line(1, "gone")] }, "variant_unknown", "lines.0.inventoryItemId"],
  [{ deadline: "2026-02-30" }, "date_unreadable", "deadline"],
  [{ deadline: "soon" }, "date_unreadable", "deadline"],
  [{ deadline: "2024-10-14" }, "date_long_past", "deadline"],
  [{ deadline: "2126-10-14" }, "date_too_far", "deadline"],
  [{ orderedOn: "2026-10-02" }, "date_in_future", "orderedOn"],
  [{ number: " " }, "text_missing", "number"],
  [{ note: "x".repeat(201) }, "text_too_long", "note"],
  [{ supplierId: "nobody" as SupplierId }, "supplier_unknown", "supplierId"],
  [{ locationId: "nowhere" as LocationId }, "location_unknown", "locationId"],
])("a purchase order with %j is refused as %s at %s, and nothing is saved", async (part, code, field) => {
  const bench = await openSupply(database.pool);
  const outcome = await save(bench, part);
  expect(outcome).toMatchObject({ ok: false, problems: [{ code, field }] });
  expect(problems).toHaveProperty(code);
  expect(await kept(bench)).toEqual([]);
  expect(bench.jobs.jobs).toEqual([]);
});

test("a purchase order without a date is kept; its units have no date", async () => {
  const bench = await openSupply(database.pool);
  valueOf(await save(bench, { deadline: "" }));
  expect(await kept(bench)).toEqual([{ number: "PO-1", version: 0, deadline: null, item: "mug", units: 5 }]);
});

test("a number belongs to one purchase order", async () => {
  const bench = await openSupply(database.pool);
  valueOf(await save(bench));
  expect(await save(bench, { lines: [line(1, "lamp")] })).toMatchObject({ problems: [{ code: "number_taken", field: "number" }] });
  const both = await Promise.all([save(bench, { number: "PO-2" }), save(bench, { number: "PO-2" })]);
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
});

test("of two people who change it at once the second is told", async () => {
  const bench = await openSupply(database.pool);
  const { purchaseOrderId } = valueOf(await save(bench));
  valueOf(await save(bench, { purchaseOrderId, lines: [line(7)] }));
  expect(await save(bench, { purchaseOrderId, lines: [line(9)] })).toMatchObject({ problems: [{ code: "changed_meanwhile" }] });
  expect(await kept(bench)).toMatchObject([{ units: 7, version: 1 }]);
});

test("what came in cannot be ordered away", async () => {
  const bench = await openSupply(database.pool);
  const { purchaseOrderId, inboundShipmentId } = await bench.order("PO-1", "2026-10-14", { mug: 5 });
  const receipt = { inboundShipmentId, expectedVersion: 0, receivedOn: "2026-10-01", lines: [line(3)], allowsMoreThanOrdered: false, actor: "" };
  valueOf(await receiveShipment(bench.supplyDeps, { shop: bench.shop, receipt }));
  expect(await save(bench, { purchaseOrderId, expectedVersion: 1, lines: [line(2)] })).toMatchObject({
    problems: [{ code: "units_below_received", facts: { received: 3 } }],
  });
  expect(await save(bench, { purchaseOrderId, expectedVersion: 1, lines: [line(2, "lamp")] })).toMatchObject({ problems: [{ code: "units_below_received" }] });
  valueOf(await save(bench, { purchaseOrderId, expectedVersion: 1, lines: [line(3)] }));
  expect(await bench.rows(`SELECT status FROM purchase_order WHERE shop = $1`)).toEqual([{ status: "received" }]);
});

test("an item that leaves the purchase order gets a new date too", async () => {
  const bench = await openSupply(database.pool);
  const { purchaseOrderId } = valueOf(await save(bench));
  bench.jobs.clear();
  valueOf(await save(bench, { purchaseOrderId, lines: [line(1, "lamp")] }));
  expect(bench.jobs.named("estimate-items")).toEqual([{ name: "estimate-items", shop: bench.shop, inventoryItemIds: ["lamp", "mug"] }]);
});

test("every change of a deadline is kept with its reason", async () => {
  const bench = await openSupply(database.pool);
  const { inboundShipmentId } = await bench.order("PO-1", "2026-10-14", { mug: 5 });
  const change = (deadline: string, expectedVersion: number) =>
    changeDeadline(bench.supplyDeps, { shop: bench.shop, change: { inboundShipmentId, expectedVersion, deadline, reason: "Strike", actor: "ada" } });
  expect(valueOf(await change("2026-10-21", 0))).toEqual({ isChanged: true });
  expect(valueOf(await change("2026-10-21", 1))).toEqual({ isChanged: false });
  expect(await change("2026-13-21", 1)).toMatchObject({ problems: [{ code: "date_unreadable", field: "deadline" }] });
  expect(await change("2026-10-22", 0)).toMatchObject({ problems: [{ code: "changed_meanwhile" }] });
  expect(await bench.rows(`SELECT before, after, reason, actor FROM purchase_order_change WHERE shop = $1 AND kind = 'deadline'`)).toEqual([
    { before: "2026-10-14", after: "2026-10-21", reason: "Strike", actor: "ada" },
  ]);
});

test("a supplier's name is its own, and an address must be one", async () => {
  const bench = await openSupply(database.pool);
  const supplier = { supplierId: null, name: "South", email: "orders@south.example", country: "SE", leadTimeDays: 21 };
  const { supplierId } = valueOf(await saveSupplier(bench.supplyDeps, { shop: bench.shop, supplier }));
  valueOf(await saveSupplier(bench.supplyDeps, { shop: bench.shop, supplier: { ...supplier, supplierId, name: "Southern" } }));
  const refusal = async (part: object) => saveSupplier(bench.supplyDeps, { shop: bench.shop, supplier: { ...supplier, name: "West", ...part } });
  expect(await refusal({ name: "North" })).toMatchObject({ problems: [{ code: "name_taken" }] });
  expect(await refusal({ name: "" })).toMatchObject({ problems: [{ code: "text_missing", field: "name" }] });
  expect(await refusal({ email: "south" })).toMatchObject({ problems: [{ code: "email_unreadable", field: "email" }] });
  expect(await refusal({ leadTimeDays: -1 })).toMatchObject({ problems: [{ code: "days_out_of_range", field: "leadTimeDays" }] });
});

test("a variant is switched with its limit, and everything that follows from it is owed", async () => {
  const bench = await openSupply(database.pool);
  await database.pool.query(`UPDATE variant SET backorder_mode = 'off', inventory_policy = 'DENY' WHERE shop = $1`, [bench.shop]);
  const change = (mode: string, limit: number | null = null) =>
    switchBackorders(bench.supplyDeps, { shop: bench.shop, change: { variantId: "v-mug" as never, mode, limit } });
  valueOf(await change("on", 0));
  await database.pool.query(`UPDATE variant SET inventory_policy = 'CONTINUE' WHERE shop = $1`, [bench.shop]);
  valueOf(await change("autopilot"));
  expect(
    await bench.rows(
      `SELECT backorder_mode AS mode, backorder_limit AS "limit" FROM variant WHERE shop = $1 AND variant_id = 'v-mug'`,
    ),
  ).toEqual([{ mode: "autopilot", limit: null }]);
  expect(new Set(bench.jobs.jobs.map(({ name }) => name))).toEqual(new Set(["set-inventory-policy", "estimate-items", "settle-items"]));
  expect(await change("sometimes")).toMatchObject({ problems: [{ code: "mode_unknown" }] });
  expect(await change("on", -1)).toMatchObject({ problems: [{ code: "limit_not_whole" }] });
  expect(await change("on", 1.5)).toMatchObject({ problems: [{ code: "limit_not_whole" }] });
});

test("whoever waited before the switch is held then, and told only if the merchant says so", async () => {
  const bench = await openSupply(database.pool);
  await database.pool.query(`UPDATE variant SET backorder_mode = 'off' WHERE shop = $1`, [bench.shop]);
  await bench.hear(bench.model.place("A", { mug: 1, lamp: 1 }));
  await bench.work();
  const change = { mode: "on", limit: null };
  valueOf(await switchBackorders(bench.supplyDeps, { shop: bench.shop, change: { ...change, variantId: "v-mug" as never } }));
  expect(bench.jobs.named("apply-holds")).toMatchObject([{ orderId: "A" }]);
  expect(bench.jobs.named("confirm-backorder")).toEqual([]);
  valueOf(await switchBackorders(bench.supplyDeps, { shop: bench.shop, change: { ...change, variantId: "v-lamp" as never, tellsWaiting: true } }));
  expect(bench.jobs.named("confirm-backorder")).toMatchObject([{ orderId: "A" }]);
});

const hold = (bench: SupplyBench, orderId: string) =>
  database.pool.query(`INSERT INTO hold (shop, handle, order_id, fulfillment_order_id, state) VALUES ($1, 'h-' || $2, $2, '1', 'placed')`, [
    bench.shop,
    orderId,
  ]);

test("what we hold for a variant is let go of when it is switched off", async () => {
  const bench = await openSupply(database.pool);
  await bench.hear(bench.model.place("A", { mug: 1 }), bench.model.place("B", { mug: 1 }), bench.model.place("C", { lamp: 1 }));
  for (const orderId of ["A", "C"]) await hold(bench, orderId);
  bench.jobs.clear();
  const change = { variantId: "v-mug" as never, limit: null };
  valueOf(await switchBackorders(bench.supplyDeps, { shop: bench.shop, change: { ...change, mode: "autopilot" } }));
  expect(bench.jobs.named("apply-holds")).toEqual([]);
  valueOf(await switchBackorders(bench.supplyDeps, { shop: bench.shop, change: { ...change, mode: "off" } }));
  expect(bench.jobs.named("apply-holds")).toEqual([{ name: "apply-holds", shop: bench.shop, orderId: "A" }]);
});

test("a shop that goes live again holds who came to wait meanwhile, and lets go of who was covered", async () => {
  const bench = await openSupply(database.pool, { stage: "observe", managed: ["mug"] });
  await bench.hear(bench.model.place("A", { mug: 1 }), bench.model.place("B", { lamp: 1 }), bench.model.place("C", { mug: 1 }));
  await hold(bench, "covered");
  bench.jobs.clear();
  const settings = {
    timeZone: "Europe/Berlin",
    confidence: 0.9,
    senderName: "",
    senderEmail: "",
    stage: "live",
    shipPreference: "as_ready",
    leastShippable: 1,
  };
  for (let times = 0; times < 2; times++) valueOf(await saveShopSettings(bench.supplyDeps, { shop: bench.shop, settings }));
  expect(bench.jobs.named("apply-holds").map(({ orderId }) => orderId)).toEqual(["A", "C", "covered"]);
});

test.each<[Partial<LocationSettingsInput>, string, string]>([
  [{ unitsPerDay: 0 }, "capacity_not_positive", "unitsPerDay"],
  [{ unitsPerDay: -3 }, "capacity_not_positive", "unitsPerDay"],
  [{ unitsPerDay: 1e9 }, "capacity_too_large", "unitsPerDay"],
  [{ packingWeekdays: [] }, "weekdays_missing", "packingWeekdays"],
  [{ receivingWeekdays: [] }, "weekdays_missing", "receivingWeekdays"],
  [{ packingWeekdays: [8] }, "weekday_unknown", "packingWeekdays"],
  [{ receivingDays: 99 }, "days_out_of_range", "receivingDays"],
  [{ holidays: ["2026-12-25", "Easter"] }, "date_unreadable", "holidays.1"],
  [{ cutOff: "25:00" }, "time_unreadable", "cutOff"],
  [{ locationId: "nowhere" as LocationId }, "location_unknown", "locationId"],
])("location settings with %j are refused as %s at %s", async (part, code, field) => {
  const bench = await openSupply(database.pool);
  const settings = {
    locationId: bench.locationId,
    unitsPerDay: 20,
    normalUnitsPerDay: null,
    packingWeekdays: [1, 2],
    receivingWeekdays: [1],
    receivingDays: 2,
    holidays: ["2026-12-25"],
    cutOff: "12:30",
    isInPool: true,
  };
  expect(await saveLocationSettings(bench.supplyDeps, { shop: bench.shop, settings: { ...settings, ...part } })).toMatchObject({
    ok: false,
    problems: [{ code, field }],
  });
  expect(problems).toHaveProperty(code);
  valueOf(await saveLocationSettings(bench.supplyDeps, { shop: bench.shop, settings }));
  expect(await bench.rows(`SELECT units_per_day, packing_weekdays, holidays::text[] AS holidays, cut_off FROM location WHERE shop = $1`)).toEqual([
    { units_per_day: 20, packing_weekdays: [1, 2], holidays: ["2026-12-25"], cut_off: "12:30" },
  ]);
});

test.each<[Partial<ShopSettingsInput>, string]>([
  [{ timeZone: "Europe/Atlantis" }, "time_zone_unknown"],
  [{ confidence: 1 }, "confidence_out_of_range"],
  [{ confidence: Number.NaN }, "confidence_out_of_range"],
  [{ senderEmail: "a@b, c@d" }, "email_unreadable"],
  [{ stage: "asleep" }, "stage_unknown"],
  [{ shipPreference: "sometimes" }, "ship_preference_unknown"],
  [{ leastShippable: 0 }, "units_not_positive"],
  [{ leastShippable: 1.5 }, "units_not_whole"],
])("shop settings with %j are refused as %s", async (part, code) => {
  const bench = await openSupply(database.pool);
  const settings = {
    timeZone: "Europe/Berlin",
    confidence: 0.95,
    senderName: "Fernhill",
    senderEmail: "hello@fernhill.example",
    stage: "live",
    shipPreference: "as_ready",
    leastShippable: 1,
  };
  expect(await saveShopSettings(bench.supplyDeps, { shop: bench.shop, settings: { ...settings, ...part } })).toMatchObject({ ok: false, problems: [{ code }] });
  expect(isTimeZone(settings.timeZone)).toBe(true);
});

test("changed settings give every dated item a new date", async () => {
  const bench = await openSupply(database.pool);
  await bench.order("PO-1", "2026-10-02", { mug: 5 });
  await bench.work();
  const settings = {
    timeZone: "Europe/Berlin",
    confidence: 0.95,
    senderName: "",
    senderEmail: "",
    stage: "live",
    shipPreference: "as_ready",
    leastShippable: 1,
  };
  valueOf(await saveShopSettings(bench.supplyDeps, { shop: bench.shop, settings }));
  await bench.work();
  expect(await bench.newestPublication("mug")).toMatchObject({ rev: 2, confidence: 0.95 });
});
