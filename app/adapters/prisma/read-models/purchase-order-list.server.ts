/** The purchase orders page, newest order day first, 50 at a time. */
import type { CalendarDate, PurchaseOrderId, ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import { containing, decodeCursor, ROWS_PER_PAGE, toPage } from "./page-cursor.ts";
import type { ListPage } from "./page-cursor.ts";

export const PURCHASE_ORDER_VIEWS = ["open", "late", "draft", "received", "all"] as const;
export type PurchaseOrderView = (typeof PURCHASE_ORDER_VIEWS)[number];

export type PurchaseOrderStatus = "draft" | "ordered" | "received" | "cancelled";

export interface PurchaseOrderListQuery {
  readonly shop: ShopDomain;
  readonly today: CalendarDate;
  readonly view: PurchaseOrderView;
  /** Finds numbers, suppliers, product titles and SKUs. */
  readonly search: string;
  readonly cursor: string | null;
}

export interface PurchaseOrderRow {
  readonly purchaseOrderId: PurchaseOrderId;
  readonly number: string;
  readonly supplierName: string;
  readonly status: PurchaseOrderStatus;
  readonly orderedOn: string;
  /** The earliest deadline among shipments that are not in yet. */
  readonly nextDeadline: string | null;
  readonly isLate: boolean;
  readonly unitsOrdered: number;
  readonly unitsReceived: number;
}

/** $2 is today. */
const IS_LATE = "COALESCE(o.status = 'ordered' AND s.next_deadline < $2, false)";

const VIEW_CONDITIONS: Record<PurchaseOrderView, string> = {
  open: "o.status IN ('draft', 'ordered')",
  late: IS_LATE,
  draft: "o.status = 'draft'",
  received: "o.status = 'received'",
  all: "true",
};

export async function listPurchaseOrders(db: Sql, query: PurchaseOrderListQuery): Promise<ListPage<PurchaseOrderRow>> {
  const cursor = decodeCursor(query.cursor, 2);
  const isUpwards = cursor?.direction === "before";
  const order = isUpwards ? "ASC" : "DESC";
  const { rows } = await db.query<PurchaseOrderRow>(
    `SELECT o.purchase_order_id AS "purchaseOrderId", o.number, p.name AS "supplierName", o.status, o.ordered_on AS "orderedOn",
            s.next_deadline AS "nextDeadline", ${IS_LATE} AS "isLate", COALESCE(l.ordered, 0) AS "unitsOrdered", COALESCE(l.received, 0) AS "unitsReceived"
     FROM purchase_order o
     JOIN supplier p ON p.shop = o.shop AND p.supplier_id = o.supplier_id
     ${LATERALS}
     WHERE o.shop = $1 AND $2::date IS NOT NULL AND ${VIEW_CONDITIONS[query.view]}
       AND ($3::text IS NULL OR o.number ILIKE $3 OR p.name ILIKE $3 OR o.purchase_order_id IN (${WITH_ITEM}))
       ${cursor === null ? "" : `AND (o.ordered_on, o.purchase_order_id) ${isUpwards ? ">" : "<"} ($4::date, $5)`}
     ORDER BY o.ordered_on ${order}, o.purchase_order_id ${order} LIMIT ${ROWS_PER_PAGE + 1}`,
    [query.shop, query.today, query.search === "" ? null : containing(query.search), ...(cursor === null ? [] : cursor.key)],
  );
  return toPage(rows, cursor, ({ orderedOn, purchaseOrderId }) => [orderedOn, purchaseOrderId]);
}

/** Looked up once, not for each order. */
const WITH_ITEM = `
  SELECT i.purchase_order_id FROM purchase_order_line i JOIN variant v ON v.shop = i.shop AND v.inventory_item_id = i.inventory_item_id
  WHERE i.shop = $1 AND v.shop = $1 AND (v.sku ILIKE $3 OR v.product_title ILIKE $3)`;

const LATERALS = `
  LEFT JOIN LATERAL (
    SELECT min(deadline) AS next_deadline FROM inbound_shipment
    WHERE shop = o.shop AND purchase_order_id = o.purchase_order_id AND received_on IS NULL AND cancelled_at IS NULL
  ) s ON true
  LEFT JOIN LATERAL (
    SELECT sum(units_ordered - units_cancelled) AS ordered, sum(units_received) AS received FROM purchase_order_line
    WHERE shop = o.shop AND purchase_order_id = o.purchase_order_id
  ) l ON true`;
