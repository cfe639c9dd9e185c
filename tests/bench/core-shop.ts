/** A shop with long queues, supply for them and dates for everybody, made by SQL and one estimate. */
import type pg from "pg";
import { createDatabase } from "../../app/adapters/prisma/database.server.ts";
import { createEstimateStore } from "../../app/adapters/prisma/estimate-store.server.ts";
import { createPromiseStore } from "../../app/adapters/prisma/promise-store.server.ts";
import type { Instant, InventoryItemId, LocationId, ShopDomain } from "../../app/domain/ids.ts";
import { estimateItems } from "../../app/use-cases/estimate-items.ts";
import type { EstimateItemsDeps } from "../../app/use-cases/estimate-items.ts";
import type { BenchDatabase } from "./bench-database.ts";
import { addWaitingLines, makeItem } from "./settle-queues.ts";
import type { TransactionTimes } from "./timed-database.ts";

export const DATED_SHOP = "dated.myshopify.com" as ShopDomain; // a benchmark's own names
export const DATED_LOCATION = "L1" as LocationId;
/** A Thursday; deadlines begin with the Monday after it. */
export const NOW = "2026-10-01T08:00:00.000Z" as Instant;
export const LOTS = 10;

export const datedItem = (lines: number) => `dated-${lines}` as InventoryItemId;

export function estimateDeps({ pool, jobs }: BenchDatabase, times: TransactionTimes, name: string): EstimateItemsDeps {
  return {
    estimates: createEstimateStore(pool),
    promises: createPromiseStore(pool),
    database: times.named(name, createDatabase(pool)),
    jobs,
    clock: { now: () => NOW },
  };
}

/** Ten lots, one a week, that together are a tenth more than the queue is long. */
export async function makeDatedQueue(database: BenchDatabase, lines: number, times: TransactionTimes): Promise<InventoryItemId> {
  const { pool } = database;
  const item = datedItem(lines);
  const ofShop = [DATED_SHOP, DATED_LOCATION];
  await pool.query(`INSERT INTO shop (shop, stage, installed_at) VALUES ($1, 'observe', '2020-01-01') ON CONFLICT DO NOTHING`, [DATED_SHOP]);
  await pool.query(`UPDATE shop SET stage = 'observe' WHERE shop = $1`, [DATED_SHOP]);
  await pool.query(`INSERT INTO location (shop, location_id, name) VALUES ($1, $2, 'Warehouse') ON CONFLICT DO NOTHING`, ofShop);
  await pool.query(`INSERT INTO supplier (shop, supplier_id, name) VALUES ($1, 'north', 'North') ON CONFLICT DO NOTHING`, [DATED_SHOP]);
  await makeItem(pool, { shop: DATED_SHOP, location: DATED_LOCATION, item, lines: 1 }, { isPromised: false });
  await pool.query(
    `INSERT INTO purchase_order (shop, purchase_order_id, number, supplier_id, location_id, ordered_on)
     SELECT $1, $3 || '-' || n, $3 || '-' || n, 'north', $2, '2026-09-01' FROM generate_series(1, ${LOTS}) AS n`,
    [...ofShop, item],
  );
  await pool.query(
    `INSERT INTO inbound_shipment (shop, inbound_shipment_id, purchase_order_id, supplier_id, location_id, deadline)
     SELECT $1, $3 || '-' || n, $3 || '-' || n, 'north', $2, date '2026-09-28' + 7 * n FROM generate_series(1, ${LOTS}) AS n`,
    [...ofShop, item],
  );
  await pool.query(
    `INSERT INTO inbound_line (shop, inbound_shipment_id, inventory_item_id, units) SELECT $1, $2 || '-' || n, $2, $3::int FROM generate_series(1, ${LOTS}) AS n`,
    [DATED_SHOP, item, unitsOfLot(lines)],
  );
  // One line is dated by the app, all others by hand as the app would: a hundred thousand by estimate are measured, not prepared.
  await estimateItems(estimateDeps(database, times, "first estimate"), { shop: DATED_SHOP, inventoryItemIds: [item] });
  await addWaitingLines(pool, { shop: DATED_SHOP, location: DATED_LOCATION, item, lines: lines - 1 }, { isPromised: false });
  await dateByHand(pool, item, lines);
  await pool.query(`UPDATE stock_level SET available = -$3::int, committed = $3 WHERE shop = $1 AND inventory_item_id = $2`, [DATED_SHOP, item, lines]);
  await promiseEverybody(pool, item);
  await pool.query(`UPDATE shop SET stage = 'live' WHERE shop = $1`, [DATED_SHOP]);
  return item;
}

export const unitsOfLot = (lines: number): number => Math.ceil((lines * 1.1) / LOTS);

/** A lot's units ship on the day after the seventh day after its deadline: with deadlines on Mondays that is a working day. */
async function dateByHand(pool: pg.Pool, item: InventoryItemId, lines: number): Promise<void> {
  await pool.query(
    `UPDATE queue_entry q SET estimated_units = units_waiting, estimated_on = date '2026-09-28' + 7 * ((place.number - 1) / $3::int + 1)::int + 8,
            promised_on = date '2026-09-28' + 7 * ((place.number - 1) / $3::int + 1)::int + 9
       FROM (SELECT ctid AS at, row_number() OVER (ORDER BY rank_at) AS number FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2) AS place
      WHERE q.shop = $1 AND q.ctid = place.at`,
    [DATED_SHOP, item, unitsOfLot(lines)],
  );
  await pool.query(`UPDATE promise_curve SET units_waiting = $3::int WHERE shop = $1 AND inventory_item_id = $2`, [DATED_SHOP, item, lines]);
}

/** Promised a little later than estimated: an estimate that moves by a day is then nothing to write to the customer about. */
async function promiseEverybody(pool: pg.Pool, item: InventoryItemId): Promise<void> {
  await pool.query(
    `INSERT INTO promise (shop, line_item_id, seq, order_id, ship_by, units, confidence, origin, because, notice_id)
     SELECT shop, line_item_id, 1, order_id, estimated_on + 1, 1, 0.9, 'shown', '[]', 'confirmed:' || order_id
       FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2`,
    [DATED_SHOP, item],
  );
}
