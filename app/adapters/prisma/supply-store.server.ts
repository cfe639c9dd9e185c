/** Suppliers, purchase orders, shipments and receipts; the switch of a variant; the settings. */
import type pg from "pg";
import type { InventoryItemId, OrderId } from "../../domain/ids.ts";
import type { ShopStage } from "../../use-cases/ports/queue.ts";
import type { LockedPurchaseOrder, SupplyStore, SwitchableVariant } from "../../use-cases/ports/supply.ts";
import { sql } from "./database.server.ts";
import type { Sql } from "./database.server.ts";
import { confirmReceipt, readReceipt, readShipment, saveReceipt } from "./receipt-rows.server.ts";
import { readQueueHeads } from "./queue-heads.server.ts";

export function createSupplyStore(pool: pg.Pool): SupplyStore {
  return {
    async shopToday(shop) {
      const { rows } = await pool.query<{ timeZone: string }>(`SELECT time_zone AS "timeZone" FROM shop WHERE shop = $1`, [shop]);
      return rows[0] ?? null;
    },

    async knownItems(tx, shop, inventoryItemIds) {
      const { rows } = await sql(tx).query<{ inventoryItemId: InventoryItemId }>(
        `SELECT inventory_item_id AS "inventoryItemId" FROM variant WHERE shop = $1 AND inventory_item_id = ANY($2) AND is_tracked AND deleted_at IS NULL`,
        [shop, inventoryItemIds],
      );
      return new Set(rows.map(({ inventoryItemId }) => inventoryItemId));
    },

    async hasSupplier(tx, shop, supplierId) {
      const { rowCount } = await sql(tx).query(`SELECT FROM supplier WHERE shop = $1 AND supplier_id = $2`, [shop, supplierId]);
      return rowCount === 1;
    },

    async hasLocation(tx, shop, locationId) {
      const { rowCount } = await sql(tx).query(`SELECT FROM location WHERE shop = $1 AND location_id = $2 AND is_active`, [shop, locationId]);
      return rowCount === 1;
    },

    async saveSupplier(tx, shop, { supplierId, name, email, country, leadTimeDays }) {
      await takeName(sql(tx), `supplier ${shop} ${name}`);
      const { rowCount } = await sql(tx).query(
        `INSERT INTO supplier (shop, supplier_id, name, email, country, lead_time_days)
         SELECT $1, $2, $3, $4, $5, $6::int WHERE NOT EXISTS (SELECT FROM supplier WHERE shop = $1 AND name = $3 AND supplier_id <> $2)
         ON CONFLICT (shop, supplier_id) DO UPDATE
           SET name = EXCLUDED.name, email = EXCLUDED.email, country = EXCLUDED.country, lead_time_days = EXCLUDED.lead_time_days`,
        [shop, supplierId, name, email, country, leadTimeDays],
      );
      return rowCount === 1;
    },

    async lockPurchaseOrder(tx, shop, purchaseOrderId) {
      const { rows } = await sql(tx).query<LockedPurchaseOrder>(
        `SELECT o.purchase_order_id AS "purchaseOrderId", o.number, o.status, o.version, s.inbound_shipment_id AS "inboundShipmentId", s.deadline,
                (SELECT COALESCE(json_agg(json_build_object('inventoryItemId', l.inventory_item_id, 'unitsOrdered', l.units_ordered, 'unitsReceived', l.units_received)), '[]')
                   FROM purchase_order_line l WHERE l.shop = $1 AND l.purchase_order_id = $2) AS lines
           FROM purchase_order o JOIN inbound_shipment s ON s.shop = o.shop AND s.purchase_order_id = o.purchase_order_id
          WHERE o.shop = $1 AND o.purchase_order_id = $2
          ORDER BY s.inbound_shipment_id LIMIT 1 FOR UPDATE OF o`,
        [shop, purchaseOrderId],
      );
      return rows[0] ?? null;
    },

    async savePurchaseOrder(tx, shop, order) {
      const db = sql(tx);
      const { purchaseOrderId, inboundShipmentId, supplierId, locationId, deadline } = order;
      const status = order.isComplete ? "received" : "ordered";
      await takeName(db, `purchase order ${shop} ${order.number}`);
      const { rowCount } = await db.query(
        `INSERT INTO purchase_order (shop, purchase_order_id, number, supplier_id, location_id, status, ordered_on, note)
         SELECT $1, $2, $3, $4, $5, $6, $7::date, $8 WHERE NOT EXISTS (SELECT FROM purchase_order WHERE shop = $1 AND number = $3 AND purchase_order_id <> $2)
         ON CONFLICT (shop, purchase_order_id) DO UPDATE
           SET number = EXCLUDED.number, supplier_id = EXCLUDED.supplier_id, location_id = EXCLUDED.location_id, status = EXCLUDED.status,
               ordered_on = EXCLUDED.ordered_on, note = EXCLUDED.note, version = purchase_order.version + 1`,
        [shop, purchaseOrderId, order.number, supplierId, locationId, status, order.orderedOn, order.note],
      );
      if (rowCount !== 1) return false;
      await db.query(
        `INSERT INTO inbound_shipment (shop, inbound_shipment_id, purchase_order_id, supplier_id, location_id, deadline)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (shop, inbound_shipment_id) DO UPDATE
           SET supplier_id = EXCLUDED.supplier_id, location_id = EXCLUDED.location_id, deadline = EXCLUDED.deadline,
               received_on = CASE WHEN $7 = 'ordered' THEN NULL ELSE inbound_shipment.received_on END`,
        [shop, inboundShipmentId, purchaseOrderId, supplierId, locationId, deadline, status],
      );
      const kept = order.lines.map(({ inventoryItemId }) => inventoryItemId);
      const lines = [shop, order.lines.map(({ inventoryItemId }) => inventoryItemId), order.lines.map(({ units }) => units)];
      await db.query(`DELETE FROM purchase_order_line WHERE shop = $1 AND purchase_order_id = $2 AND NOT inventory_item_id = ANY($3)`, [
        shop,
        purchaseOrderId,
        kept,
      ]);
      await db.query(`DELETE FROM inbound_line WHERE shop = $1 AND inbound_shipment_id = $2 AND NOT inventory_item_id = ANY($3)`, [
        shop,
        inboundShipmentId,
        kept,
      ]);
      await db.query(
        `INSERT INTO purchase_order_line (shop, purchase_order_id, inventory_item_id, units_ordered)
         SELECT $1, $4, l.item, l.units FROM unnest($2::text[], $3::int[]) AS l(item, units)
         ON CONFLICT (shop, purchase_order_id, inventory_item_id) DO UPDATE SET units_ordered = EXCLUDED.units_ordered`,
        [...lines, purchaseOrderId],
      );
      await db.query(
        `INSERT INTO inbound_line (shop, inbound_shipment_id, inventory_item_id, units)
         SELECT $1, $4, l.item, l.units FROM unnest($2::text[], $3::int[]) AS l(item, units)
         ON CONFLICT (shop, inbound_shipment_id, inventory_item_id) DO UPDATE SET units = EXCLUDED.units`,
        [...lines, inboundShipmentId],
      );
      return true;
    },

    async cancelPurchaseOrder(tx, shop, { purchaseOrderId, at }) {
      await sql(tx).query(
        `WITH shipments AS (UPDATE inbound_shipment SET cancelled_at = $3 WHERE shop = $1 AND purchase_order_id = $2 AND received_on IS NULL),
              lines AS (UPDATE purchase_order_line SET units_cancelled = GREATEST(units_ordered - units_received, 0) WHERE shop = $1 AND purchase_order_id = $2)
         UPDATE purchase_order SET status = 'cancelled', version = version + 1 WHERE shop = $1 AND purchase_order_id = $2`,
        [shop, purchaseOrderId, at],
      );
    },

    lockShipment: (tx, shop, inboundShipmentId) => readShipment(sql(tx), { shop, inboundShipmentId, locks: true }),
    readShipment: (shop, inboundShipmentId) => readShipment(pool, { shop, inboundShipmentId, locks: false }),

    async changeDeadline(tx, shop, { inboundShipmentId, purchaseOrderId, before, after, reason, actor, at }) {
      await sql(tx).query(
        `WITH kept AS (
           INSERT INTO deadline_change (shop, inbound_shipment_id, deadline_before, deadline_after, reason, actor, at) VALUES ($1, $2, $4, $5, $6, $7, $8)),
         moved AS (UPDATE inbound_shipment SET deadline = $5 WHERE shop = $1 AND inbound_shipment_id = $2)
         UPDATE purchase_order SET version = version + 1 WHERE shop = $1 AND purchase_order_id = $3`,
        [shop, inboundShipmentId, purchaseOrderId, before, after, reason, actor, at],
      );
    },

    saveReceipt: (tx, shop, receipt) => saveReceipt(sql(tx), shop, receipt),
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
                inventory_policy AS "inventoryPolicy", inherited_policy AS "inheritedPolicy", least_shippable AS "leastShippable"
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

    async saveSwitch(tx, shop, { variantId, mode, limit, inheritedPolicy, leastShippable }) {
      await sql(tx).query(
        `UPDATE variant SET backorder_mode = $3, backorder_limit = $4, inherited_policy = $5, least_shippable = $6 WHERE shop = $1 AND variant_id = $2`,
        [shop, variantId, mode, limit, inheritedPolicy, leastShippable],
      );
    },

    async saveShopSettings(tx, shop, { timeZone, confidence, senderName, senderEmail, stage, shipPreference, leastShippable }) {
      const { rows } = await sql(tx).query<{ stage: ShopStage; leastShippable: number }>(
        `UPDATE shop s SET time_zone = $2, confidence = $3, sender_name = $4, sender_email = $5, stage = $6, ship_preference = $7, least_shippable = $8
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

/** Whoever saves under the same name at the same time waits here, and then finds it taken. */
async function takeName(db: Sql, name: string): Promise<void> {
  await db.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [name]);
}
