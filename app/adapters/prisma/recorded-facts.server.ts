/** Orders with open units, put together again from the tables as they were last read. */
import type pg from "pg";
import type { OrderId, ShopDomain } from "../../domain/ids.ts";
import type { OrderFact } from "../../use-cases/ports/facts.ts";

export async function readOpenFacts(pool: pg.Pool, shop: ShopDomain, orderIds: readonly OrderId[]): Promise<OrderFact[]> {
  const { rows } = await pool.query<OrderFact>(
    `SELECT o.order_id AS "orderId", o.name, o.created_at AS "createdAt", o.cancelled_at AS "cancelledAt", o.source_updated_at AS "updatedAt",
            o.read_seq AS "readSeq", o.financial_status AS "financialStatus", o.source_name AS "sourceName", o.locale,
            o.tags, o.country, o.total_price AS "totalPrice", o.customer_tags AS "customerTags",
            json_build_object('customerId', o.customer_id, 'name', o.customer_name, 'email', o.email) AS customer,
            o.status_page_url AS "statusPageUrl", CASE WHEN o.ship_preference_by = 'order' THEN o.ship_preference END AS "shipPreference", '[]'::json AS fulfillments, lines.facts AS lines
       FROM "order" o
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object(
                 'lineItemId', l.line_item_id, 'variantId', l.variant_id, 'inventoryItemId', l.inventory_item_id, 'title', l.title, 'sku', l.sku,
                 'unitsOrdered', l.units_ordered, 'unitsFulfilled', l.units_fulfilled, 'unitsRemoved', l.units_removed, 'commits', l.commits,
                 'promisedRev', l.promised_rev,
                 'cohorts', (SELECT json_agg(json_build_object('units', c.units, 'rankAt', c.rank_at, 'unitsRemoved', c.units_removed) ORDER BY c.cohort)
                               FROM order_line_cohort c WHERE c.shop = l.shop AND c.line_item_id = l.line_item_id),
                 'at', (SELECT COALESCE(json_agg(json_build_object('locationId', a.location_id, 'unitsRemaining', a.units_remaining, 'unitsFulfilled', a.units_fulfilled,
                               'isHeldElsewhere', a.is_held_elsewhere, 'isInProgress', a.is_in_progress) ORDER BY a.location_id), '[]')
                          FROM order_line_at a WHERE a.shop = l.shop AND a.line_item_id = l.line_item_id))
               ORDER BY l.line_item_id) AS facts
          FROM order_line l WHERE l.shop = o.shop AND l.order_id = o.order_id) lines
      WHERE o.shop = $1 AND o.order_id = ANY($2)
        AND EXISTS (SELECT FROM queue_entry q WHERE q.shop = o.shop AND q.order_id = o.order_id AND q.units_waiting + q.units_allocated > 0)`,
    [shop, orderIds],
  );
  return rows;
}
