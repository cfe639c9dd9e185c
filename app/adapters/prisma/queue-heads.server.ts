/** The heads of queues as a preview needs them: as many entries as there are units, never the backlog. */
import type { InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import type { QueueHead } from "../../use-cases/ports/supply.ts";
import type { Sql } from "./database.server.ts";

/** A preview lists no more orders than a person can read. */
const MOST_ENTRIES = 500;

export async function readQueueHeads(
  db: Sql,
  { shop, locationId, wishes }: { shop: ShopDomain; locationId: LocationId; wishes: readonly { inventoryItemId: InventoryItemId; units: number }[] },
): Promise<QueueHead[]> {
  const { rows } = await db.query<QueueHead>(
    `SELECT w.item AS "inventoryItemId", COALESCE(s.available, 0) AS available, COALESCE(s.committed, 0) AS committed,
            COALESCE(t.units_waiting, 0) AS "unitsWaiting", COALESCE(t.units_allocated, 0) AS "unitsAllocated", COALESCE(h.waiting, '[]') AS waiting
       FROM unnest($3::text[], $4::int[]) AS w(item, units)
       LEFT JOIN stock_level s ON s.shop = $1 AND s.inventory_item_id = w.item AND s.location_id = $2
       LEFT JOIN queue_total t ON t.shop = $1 AND t.inventory_item_id = w.item AND t.location_id = $2
       LEFT JOIN LATERAL (
         SELECT json_agg(json_build_object('orderId', q.order_id, 'orderName', o.name, 'lineItemId', q.line_item_id, 'unitsWaiting', q.units_waiting)
                         ORDER BY q.priority DESC, q.rank_at, q.line_item_id, q.cohort) AS waiting
           FROM (SELECT * FROM queue_entry
                  WHERE shop = $1 AND inventory_item_id = w.item AND location_id = $2 AND units_waiting > 0 AND ineligible IS NULL
                  ORDER BY priority DESC, rank_at, line_item_id, cohort LIMIT LEAST(w.units, ${MOST_ENTRIES})) q
           JOIN "order" o ON o.shop = $1 AND o.order_id = q.order_id) h ON true`,
    [shop, locationId, wishes.map(({ inventoryItemId }) => inventoryItemId), wishes.map(({ units }) => units)],
  );
  return rows;
}
