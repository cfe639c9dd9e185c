/** One purchase order: its shipments with their deadlines and units, how the deadlines moved, what has come in. */
import type { CalendarDate, InboundShipmentId, InventoryItemId, LocationId, PurchaseOrderId, ShopDomain, SupplierId } from "../../../domain/ids.ts";
import type { PurchaseOrderChangeKind } from "../../../domain/purchase-order-change.ts";
import type { Sql } from "../database.server.ts";
import type { PurchaseOrderStatus } from "./purchase-order-list.server.ts";

export interface PurchaseOrderDetail {
  readonly order: PurchaseOrderHead;
  readonly shipments: readonly ShipmentRow[];
  readonly changes: readonly ChangeRow[];
  readonly receipts: readonly ReceiptRow[];
}

export interface PurchaseOrderHead {
  readonly purchaseOrderId: PurchaseOrderId;
  readonly number: string;
  readonly supplierId: SupplierId;
  readonly supplierName: string;
  readonly supplierEmail: string;
  readonly locationId: LocationId;
  readonly locationName: string;
  readonly status: PurchaseOrderStatus;
  readonly orderedOn: string;
  readonly note: string;
  readonly version: number;
  readonly currency: string;
  readonly unitsOrdered: number;
  readonly unitsReceived: number;
  readonly unitsCancelled: number;
  /** Of the lines whose cost is known, what will not come left out. */
  readonly costCents: number;
  readonly linesWithoutCost: number;
}

export interface ShipmentRow {
  readonly inboundShipmentId: InboundShipmentId;
  readonly deadline: CalendarDate | null;
  readonly receivedOn: string | null;
  readonly cancelledAt: string | null;
  readonly lines: readonly ShipmentLineRow[];
}

export interface ShipmentLineRow {
  readonly inventoryItemId: InventoryItemId;
  readonly variantId: string | null;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  readonly units: number;
  readonly unitsReceived: number;
  readonly unitCostCents: number | null;
  /** Units that customers wait for today, at every location. */
  readonly unitsWaiting: number;
  /** Why Shopify would not take its units: the variant is gone, or its stock is not tracked. Null: it would. */
  readonly trouble: "deleted" | "untracked" | null;
}

export interface ChangeRow {
  readonly changeId: number;
  readonly at: string;
  readonly kind: PurchaseOrderChangeKind;
  readonly before: string | null;
  readonly after: string | null;
  /** Of the item that changed; empty where the change is of no item. */
  readonly item: string;
  /** The changed delivery's deadline of today; null: none, or the change is of no delivery. */
  readonly deliveryDeadline: string | null;
  readonly reason: string;
  readonly actor: string;
}

export interface ReceiptRow {
  readonly receiptId: string;
  readonly receivedOn: string;
  readonly createdAt: string;
  /** Null while Shopify has not accepted the units yet. */
  readonly confirmedAt: string | null;
  /** Why Shopify did not take the units. */
  readonly refusedReason: string | null;
  readonly units: number;
  readonly actor: string;
  /** The units stood on Shopify's shelf before the merchant matched them. */
  readonly wasOnShelf: boolean;
}

/** A page of history; older changes stay in the database. */
const MAX_EVENTS = 200;

interface OrderKey {
  readonly shop: ShopDomain;
  readonly purchaseOrderId: PurchaseOrderId;
}

/** Null when the shop has no such purchase order. */
export async function readPurchaseOrder(db: Sql, { shop, purchaseOrderId }: OrderKey): Promise<PurchaseOrderDetail | null> {
  const key = [shop, purchaseOrderId];
  const [head, shipments, changes, receipts] = await Promise.all([
    db.query<PurchaseOrderHead>(HEAD, key),
    db.query<ShipmentRow>(SHIPMENTS, key),
    db.query<ChangeRow>(CHANGES, key),
    db.query<ReceiptRow>(RECEIPTS, key),
  ]);
  const order = head.rows[0];
  if (order === undefined) return null;
  return { order, shipments: shipments.rows, changes: changes.rows, receipts: receipts.rows };
}

const HEAD = `
  SELECT o.purchase_order_id AS "purchaseOrderId", o.number, o.supplier_id AS "supplierId", p.name AS "supplierName", p.email AS "supplierEmail",
         o.location_id AS "locationId", COALESCE(n.name, o.location_id) AS "locationName", o.status, o.ordered_on AS "orderedOn", o.note, o.version,
         COALESCE(NULLIF(o.currency, ''), (SELECT currency FROM shop WHERE shop = $1), '') AS currency, t.*
  FROM purchase_order o
  JOIN supplier p ON p.shop = o.shop AND p.supplier_id = o.supplier_id
  LEFT JOIN location n ON n.shop = o.shop AND n.location_id = o.location_id
  CROSS JOIN LATERAL (
    SELECT COALESCE(sum(units_ordered), 0) AS "unitsOrdered", COALESCE(sum(units_received), 0) AS "unitsReceived",
           COALESCE(sum(units_cancelled), 0) AS "unitsCancelled", COALESCE(sum((units_ordered - units_cancelled) * unit_cost_cents), 0)::bigint AS "costCents",
           count(*) FILTER (WHERE unit_cost_cents IS NULL) AS "linesWithoutCost"
    FROM purchase_order_line WHERE shop = o.shop AND purchase_order_id = o.purchase_order_id) t
  WHERE o.shop = $1 AND o.purchase_order_id = $2`;

