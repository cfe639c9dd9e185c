/**
 * Fills the demo shop's side of the story: suppliers, past receipts, purchase orders, switches. Its products, stock and
 * orders are Shopify's and come from there; this waits until they have been read. Filling twice changes nothing.
 */
import { createDatabase, createPool } from "../app/adapters/prisma/database.server.ts";
import { createSupplyStore } from "../app/adapters/prisma/supply-store.server.ts";
import { createJobQueue } from "../app/adapters/queue/job-queue.server.ts";
import { addDays, todayIn } from "../app/domain/calendar-date.ts";
import type { Outcome } from "../app/domain/errors.ts";
import type { Instant, InventoryItemId, LocationId, ShopDomain, SupplierId, VariantId } from "../app/domain/ids.ts";
import type { Jobs } from "../app/use-cases/ports/jobs.ts";
import { savePurchaseOrder } from "../app/use-cases/save-purchase-order.ts";
import type { SupplyDeps } from "../app/use-cases/save-purchase-order.ts";
import { saveLocationSettings } from "../app/use-cases/save-settings.ts";
import { saveSupplier } from "../app/use-cases/save-supplier.ts";
import { switchBackorders } from "../app/use-cases/switch-backorders.ts";
import type pg from "pg";
import { DEMO_INBOUND, DEMO_SUPPLIERS, DEMO_SWITCHES, DEMO_UNITS_PER_DAY } from "./demo-supply.ts";
import type { DemoSupplier } from "./demo-supply.ts";

const MIRROR_PATIENCE_MS = 60_000;
const MIRROR_POLL_MS = 200;
const DAYS_BETWEEN_PAST_SHIPMENTS = 12;
const UNITS_OF_PAST_SHIPMENT = 20;

const NAMED_SKUS = [
  ...DEMO_SWITCHES.map(({ sku }) => sku),
  ...DEMO_INBOUND.flatMap(({ units }) => Object.keys(units)),
  ...DEMO_SUPPLIERS.flatMap(({ pastSkus }) => pastSkus),
];

export interface SeedTarget {
  readonly databaseUrl: string;
  readonly shop: string;
}

/** Throws when the shop's products are not read within a minute: the app or its worker is not running. */
export async function seedDemoSupply({ databaseUrl, shop: name }: SeedTarget): Promise<void> {
  const shop = name as ShopDomain; // the caller's own shop
  const pool = createPool(databaseUrl, 2);
  const queue = createJobQueue({
    connectionString: databaseUrl,
    retryBaseSeconds: 2,
    leaseSeconds: 60,
    monitorSeconds: 60,
    works: false,
    onError: (error) => console.error(error),
  });
  try {
    await fillShop({ pool, jobs: queue, shop });
  } finally {
    await queue.stop();
    await pool.end();
  }
}

/** The same on open connections. */
export async function fillShop({ pool, jobs, shop }: { pool: pg.Pool; jobs: Jobs; shop: ShopDomain }): Promise<void> {
  const clock = { now: () => new Date().toISOString() as Instant }; // toISOString writes exactly an Instant
  const deps: SupplyDeps = { supply: createSupplyStore(pool), database: createDatabase(pool), jobs, clock };
  const mirror = await waitForMirror(pool, shop);
  const { rowCount } = await pool.query(`SELECT FROM supplier WHERE shop = $1 LIMIT 1`, [shop]);
  if (rowCount !== 0) return;

  const supplierIds = new Map<string, SupplierId>();
  for (const supplier of DEMO_SUPPLIERS) {
    const { supplierId } = must(await saveSupplier(deps, { shop, supplier: { ...supplier, supplierId: null } }));
    supplierIds.set(supplier.name, supplierId);
    await insertPast(pool, { shop, supplier, supplierId, mirror });
  }
  await saveWarehouse(deps, shop, mirror.locationId);
  for (const inbound of DEMO_INBOUND) {
    const { number, note, deadlineInDays, orderedDaysAgo } = inbound;
    const lines = Object.entries(inbound.units).map(([sku, units]) => ({ inventoryItemId: known(mirror.items, sku).inventoryItemId, units }));
    const deadline = deadlineInDays === null ? "" : addDays(mirror.today, deadlineInDays);
    const orderedOn = addDays(mirror.today, -orderedDaysAgo);
    const supplierId = known(supplierIds, inbound.supplier);
    must(
      await savePurchaseOrder(deps, {
        shop,
        order: { purchaseOrderId: null, expectedVersion: 0, number, supplierId, locationId: mirror.locationId, orderedOn, deadline, note, lines },
      }),
    );
  }
  for (const { sku, mode, limit } of DEMO_SWITCHES) {
    must(await switchBackorders(deps, { shop, change: { variantId: known(mirror.items, sku).variantId, mode, limit, tellsWaiting: true } }));
  }
}

interface Mirror {
  readonly today: ReturnType<typeof todayIn>;
  readonly locationId: LocationId;
  readonly items: ReadonlyMap<string, { readonly inventoryItemId: InventoryItemId; readonly variantId: VariantId }>;
}

