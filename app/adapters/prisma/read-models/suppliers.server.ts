/** Suppliers, each named once in a shop, with what is open at each and how late each has been. */
import type { CalendarDate, InventoryItemId, ShopDomain, SupplierId, VariantId } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import { containing, decodeCursor, ROWS_PER_PAGE, toPage } from "./page-cursor.ts";
import type { ListPage } from "./page-cursor.ts";

export interface SupplierRow {
  readonly supplierId: SupplierId;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly leadTimeDays: number | null;
  /** ISO 4217 code; empty: the shop's own. */
  readonly currency: string;
  readonly minimumUnits: number | null;
  readonly minimumCents: number | null;
  readonly orderWeekdays: readonly number[];
  readonly openOrders: number;
  readonly overdueShipments: number;
  /** Shipments received against a deadline, and their median lateness in calendar days; early is negative. */
  readonly shipmentsReceived: number;
  readonly medianDaysLate: number | null;
  /** Of these, received on the deadline or before. */
  readonly shipmentsOnTime: number;
}

export interface SupplierItemRow {
  readonly inventoryItemId: InventoryItemId;
  readonly variantId: VariantId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly supplierSku: string;
  readonly unitCostCents: number | null;
  readonly packSize: number;
  readonly minimumUnits: number | null;
  readonly leadTimeDays: number | null;
  readonly rank: number;
  /** Suppliers of the variant, this one included. */
  readonly suppliers: number;
}

export interface SupplierListQuery {
  readonly shop: ShopDomain;
  readonly today: CalendarDate;
  /** Finds names, countries and e-mail addresses. */
  readonly search: string;
  readonly cursor: string | null;
}

/** Suppliers by name, 50 at a time. */
export async function listSuppliers(db: Sql, { shop, today, search, cursor: text }: SupplierListQuery): Promise<ListPage<SupplierRow>> {
  const cursor = decodeCursor(text, 1);
  const isUpwards = cursor?.direction === "before";
  const { rows } = await db.query<SupplierRow>(
    `${SUPPLIERS} WHERE p.shop = $1 AND $2::date IS NOT NULL
       AND ($3::text IS NULL OR p.name ILIKE $3 OR p.country ILIKE $3 OR p.email ILIKE $3)
       ${cursor === null ? "" : `AND p.name ${isUpwards ? "<" : ">"} $4`}
     ORDER BY p.name ${isUpwards ? "DESC" : "ASC"} LIMIT ${ROWS_PER_PAGE + 1}`,
    [shop, today, search === "" ? null : containing(search), ...(cursor === null ? [] : cursor.key)],
  );
  return toPage(rows, cursor, ({ name }) => [name]);
}

/** Null when the shop has no such supplier. */
export async function readSupplier(db: Sql, key: { shop: ShopDomain; supplierId: SupplierId; today: CalendarDate }): Promise<SupplierRow | null> {
  const { rows } = await db.query<SupplierRow>(`${SUPPLIERS} WHERE p.shop = $1 AND $2::date IS NOT NULL AND p.supplier_id = $3`, [
    key.shop,
    key.today,
    key.supplierId,
  ]);
  return rows[0] ?? null;
}

/** What a supplier sells, by product. */
export async function listSupplierItems(
  db: Sql,
  { shop, supplierId, cursor: text }: { shop: ShopDomain; supplierId: SupplierId; cursor: string | null },
): Promise<ListPage<SupplierItemRow>> {
  const cursor = decodeCursor(text, 3);
  const isUpwards = cursor?.direction === "before";
  const order = isUpwards ? "DESC" : "ASC";
  const { rows } = await db.query<SupplierItemRow>(
    `SELECT i.inventory_item_id AS "inventoryItemId", v.variant_id AS "variantId", v.product_title AS "productTitle", v.title, v.sku, i.supplier_sku AS "supplierSku",
            i.unit_cost_cents AS "unitCostCents", i.pack_size AS "packSize", i.minimum_units AS "minimumUnits", i.lead_time_days AS "leadTimeDays", i.rank,
            (SELECT count(*) FROM supplier_item o WHERE o.shop = i.shop AND o.inventory_item_id = i.inventory_item_id) AS suppliers
     FROM supplier_item i JOIN variant v ON v.shop = i.shop AND v.inventory_item_id = i.inventory_item_id
     WHERE i.shop = $1 AND i.supplier_id = $2
       ${cursor === null ? "" : `AND (v.product_title, v.title, v.variant_id) ${isUpwards ? "<" : ">"} ($3, $4, $5)`}
     ORDER BY v.product_title ${order}, v.title ${order}, v.variant_id ${order} LIMIT ${ROWS_PER_PAGE + 1}`,
    [shop, supplierId, ...(cursor === null ? [] : cursor.key)],
  );
  return toPage(rows, cursor, ({ productTitle, title, variantId }) => [productTitle, title, variantId]);
}

const SUPPLIERS = `
  SELECT p.supplier_id AS "supplierId", p.name, p.email, p.country, p.lead_time_days AS "leadTimeDays",
         p.currency, p.minimum_units AS "minimumUnits", p.minimum_cents AS "minimumCents", p.order_weekdays AS "orderWeekdays",
         COALESCE(s.on_time, 0) AS "shipmentsOnTime", COALESCE(o.open, 0) AS "openOrders", COALESCE(s.overdue, 0) AS "overdueShipments",
         COALESCE(s.received, 0) AS "shipmentsReceived", s.median_days_late AS "medianDaysLate"
  FROM supplier p
  LEFT JOIN LATERAL (
    SELECT count(*) AS open FROM purchase_order WHERE shop = p.shop AND supplier_id = p.supplier_id AND status IN ('draft', 'ordered')
  ) o ON true
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE received_on IS NULL AND cancelled_at IS NULL AND deadline < $2) AS overdue,
           count(*) FILTER (WHERE received_on IS NOT NULL AND deadline IS NOT NULL) AS received,
           count(*) FILTER (WHERE received_on <= deadline) AS on_time,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY received_on - deadline) AS median_days_late
    FROM inbound_shipment WHERE shop = p.shop AND supplier_id = p.supplier_id
  ) s ON true`;
