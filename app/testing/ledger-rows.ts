/** Rows of a small shop for tests on a real database: what a test does not name has a plain default. */
import type pg from "pg";
import type { ShopDomain } from "../domain/ids.ts";

export const DEMO_SHOP = "rows.myshopify.com" as ShopDomain; // a test's own domain needs no parsing
const NOW = "2026-10-01T08:00:00.000Z";

type Row = Readonly<Record<string, unknown>>;

/** Table names are written by tests, never by users. */
export async function insertRow(pool: pg.Pool, table: string, row: Row): Promise<void> {
  const columns = Object.keys(row);
  const places = columns.map((_, index) => `$${index + 1}`);
  await pool.query(`INSERT INTO "${table}" (${columns.map((column) => `"${column}"`).join(", ")}) VALUES (${places.join(", ")})`, Object.values(row));
}

export async function insertShop(pool: pg.Pool, row: Row = {}): Promise<void> {
  await insertRow(pool, "shop", { shop: DEMO_SHOP, name: "Fernhill & Co", time_zone: "Europe/Berlin", ...row });
}

export async function insertLocation(pool: pg.Pool, row: Row = {}): Promise<void> {
  await insertRow(pool, "location", { shop: DEMO_SHOP, location_id: "berlin", name: "Berlin warehouse", ...row });
}

export async function insertVariant(pool: pg.Pool, sku: string, row: Row = {}): Promise<void> {
  await insertRow(pool, "variant", {
    shop: DEMO_SHOP,
    variant_id: `variant-${sku}`,
    product_id: `product-${sku}`,
    inventory_item_id: `item-${sku}`,
    product_title: sku,
    title: "Default",
    sku,
    inventory_policy: "DENY",
    source_updated_at: NOW,
    ...row,
  });
}

export interface LineOfOrder {
  readonly order: string;
  readonly sku: string;
  readonly ordered: number;
  readonly granted?: number;
  readonly fulfilled?: number;
  readonly removed?: number;
  readonly placedAt?: string;
  readonly customer?: string;
  readonly estimatedOn?: string | null;
  readonly isBackorder?: boolean;
  readonly ineligible?: string | null;
}

/** An order with one line in the queue; its line item id is "<order>-<sku>". */
export async function insertQueuedLine(pool: pg.Pool, line: LineOfOrder): Promise<void> {
  const { order, sku, ordered, granted = 0, fulfilled = 0, removed = 0, placedAt = NOW } = line;
  const lineItemId = `${order}-${sku}`;
  const open = ordered - fulfilled - removed;
  const allocated = Math.min(Math.max(granted - fulfilled, 0), open);
  await pool.query(
    `INSERT INTO "order" (shop, order_id, name, created_at, customer_name, source_updated_at, read_seq) VALUES ($1, $2, $3, $4, $5, $4, 1)
     ON CONFLICT DO NOTHING`,
    [DEMO_SHOP, order, `#${order}`, placedAt, line.customer ?? null],
  );
  await insertRow(pool, "order_line", {
    shop: DEMO_SHOP,
    line_item_id: lineItemId,
    order_id: order,
    variant_id: `variant-${sku}`,
    inventory_item_id: `item-${sku}`,
    title: sku,
    sku,
    units_ordered: ordered,
    units_fulfilled: fulfilled,
    units_removed: removed,
  });
  await insertRow(pool, "queue_entry", {
    shop: DEMO_SHOP,
    line_item_id: lineItemId,
    cohort: 0,
    location_id: "berlin",
    order_id: order,
    inventory_item_id: `item-${sku}`,
    rank_at: placedAt,
    units_ordered: ordered,
    units_fulfilled: fulfilled,
    units_removed: removed,
    units_granted: granted,
    units_allocated: allocated,
    units_waiting: open - allocated,
    status: statusOf({ open, allocated, fulfilled }),
    estimated_on: line.estimatedOn ?? null,
    is_backorder: line.isBackorder ?? true,
    ineligible: line.ineligible ?? null,
  });
}

function statusOf({ open, allocated, fulfilled }: { open: number; allocated: number; fulfilled: number }): string {
  if (open === 0) return fulfilled === 0 ? "cancelled" : "fulfilled";
  if (allocated === 0) return "waiting";
  return allocated < open ? "partly_allocated" : "allocated";
}

export async function insertPromise(pool: pg.Pool, lineItemId: string, shipBy: string | null, row: Row = {}): Promise<void> {
  await insertRow(pool, "promise", {
    shop: DEMO_SHOP,
    line_item_id: lineItemId,
    seq: 1,
    order_id: lineItemId.split("-")[0],
    ship_by: shipBy,
    units: 1,
    confidence: 0.9,
    origin: "shown",
    because: "[]",
    notice_id: "notice",
    at: NOW,
    ...row,
  });
}

export interface InboundOrder {
  readonly number: string;
  readonly deadline: string | null;
  readonly units: Readonly<Record<string, number>>;
  readonly received?: number;
  readonly receivedOn?: string;
  readonly supplier?: string;
  readonly orderedOn?: string;
}

/** A purchase order with one shipment, and its supplier when it is new. */
export async function insertPurchaseOrder(pool: pg.Pool, inbound: InboundOrder): Promise<void> {
  const { number, supplier = "Nordkamm", received = 0 } = inbound;
  const ofShipment = { shop: DEMO_SHOP, inbound_shipment_id: `shipment-${number}` };
  await pool.query(`INSERT INTO supplier (shop, supplier_id, name) VALUES ($1, $2, $2) ON CONFLICT DO NOTHING`, [DEMO_SHOP, supplier]);
  await insertRow(pool, "purchase_order", {
    shop: DEMO_SHOP,
    purchase_order_id: number,
    number,
    supplier_id: supplier,
    location_id: "berlin",
    ordered_on: inbound.orderedOn ?? "2026-09-01",
    status: inbound.receivedOn === undefined ? "ordered" : "received",
  });
  await insertRow(pool, "inbound_shipment", {
    ...ofShipment,
    purchase_order_id: number,
    supplier_id: supplier,
    location_id: "berlin",
    deadline: inbound.deadline,
    received_on: inbound.receivedOn ?? null,
  });
  for (const [sku, units] of Object.entries(inbound.units)) {
    const item = { inventory_item_id: `item-${sku}`, units_received: received };
    await insertRow(pool, "purchase_order_line", { shop: DEMO_SHOP, purchase_order_id: number, units_ordered: units, ...item });
    await insertRow(pool, "inbound_line", { ...ofShipment, units, ...item });
  }
}
