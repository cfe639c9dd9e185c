import { beforeAll, describe, expect, test } from "vitest";
import type { CalendarDate, PurchaseOrderId, ShopDomain, SupplierId, VariantId } from "../../../domain/ids.ts";
import {
  DEMO_SHOP,
  insertLocation,
  insertPromise,
  insertPurchaseOrder,
  insertQueuedLine,
  insertRow,
  insertShop,
  insertVariant,
} from "../../../testing/ledger-rows.ts";
import { useScratchDatabase } from "../../../../tests/scratch-database.ts";
import { findVariantChoices } from "./choices.server.ts";
import { listArrivals, listLateLines, readFirstSteps, readHomeNumbers, readPromiseWeeks } from "./home.server.ts";
import { readLedgerVersion } from "./ledger-version.server.ts";
import { readPurchaseOrder } from "./purchase-order-detail.server.ts";
import { listPurchaseOrders } from "./purchase-order-list.server.ts";
import { listLocations, readShop } from "./shop-settings.server.ts";
import { listSuppliers, readSupplier } from "./suppliers.server.ts";
import { listVariants, readVariant } from "./variant-list.server.ts";
import type { VariantView } from "./variant-list.server.ts";

const scratch = useScratchDatabase();
const TODAY = "2026-10-10" as CalendarDate; // written by hand
const OTHER_SHOP = "other.myshopify.com" as ShopDomain; // written by hand
const day = { shop: DEMO_SHOP, today: TODAY };

beforeAll(async () => {
  const { pool } = scratch;
  await insertShop(pool, { sender_email: "hello@fernhill.example" });
  await insertLocation(pool, { holidays: ["2026-12-25"] });
  await insertVariant(pool, "LAMP", { backorder_mode: "on" });
  await insertVariant(pool, "TENT");
  await insertVariant(pool, "CHAIR");
  const total = { shop: DEMO_SHOP, location_id: "berlin" };
  await insertRow(pool, "queue_total", { ...total, inventory_item_id: "item-LAMP", units_waiting: 6 });
  await insertRow(pool, "queue_total", { ...total, inventory_item_id: "item-TENT", units_waiting: 1, units_allocated: 2 });
  await insertRow(pool, "stock_level", {
    ...total,
    inventory_item_id: "item-CHAIR",
    available: 5,
    committed: 0,
    on_hand: 5,
    read_seq: 1,
    read_at: "2026-10-01T08:00:00Z",
  });
  await insertQueuedLine(pool, { order: "1001", sku: "LAMP", ordered: 6, estimatedOn: "2026-10-21" });
  await insertPromise(pool, "1001-LAMP", "2026-10-15");
  await insertQueuedLine(pool, { order: "1002", sku: "TENT", ordered: 3, granted: 2 });
  await insertPurchaseOrder(pool, { number: "PO-1", deadline: "2026-10-08", units: { LAMP: 10 } });
  await insertPurchaseOrder(pool, { number: "PO-2", deadline: "2026-10-20", units: { LAMP: 4, CHAIR: 2 }, orderedOn: "2026-09-15" });
  await insertPurchaseOrder(pool, {
    number: "PO-0",
    deadline: "2026-08-01",
    units: { TENT: 5 },
    received: 5,
    receivedOn: "2026-08-04",
    orderedOn: "2026-07-01",
    supplier: "Weide",
  });
  await insertRow(pool, "publication", {
    shop: DEMO_SHOP,
    variant_id: "variant-LAMP",
    rev: 3,
    at: "2026-10-10T08:00:00Z",
    valid_until: "2026-10-11T08:00:00Z",
    payload: JSON.stringify({
      rev: 3,
      state: "backorder",
      tranches: [
        [4, "2026-10-16"],
        [4, "2026-10-26"],
      ],
    }),
  });
});

describe("variants", () => {
  const skus = async (view: VariantView, search = "") =>
    (await listVariants(scratch.pool, { shop: DEMO_SHOP, view, search, cursor: null })).rows.map(({ sku }) => sku);

  test("show the shelf, who waits, what is on its way and what the next buyer is told", async () => {
    const lamp = await readVariant(scratch.pool, { shop: DEMO_SHOP, variantId: "variant-LAMP" as VariantId });
    expect(lamp).toMatchObject({
      unitsWaiting: 6,
      unitsInbound: 14,
      nextDeadline: "2026-10-08",
      nextShipBy: "2026-10-16",
      publishedState: "backorder",
      available: 0,
    });
  });

  test("each view holds what its name says; a gap is more waiting than inbound", async () => {
    expect(await skus("all")).toEqual(["CHAIR", "LAMP", "TENT"]);
    expect(await skus("on")).toEqual(["LAMP"]);
    expect(await skus("waiting")).toEqual(["LAMP", "TENT"]);
    expect(await skus("sold_out")).toEqual(["LAMP", "TENT"]);
    expect(await skus("gap")).toEqual(["TENT"]);
    expect(await skus("all", "cha")).toEqual(["CHAIR"]);
  });

  test("those somebody waits for are offered first when ordering", async () => {
    expect((await findVariantChoices(scratch.pool, { shop: DEMO_SHOP, search: "" })).map(({ sku }) => sku)).toEqual(["LAMP", "TENT", "CHAIR"]);
  });
});

