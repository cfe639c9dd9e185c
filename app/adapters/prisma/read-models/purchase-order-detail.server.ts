/** One purchase order: its shipments with their deadlines and units, how the deadlines moved, what has come in. */
import type { CalendarDate, InboundShipmentId, InventoryItemId, PurchaseOrderId, ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import type { PurchaseOrderStatus } from "./purchase-order-list.server.ts";

export interface PurchaseOrderDetail {
  readonly order: PurchaseOrderHead;
  readonly shipments: readonly ShipmentRow[];
  readonly deadlineChanges: readonly DeadlineMove[];
  readonly receipts: readonly ReceiptRow[];
}

export interface PurchaseOrderHead {
  readonly purchaseOrderId: PurchaseOrderId;
  readonly number: string;
  readonly supplierId: string;
  readonly supplierName: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly status: PurchaseOrderStatus;
  readonly orderedOn: string;
  readonly note: string;
  readonly version: number;
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
  /** Units that customers wait for today, at every location. */
  readonly unitsWaiting: number;
}

export interface DeadlineMove {
  readonly changeId: number;
  readonly at: string;
  readonly deadlineBefore: string | null;
  readonly deadlineAfter: string | null;
  readonly reason: string;
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
}

interface OrderKey {
  readonly shop: ShopDomain;
  readonly purchaseOrderId: PurchaseOrderId;
}

/** Null when the shop has no such purchase order. */
export async function readPurchaseOrder(db: Sql, { shop, purchaseOrderId }: OrderKey): Promise<PurchaseOrderDetail | null> {
  const key = [shop, purchaseOrderId];
  const [head, shipments, deadlineChanges, receipts] = await Promise.all([
    db.query<PurchaseOrderHead>(HEAD, key),
    db.query<ShipmentRow>(SHIPMENTS, key),
    db.query<DeadlineMove>(DEADLINE_CHANGES, key),
    db.query<ReceiptRow>(RECEIPTS, key),
  ]);
  const order = head.rows[0];
  if (order === undefined) return null;
  return { order, shipments: shipments.rows, deadlineChanges: deadlineChanges.rows, receipts: receipts.rows };
}

const HEAD = `
  SELECT o.purchase_order_id AS "purchaseOrderId", o.number, o.supplier_id AS "supplierId", p.name AS "supplierName",
         o.location_id AS "locationId", COALESCE(n.name, o.location_id) AS "locationName", o.status, o.ordered_on AS "orderedOn", o.note, o.version
  FROM purchase_order o
  JOIN supplier p ON p.shop = o.shop AND p.supplier_id = o.supplier_id
  LEFT JOIN location n ON n.shop = o.shop AND n.location_id = o.location_id
  WHERE o.shop = $1 AND o.purchase_order_id = $2`;

const SHIPMENTS = `
  SELECT s.inbound_shipment_id AS "inboundShipmentId", s.deadline, s.received_on AS "receivedOn", s.cancelled_at AS "cancelledAt",
         COALESCE(json_agg(json_build_object(
           'inventoryItemId', l.inventory_item_id, 'variantId', v.variant_id, 'productTitle', COALESCE(v.product_title, l.inventory_item_id),
           'title', COALESCE(v.title, ''), 'sku', COALESCE(v.sku, ''), 'imageUrl', v.image_url, 'units', l.units, 'unitsReceived', l.units_received,
           'unitsWaiting', COALESCE(q.waiting, 0)) ORDER BY v.product_title, v.title) FILTER (WHERE l.units IS NOT NULL), '[]') AS lines
  FROM inbound_shipment s
  LEFT JOIN inbound_line l ON l.shop = s.shop AND l.inbound_shipment_id = s.inbound_shipment_id
  LEFT JOIN variant v ON v.shop = l.shop AND v.inventory_item_id = l.inventory_item_id
  LEFT JOIN LATERAL (
    SELECT sum(units_waiting) AS waiting FROM queue_total WHERE shop = l.shop AND inventory_item_id = l.inventory_item_id
  ) q ON true
  WHERE s.shop = $1 AND s.purchase_order_id = $2
  GROUP BY s.inbound_shipment_id, s.deadline, s.received_on, s.cancelled_at
  ORDER BY s.deadline NULLS LAST, s.inbound_shipment_id`;

const DEADLINE_CHANGES = `
  SELECT d.change_id AS "changeId", d.at, d.before AS "deadlineBefore", d.after AS "deadlineAfter", d.reason
  FROM purchase_order_change d
  WHERE d.shop = $1 AND d.purchase_order_id = $2 AND d.kind = 'deadline'  ORDER BY d.change_id DESC LIMIT 100`;

const RECEIPTS = `
  SELECT r.receipt_id AS "receiptId", r.received_on AS "receivedOn", r.created_at AS "createdAt", r.confirmed_at AS "confirmedAt", r.failure AS "refusedReason",
         COALESCE(sum(l.units), 0) AS units
  FROM inbound_shipment s
  JOIN receipt r ON r.shop = s.shop AND r.inbound_shipment_id = s.inbound_shipment_id
  LEFT JOIN receipt_line l ON l.shop = r.shop AND l.receipt_id = r.receipt_id
  WHERE s.shop = $1 AND s.purchase_order_id = $2
  GROUP BY r.receipt_id, r.received_on, r.created_at, r.confirmed_at, r.failure ORDER BY r.created_at DESC LIMIT 100`;
