/** The merchant's rules and decisions about units, in PostgreSQL. */
import type { InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { AllocationDesk, AllocationRules, WaitingPlace } from "../../use-cases/ports/allocation.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { sql } from "./database.server.ts";

export function createAllocationDesk(): AllocationDesk {
  return {
    saveRules,

    async known(tx, shop, { locationIds, inventoryItemIds }) {
      const locations = await sql(tx).query<{ id: LocationId }>(`SELECT location_id AS id FROM location WHERE shop = $1 AND location_id = ANY($2)`, [
        shop,
        locationIds,
      ]);
      const items = await sql(tx).query<{ id: InventoryItemId }>(
        `SELECT inventory_item_id AS id FROM variant WHERE shop = $1 AND inventory_item_id = ANY($2) AND deleted_at IS NULL`,
        [shop, inventoryItemIds],
      );
      return { locationIds: new Set(locations.rows.map(({ id }) => id)), inventoryItemIds: new Set(items.rows.map(({ id }) => id)) };
    },

    async waitingPlace(tx, shop, lineItemId) {
      await sql(tx).query(
        `SELECT FROM variant WHERE shop = $1 AND inventory_item_id IN (SELECT inventory_item_id FROM order_line WHERE shop = $1 AND line_item_id = $2) FOR NO KEY UPDATE`,
        [shop, lineItemId],
      );
      const { rows } = await sql(tx).query<WaitingPlace>(
        `SELECT q.inventory_item_id AS "inventoryItemId", q.location_id AS "locationId",
                (sum(q.units_waiting) - COALESCE((SELECT sum(o.units) FROM allocation_override o
                   WHERE o.shop = $1 AND o.line_item_id = $2 AND o.location_id = q.location_id AND o.units_given IS NULL), 0))::int AS "unitsWaiting"
           FROM queue_entry q WHERE q.shop = $1 AND q.line_item_id = $2 AND q.units_waiting > 0 AND q.ineligible IS NULL
          GROUP BY q.inventory_item_id, q.location_id ORDER BY 3 DESC, 2 LIMIT 1`,
        [shop, lineItemId],
      );
      return rows[0] ?? null;
    },

    async addOverride(tx, shop, { lineItemId, inventoryItemId, locationId, units, reason, actor, at }) {
      await sql(tx).query(
        `INSERT INTO allocation_override (shop, line_item_id, inventory_item_id, location_id, units, reason, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [shop, lineItemId, inventoryItemId, locationId, units, reason, actor, at],
      );
    },
  };
}

async function saveRules(tx: Transaction, shop: ShopDomain, { policy, priorityRules, reserves }: AllocationRules): Promise<InventoryItemId[]> {
  const locked = await sql(tx).query<{ item: InventoryItemId }>(
    `SELECT v.inventory_item_id AS item FROM variant v
      WHERE v.shop = $1 AND EXISTS (SELECT FROM queue_total t WHERE t.shop = $1 AND t.inventory_item_id = v.inventory_item_id AND t.units_waiting + t.units_allocated > 0)
      ORDER BY v.inventory_item_id FOR NO KEY UPDATE`,
    [shop],
  );
  await sql(tx).query(`UPDATE shop SET allocation_policy = $2, priority_rules = $3 WHERE shop = $1`, [shop, policy, JSON.stringify(priorityRules)]);
  await sql(tx).query(`DELETE FROM reserve WHERE shop = $1`, [shop]);
  await sql(tx).query(
    `INSERT INTO reserve (shop, location_id, inventory_item_id, channel, units)
     SELECT $1, "locationId", "inventoryItemId", channel, units
       FROM json_to_recordset($2::json) AS r("locationId" text, "inventoryItemId" text, channel text, units int)`,
    [shop, JSON.stringify(reserves)],
  );
  await sql(tx).query(RANK_ANEW, [shop, JSON.stringify(policy === "class_first_come" ? priorityRules : [])]);
  await sql(tx).query(`INSERT INTO fact_history (shop, kind, key, version, read_seq, fact) VALUES ($1, 'policy', 'shop', now(), nextval('read_seq'), $2)`, [
    shop,
    JSON.stringify({ policy, priorityRules: priorityRules.length, reserves: reserves.length }),
  ]);
  return locked.rows.map(({ item }) => item);
}

/** The first rule that fits, as in domain/priority-class.ts; each order whose class changes leaves a row in the decision log. */
const RANK_ANEW = `
WITH rules AS (SELECT r.*, row_number() OVER () AS place FROM json_to_recordset($2::json) AS r(level int, condition text, value text)),
ranked AS (
  SELECT o.order_id, COALESCE((
    SELECT r.level FROM rules r
     WHERE CASE r.condition
       WHEN 'customer_tag' THEN lower(r.value) IN (SELECT lower(tag) FROM unnest(o.customer_tags) AS tag)
       WHEN 'order_tag' THEN lower(r.value) IN (SELECT lower(tag) FROM unnest(o.tags) AS tag)
       WHEN 'country' THEN upper(o.country) = upper(r.value)
       WHEN 'order_value' THEN o.total_price >= r.value::float8
       ELSE FALSE END
     ORDER BY r.place LIMIT 1), 0) AS priority
    FROM "order" o
   WHERE o.shop = $1 AND EXISTS (SELECT FROM queue_entry q WHERE q.shop = $1 AND q.order_id = o.order_id AND q.units_waiting + q.units_allocated > 0)),
changed AS (
  UPDATE queue_entry q SET priority = r.priority FROM ranked r
   WHERE q.shop = $1 AND r.order_id = q.order_id AND q.priority <> r.priority AND q.units_waiting + q.units_allocated > 0
  RETURNING q.order_id, q.inventory_item_id, q.priority),
moved AS (
  UPDATE variant v SET queue_version = queue_version + 1 WHERE v.shop = $1 AND v.inventory_item_id IN (SELECT inventory_item_id FROM changed)),
-- Positions follow the order of the queue: all of its dates are owed anew.
dates AS (
  UPDATE promise_curve c SET units_waiting = NULL WHERE c.shop = $1 AND c.inventory_item_id IN (SELECT inventory_item_id FROM changed))
INSERT INTO fact_history (shop, kind, key, version, read_seq, fact)
SELECT $1, 'priority', order_id, now(), nextval('read_seq'), jsonb_build_object('priority', priority) FROM (SELECT DISTINCT order_id, priority FROM changed) AS orders`;
