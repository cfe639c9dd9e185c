/** A purchase order with its lines and deliveries: locked and read whole, decided on by the domain, saved whole. */
import type { PurchaseOrderId, ShopDomain } from "../../domain/ids.ts";
import type { InboundShipment, OrderedLine, PurchaseOrder } from "../../domain/purchase-order.ts";
import type { LockedPurchaseOrder, SavedPurchaseOrder } from "../../use-cases/ports/supply.ts";
import { takeName } from "./database.server.ts";
import type { Sql } from "./database.server.ts";

type Head = Omit<PurchaseOrder, "lines" | "shipments"> & { readonly version: number };

export async function lockPurchaseOrder(db: Sql, shop: ShopDomain, purchaseOrderId: PurchaseOrderId): Promise<LockedPurchaseOrder | null> {
  const key = [shop, purchaseOrderId];
  const { rows } = await db.query<Head>(
    `SELECT purchase_order_id AS "purchaseOrderId", number, supplier_id AS "supplierId", location_id AS "locationId", status, ordered_on AS "orderedOn",
            note, currency, version
       FROM purchase_order WHERE shop = $1 AND purchase_order_id = $2 FOR UPDATE`,
    key,
  );
  const [head] = rows;
  if (head === undefined) return null;
  // Read after the lock was granted: whoever held it may have changed any of it.
  const lines = await db.query<OrderedLine>(
    `SELECT inventory_item_id AS "inventoryItemId", units_ordered AS "unitsOrdered", units_received AS "unitsReceived", units_cancelled AS "unitsCancelled",
            unit_cost_cents AS "unitCostCents"
       FROM purchase_order_line WHERE shop = $1 AND purchase_order_id = $2 ORDER BY inventory_item_id`,
    key,
  );
  const shipments = await db.query<InboundShipment>(
    `SELECT s.inbound_shipment_id AS "inboundShipmentId", s.deadline, s.received_on AS "receivedOn", s.cancelled_at IS NOT NULL AS "isCancelled",
            (SELECT max(received_on) FROM receipt r WHERE r.shop = $1 AND r.inbound_shipment_id = s.inbound_shipment_id) AS "lastReceiptOn",
            (SELECT COALESCE(json_agg(json_build_object('inventoryItemId', l.inventory_item_id, 'units', l.units, 'unitsReceived', l.units_received)
                               ORDER BY l.inventory_item_id), '[]')
               FROM inbound_line l WHERE l.shop = $1 AND l.inbound_shipment_id = s.inbound_shipment_id) AS lines
       FROM inbound_shipment s WHERE s.shop = $1 AND s.purchase_order_id = $2 ORDER BY s.deadline NULLS LAST, s.inbound_shipment_id`,
    key,
  );
  const { version, ...order } = head;
  return { version, order: { ...order, lines: lines.rows, shipments: shipments.rows } };
}

export async function savePurchaseOrder(db: Sql, shop: ShopDomain, { order, changes, reason, actor, at }: SavedPurchaseOrder): Promise<boolean> {
  if (!(await saveHead(db, shop, order))) return false;
  await saveLines(db, shop, order);
  await saveShipments(db, shop, order, at);
  await db.query(
    `INSERT INTO purchase_order_change (shop, purchase_order_id, inbound_shipment_id, inventory_item_id, kind, before, after, reason, actor, at)
     SELECT $1, $2, c."inboundShipmentId", c."inventoryItemId", c.kind, c.before, c.after, $4, $5, $6
       FROM json_to_recordset($3::json) AS c("inboundShipmentId" text, "inventoryItemId" text, kind text, before text, after text)`,
    [shop, order.purchaseOrderId, JSON.stringify(changes), reason, actor, at],
  );
  return true;
}

async function saveHead(db: Sql, shop: ShopDomain, order: PurchaseOrder): Promise<boolean> {
  await takeName(db, `purchase order ${shop} ${order.number}`);
  const { rowCount } = await db.query(
    `INSERT INTO purchase_order (shop, purchase_order_id, number, supplier_id, location_id, status, ordered_on, note, currency)
     SELECT $1, $2, $3, $4, $5, $6, $7::date, $8, $9
      WHERE NOT EXISTS (SELECT FROM purchase_order WHERE shop = $1 AND number = $3 AND purchase_order_id <> $2)
     ON CONFLICT (shop, purchase_order_id) DO UPDATE
       SET number = EXCLUDED.number, supplier_id = EXCLUDED.supplier_id, location_id = EXCLUDED.location_id, status = EXCLUDED.status,
           ordered_on = EXCLUDED.ordered_on, note = EXCLUDED.note, currency = EXCLUDED.currency, version = purchase_order.version + 1`,
    [shop, order.purchaseOrderId, order.number, order.supplierId, order.locationId, order.status, order.orderedOn, order.note, order.currency],
  );
  return rowCount === 1;
}