const SHIPMENTS = `
  SELECT s.inbound_shipment_id AS "inboundShipmentId", s.deadline, s.received_on AS "receivedOn", s.cancelled_at AS "cancelledAt",
         COALESCE(json_agg(json_build_object(
           'inventoryItemId', l.inventory_item_id, 'variantId', v.variant_id, 'productTitle', COALESCE(v.product_title, l.inventory_item_id),
           'title', COALESCE(v.title, ''), 'sku', COALESCE(v.sku, ''), 'imageUrl', v.image_url, 'units', l.units, 'unitsReceived', l.units_received,
           'unitCostCents', c.unit_cost_cents,
           'trouble', CASE WHEN v.variant_id IS NULL OR v.deleted_at IS NOT NULL THEN 'deleted' WHEN NOT v.is_tracked THEN 'untracked' END,
           'unitsWaiting', COALESCE(q.waiting, 0)) ORDER BY v.product_title, v.title) FILTER (WHERE l.units IS NOT NULL), '[]') AS lines
  FROM inbound_shipment s
  LEFT JOIN inbound_line l ON l.shop = s.shop AND l.inbound_shipment_id = s.inbound_shipment_id
  LEFT JOIN variant v ON v.shop = l.shop AND v.inventory_item_id = l.inventory_item_id
  LEFT JOIN purchase_order_line c ON c.shop = s.shop AND c.purchase_order_id = s.purchase_order_id AND c.inventory_item_id = l.inventory_item_id
  LEFT JOIN LATERAL (
    SELECT sum(units_waiting) AS waiting FROM queue_total WHERE shop = l.shop AND inventory_item_id = l.inventory_item_id
  ) q ON true
  WHERE s.shop = $1 AND s.purchase_order_id = $2
  GROUP BY s.inbound_shipment_id, s.deadline, s.received_on, s.cancelled_at
  ORDER BY s.deadline NULLS LAST, s.inbound_shipment_id`;

/** Suppliers and locations are named; deliveries are told apart by their deadlines. */
const CHANGES = `
  SELECT c.change_id AS "changeId", c.at, c.kind, c.reason, c.actor, s.deadline AS "deliveryDeadline",
         CASE c.kind WHEN 'supplier' THEN (SELECT name FROM supplier WHERE shop = $1 AND supplier_id = c.before)
                     WHEN 'location' THEN (SELECT name FROM location WHERE shop = $1 AND location_id = c.before) ELSE c.before END AS before,
         CASE c.kind WHEN 'supplier' THEN (SELECT name FROM supplier WHERE shop = $1 AND supplier_id = c.after)
                     WHEN 'location' THEN (SELECT name FROM location WHERE shop = $1 AND location_id = c.after) ELSE c.after END AS after,
         COALESCE(concat_ws(', ', v.product_title, NULLIF(v.title, 'Default Title')), '') AS item
  FROM purchase_order_change c
  LEFT JOIN inbound_shipment s ON s.shop = c.shop AND s.inbound_shipment_id = c.inbound_shipment_id
  LEFT JOIN variant v ON v.shop = c.shop AND v.inventory_item_id = c.inventory_item_id
  WHERE c.shop = $1 AND c.purchase_order_id = $2 ORDER BY c.change_id DESC LIMIT ${MAX_EVENTS}`;

const RECEIPTS = `
  SELECT r.receipt_id AS "receiptId", r.received_on AS "receivedOn", r.created_at AS "createdAt", r.confirmed_at AS "confirmedAt", r.failure AS "refusedReason",
         r.actor, r.stock_rise_id IS NOT NULL AS "wasOnShelf", COALESCE(sum(l.units), 0) AS units
  FROM inbound_shipment s
  JOIN receipt r ON r.shop = s.shop AND r.inbound_shipment_id = s.inbound_shipment_id
  LEFT JOIN receipt_line l ON l.shop = r.shop AND l.receipt_id = r.receipt_id
  WHERE s.shop = $1 AND s.purchase_order_id = $2
  GROUP BY r.receipt_id, r.received_on, r.created_at, r.confirmed_at, r.failure, r.actor, r.stock_rise_id ORDER BY r.created_at DESC LIMIT ${MAX_EVENTS}`;
