/** The home page: what waits, what is late, what arrives, and which first steps are still open. */
import type { CalendarDate, LineItemId, ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export interface HomeNumbers {
  readonly unitsWaiting: number;
  readonly itemsWaiting: number;
  readonly unitsAllocated: number;
  /** Units Shopify has taken from us, by item: tasks for the merchant. */
  readonly shortageUnits: number;
  readonly noticesUncertain: number;
  /** Questions about numbers that somebody may have typed. */
  readonly risesDoubted: number;
  /** Units that nobody is given until they are answered. */
  readonly unitsWithheld: number;
}

export interface FirstSteps {
  readonly hasSupplier: boolean;
  readonly hasPurchaseOrder: boolean;
  readonly hasVariantOn: boolean;
  readonly hasSender: boolean;
}

export interface LateRow {
  readonly lineItemId: LineItemId;
  readonly orderName: string;
  readonly title: string;
  readonly unitsWaiting: number;
  readonly promisedOn: string;
  readonly estimatedOn: string | null;
}

export interface ArrivalRow {
  readonly purchaseOrderId: string;
  readonly number: string;
  readonly supplierName: string;
  readonly deadline: CalendarDate;
  readonly unitsDue: number;
  readonly unitsWaited: number;
}

export interface Arrivals {
  /** The earliest ones. */
  readonly rows: readonly ArrivalRow[];
  /** Of all shipments, not only those listed. */
  readonly unitsDue: number;
}

export interface PromiseWeek {
  /** The Monday, "YYYY-MM-DD"; null gathers units without a promised date. */
  readonly week: string | null;
  readonly unitsWaiting: number;
  /** Of these, units whose promise has passed or cannot be kept by today's estimate. */
  readonly unitsLate: number;
}

interface ShopDay {
  readonly shop: ShopDomain;
  readonly today: CalendarDate;
}

/** The home page is a glance; the full lists have their own pages. */
const ROWS_AT_A_GLANCE = 5;
const ARRIVALS_WITHIN_DAYS = 21;

export async function readHomeNumbers(db: Sql, shop: ShopDomain): Promise<HomeNumbers> {
  const { rows } = await db.query<HomeNumbers>(
    `SELECT COALESCE(sum(units_waiting), 0) AS "unitsWaiting", count(DISTINCT inventory_item_id) FILTER (WHERE units_waiting > 0) AS "itemsWaiting",
            COALESCE(sum(units_allocated) FILTER (WHERE EXISTS (
              SELECT FROM queue_entry e WHERE e.shop = t.shop AND e.inventory_item_id = t.inventory_item_id AND e.location_id = t.location_id
                AND e.units_allocated > 0 AND e.is_backorder)), 0) AS "unitsAllocated",
            COALESCE(sum(shortage_units), 0) AS "shortageUnits",
            (SELECT count(*) FROM notice WHERE shop = $1 AND state = 'uncertain') AS "noticesUncertain",
            (SELECT count(*) FROM stock_rise WHERE shop = $1 AND answered_at IS NULL AND units_doubted > 0) AS "risesDoubted",
            (SELECT COALESCE(sum(units_withheld), 0) FROM stock_rise WHERE shop = $1 AND answered_at IS NULL AND units_doubted > 0) AS "unitsWithheld"
     FROM queue_total t WHERE shop = $1`,
    [shop],
  );
  return rows[0] ?? { unitsWaiting: 0, itemsWaiting: 0, unitsAllocated: 0, shortageUnits: 0, noticesUncertain: 0, risesDoubted: 0, unitsWithheld: 0 };
}

export async function readFirstSteps(db: Sql, shop: ShopDomain): Promise<FirstSteps> {
  const { rows } = await db.query<FirstSteps>(
    `SELECT EXISTS (SELECT FROM supplier WHERE shop = $1) AS "hasSupplier",
            EXISTS (SELECT FROM purchase_order WHERE shop = $1) AS "hasPurchaseOrder",
            EXISTS (SELECT FROM variant WHERE shop = $1 AND backorder_mode <> 'off') AS "hasVariantOn",
            EXISTS (SELECT FROM shop WHERE shop = $1 AND sender_email <> '') AS "hasSender"`,
    [shop],
  );
  return rows[0] ?? { hasSupplier: false, hasPurchaseOrder: false, hasVariantOn: false, hasSender: false };
}

/** Waiting lines whose promise has passed or lies before today's estimate, the oldest promise first. */
export async function listLateLines(db: Sql, { shop, today }: ShopDay): Promise<LateRow[]> {
  const { rows } = await db.query<LateRow>(
    `SELECT e.line_item_id AS "lineItemId", o.name AS "orderName", l.title, sum(e.units_waiting) AS "unitsWaiting",
            p.ship_by AS "promisedOn", max(e.estimated_on) AS "estimatedOn"
     FROM queue_entry e
     JOIN "order" o ON o.shop = e.shop AND o.order_id = e.order_id
     JOIN order_line l ON l.shop = e.shop AND l.line_item_id = e.line_item_id
     JOIN LATERAL (SELECT ship_by FROM promise WHERE shop = e.shop AND line_item_id = e.line_item_id ORDER BY seq DESC LIMIT 1) p ON true
     WHERE e.shop = $1 AND e.units_waiting > 0 AND (p.ship_by < $2 OR e.estimated_on > p.ship_by)
     GROUP BY e.line_item_id, o.name, l.title, p.ship_by ORDER BY p.ship_by, e.line_item_id LIMIT ${ROWS_AT_A_GLANCE}`,
    [shop, today],
  );
  return rows;
}

/** Shipments that are due within three weeks or overdue, earliest first; what is waited for is served by the earliest. */
export async function listArrivals(db: Sql, { shop, today }: ShopDay): Promise<Arrivals> {
  const { rows } = await db.query<ArrivalRow & { allUnitsDue: number }>(
    `WITH due AS (
       SELECT s.inbound_shipment_id, s.purchase_order_id, s.supplier_id, s.deadline, l.inventory_item_id, l.units - l.units_received AS units,
              COALESCE(sum(l.units - l.units_received) OVER (
                PARTITION BY l.inventory_item_id ORDER BY s.deadline, s.inbound_shipment_id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS units_before
       FROM inbound_shipment s
       JOIN inbound_line l ON l.shop = s.shop AND l.inbound_shipment_id = s.inbound_shipment_id AND l.units > l.units_received
       WHERE s.shop = $1 AND s.received_on IS NULL AND s.cancelled_at IS NULL AND s.deadline <= $2::date + ${ARRIVALS_WITHIN_DAYS})
     SELECT d.purchase_order_id AS "purchaseOrderId", o.number, p.name AS "supplierName", d.deadline,
            sum(d.units)::bigint AS "unitsDue", (sum(sum(d.units)) OVER ())::bigint AS "allUnitsDue", sum(LEAST(GREATEST(COALESCE(q.waiting, 0) - d.units_before, 0), d.units))::bigint AS "unitsWaited"
     FROM due d
     JOIN purchase_order o ON o.shop = $1 AND o.purchase_order_id = d.purchase_order_id
     JOIN supplier p ON p.shop = $1 AND p.supplier_id = d.supplier_id
     LEFT JOIN LATERAL (SELECT sum(units_waiting) AS waiting FROM queue_total WHERE shop = $1 AND inventory_item_id = d.inventory_item_id) q ON true
     GROUP BY d.inbound_shipment_id, d.purchase_order_id, o.number, p.name, d.deadline
     ORDER BY d.deadline, d.inbound_shipment_id LIMIT ${ROWS_AT_A_GLANCE}`,
    [shop, today],
  );
  return { rows: rows.map(({ allUnitsDue: _allUnitsDue, ...row }) => row), unitsDue: rows[0]?.allUnitsDue ?? 0 };
}

/** Units waiting by the week in which their newest promise falls, in order of time; undated units come last. */
export async function readPromiseWeeks(db: Sql, { shop, today }: ShopDay): Promise<PromiseWeek[]> {
  const { rows } = await db.query<PromiseWeek>(
    `SELECT date_trunc('week', p.ship_by)::date AS week, sum(e.units_waiting) AS "unitsWaiting",
            COALESCE(sum(e.units_waiting) FILTER (WHERE p.ship_by < $2 OR e.estimated_on > p.ship_by), 0) AS "unitsLate"
     FROM queue_entry e
     LEFT JOIN LATERAL (SELECT ship_by FROM promise WHERE shop = e.shop AND line_item_id = e.line_item_id ORDER BY seq DESC LIMIT 1) p ON true
     WHERE e.shop = $1 AND e.units_waiting > 0
     GROUP BY 1 ORDER BY 1 NULLS LAST`,
    [shop, today],
  );
  return rows;
}