async function waitForMirror(pool: pg.Pool, shop: ShopDomain): Promise<Mirror> {
  const until = Date.now() + MIRROR_PATIENCE_MS;
  for (;;) {
    const items = await pool.query<{ sku: string; inventoryItemId: InventoryItemId; variantId: VariantId }>(
      `SELECT sku, inventory_item_id AS "inventoryItemId", variant_id AS "variantId" FROM variant WHERE shop = $1 AND deleted_at IS NULL`,
      [shop],
    );
    const bySku = new Map(items.rows.map((item) => [item.sku, item]));
    const places = await pool.query<{ locationId: LocationId; timeZone: string }>(
      `SELECT l.location_id AS "locationId", s.time_zone AS "timeZone" FROM location l JOIN shop s USING (shop) WHERE l.shop = $1 AND l.is_active ORDER BY 1 LIMIT 1`,
      [shop],
    );
    const [place] = places.rows;
    if (place !== undefined && NAMED_SKUS.every((sku) => bySku.has(sku))) {
      return { today: todayIn(place.timeZone, new Date().toISOString() as Instant), locationId: place.locationId, items: bySku };
    }
    if (Date.now() > until) throw new Error(`The products of ${shop} have not been read. Start the app and its worker, then seed again.`);
    await new Promise((resolve) => setTimeout(resolve, MIRROR_POLL_MS));
  }
}

/** Past shipments, complete and confirmed: only how late they came matters. */
async function insertPast(
  pool: pg.Pool,
  { shop, supplier, supplierId, mirror }: { shop: ShopDomain; supplier: DemoSupplier; supplierId: SupplierId; mirror: Mirror },
): Promise<void> {
  const past = supplier.pastDaysLate.map((daysLate, index) => {
    const deadline = addDays(mirror.today, -DAYS_BETWEEN_PAST_SHIPMENTS * (index + 2));
    return {
      id: `past-${supplier.prefix}-${index}`,
      number: `${supplier.prefix}-${String(100 - index)}-P`,
      item: known(mirror.items, known(supplier.pastSkus, index % supplier.pastSkus.length)).inventoryItemId,
      orderedOn: addDays(deadline, -supplier.leadTimeDays),
      deadline,
      receivedOn: addDays(deadline, daysLate),
    };
  });
  await pool.query(
    `WITH past AS (SELECT * FROM json_to_recordset($4::json) AS p(id text, number text, item text, "orderedOn" date, deadline date, "receivedOn" date)),
     purchase AS (
       INSERT INTO purchase_order (shop, purchase_order_id, number, supplier_id, location_id, status, ordered_on)
       SELECT $1, id, number, $2, $3, 'received', "orderedOn" FROM past),
     purchase_line AS (
       INSERT INTO purchase_order_line (shop, purchase_order_id, inventory_item_id, units_ordered, units_received) SELECT $1, id, item, $5, $5 FROM past),
     shipment AS (
       INSERT INTO inbound_shipment (shop, inbound_shipment_id, purchase_order_id, supplier_id, location_id, deadline, received_on)
       SELECT $1, id, id, $2, $3, deadline, "receivedOn" FROM past),
     shipment_line AS (
       INSERT INTO inbound_line (shop, inbound_shipment_id, inventory_item_id, units, units_received) SELECT $1, id, item, $5, $5 FROM past),
     taken AS (
       INSERT INTO receipt (shop, receipt_id, inbound_shipment_id, location_id, received_on, created_at, sent_at, confirmed_at, confirmed_seq)
       SELECT $1, id, id, $3, "receivedOn", "receivedOn", "receivedOn", "receivedOn", 0 FROM past)
     INSERT INTO receipt_line (shop, receipt_id, inventory_item_id, units, is_shown) SELECT $1, id, item, $5, true FROM past`,
    [shop, supplierId, mirror.locationId, JSON.stringify(past), UNITS_OF_PAST_SHIPMENT],
  );
}

async function saveWarehouse(deps: SupplyDeps, shop: ShopDomain, locationId: LocationId): Promise<void> {
  const week = [1, 2, 3, 4, 5];
  const settings = {
    locationId,
    unitsPerDay: DEMO_UNITS_PER_DAY,
    normalUnitsPerDay: null,
    packingWeekdays: week,
    receivingWeekdays: week,
    receivingDays: 1,
    holidays: [],
    cutOff: "14:00",
    isInPool: true,
  };
  must(await saveLocationSettings(deps, { shop, settings }));
}

function known<Key, Value>(all: { get(key: Key): Value | undefined } | readonly Value[], key: Key): Value {
  const value = Array.isArray(all) ? all[Number(key)] : (all as { get(key: Key): Value | undefined }).get(key); // the two shapes that are asked for
  if (value === undefined) throw new Error(`The demo supply names ${String(key)}, which does not exist.`);
  return value;
}

function must<Value>(outcome: Outcome<Value>): Value {
  if (outcome.ok) return outcome.value;
  throw new Error(`The demo supply was refused: ${JSON.stringify(outcome.problems)}`);
}
