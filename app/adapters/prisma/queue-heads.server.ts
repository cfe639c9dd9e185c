/** The heads of queues as a preview needs them: the first few hundred entries, never the backlog. */
import type { InventoryItemId, LocationId, ShopDomain } from "../../domain/ids.ts";
import { priorityOf } from "../../domain/priority-class.ts";
import type { OrderTraits, PriorityRule } from "../../domain/priority-class.ts";
import type { QueueHead, WaitingLine } from "../../use-cases/ports/supply.ts";
import type { Sql } from "./database.server.ts";

/** A preview compares no more lines than a person can read. */
const MOST_ENTRIES = 500;

type HeadRow = Omit<QueueHead, "waiting"> & { readonly rules: readonly PriorityRule[]; readonly waiting: readonly (WaitingLine & OrderTraits)[] };

export async function readQueueHeads(
  db: Sql,
  { shop, locationId, wishes }: { shop: ShopDomain; locationId: LocationId; wishes: readonly { inventoryItemId: InventoryItemId; units: number }[] },
): Promise<QueueHead[]> {
  const { rows } = await db.query<HeadRow>(QUEUE_HEADS, [shop, locationId, wishes.map(({ inventoryItemId }) => inventoryItemId)]);
  // Under another policy than classes nobody's class is in the queue: it is told from the order, as it would be then.
  return rows.map(({ rules, waiting, ...head }) => ({
    ...head,
    waiting: waiting.map(({ tags, customerTags, country, totalPrice, ...line }) => ({
      ...line,
      level: priorityOf({ tags, customerTags, country, totalPrice }, rules),
    })),
  }));
}

const QUEUE_HEADS = `
SELECT w.item AS "inventoryItemId", COALESCE(s.available, 0) AS available, COALESCE(s.committed, 0) AS committed,
       COALESCE(t.units_waiting, 0) AS "unitsWaiting", COALESCE(t.units_allocated, 0) AS "unitsAllocated", own.allocation_policy AS policy, own.priority_rules AS rules,
       COALESCE((SELECT json_agg(json_build_object('channel', r.channel, 'units', r.units)) FROM (
         SELECT DISTINCT ON (channel) channel, units FROM reserve
          WHERE shop = $1 AND location_id = $2 AND inventory_item_id IN ('', w.item) ORDER BY channel, inventory_item_id DESC) r), '[]') AS reserves,
       COALESCE(h.waiting, '[]') AS waiting
  FROM unnest($3::text[]) AS w(item)
  JOIN shop own ON own.shop = $1
  LEFT JOIN stock_level s ON s.shop = $1 AND s.inventory_item_id = w.item AND s.location_id = $2
  LEFT JOIN queue_total t ON t.shop = $1 AND t.inventory_item_id = w.item AND t.location_id = $2
  LEFT JOIN LATERAL (
    SELECT json_agg(json_build_object('orderId', q.order_id, 'orderName', o.name, 'lineItemId', q.line_item_id, 'unitsWaiting', q.units_waiting, 'unitsLent', q.units_lent,
                                      'rankAt', q.rank_at, 'promisedOn', q.promised_on, 'estimatedOn', q.estimated_on, 'channel', q.channel, 'tags', o.tags,
                                      'customerTags', o.customer_tags, 'country', o.country, 'totalPrice', o.total_price)
                    ORDER BY q.priority DESC, q.rank_at, q.line_item_id, q.cohort) AS waiting
      FROM (SELECT * FROM queue_entry
             WHERE shop = $1 AND inventory_item_id = w.item AND location_id = $2 AND units_waiting > 0 AND ineligible IS NULL
             ORDER BY priority DESC, rank_at, line_item_id, cohort LIMIT ${MOST_ENTRIES}) q
      JOIN "order" o ON o.shop = $1 AND o.order_id = q.order_id) h ON true`;
