/** Promises and publications. Promises are only ever appended, each with the notice that tells it. */
import type pg from "pg";
import type { InventoryItemId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { PublishedPromise } from "../../domain/published-promise.ts";
import { noticeIdOf } from "../../use-cases/ports/queue.ts";
import type { PromiseStore, PromiseToAppend, UnpromisedLine, UnpromisedOrder } from "../../use-cases/ports/promises.ts";
import { prepared, sql } from "./database.server.ts";
import type { Sql } from "./database.server.ts";

export function createPromiseStore(pool: pg.Pool): PromiseStore {
  return {
    async lockUnpromised(tx, shop, orderId) {
      await lockItemsOf(sql(tx), shop, orderId);
      const { rows } = await sql(tx).query<Omit<UnpromisedOrder, "lines">>(
        prepared(`SELECT s.stage, s.confidence, o.customer_id AS "customerId", o.created_at AS "orderedAt",
                EXISTS (SELECT FROM queue_entry q WHERE q.shop = $1 AND q.order_id = $2 AND q.location_id = '' AND q.units_waiting > 0) AS "isRouting",
                EXISTS (SELECT FROM notice n WHERE n.shop = $1 AND n.order_id = $2 AND n.event = 'confirmed:' || $2) AS "isConfirmed",
                COALESCE((SELECT json_agg(json_build_object('inventoryItemId', q.inventory_item_id, 'locationId', q.location_id, 'estimatedOn', q.estimated_on)
                                          ORDER BY q.line_item_id, q.cohort, q.location_id)
                            FROM queue_entry q WHERE q.shop = $1 AND q.order_id = $2 AND q.ships_together AND q.units_waiting > 0), '[]') AS together
           FROM "order" o JOIN shop s ON s.shop = o.shop
          WHERE o.shop = $1 AND o.order_id = $2 AND o.cancelled_at IS NULL AND s.uninstalled_at IS NULL`),
        [shop, orderId],
      );
      const [order] = rows;
      return order === undefined ? null : { ...order, lines: await readUnpromised(sql(tx), shop, orderId) };
    },

    async append(tx, shop, { notice, promises, at }) {
      const noticeId = noticeIdOf(notice);
      const { kind, ...facts } = notice.facts;
      const { rowCount } = await sql(tx).query(
        prepared(`INSERT INTO notice (shop, notice_id, person, event, kind, order_id, facts, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`),
        [shop, noticeId, notice.person, notice.event, kind, notice.orderId, JSON.stringify(facts), at],
      );
      if (rowCount !== 1) return false;
      await sql(tx).query(
        prepared(`INSERT INTO promise (shop, line_item_id, seq, order_id, ship_by, window_from, units, last_cohort, confidence, origin, rev, because, notice_id, at)
         SELECT $1, p."lineItemId", p.seq, p."orderId", p."shipBy", p."windowFrom", p.units, p."lastCohort", p.confidence, p.origin, p.rev, p.because, $3, $4
           FROM jsonb_to_recordset($2::jsonb) AS p("lineItemId" text, seq int, "orderId" text, "shipBy" date, "windowFrom" date, units int, "lastCohort" int,
                confidence float8, origin text, rev int, because jsonb)`),
        [shop, JSON.stringify(promises), noticeId, at],
      );
      await markDiffering(sql(tx), shop, promises);
      // Beside the promise, because a policy may serve the earliest promise first.
      await sql(tx).query(
        prepared(`UPDATE queue_entry q SET promised_on = p."shipBy"
           FROM jsonb_to_recordset($2::jsonb) AS p("lineItemId" text, "shipBy" date, "lastCohort" int)
          WHERE q.shop = $1 AND q.line_item_id = p."lineItemId" AND q.cohort <= p."lastCohort" AND q.promised_on IS DISTINCT FROM p."shipBy"`),
        [shop, JSON.stringify(promises)],
      );
      return true;
    },

    async unpublished(shop, { limit, except }) {
      const { rows } = await pool.query<{ variantId: VariantId; payload: PublishedPromise }>(
        prepared(`SELECT v.variant_id AS "variantId", p.payload
           FROM publication p
           JOIN shop s ON s.shop = p.shop AND s.stage = 'live' AND s.uninstalled_at IS NULL
           JOIN variant v ON v.shop = p.shop AND v.variant_id = p.variant_id AND v.publication_rev = p.rev
          WHERE p.shop = $1 AND v.deleted_at IS NULL AND p.published_at IS NULL AND NOT p.variant_id = ANY($3)
          ORDER BY p.at, v.variant_id LIMIT $2`),
        [shop, limit, except],
      );
      return rows;
    },

    // An older one that was never sent is not to be sent any more.
    async markPublished(shop, published, at) {
      await pool.query(
        prepared(`UPDATE publication p SET published_at = $3
           FROM jsonb_to_recordset($2::jsonb) AS done("variantId" text, rev int)
          WHERE p.shop = $1 AND p.variant_id = done."variantId" AND p.rev <= done.rev AND p.published_at IS NULL`),
        [shop, JSON.stringify(published), at],
      );
    },
  };
}

/** Where a page showed another date than our estimate, the next estimate looks at the line again, even if it stays the same. */
async function markDiffering(db: Sql, shop: ShopDomain, promises: readonly PromiseToAppend[]): Promise<void> {
  const first = promises.filter(({ origin }) => origin !== "moved").map(({ lineItemId, shipBy }) => ({ lineItemId, shipBy }));
  if (first.length === 0) return;
  await db.query(
    prepared(`UPDATE queue_entry q SET estimated_units = -q.units_waiting
       FROM jsonb_to_recordset($2::jsonb) AS p("lineItemId" text, "shipBy" date)
      WHERE q.shop = $1 AND q.line_item_id = p."lineItemId" AND q.units_waiting > 0 AND q.units_waiting = q.estimated_units AND q.estimated_on IS DISTINCT FROM p."shipBy"`),
    [shop, JSON.stringify(first)],
  );
}

async function lockItemsOf(db: Sql, shop: ShopDomain, orderId: string): Promise<void> {
  await db.query(
    prepared(`SELECT FROM variant v
      WHERE v.shop = $1 AND v.inventory_item_id IN (SELECT inventory_item_id FROM queue_entry WHERE shop = $1 AND order_id = $2 AND units_waiting > 0)
      ORDER BY v.inventory_item_id FOR UPDATE`),
    [shop, orderId],
  );
}

type LineRow = Omit<UnpromisedLine, "inventoryItemId"> & { readonly inventoryItemId: InventoryItemId };

/** Lines that wait as backorders of a variant we manage, with units that no promise is about. */
async function readUnpromised(db: Sql, shop: ShopDomain, orderId: string): Promise<LineRow[]> {
  const { rows } = await db.query<LineRow>(
    prepared(`SELECT l.line_item_id AS "lineItemId", l.inventory_item_id AS "inventoryItemId", l.title, l.sku,
            l.units_ordered - l.units_removed AS "unitsOrdered", sum(q.units_waiting)::int AS "unitsWaiting", max(q.cohort) AS "lastCohort",
            CASE WHEN told.seq IS NOT NULL THEN json_build_object('seq', told.seq, 'shipBy', told.ship_by, 'unitsWaiting', (
              SELECT COALESCE(sum(o.units_waiting), 0)::int FROM queue_entry o
               WHERE o.shop = $1 AND o.line_item_id = l.line_item_id AND o.cohort <= told.last_cohort)) END AS promised,
            json_agg(json_build_object('shipBy', q.estimated_on, 'steps', COALESCE(c.steps, '[]'::jsonb))) AS estimates,
            (SELECT p.payload FROM publication p WHERE p.shop = $1 AND p.variant_id = v.variant_id AND p.rev = l.promised_rev) AS seen,
            (SELECT p.payload FROM publication p WHERE p.shop = $1 AND p.variant_id = v.variant_id AND p.at < o.created_at AND p.valid_until >= o.created_at
              ORDER BY p.rev DESC LIMIT 1) AS "inForce"
       FROM queue_entry q
       JOIN order_line l ON l.shop = $1 AND l.line_item_id = q.line_item_id
       JOIN "order" o ON o.shop = $1 AND o.order_id = q.order_id
       JOIN variant v ON v.shop = $1 AND v.inventory_item_id = q.inventory_item_id
       LEFT JOIN promise_curve c ON c.shop = $1 AND c.inventory_item_id = q.inventory_item_id AND c.location_id = q.location_id
       LEFT JOIN LATERAL (
         SELECT p.seq, p.ship_by, p.last_cohort FROM promise p WHERE p.shop = $1 AND p.line_item_id = q.line_item_id ORDER BY p.seq DESC LIMIT 1) told ON true
      WHERE q.shop = $1 AND q.order_id = $2 AND q.is_backorder AND q.units_waiting > 0 AND v.backorder_mode <> 'off'
        AND (told.seq IS NULL OR q.cohort > told.last_cohort)
      GROUP BY l.line_item_id, l.inventory_item_id, l.title, l.sku, l.units_ordered, l.units_removed, l.promised_rev, v.variant_id, o.created_at,
            told.seq, told.ship_by, told.last_cohort
      ORDER BY l.line_item_id`),
    [shop, orderId],
  );
  return rows;
}
