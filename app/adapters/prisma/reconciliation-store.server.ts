import type pg from "pg";
import type { Instant, InventoryItemId, OrderId, ShopDomain } from "../../domain/ids.ts";
import { NO_DRIFT } from "../../use-cases/ports/reconciliation.ts";
import type { Reconciliation, Reconciliations } from "../../use-cases/ports/reconciliation.ts";

/** Shopify's page cursors and our patience end about here: what was begun earlier is begun anew. */
const RESUMED_WITHIN = "1 day";

export function createReconciliations(pool: pg.Pool): Reconciliations {
  return {
    async resume(shop, { now, readSeq }) {
      const columns = `started_at AS "startedAt", phase, cursor, pages_read AS "pagesRead", changes, read_seq AS "readSeq", drift, looked, to_look AS "toLook"`;
      const begun = await pool.query<Reconciliation>(
        `SELECT ${columns} FROM reconciliation WHERE shop = $1 AND finished_at IS NULL AND started_at > $2::timestamptz - interval '${RESUMED_WITHIN}'
          ORDER BY started_at DESC LIMIT 1`,
        [shop, now],
      );
      if (begun.rows[0] !== undefined) return begun.rows[0];
      const anew = await pool.query<Reconciliation>(
        `INSERT INTO reconciliation (shop, started_at, phase, read_seq, drift) VALUES ($1, $2, 'open_orders', $3, $4)
         ON CONFLICT (shop, started_at) DO UPDATE SET finished_at = NULL, phase = 'open_orders', cursor = NULL, pages_read = 0, changes = 0, read_seq = EXCLUDED.read_seq,
           drift = EXCLUDED.drift, looked = 0, to_look = 0, saved_at = now()
         RETURNING ${columns}`,
        [shop, now, readSeq, NO_DRIFT],
      );
      if (anew.rows[0] === undefined) throw new Error(`No reconciliation could be begun for ${shop}.`);
      return anew.rows[0];
    },

    save: (shop, run) => saveStand(pool, shop, run, null),
    finish: (shop, run, now) => saveStand(pool, shop, { ...run, cursor: null }, now),

    async openOrdersReadBefore(shop, readSeq, after, limit) {
      const { rows } = await pool.query<{ order_id: OrderId }>(
        `SELECT o.order_id FROM "order" o
          WHERE o.shop = $1 AND o.read_seq < $2 AND o.order_id > $3
            AND EXISTS (SELECT FROM queue_entry q WHERE q.shop = o.shop AND q.order_id = o.order_id AND q.units_waiting + q.units_allocated > 0)
          ORDER BY o.order_id LIMIT $4`,
        [shop, readSeq, after ?? "", limit],
      );
      return rows.map(({ order_id }) => order_id);
    },

    async trackedItems(shop, after, limit) {
      const { rows } = await pool.query<{ inventory_item_id: InventoryItemId }>(
        `SELECT inventory_item_id FROM variant WHERE shop = $1 AND is_tracked AND deleted_at IS NULL AND inventory_item_id > $2 ORDER BY inventory_item_id LIMIT $3`,
        [shop, after ?? "", limit],
      );
      return rows.map(({ inventory_item_id }) => inventory_item_id);
    },
  };
}

async function saveStand(pool: pg.Pool, shop: ShopDomain, run: Reconciliation, finishedAt: Instant | null): Promise<void> {
  const { startedAt, phase, cursor, pagesRead, changes, drift, looked, toLook } = run;
  await pool.query(
    `UPDATE reconciliation SET phase = $3, cursor = $4, pages_read = $5, changes = $6, drift = $7, looked = $8, to_look = $9, finished_at = $10, saved_at = now()
      WHERE shop = $1 AND started_at = $2`,
    [shop, startedAt, phase, cursor, pagesRead, changes, drift, looked, toLook, finishedAt],
  );
}
