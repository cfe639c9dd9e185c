/** Suppliers, purchase orders, shipments and receipts; the switch of a variant; the settings. */
import type pg from "pg";
import type { InventoryItemId, OrderId, PurchaseOrderId } from "../../domain/ids.ts";
import type { ShopStage } from "../../use-cases/ports/queue.ts";
import type { SupplyStore, SwitchableVariant } from "../../use-cases/ports/supply.ts";
import { sql } from "./database.server.ts";
import { lockPurchaseOrder, savePurchaseOrder } from "./purchase-order-rows.server.ts";
import { confirmReceipt, readReceipt, readShipment, saveReceipt } from "./receipt-rows.server.ts";
import { readQueueHeads } from "./queue-heads.server.ts";
import { answerStockRise, askCorrection, corrected, correctionRefused, lockStockRise } from "./stock-rise-rows.server.ts";
import { findSupplier, saveSupplier, saveSupplierItem } from "./supplier-rows.server.ts";

export function createSupplyStore(pool: pg.Pool): SupplyStore {
  return {
    async shopToday(shop) {
      const { rows } = await pool.query<{ timeZone: string }>(`SELECT time_zone AS "timeZone" FROM shop WHERE shop = $1`, [shop]);
      return rows[0] ?? null;
    },

    async mirrorsInbound(tx, shop) {
      const { rowCount } = await sql(tx).query(`SELECT FROM shop WHERE shop = $1 AND mirrors_inbound`, [shop]);
      return rowCount === 1;
    },

    async knownItems(tx, shop, inventoryItemIds) {
      const { rows } = await sql(tx).query<{ inventoryItemId: InventoryItemId }>(
        `SELECT inventory_item_id AS "inventoryItemId" FROM variant WHERE shop = $1 AND inventory_item_id = ANY($2) AND is_tracked AND deleted_at IS NULL`,
        [shop, inventoryItemIds],
      );
      return new Set(rows.map(({ inventoryItemId }) => inventoryItemId));
    },

    async hasLocation(tx, shop, locationId) {
      const { rowCount } = await sql(tx).query(`SELECT FROM location WHERE shop = $1 AND location_id = $2 AND is_active`, [shop, locationId]);
      return rowCount === 1;
    },

    findSupplier: (tx, shop, supplierId) => findSupplier(sql(tx), shop, supplierId),
    saveSupplier: (tx, shop, supplier) => saveSupplier(sql(tx), shop, supplier),
    saveSupplierItem: (tx, shop, item) => saveSupplierItem(sql(tx), shop, item),

    async removeSupplierItem(tx, shop, { supplierId, inventoryItemId }) {
      const key = [shop, supplierId, inventoryItemId];
      const { rowCount } = await sql(tx).query(`DELETE FROM supplier_item WHERE shop = $1 AND supplier_id = $2 AND inventory_item_id = $3`, key);
      return rowCount === 1;
    },

    lockPurchaseOrder: (tx, shop, purchaseOrderId) => lockPurchaseOrder(sql(tx), shop, purchaseOrderId),

    async lockPurchaseOrderOf(tx, shop, inboundShipmentId) {
      const { rows } = await sql(tx).query<{ purchaseOrderId: PurchaseOrderId }>(
        `SELECT purchase_order_id AS "purchaseOrderId" FROM inbound_shipment WHERE shop = $1 AND inbound_shipment_id = $2`,
        [shop, inboundShipmentId],
      );
      return rows[0] === undefined ? null : lockPurchaseOrder(sql(tx), shop, rows[0].purchaseOrderId);
    },

    savePurchaseOrder: (tx, shop, saved) => savePurchaseOrder(sql(tx), shop, saved),
    readShipment: (shop, inboundShipmentId) => readShipment(pool, shop, inboundShipmentId),
    saveReceipt: (tx, shop, receipt) => saveReceipt(sql(tx), shop, receipt),
    lockStockRise: (tx, shop, stockRiseId) => lockStockRise(sql(tx), shop, stockRiseId),
    answerStockRise: (tx, shop, answered) => answerStockRise(sql(tx), shop, answered),
    askCorrection: (tx, shop, asked) => askCorrection(sql(tx), shop, asked),
    corrected: (tx, shop, done) => corrected(sql(tx), shop, done),
    correctionRefused: (tx, shop, refused) => correctionRefused(sql(tx), shop, refused),
    readReceipt: (shop, receiptId) => readReceipt(pool, shop, receiptId),

    async markReceiptSent(shop, receiptId, at) {
      await pool.query(`UPDATE receipt SET sent_at = COALESCE(sent_at, $3) WHERE shop = $1 AND receipt_id = $2`, [shop, receiptId, at]);
    },

    confirmReceipt: (tx, shop, confirmed) => confirmReceipt(sql(tx), shop, confirmed),

    async refuseReceipt(tx, shop, { receiptId, reason }) {
      await sql(tx).query(`UPDATE receipt SET failure = $3 WHERE shop = $1 AND receipt_id = $2`, [shop, receiptId, reason]);
    },

    queueHeads: (shop, locationId, wishes) => readQueueHeads(pool, { shop, locationId, wishes }),

    async lockVariant(tx, shop, variantId) {
      const { rows } = await sql(tx).query<SwitchableVariant>(
        `SELECT variant_id AS "variantId", inventory_item_id AS "inventoryItemId", backorder_mode AS mode, backorder_limit AS "limit",
                least_shippable AS "leastShippable"
           FROM variant WHERE shop = $1 AND variant_id = $2 AND is_tracked AND deleted_at IS NULL FOR UPDATE`,
        [shop, variantId],
      );
      return rows[0] ?? null;
    },

    async waitingOrders(tx, shop, { inventoryItemId, limit }) {
      const { rows } = await sql(tx).query<{ orderId: OrderId }>(
        `SELECT order_id AS "orderId" FROM queue_entry WHERE shop = $1 AND inventory_item_id = $2 AND units_waiting > 0 AND is_backorder
          GROUP BY order_id ORDER BY min(rank_at), order_id LIMIT $3`,
        [shop, inventoryItemId, limit],
      );
      return rows.map(({ orderId }) => orderId);
    },

    async heldOrders(tx, shop, { inventoryItemId, limit }) {
      const { rows } = await sql(tx).query<{ orderId: OrderId }>(
        `SELECT DISTINCT h.order_id AS "orderId" FROM hold h
           JOIN order_line l ON l.shop = h.shop AND l.order_id = h.order_id AND l.inventory_item_id = $2
          WHERE h.shop = $1 AND h.state IN ('placing', 'placed') ORDER BY 1 LIMIT $3`,
        [shop, inventoryItemId, limit],
      );
      return rows.map(({ orderId }) => orderId);
    },

    async ordersToHold(tx, shop, { limit }) {
      const { rows } = await sql(tx).query<{ orderId: OrderId }>(
        `SELECT order_id AS "orderId" FROM (
           SELECT q.order_id, q.rank_at FROM queue_entry q
             JOIN variant v ON v.shop = q.shop AND v.inventory_item_id = q.inventory_item_id AND v.backorder_mode <> 'off'
            WHERE q.shop = $1 AND q.units_waiting > 0 AND q.is_backorder
            UNION ALL SELECT order_id, NULL FROM hold WHERE shop = $1 AND state IN ('placing', 'placed')) AS wish
          GROUP BY order_id ORDER BY min(rank_at) NULLS LAST, order_id LIMIT $2`,
        [shop, limit],
      );
      return rows.map(({ orderId }) => orderId);
    },

    async saveSwitch(tx, shop, { variantId, mode, limit, leastShippable, madeToOrder }) {
      await sql(tx).query(
        `UPDATE variant SET backorder_mode = $3, backorder_limit = $4, least_shippable = $5, made_to_order = COALESCE($6, made_to_order)
          WHERE shop = $1 AND variant_id = $2`,
        [shop, variantId, mode, limit, leastShippable, madeToOrder],
      );
    },

    async saveShopSettings(tx, shop, { timeZone, confidence, senderName, senderEmail, stage, shipPreference, leastShippable }) {
      const { rows } = await sql(tx).query<{ stage: ShopStage; leastShippable: number }>(
        `UPDATE shop s SET time_zone = $2, confidence = $3, sender_name = $4, sender_email = $5, stage = COALESCE($6, s.stage), ship_preference = $7, least_shippable = $8
           FROM (SELECT stage, least_shippable FROM shop WHERE shop = $1 FOR UPDATE) AS before
          WHERE s.shop = $1 RETURNING before.stage, before.least_shippable AS "leastShippable"`,
        [shop, timeZone, confidence, senderName, senderEmail, stage, shipPreference, leastShippable],
      );
      if (rows[0] === undefined) throw new Error(`${shop} has settings to save and no row.`);
      return rows[0];
    },

    async saveLocationSettings(tx, shop, settings) {
      const { rows } = await sql(tx).query<{ poolChanged: boolean }>(
        `UPDATE location l SET units_per_day = $3, normal_units_per_day = $4, packing_weekdays = $5, receiving_weekdays = $6, receiving_days = $7,
                holidays = $8::date[], cut_off = $9, is_in_pool = $10
           FROM (SELECT is_in_pool FROM location WHERE shop = $1 AND location_id = $2 FOR UPDATE) AS before
          WHERE l.shop = $1 AND l.location_id = $2 RETURNING before.is_in_pool <> l.is_in_pool AS "poolChanged"`,
        [
          shop,
          settings.locationId,
          settings.unitsPerDay,
          settings.normalUnitsPerDay,
          settings.packingWeekdays,
          settings.receivingWeekdays,
          settings.receivingDays,
          settings.holidays,
          settings.cutOff,
          settings.isInPool,
        ],
      );
      return { poolChanged: rows[0]?.poolChanged ?? false };
    },

    async datedItems(tx, shop) {
      const { rows } = await sql(tx).query<{ inventoryItemId: InventoryItemId }>(
        `SELECT inventory_item_id AS "inventoryItemId" FROM promise_curve WHERE shop = $1
          UNION SELECT inventory_item_id FROM queue_total WHERE shop = $1 AND units_waiting > 0
          UNION SELECT inventory_item_id FROM variant WHERE shop = $1 AND (backorder_mode <> 'off' OR publication_rev > 0) AND deleted_at IS NULL
          ORDER BY 1`,
        [shop],
      );
      return rows.map(({ inventoryItemId }) => inventoryItemId);
    },
  };
}
