/** The shop's stage, what is planned for its variants, and how far giving back has come. */
import type pg from "pg";
import type { OrderId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { GivingBack, PlannedVariant, Stages } from "../../use-cases/ports/stages.ts";
import { sql } from "./database.server.ts";

export function createStages(pool: pg.Pool): Stages {
  return {
    async setStage(tx, shop, stage) {
      const { rows } = await sql(tx).query<{ stage: "live" | "observe" }>(
        `UPDATE shop s SET stage = $2 FROM (SELECT stage FROM shop WHERE shop = $1 FOR UPDATE) AS before WHERE s.shop = $1 RETURNING before.stage`,
        [shop, stage],
      );
      return rows[0]?.stage ?? null;
    },
    async plannedVariants(tx, shop) {
      const { rows } = await sql(tx).query<PlannedVariant>(
        `SELECT variant_id AS "variantId", inventory_item_id AS "inventoryItemId" FROM variant
          WHERE shop = $1 AND deleted_at IS NULL AND (backorder_mode <> 'off' OR planned_mode IS NOT NULL) ORDER BY inventory_item_id FOR UPDATE`,
        [shop],
      );
      return rows;
    },
    async chooseLive(tx, shop, variantIds) {
      await sql(tx).query(
        `UPDATE variant SET backorder_mode = COALESCE(planned_mode, backorder_mode), planned_mode = NULL
          WHERE shop = $1 AND variant_id = ANY($2) AND planned_mode IS NOT NULL`,
        [shop, variantIds],
      );
      await sql(tx).query(
        `UPDATE variant SET planned_mode = backorder_mode, backorder_mode = 'off' WHERE shop = $1 AND backorder_mode <> 'off' AND NOT variant_id = ANY($2)`,
        [shop, variantIds],
      );
    },
    async adoptPlans(tx, shop) {
      await sql(tx).query(`UPDATE variant SET backorder_mode = planned_mode, planned_mode = NULL WHERE shop = $1 AND planned_mode IS NOT NULL`, [shop]);
    },
    async untoldOrders(tx, shop, limit) {
      const { rows } = await sql(tx).query<{ orderId: OrderId }>(
        `SELECT q.order_id AS "orderId" FROM queue_entry q
           JOIN variant v ON v.shop = q.shop AND v.inventory_item_id = q.inventory_item_id AND v.backorder_mode <> 'off'
          WHERE q.shop = $1 AND q.units_waiting > 0 AND q.is_backorder
            AND NOT EXISTS (SELECT FROM promise p WHERE p.shop = $1 AND p.line_item_id = q.line_item_id)
          GROUP BY q.order_id ORDER BY min(q.rank_at), q.order_id LIMIT $2`,
        [shop, limit],
      );
      return rows.map(({ orderId }) => orderId);
    },
    async resolveDrift(tx, shop, variantId, owner) {
      const { rowCount } = await sql(tx).query(
        `UPDATE variant SET switch_owner = $3 WHERE shop = $1 AND variant_id = $2 AND switch_owner IN ('drifted', 'left')`,
        [shop, variantId, owner],
      );
      return rowCount === 1;
    },

    async givingBack(shop) {
      const { rows } = await pool.query<GivingBack>(
        `SELECT started_at AS "startedAt", purpose, step, cursor, switches, holds, dates, failures, finished_at AS "finishedAt"
           FROM giving_back WHERE shop = $1 ORDER BY started_at DESC LIMIT 1`,
        [shop],
      );
      return rows[0] ?? null;
    },
    async beginGivingBack(tx, shop, { at, purpose }) {
      await sql(tx).query(
        `WITH ended AS (UPDATE giving_back SET finished_at = $2 WHERE shop = $1 AND finished_at IS NULL AND started_at < $2)
         INSERT INTO giving_back (shop, started_at, purpose, step) VALUES ($1, $2, $3, 'switches')
         ON CONFLICT (shop, started_at) DO UPDATE SET purpose = EXCLUDED.purpose, step = 'switches', cursor = '', finished_at = NULL`,
        [shop, at, purpose],
      );
    },
    async endGivingBack(tx, shop, at) {
      await sql(tx).query(`UPDATE giving_back SET finished_at = $2 WHERE shop = $1 AND finished_at IS NULL`, [shop, at]);
    },
    async saveGivingBack(shop, { startedAt, step, cursor, switches, holds, dates, failures, finishedAt }) {
      await pool.query(
        `UPDATE giving_back SET step = $3, cursor = $4, switches = $5, holds = $6, dates = $7, failures = $8, finished_at = COALESCE(finished_at, $9)
          WHERE shop = $1 AND started_at = $2`,
        [shop, startedAt, step, cursor, switches, holds, dates, JSON.stringify(failures), finishedAt],
      );
    },
    ownedSwitches: (shop, after, limit) =>
      idsOf<VariantId>(
        pool,
        `SELECT variant_id AS id FROM variant WHERE shop = $1 AND switch_owner <> 'theirs' AND deleted_at IS NULL AND variant_id > $2 ORDER BY 1 LIMIT $3`,
        [shop, after, limit],
      ),
    heldOrders: (shop, after, limit) =>
      idsOf<OrderId>(
        pool,
        `SELECT DISTINCT order_id AS id FROM hold WHERE shop = $1 AND state IN ('placing', 'placed', 'releasing') AND order_id > $2 ORDER BY 1 LIMIT $3`,
        [shop, after, limit],
      ),
    publishedVariants: (shop, after, limit) =>
      idsOf<VariantId>(
        pool,
        `SELECT variant_id AS id FROM variant WHERE shop = $1 AND publication_rev > 0 AND deleted_at IS NULL AND variant_id > $2 ORDER BY 1 LIMIT $3`,
        [shop, after, limit],
      ),
    async forgetPublications(shop, variantIds, at) {
      // What was shown until now stays known: an order may still name it. It only ends here.
      await pool.query(
        `UPDATE publication p SET valid_until = LEAST(p.valid_until, $3::timestamptz),
                payload = p.payload || jsonb_build_object('validUntil', LEAST(p.payload->>'validUntil', $4::text)), published_at = COALESCE(p.published_at, $3::timestamptz) FROM variant v
          WHERE v.shop = $1 AND v.variant_id = ANY($2) AND p.shop = v.shop AND p.variant_id = v.variant_id AND p.rev = v.publication_rev`,
        [shop, variantIds, at, at],
      );
    },
  };
}

async function idsOf<Id extends string>(pool: pg.Pool, statement: string, values: [ShopDomain, string, number]): Promise<Id[]> {
  const { rows } = await pool.query<{ id: Id }>(statement, values);
  return rows.map(({ id }) => id);
}