describe("purchase orders and suppliers", () => {
  test("an order is late when an open shipment's deadline has passed", async () => {
    const { rows } = await listPurchaseOrders(scratch.pool, { ...day, view: "late", search: "", cursor: null });
    expect(rows).toMatchObject([{ number: "PO-1", isLate: true, nextDeadline: "2026-10-08", unitsOrdered: 10, unitsReceived: 0 }]);
  });

  test("search finds the supplier and the SKU on the order", async () => {
    const found = async (search: string) =>
      (await listPurchaseOrders(scratch.pool, { ...day, view: "all", search, cursor: null })).rows.map(({ number }) => number);
    expect(await found("weide")).toEqual(["PO-0"]);
    expect(await found("chair")).toEqual(["PO-2"]);
  });

  test("one order lists each shipment's units beside the units that customers wait for", async () => {
    const detail = await readPurchaseOrder(scratch.pool, { shop: DEMO_SHOP, purchaseOrderId: "PO-2" as PurchaseOrderId });
    expect(detail?.shipments[0]?.lines).toMatchObject([
      { sku: "CHAIR", units: 2, unitsWaiting: 0 },
      { sku: "LAMP", units: 4, unitsWaiting: 6 },
    ]);
    expect(await readPurchaseOrder(scratch.pool, { shop: OTHER_SHOP, purchaseOrderId: "PO-2" as PurchaseOrderId })).toBeNull();
  });

  test("a supplier's lateness is the median of deadline to receipt", async () => {
    const { rows } = await listSuppliers(scratch.pool, { ...day, search: "", cursor: null });
    expect(rows).toMatchObject([
      { name: "Nordkamm", openOrders: 2, overdueShipments: 1, shipmentsReceived: 0, medianDaysLate: null },
      { name: "Weide", openOrders: 0, shipmentsReceived: 1, medianDaysLate: 3 },
    ]);
    expect(await readSupplier(scratch.pool, { ...day, supplierId: "Weide" as SupplierId })).toMatchObject({ name: "Weide" });
  });
});

describe("home", () => {
  test("counts what waits and what is ready to ship", async () => {
    expect(await readHomeNumbers(scratch.pool, DEMO_SHOP)).toMatchObject({ unitsWaiting: 7, itemsWaiting: 2, unitsAllocated: 2, noticesUncertain: 0 });
  });

  test("lists late lines, arrivals and the weeks of promise, undated units last", async () => {
    expect(await listLateLines(scratch.pool, day)).toMatchObject([
      { orderName: "#1001", unitsWaiting: 6, promisedOn: "2026-10-15", estimatedOn: "2026-10-21" },
    ]);
    expect(await listArrivals(scratch.pool, day)).toMatchObject({
      unitsDue: 16,
      rows: [
        { number: "PO-1", unitsDue: 10, unitsWaited: 6 },
        { number: "PO-2", unitsDue: 6, unitsWaited: 0 },
      ],
    });
    expect(await readPromiseWeeks(scratch.pool, day)).toEqual([
      { week: "2026-10-12", unitsWaiting: 6, unitsLate: 6 },
      { week: null, unitsWaiting: 1, unitsLate: 0 },
    ]);
  });

  test("knows which first steps are done, for this shop only", async () => {
    const all = { hasSupplier: true, hasPurchaseOrder: true, hasVariantOn: true, hasSender: true };
    expect(await readFirstSteps(scratch.pool, DEMO_SHOP)).toEqual(all);
    expect(await readFirstSteps(scratch.pool, OTHER_SHOP)).toEqual({ hasSupplier: false, hasPurchaseOrder: false, hasVariantOn: false, hasSender: false });
  });
});

test("settings are read as they are stored, a shop that is not registered has none", async () => {
  expect(await readShop(scratch.pool, DEMO_SHOP)).toMatchObject({ timeZone: "Europe/Berlin", stage: "live", confidence: 0.9 });
  expect(await readShop(scratch.pool, OTHER_SHOP)).toBeNull();
  expect(await listLocations(scratch.pool, DEMO_SHOP)).toMatchObject([
    { name: "Berlin warehouse", packingWeekdays: [1, 2, 3, 4, 5], holidays: ["2026-12-25"], cutOff: "14:00" },
  ]);
});

test("open pages learn of a moved deadline and of nothing when nothing happened", async () => {
  const before = await readLedgerVersion(scratch.pool, DEMO_SHOP);
  expect(await readLedgerVersion(scratch.pool, DEMO_SHOP)).toBe(before);
  await insertRow(scratch.pool, "purchase_order_change", {
    shop: DEMO_SHOP,
    purchase_order_id: "PO-1",
    inbound_shipment_id: "shipment-PO-1",
    kind: "deadline",
    after: "2026-10-30",
  });
  expect(await readLedgerVersion(scratch.pool, DEMO_SHOP)).not.toBe(before);
});
