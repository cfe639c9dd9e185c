/** What the storefront is offered, what is left of it, and the orders that came when nothing was. */
import type { InventoryItemId, ShopDomain } from "../../domain/ids.ts";
import type { NewPublication } from "../../use-cases/ports/promises.ts";
import type { NamedOvershoot, OfferedItem } from "../../use-cases/ports/queue.ts";
import type { Transaction } from "../../use-cases/ports/transaction.ts";
import { sql } from "./database.server.ts";

export async function readOffers(tx: Transaction, shop: ShopDomain, inventoryItemIds: readonly InventoryItemId[]): Promise<OfferedItem[]> {
  if (inventoryItemIds.length === 0) return [];
  const { rows } = await sql(tx).query<OfferedItem>(
    `SELECT v.inventory_item_id AS "inventoryItemId", v.variant_id AS "variantId", v.backorder_mode AS mode, v.backorder_limit AS "limit",
            v.inventory_policy AS "inventoryPolicy", ${unitsWaiting("v")} AS "unitsWaiting",
            (SELECT COALESCE(sum(GREATEST(0, s.available + s.committed - COALESCE(t.units_allocated, 0))), 0)::int FROM stock_level s
               LEFT JOIN queue_total t ON t.shop = s.shop AND t.inventory_item_id = s.inventory_item_id AND t.location_id = s.location_id
              WHERE s.shop = v.shop AND s.inventory_item_id = v.inventory_item_id) AS "unitsFree",
            p.payload AS newest, p.units_waiting AS "waitedThen"
       FROM variant v LEFT JOIN publication p ON p.shop = v.shop AND p.variant_id = v.variant_id AND p.rev = v.publication_rev
      WHERE v.shop = $1 AND v.inventory_item_id = ANY($2) AND v.deleted_at IS NULL AND (v.backorder_mode = 'autopilot' OR v.backorder_limit IS NOT NULL)`,
    [shop, inventoryItemIds],
  );
  return rows;
}

/** Units of a variant's item that wait, at all locations that orders were routed to. */
export function unitsWaiting(variant: string): string {
  return `(SELECT COALESCE(sum(t.units_waiting), 0)::int FROM queue_total t
            WHERE t.shop = ${variant}.shop AND t.inventory_item_id = ${variant}.inventory_item_id AND t.location_id <> '')`;
}

export async function saveOvershoot(tx: Transaction, shop: ShopDomain, { inventoryItemIds, orderedAfter, now }: NamedOvershoot): Promise<void> {
  await sql(tx).query(SAVE_OVERSHOOT, [shop, inventoryItemIds, orderedAfter, now]);
}

export async function savePublications(tx: Transaction, shop: ShopDomain, publications: readonly NewPublication[]): Promise<void> {
  if (publications.length === 0) return;
  await sql(tx).query(
    `WITH said AS (
       SELECT p."variantId", p.payload, p."unitsWaiting", (p.payload->>'rev')::int AS rev
         FROM jsonb_to_recordset($2::jsonb) AS p("variantId" text, payload jsonb, "unitsWaiting" int)),
     numbered AS (
       UPDATE variant v SET publication_rev = said.rev FROM said WHERE v.shop = $1 AND v.variant_id = said."variantId")
     INSERT INTO publication (shop, variant_id, rev, at, valid_until, payload, units_waiting)
     SELECT $1, "variantId", rev, (payload->>'at')::timestamptz, (payload->>'validUntil')::timestamptz, payload, "unitsWaiting" FROM said`,
    [shop, JSON.stringify(publications)],
  );
}

/**
 * `unitsBeyondOffer` said of all entries at once. Orders of the last minutes only, whatever the queue's length; a line that was
 * named before stays as it was named. Shopify's times are whole seconds: an order may have come under an offer of its second.
 */
const SAVE_OVERSHOOT = `
  WITH item AS (
    SELECT v.inventory_item_id, v.variant_id, ${unitsWaiting("v")} AS units FROM variant v WHERE v.shop = $1 AND v.inventory_item_id = ANY($2)),
  entry AS (
    SELECT q.*, p.rev, p.cap, p.waited, item.units + q.units_waiting
           - sum(q.units_waiting) OVER (PARTITION BY q.inventory_item_id ORDER BY q.rank_at DESC, q.line_item_id DESC, q.cohort DESC, q.location_id DESC) AS last_place
      FROM "order" o
      JOIN queue_entry q ON q.shop = o.shop AND q.order_id = o.order_id AND q.units_waiting > 0 AND q.location_id <> ''
      JOIN item ON item.inventory_item_id = q.inventory_item_id
      LEFT JOIN LATERAL (
        SELECT rev, (payload->>'cap')::int AS cap, units_waiting AS waited FROM (
          (SELECT * FROM publication WHERE shop = $1 AND variant_id = item.variant_id AND at <= q.rank_at ORDER BY rev DESC LIMIT 1)
          UNION ALL
          (SELECT * FROM publication WHERE shop = $1 AND variant_id = item.variant_id AND at > q.rank_at AND at <= q.rank_at + interval '1 second')) near
         WHERE payload->>'cap' IS NOT NULL AND units_waiting IS NOT NULL ORDER BY rev LIMIT 1) p ON TRUE
     WHERE o.shop = $1 AND o.created_at >= $3 AND o.cancelled_at IS NULL),
  beyond AS (
    SELECT *, CASE WHEN cap = 0 THEN units_waiting ELSE LEAST(units_waiting, last_place - cap - waited) END AS units FROM entry WHERE cap IS NOT NULL AND waited IS NOT NULL)
  INSERT INTO overshoot (shop, line_item_id, cohort, location_id, inventory_item_id, order_id, units, rev, cap, ordered_at, noticed_at)
  SELECT $1, line_item_id, cohort, location_id, inventory_item_id, order_id, units, rev, cap, rank_at, $4 FROM beyond WHERE units > 0
  ON CONFLICT (shop, line_item_id, cohort, location_id) DO NOTHING`;
