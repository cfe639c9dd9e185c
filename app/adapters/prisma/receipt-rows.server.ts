/** Receipts: units that leave a lot, are in receipt, and end on Shopify's shelf. */
import type { InboundShipmentId, Instant, ReceiptId, ShopDomain } from "../../domain/ids.ts";
import type { LevelFact } from "../../use-cases/ports/facts.ts";
import type { LockedShipment, NewReceipt, OpenReceipt } from "../../use-cases/ports/supply.ts";
import type { Sql } from "./database.server.ts";

export async function readShipment(db: Sql, shop: ShopDomain, inboundShipmentId: InboundShipmentId): Promise<LockedShipment | null> {
  const { rows } = await db.query<LockedShipment>(
    `SELECT s.inbound_shipment_id AS "inboundShipmentId", s.purchase_order_id AS "purchaseOrderId", o.number, s.location_id AS "locationId",
            s.deadline, CASE WHEN s.cancelled_at IS NULL THEN o.status ELSE 'cancelled' END AS status, o.version,
            (SELECT COALESCE(json_agg(json_build_object('inventoryItemId', l.inventory_item_id, 'units', l.units, 'unitsReceived', l.units_received)
                               ORDER BY l.inventory_item_id), '[]')
               FROM inbound_line l WHERE l.shop = $1 AND l.inbound_shipment_id = $2) AS lines
       FROM inbound_shipment s JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id
      WHERE s.shop = $1 AND s.inbound_shipment_id = $2`,
    [shop, inboundShipmentId],
  );
  return rows[0] ?? null;
}

/** In the transaction that takes the units out of the lot, so that no unit is ever in the lot and in receipt. */
export async function saveReceipt(db: Sql, shop: ShopDomain, receipt: NewReceipt): Promise<void> {
  const { receiptId, inboundShipmentId, locationId, receivedOn, actor, lines, at, onShelf } = receipt;
  await db.query(
    `WITH received AS (
       INSERT INTO receipt (shop, receipt_id, inbound_shipment_id, location_id, received_on, actor, created_at, sent_at, confirmed_at, confirmed_seq, stock_rise_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8::bigint IS NOT NULL THEN $7::timestamptz END, CASE WHEN $8::bigint IS NOT NULL THEN $7::timestamptz END, $9, $8))
     INSERT INTO receipt_line (shop, receipt_id, inventory_item_id, units, is_shown)
     SELECT $1, $2, item, units, $8::bigint IS NOT NULL FROM unnest($10::text[], $11::int[]) AS l(item, units)`,
    [
      shop,
      receiptId,
      inboundShipmentId,
      locationId,
      receivedOn,
      actor,
      at,
      onShelf?.stockRiseId ?? null,
      onShelf?.readSeq ?? null,
      lines.map(({ inventoryItemId }) => inventoryItemId),
      lines.map(({ units }) => units),
    ],
  );
}

/** Lines in one order for ever: a repeat under the same idempotency key has to be the same change to the letter. */
export async function readReceipt(db: Sql, shop: ShopDomain, receiptId: ReceiptId): Promise<OpenReceipt | null> {
  const { rows } = await db.query<OpenReceipt>(
    `SELECT r.receipt_id AS "receiptId", r.location_id AS "locationId", r.confirmed_at IS NOT NULL AS "isConfirmed", r.failure IS NOT NULL AS "isRefused",
            (SELECT COALESCE(json_agg(json_build_object('inventoryItemId', l.inventory_item_id, 'units', l.units) ORDER BY l.inventory_item_id), '[]')
               FROM receipt_line l WHERE l.shop = $1 AND l.receipt_id = $2) AS lines
       FROM receipt r WHERE r.shop = $1 AND r.receipt_id = $2`,
    [shop, receiptId],
  );
  return rows[0] ?? null;
}

/** Recorded levels that say what the reading says are as new as it: they show the receipt. */
export async function confirmReceipt(
  db: Sql,
  shop: ShopDomain,
  { receiptId, at, reading }: { receiptId: ReceiptId; at: Instant; reading: { readSeq: number; levels: readonly LevelFact[] } },
): Promise<void> {
  // Everybody who writes an item's levels holds its lock first.
  const items = [...new Set(reading.levels.map(({ inventoryItemId }) => inventoryItemId))];
  await db.query(`SELECT FROM variant WHERE shop = $1 AND inventory_item_id = ANY($2) ORDER BY inventory_item_id FOR UPDATE`, [shop, items]);
  await db.query(`UPDATE receipt SET confirmed_at = $3, confirmed_seq = $4 WHERE shop = $1 AND receipt_id = $2 AND confirmed_at IS NULL`, [
    shop,
    receiptId,
    at,
    reading.readSeq,
  ]);
  await db.query(
    `WITH same AS (
       UPDATE stock_level s SET read_seq = $3, read_at = $4
         FROM json_to_recordset($2::json) AS l("inventoryItemId" text, "locationId" text, available int, committed int, "onHand" int, incoming int)
        WHERE s.shop = $1 AND s.inventory_item_id = l."inventoryItemId" AND s.location_id = l."locationId" AND s.read_seq < $3
          AND s.available = l.available AND s.committed = l.committed AND s.on_hand = l."onHand" AND s.incoming = l.incoming
       RETURNING s.inventory_item_id, s.location_id)
     UPDATE receipt_line t SET is_shown = true
       FROM same JOIN receipt r ON r.shop = $1 AND r.receipt_id = $5 AND r.location_id = same.location_id
      WHERE t.shop = $1 AND t.receipt_id = $5 AND t.inventory_item_id = same.inventory_item_id`,
    [shop, JSON.stringify(reading.levels), reading.readSeq, at, receiptId],
  );
}