async function saveLines(db: Sql, shop: ShopDomain, { purchaseOrderId, lines }: PurchaseOrder): Promise<void> {
  await db.query(
    `WITH line AS (
       SELECT * FROM json_to_recordset($3::json)
         AS l("inventoryItemId" text, "unitsOrdered" int, "unitsReceived" int, "unitsCancelled" int, "unitCostCents" bigint)),
     gone AS (
       DELETE FROM purchase_order_line WHERE shop = $1 AND purchase_order_id = $2 AND inventory_item_id NOT IN (SELECT "inventoryItemId" FROM line))
     INSERT INTO purchase_order_line (shop, purchase_order_id, inventory_item_id, units_ordered, units_received, units_cancelled, unit_cost_cents)
     SELECT $1, $2, "inventoryItemId", "unitsOrdered", "unitsReceived", "unitsCancelled", "unitCostCents" FROM line
     ON CONFLICT (shop, purchase_order_id, inventory_item_id) DO UPDATE
       SET units_ordered = EXCLUDED.units_ordered, units_received = EXCLUDED.units_received, units_cancelled = EXCLUDED.units_cancelled,
           unit_cost_cents = EXCLUDED.unit_cost_cents`,
    [shop, purchaseOrderId, JSON.stringify(lines)],
  );
}

async function saveShipments(db: Sql, shop: ShopDomain, order: PurchaseOrder, at: string): Promise<void> {
  const { purchaseOrderId, supplierId, locationId, shipments } = order;
  const lines = shipments.flatMap(({ inboundShipmentId, lines: own }) => own.map((line) => ({ inboundShipmentId, ...line })));
  // A delivery that is no more takes its lines with it: their keys are not its own.
  await db.query(
    `WITH kept AS (SELECT * FROM json_to_recordset($3::json) AS l("inboundShipmentId" text, "inventoryItemId" text))
     DELETE FROM inbound_line l USING inbound_shipment s
      WHERE s.shop = $1 AND s.purchase_order_id = $2 AND l.shop = $1 AND l.inbound_shipment_id = s.inbound_shipment_id
        AND NOT EXISTS (SELECT FROM kept k WHERE k."inboundShipmentId" = l.inbound_shipment_id AND k."inventoryItemId" = l.inventory_item_id)`,
    [shop, purchaseOrderId, JSON.stringify(lines)],
  );
  await db.query(
    `WITH shipment AS (
       SELECT * FROM json_to_recordset($3::json) AS s("inboundShipmentId" text, deadline date, "receivedOn" date, "isCancelled" boolean)),
     gone AS (
       DELETE FROM inbound_shipment WHERE shop = $1 AND purchase_order_id = $2 AND inbound_shipment_id NOT IN (SELECT "inboundShipmentId" FROM shipment))
     INSERT INTO inbound_shipment (shop, inbound_shipment_id, purchase_order_id, supplier_id, location_id, deadline, received_on, cancelled_at)
     SELECT $1, "inboundShipmentId", $2, $4, $5, deadline, "receivedOn", CASE WHEN "isCancelled" THEN $6::timestamptz END FROM shipment
     ON CONFLICT (shop, inbound_shipment_id) DO UPDATE
       SET supplier_id = EXCLUDED.supplier_id, location_id = EXCLUDED.location_id, deadline = EXCLUDED.deadline, received_on = EXCLUDED.received_on,
           cancelled_at = CASE WHEN EXCLUDED.cancelled_at IS NOT NULL THEN COALESCE(inbound_shipment.cancelled_at, EXCLUDED.cancelled_at) END`,
    [shop, purchaseOrderId, JSON.stringify(shipments), supplierId, locationId, at],
  );
  await db.query(
    `INSERT INTO inbound_line (shop, inbound_shipment_id, inventory_item_id, units, units_received)
     SELECT $1, "inboundShipmentId", "inventoryItemId", units, "unitsReceived"
       FROM json_to_recordset($2::json) AS l("inboundShipmentId" text, "inventoryItemId" text, units int, "unitsReceived" int)
     ON CONFLICT (shop, inbound_shipment_id, inventory_item_id) DO UPDATE SET units = EXCLUDED.units, units_received = EXCLUDED.units_received`,
    [shop, JSON.stringify(lines)],
  );
}
