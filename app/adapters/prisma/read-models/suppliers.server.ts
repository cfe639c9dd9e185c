/** Suppliers, with what is open at each and how late each has been. */
import type { CalendarDate, ShopDomain, SupplierId } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export interface SupplierRow {
  readonly supplierId: SupplierId;
  readonly name: string;
  readonly email: string;
  readonly country: string;
  readonly leadTimeDays: number | null;
  readonly openOrders: number;
  readonly overdueShipments: number;
  /** Shipments received against a deadline, and their median lateness in calendar days; early is negative. */
  readonly shipmentsReceived: number;
  readonly medianDaysLate: number | null;
}

/** A shop has tens of suppliers; the page shows them all up to this many. */
export const MAX_SUPPLIERS_SHOWN = 500;

export async function listSuppliers(db: Sql, { shop, today }: { shop: ShopDomain; today: CalendarDate }): Promise<SupplierRow[]> {
  const { rows } = await db.query<SupplierRow>(`${SUPPLIERS} WHERE p.shop = $1 AND $2::date IS NOT NULL ORDER BY p.name LIMIT ${MAX_SUPPLIERS_SHOWN}`, [
    shop,
    today,
  ]);
  return rows;
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

const SUPPLIERS = `
  SELECT p.supplier_id AS "supplierId", p.name, p.email, p.country, p.lead_time_days AS "leadTimeDays",
         COALESCE(o.open, 0) AS "openOrders", COALESCE(s.overdue, 0) AS "overdueShipments",
         COALESCE(s.received, 0) AS "shipmentsReceived", s.median_days_late AS "medianDaysLate"
  FROM supplier p
  LEFT JOIN LATERAL (
    SELECT count(*) AS open FROM purchase_order WHERE shop = p.shop AND supplier_id = p.supplier_id AND status IN ('draft', 'ordered')
  ) o ON true
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE received_on IS NULL AND cancelled_at IS NULL AND deadline < $2) AS overdue,
           count(*) FILTER (WHERE received_on IS NOT NULL AND deadline IS NOT NULL) AS received,
           percentile_disc(0.5) WITHIN GROUP (ORDER BY received_on - deadline) AS median_days_late
    FROM inbound_shipment WHERE shop = p.shop AND supplier_id = p.supplier_id
  ) s ON true`;
