/** Holds that we placed, and the units they are about. */
import type { CustomerId, ShopDomain } from "../../domain/ids.ts";
import type { AllocatedLine } from "../../domain/notice-facts.ts";
import type { OrderUnits } from "../../domain/units-to-hold.ts";
import type { Holds } from "../../use-cases/ports/holds.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { personOf } from "../../use-cases/ports/queue.ts";
import { saveNotices } from "./order-ledger.server.ts";
import { prepared, sql } from "./database.server.ts";

export function createHolds(): Holds {
  return {
    async lock(tx, shop, orderId) {
      const { rows } = await sql(tx).query<{ isLive: boolean; shipsTogether: boolean }>(
        prepared(`SELECT s.stage = 'live' AND s.uninstalled_at IS NULL AS "isLive", o.ship_preference = 'together' AS "shipsTogether"
           FROM "order" o JOIN shop s ON s.shop = o.shop WHERE o.shop = $1 AND o.order_id = $2`),
        [shop, orderId],
      );
      const [order] = rows;
      if (order === undefined) return null;
      await lockItems(tx, shop, orderId, order.shipsTogether);
      const { rows: units } = await sql(tx).query<OrderUnits>(
        prepared(`SELECT q.line_item_id AS "lineItemId", q.location_id AS "locationId", sum(q.units_waiting)::int AS "unitsWaiting",
                sum(q.units_allocated)::int AS "unitsAllocated", bool_and(v.backorder_mode <> 'off') AS "isManaged",
                max(COALESCE(v.least_shippable, s.least_shippable)) AS "leastShippable"
           FROM queue_entry q JOIN variant v ON v.shop = q.shop AND v.inventory_item_id = q.inventory_item_id
           JOIN shop s ON s.shop = q.shop
          WHERE q.shop = $1 AND q.order_id = $2 GROUP BY 1, 2 ORDER BY 1, 2`),
        [shop, orderId],
      );
      return { ...order, units };
    },
    async observe(tx, shop, orderId, seen) {
      await sql(tx).query(
        prepared(`UPDATE hold h SET state = 'placed', hold_id = s."holdId", released_at = NULL FROM json_to_recordset($3::json) AS s(handle text, "holdId" text)
          WHERE h.shop = $1 AND h.order_id = $2 AND h.handle = s.handle AND (h.state <> 'placed' OR h.hold_id IS DISTINCT FROM s."holdId")`),
        [shop, orderId, JSON.stringify(seen)],
      );
      await sql(tx).query(
        prepared(
          `UPDATE hold SET state = 'released', released_at = now() WHERE shop = $1 AND order_id = $2 AND state IN ('placing', 'placed') AND NOT handle = ANY($3)`,
        ),
        [shop, orderId, seen.map(({ handle }) => handle)],
      );
    },
    async markReleased(tx, shop, orderId, freed) {
      if (freed.length > 0)
        await sql(tx).query(prepared(MARK_RELEASED), [shop, orderId, freed.map(({ lineItemId }) => lineItemId), freed.map(({ locationId }) => locationId)]);
    },
    async oweWholeOrder(tx, shop, orderId) {
      const { rows } = await sql(tx).query<AllocatedLine & { customerId: CustomerId | null }>(
        prepared(`SELECT q.line_item_id AS "lineItemId", l.title, sum(q.units_allocated)::int AS units, 0 AS "unitsStillWaiting", o.customer_id AS "customerId"
           FROM queue_entry q
           JOIN order_line l ON l.shop = q.shop AND l.line_item_id = q.line_item_id
           JOIN "order" o ON o.shop = q.shop AND o.order_id = q.order_id
          WHERE q.shop = $1 AND q.order_id = $2 AND q.is_backorder AND q.units_allocated > 0
            AND EXISTS (SELECT FROM promise p WHERE p.shop = $1 AND p.line_item_id = q.line_item_id)
          GROUP BY q.line_item_id, l.title, o.customer_id ORDER BY q.line_item_id`),
        [shop, orderId],
      );
      const [first] = rows;
      if (first === undefined) return [];
      const lines = rows.map(({ customerId: _, ...line }) => line);
      const person = personOf({ orderId, customerId: first.customerId });
      return saveNotices(tx, shop, [{ person, event: `allocated:${orderId}:whole`, orderId, facts: { kind: "allocated", orderId, lines } }]);
    },
    async begin(tx, shop, orderId, fulfillmentOrderId) {
      const { rows } = await sql(tx).query<{ handle: string }>(
        prepared(`INSERT INTO hold (shop, handle, order_id, fulfillment_order_id, state)
         SELECT $1, 'promised-' || $3 || '-' || (SELECT count(*) + 1 FROM hold WHERE shop = $1 AND order_id = $2 AND fulfillment_order_id = $3), $2, $3, 'placing'
         RETURNING handle`),
        [shop, orderId, fulfillmentOrderId],
      );
      if (rows[0] === undefined) throw new Error("The hold got no handle.");
      return rows[0].handle;
    },
    async placed(tx, shop, handle, holdId) {
      await sql(tx).query(prepared(`UPDATE hold SET state = 'placed', hold_id = $3 WHERE shop = $1 AND handle = $2`), [shop, handle, holdId]);
    },
    async refused(tx, shop, handle) {
      await sql(tx).query(prepared(`UPDATE hold SET state = 'released', released_at = now() WHERE shop = $1 AND handle = $2`), [shop, handle]);
    },
    async released(tx, shop, holdIds) {
      await sql(tx).query(prepared(`UPDATE hold SET state = 'released', released_at = now() WHERE shop = $1 AND hold_id = ANY($2)`), [shop, holdIds]);
    },
  };
}

/**
 * In the order in which everybody locks items, and only those of which a hold may be released: units about to be marked
 * firm must not be taken back meanwhile. A line that begins to wait while we plan brings a run of its own.
 */
async function lockItems(tx: Transaction, shop: ShopDomain, orderId: string, shipsTogether: boolean): Promise<void> {
  await sql(tx).query(
    prepared(`SELECT FROM variant WHERE shop = $1
        AND inventory_item_id IN (SELECT inventory_item_id FROM queue_entry WHERE shop = $1 AND order_id = $2 AND (is_backorder OR $3))
      ORDER BY inventory_item_id FOR NO KEY UPDATE`),
    [shop, orderId, shipsTogether],
  );
}

const MARK_RELEASED = `
  WITH marked AS (
    INSERT INTO firm_mark AS mark (shop, line_item_id, cohort, location_id, cause, units)
    SELECT shop, line_item_id, cohort, location_id, 'hold_release_sent', units_granted FROM queue_entry
     WHERE shop = $1 AND order_id = $2 AND (line_item_id, location_id) IN (SELECT * FROM unnest($3::text[], $4::text[])) AND units_allocated > 0
    ON CONFLICT (shop, line_item_id, cohort, location_id, cause) DO UPDATE SET units = GREATEST(mark.units, EXCLUDED.units), at = now()
    RETURNING line_item_id, cohort, location_id, units)
  UPDATE queue_entry q SET units_firm = GREATEST(q.units_firm, marked.units) FROM marked
   WHERE q.shop = $1 AND q.line_item_id = marked.line_item_id AND q.cohort = marked.cohort AND q.location_id = marked.location_id`;
