/** Stock that rose without a receipt of ours while deliveries of the item are open: noticed, kept, answered by the merchant. */
import type { ShopDomain } from "../../domain/ids.ts";
import type { LockedStockRise } from "../../use-cases/ports/supply.ts";
import type { Sql } from "./database.server.ts";

/**
 * Part of the statement that saves levels `l` of shop $1, read as number $6 at moment $5; the levels as they were are
 * still in `stock_level`. What our own receipts may have added is no riddle: those that were sent and that no saved level
 * shows yet. The first reading of a level tells nothing.
 */
export const RISES = `
shown AS (
  UPDATE receipt_line t SET is_shown = true
    FROM l, receipt r
   WHERE t.shop = $1 AND t.inventory_item_id = l."inventoryItemId" AND NOT t.is_shown
     AND r.shop = $1 AND r.receipt_id = t.receipt_id AND r.location_id = l."locationId" AND r.confirmed_seq <= $6),
rises AS (
  INSERT INTO stock_rise (shop, inventory_item_id, location_id, units, read_seq, at)
  SELECT $1, risen.item, risen.place, risen.units - ours.units, $6, $5
    FROM (SELECT l."inventoryItemId" AS item, l."locationId" AS place, l."onHand" - s.on_hand AS units
            FROM l JOIN stock_level s ON s.shop = $1 AND s.inventory_item_id = l."inventoryItemId" AND s.location_id = l."locationId"
           WHERE l."onHand" > s.on_hand) AS risen
    CROSS JOIN LATERAL (
      SELECT COALESCE(sum(t.units), 0)::int AS units
        FROM receipt_line t JOIN receipt r ON r.shop = $1 AND r.receipt_id = t.receipt_id AND r.location_id = risen.place
       WHERE t.shop = $1 AND t.inventory_item_id = risen.item AND NOT t.is_shown AND r.sent_at IS NOT NULL AND r.failure IS NULL) AS ours
   WHERE risen.units > ours.units
     AND EXISTS (
       SELECT FROM inbound_line i
         JOIN inbound_shipment h ON h.shop = $1 AND h.inbound_shipment_id = i.inbound_shipment_id AND h.location_id = risen.place
         JOIN purchase_order o ON o.shop = $1 AND o.purchase_order_id = h.purchase_order_id AND o.status = 'ordered'
        WHERE i.shop = $1 AND i.inventory_item_id = risen.item AND i.units > i.units_received AND h.received_on IS NULL AND h.cancelled_at IS NULL))`;

export async function lockStockRise(db: Sql, shop: ShopDomain, stockRiseId: number): Promise<LockedStockRise | null> {
  const { rows } = await db.query<LockedStockRise>(
    `SELECT stock_rise_id AS "stockRiseId", inventory_item_id AS "inventoryItemId", location_id AS "locationId", units, read_seq AS "readSeq", at,
            answered_at IS NOT NULL AS "isAnswered"
       FROM stock_rise WHERE shop = $1 AND stock_rise_id = $2 FOR UPDATE`,
    [shop, stockRiseId],
  );
  return rows[0] ?? null;
}

export async function answerStockRise(
  db: Sql,
  shop: ShopDomain,
  { stockRiseId, unitsMatched, actor, at }: { stockRiseId: number; unitsMatched: number; actor: string; at: string },
): Promise<void> {
  await db.query(`UPDATE stock_rise SET answered_at = $3, units_matched = $4, actor = $5 WHERE shop = $1 AND stock_rise_id = $2`, [
    shop,
    stockRiseId,
    at,
    unitsMatched,
    actor,
  ]);
}
