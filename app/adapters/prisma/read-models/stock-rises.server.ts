/** Units that appeared on a shelf without a receipt, newest first, each with the deliveries that they may have come from. */
import type { CalendarDate, InboundShipmentId, InventoryItemId, LocationId, ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import { decodeCursor, ROWS_PER_PAGE, toPage } from "./page-cursor.ts";
import type { ListPage } from "./page-cursor.ts";

export interface StockRiseRow {
  readonly stockRiseId: number;
  readonly inventoryItemId: InventoryItemId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly locationId: LocationId;
  readonly locationName: string;
  readonly units: number;
  /** Units that are there only if nobody typed the number. */
  readonly unitsDoubted: number;
  /** Of these, units that nobody is given until the question is answered. */
  readonly unitsWithheld: number;
  readonly isCorrecting: boolean;
  readonly correctionFailure: string | null;
  readonly at: string;
  readonly candidates: readonly RiseCandidate[];
}

export interface RiseCandidate {
  readonly inboundShipmentId: InboundShipmentId;
  readonly purchaseOrderId: string;
  readonly number: string;
  readonly supplierName: string;
  readonly deadline: CalendarDate | null;
  readonly unitsOpen: number;
}

/** More open deliveries of one item than anybody compares. */
const MAX_CANDIDATES = 20;

export async function listStockRises(db: Sql, { shop, cursor: text }: { shop: ShopDomain; cursor: string | null }): Promise<ListPage<StockRiseRow>> {
  const cursor = decodeCursor(text, 1);
  const isUpwards = cursor?.direction === "before";
  const { rows } = await db.query<StockRiseRow>(
    `SELECT r.stock_rise_id AS "stockRiseId", r.inventory_item_id AS "inventoryItemId", COALESCE(v.product_title, r.inventory_item_id) AS "productTitle",
            COALESCE(v.title, '') AS title, COALESCE(v.sku, '') AS sku, r.location_id AS "locationId", COALESCE(n.name, r.location_id) AS "locationName",
            r.units, r.units_doubted AS "unitsDoubted", r.units_withheld AS "unitsWithheld", r.correcting_since IS NOT NULL AS "isCorrecting",
            r.correction_failure AS "correctionFailure", r.at, c.candidates
       FROM stock_rise r
       LEFT JOIN variant v ON v.shop = r.shop AND v.inventory_item_id = r.inventory_item_id
       LEFT JOIN location n ON n.shop = r.shop AND n.location_id = r.location_id
      CROSS JOIN LATERAL (${CANDIDATES}) c
      WHERE r.shop = $1 AND r.answered_at IS NULL ${cursor === null ? "" : `AND r.stock_rise_id ${isUpwards ? ">" : "<"} $2::bigint`}
      ORDER BY r.stock_rise_id ${isUpwards ? "ASC" : "DESC"} LIMIT ${ROWS_PER_PAGE + 1}`,
    [shop, ...(cursor === null ? [] : cursor.key)],
  );
  return toPage(rows, cursor, ({ stockRiseId }) => [String(stockRiseId)]);
}

export async function countStockRises(db: Sql, shop: ShopDomain): Promise<number> {
  const { rows } = await db.query<{ rises: number }>(`SELECT count(*) AS rises FROM stock_rise WHERE shop = $1 AND answered_at IS NULL`, [shop]);
  return rows[0]?.rises ?? 0;
}

const CANDIDATES = `
  SELECT COALESCE(json_agg(d), '[]') AS candidates FROM (
    SELECT s.inbound_shipment_id AS "inboundShipmentId", o.purchase_order_id AS "purchaseOrderId", o.number, p.name AS "supplierName", s.deadline,
           l.units - l.units_received AS "unitsOpen"
      FROM inbound_line l
      JOIN inbound_shipment s ON s.shop = l.shop AND s.inbound_shipment_id = l.inbound_shipment_id AND s.location_id = r.location_id
      JOIN purchase_order o ON o.shop = s.shop AND o.purchase_order_id = s.purchase_order_id AND o.status = 'ordered'
      JOIN supplier p ON p.shop = s.shop AND p.supplier_id = s.supplier_id
     WHERE l.shop = r.shop AND l.inventory_item_id = r.inventory_item_id AND l.units > l.units_received AND s.received_on IS NULL AND s.cancelled_at IS NULL
     ORDER BY s.deadline NULLS LAST, s.inbound_shipment_id LIMIT ${MAX_CANDIDATES}) d`;
