/** Stock that rose without a receipt of ours while deliveries of the item are open: noticed, kept, answered by the merchant. */
import type { ShopDomain } from "../../domain/ids.ts";
import type { Place, RiseFacts } from "../../use-cases/ports/queue.ts";
import type { LockedStockRise } from "../../use-cases/ports/supply.ts";
import type { Sql } from "./database.server.ts";

/** Lines `i` of shipments `h` that are on their way in shop $1. */
const OPEN_DELIVERIES = `
  FROM inbound_line i
  JOIN inbound_shipment h ON h.shop = $1 AND h.inbound_shipment_id = i.inbound_shipment_id
  JOIN purchase_order o ON o.shop = $1 AND o.purchase_order_id = h.purchase_order_id AND o.status = 'ordered'
 WHERE i.shop = $1 AND i.units > i.units_received AND h.received_on IS NULL AND h.cancelled_at IS NULL`;

/** Units of our receipts that Shopify was asked to add and that no saved level shows yet. */
const unitsInReceipt = (item: string, place: string): string => `
  SELECT COALESCE(sum(t.units), 0)::int AS units
    FROM receipt_line t JOIN receipt r ON r.shop = $1 AND r.receipt_id = t.receipt_id AND r.location_id = ${place}
   WHERE t.shop = $1 AND t.inventory_item_id = ${item} AND NOT t.is_shown AND r.sent_at IS NOT NULL AND r.failure IS NULL`;

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
doubts_over AS (
  UPDATE stock_rise r SET units_doubted = 0, units_withheld = 0
    FROM l WHERE l."isDoubtOver" AND r.shop = $1 AND r.inventory_item_id = l."inventoryItemId" AND r.location_id = l."locationId" AND r.answered_at IS NULL),
rises AS (
  INSERT INTO stock_rise (shop, inventory_item_id, location_id, units, units_doubted, units_withheld, read_seq, at)
  SELECT $1, risen.item, risen.place, risen.units - ours.units, risen.doubted, risen.withheld, $6, $5
    FROM (SELECT l."inventoryItemId" AS item, l."locationId" AS place, l."onHand" - s.on_hand AS units, COALESCE(l."unitsDoubted", 0) AS doubted,
                 COALESCE(l."unitsWithheld", 0) AS withheld
            FROM l JOIN stock_level s ON s.shop = $1 AND s.inventory_item_id = l."inventoryItemId" AND s.location_id = l."locationId"
           WHERE l."onHand" > s.on_hand) AS risen
    CROSS JOIN LATERAL (
      ${unitsInReceipt("risen.item", "risen.place")}) AS ours
   WHERE risen.units > ours.units
     AND (risen.doubted > 0 OR EXISTS (SELECT ${OPEN_DELIVERIES} AND i.inventory_item_id = risen.item AND h.location_id = risen.place)))`;

/** What receipts and open deliveries say about what came in at these places. */
export async function readRiseFacts(db: Sql, shop: ShopDomain, places: readonly Place[]): Promise<RiseFacts[]> {
  if (places.length === 0) return [];
  const { rows } = await db.query<RiseFacts>(
    `SELECT p."inventoryItemId", p."locationId", ours.units AS "unitsInReceipt", came.deliveries
       FROM json_to_recordset($2::json) AS p("inventoryItemId" text, "locationId" text)
      CROSS JOIN LATERAL (${unitsInReceipt(`p."inventoryItemId"`, `p."locationId"`)}) AS ours
      CROSS JOIN LATERAL (
        SELECT COALESCE(json_agg(i.units - i.units_received ORDER BY i.inbound_shipment_id), '[]') AS deliveries
          ${OPEN_DELIVERIES} AND i.inventory_item_id = p."inventoryItemId" AND h.location_id = p."locationId") AS came`,
    [shop, JSON.stringify(places)],
  );
  return rows;
}

export async function lockStockRise(db: Sql, shop: ShopDomain, stockRiseId: number): Promise<LockedStockRise | null> {
  const { rows } = await db.query<LockedStockRise>(
    `SELECT stock_rise_id AS "stockRiseId", inventory_item_id AS "inventoryItemId", location_id AS "locationId", units, units_doubted AS "unitsDoubted",
            read_seq AS "readSeq", at, answered_at IS NOT NULL AS "isAnswered", correcting_since IS NOT NULL AS "isCorrecting"
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

export async function askCorrection(db: Sql, shop: ShopDomain, { stockRiseId, actor, at }: { stockRiseId: number; actor: string; at: string }): Promise<void> {
  await db.query(`UPDATE stock_rise SET correcting_since = $3, correction_failure = NULL, actor = $4 WHERE shop = $1 AND stock_rise_id = $2`, [
    shop,
    stockRiseId,
    at,
    actor,
  ]);
}

export async function correctionRefused(db: Sql, shop: ShopDomain, { stockRiseId, reason }: { stockRiseId: number; reason: string }): Promise<void> {
  await db.query(`UPDATE stock_rise SET correcting_since = NULL, correction_failure = $3 WHERE shop = $1 AND stock_rise_id = $2`, [shop, stockRiseId, reason]);
}

/** What is left of the rise really came in: asked about further where deliveries are open, else nothing is left to ask. */
export async function corrected(db: Sql, shop: ShopDomain, { stockRiseId, at }: { stockRiseId: number; at: string }): Promise<void> {
  await db.query(
    `UPDATE stock_rise r SET units = units - units_doubted, units_doubted = 0, units_withheld = 0, correcting_since = NULL,
            answered_at = CASE WHEN EXISTS (SELECT ${OPEN_DELIVERIES} AND i.inventory_item_id = r.inventory_item_id AND h.location_id = r.location_id) THEN NULL ELSE $3::timestamptz END
      WHERE shop = $1 AND stock_rise_id = $2`,
    [shop, stockRiseId, at],
  );
}
