/** Lists that Shopify made, kept beside our books while the two are compared. One statement per batch and per comparison. */
import type pg from "pg";
import type { ListedRows } from "../../use-cases/ports/listings.ts";
import { DRIFT_KINDS } from "../../use-cases/ports/reconciliation.ts";
import type { DriftKind } from "../../use-cases/ports/reconciliation.ts";

export function createListedRows(pool: pg.Pool): ListedRows {
  return {
    async clear(shop, kind) {
      await pool.query(`DELETE FROM listed_row WHERE shop = $1 AND ($2 = 'all' OR kind = $2)`, [shop, kind]);
      if (kind === "all") await pool.query(`DELETE FROM drift_finding WHERE shop = $1`, [shop]);
    },
    async add(shop, kind, rows) {
      await pool.query(
        `INSERT INTO listed_row (shop, kind, key, owner, detail) SELECT $1, $2, key, owner, detail FROM json_to_recordset($3::json) AS r(key text, owner text, detail jsonb)
         ON CONFLICT (shop, kind, key) DO UPDATE SET owner = EXCLUDED.owner, detail = EXCLUDED.detail`,
        [shop, kind, JSON.stringify(rows)],
      );
    },
    async compare(shop) {
      for (const kind of DRIFT_KINDS) await pool.query(COMPARISONS[kind], [shop]);
      const { rows } = await pool.query<{ kind: DriftKind; count: number }>(`SELECT kind, count(*) FROM drift_finding WHERE shop = $1 GROUP BY kind`, [shop]);
      await pool.query(`DELETE FROM listed_row WHERE shop = $1`, [shop]);
      return { orders: 0, places: 0, levels: 0, ...Object.fromEntries(rows.map(({ kind, count }) => [kind, count])) };
    },
    async differing(shop, kinds, limit) {
      const { rows } = await pool.query<{ kind: DriftKind; owner: string }>(
        `SELECT kind, owner FROM drift_finding WHERE shop = $1 AND kind = (SELECT min(kind) FROM drift_finding WHERE shop = $1 AND kind = ANY($2)) ORDER BY owner LIMIT $3`,
        [shop, kinds, limit],
      );
      return rows[0] === undefined ? null : { kind: rows[0].kind, owners: rows.map(({ owner }) => owner) };
    },
    async settle(shop, kind, owners) {
      await pool.query(`DELETE FROM drift_finding WHERE shop = $1 AND kind = $2 AND owner = ANY($3)`, [shop, kind, owners]);
    },
  };
}

/** Orders in a newer version than ours or unknown to us, and open ones of ours that lie nowhere: they may be gone. */
const ORDERS = `
  INSERT INTO drift_finding (shop, kind, owner)
  SELECT $1, 'orders', r.owner FROM listed_row r LEFT JOIN "order" o ON o.shop = r.shop AND o.order_id = r.owner
   WHERE r.shop = $1 AND r.kind = 'orders' AND (o.order_id IS NULL OR o.source_updated_at < (r.detail->>'updatedAt')::timestamptz)
  UNION
  SELECT $1, 'orders', q.order_id FROM queue_entry q WHERE q.shop = $1 AND q.location_id = '' AND q.units_waiting + q.units_allocated > 0
  ON CONFLICT DO NOTHING`;

/**
 * Units that lie elsewhere than we think, more or fewer of them, or with another app's hold. Lines that we do not know are
 * those of variants that are not tracked, if we know their order. What the orders' own versions told already is left out.
 */
const PLACES = `
  WITH listed AS (
    SELECT owner AS order_id, detail->>'lineItemId' AS line_item_id, detail->>'locationId' AS location_id, sum((detail->>'units')::int) AS units,
           bool_or((detail->>'isHeldElsewhere')::boolean) AS held, bool_or((detail->>'isInProgress')::boolean) AS in_progress
      FROM listed_row WHERE shop = $1 AND kind = 'places' GROUP BY 1, 2, 3
  ), ours AS (
    SELECT l.order_id, a.line_item_id, a.location_id, a.units_remaining AS units, a.is_held_elsewhere AS held, a.is_in_progress AS in_progress
      FROM order_line_at a JOIN order_line l ON l.shop = a.shop AND l.line_item_id = a.line_item_id WHERE a.shop = $1 AND a.units_remaining > 0
  )
  INSERT INTO drift_finding (shop, kind, owner)
  SELECT DISTINCT $1, 'places', COALESCE(listed.order_id, ours.order_id) FROM listed FULL JOIN ours USING (line_item_id, location_id)
   WHERE (listed.order_id IS NULL
       OR (ours.order_id IS NULL AND (EXISTS (SELECT FROM order_line l WHERE l.shop = $1 AND l.line_item_id = listed.line_item_id)
                                   OR NOT EXISTS (SELECT FROM "order" o WHERE o.shop = $1 AND o.order_id = listed.order_id)))
       OR listed.units <> ours.units OR listed.held <> ours.held OR listed.in_progress <> ours.in_progress)
     AND NOT EXISTS (SELECT FROM drift_finding f WHERE f.shop = $1 AND f.kind = 'orders' AND f.owner = COALESCE(listed.order_id, ours.order_id))`;

/** Tracked items of which a quantity differs, or whose queue moved without a settle. */
const LEVELS = `
  WITH listed AS (
    SELECT owner AS item, detail->>'locationId' AS location_id, (detail->>'available')::int AS available, (detail->>'committed')::int AS committed,
           (detail->>'onHand')::int AS on_hand, (detail->>'incoming')::int AS incoming FROM listed_row WHERE shop = $1 AND kind = 'levels'
  ), ours AS (
    SELECT inventory_item_id AS item, location_id, available, committed, on_hand, incoming FROM stock_level WHERE shop = $1
  ), differing AS (
    SELECT COALESCE(listed.item, ours.item) AS item FROM listed FULL JOIN ours USING (item, location_id)
     WHERE (listed.available, listed.committed, listed.on_hand, listed.incoming) IS DISTINCT FROM (ours.available, ours.committed, ours.on_hand, ours.incoming)
  )
  INSERT INTO drift_finding (shop, kind, owner)
  SELECT $1, 'levels', v.inventory_item_id FROM variant v
   WHERE v.shop = $1 AND v.is_tracked AND v.deleted_at IS NULL AND (v.queue_version > v.settled_version OR v.inventory_item_id IN (SELECT item FROM differing))
  ON CONFLICT DO NOTHING`;

const COMPARISONS: Readonly<Record<DriftKind, string>> = { orders: ORDERS, places: PLACES, levels: LEVELS };
