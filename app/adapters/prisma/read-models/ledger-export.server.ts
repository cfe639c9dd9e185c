/** The ledger as tables to take along. Read page by page, so that a long history costs no memory. */
import type { ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export const EXPORTS = ["orders", "allocations", "promises", "suppliers", "purchase_orders"] as const;
export type ExportName = (typeof EXPORTS)[number];
export type ExportRow = Readonly<Record<string, string | number | boolean | null>>;

const ROWS_PER_READ = 2_000;

/** Each is ordered by `key`, a text that no two rows share, from which the next page goes on. */
const TABLES: Readonly<Record<ExportName, string>> = {
  orders: `
    SELECT q.line_item_id || '/' || q.cohort || '/' || q.location_id AS key, o.name AS "order", o.created_at AS "placedAt", o.customer_name AS customer, o.email,
           l.title, l.sku, p.name AS location, q.rank_at AS "rankedAt", q.status, q.units_ordered AS "unitsOrdered", q.units_fulfilled AS "unitsFulfilled",
           q.units_removed AS "unitsRemoved", q.units_allocated AS "unitsAllocated", q.units_waiting AS "unitsWaiting", q.estimated_on::text AS "estimatedOn"
      FROM queue_entry q JOIN "order" o ON o.shop = q.shop AND o.order_id = q.order_id JOIN order_line l ON l.shop = q.shop AND l.line_item_id = q.line_item_id
      LEFT JOIN location p ON p.shop = q.shop AND p.location_id = q.location_id WHERE q.shop = $1 AND q.is_backorder`,
  allocations: `
    SELECT lpad(a.settlement_id::text, 20, '0') || '/' || a.line_item_id || '/' || a.cohort || '/' || a.location_id AS key, s.at, o.name AS "order", l.title, l.sku,
           p.name AS location, a.units, a.rule, a.rank, a.sentence
      FROM allocation a JOIN settlement s ON s.shop = a.shop AND s.settlement_id = a.settlement_id
      JOIN order_line l ON l.shop = a.shop AND l.line_item_id = a.line_item_id JOIN "order" o ON o.shop = a.shop AND o.order_id = l.order_id
      LEFT JOIN location p ON p.shop = a.shop AND p.location_id = a.location_id WHERE a.shop = $1`,
  promises: `
    SELECT m.line_item_id || '/' || lpad(m.seq::text, 10, '0') AS key, m.at, o.name AS "order", l.title, l.sku, m.units, m.ship_by::text AS "shipBy",
           m.window_from::text AS "windowFrom", m.confidence, m.origin, n.state AS "message", n.sent_at AS "sentAt"
      FROM promise m JOIN "order" o ON o.shop = m.shop AND o.order_id = m.order_id JOIN order_line l ON l.shop = m.shop AND l.line_item_id = m.line_item_id
      LEFT JOIN notice n ON n.shop = m.shop AND n.notice_id = m.notice_id WHERE m.shop = $1`,
  suppliers: `
    SELECT s.supplier_id AS key, s.name, s.email, s.country, s.lead_time_days AS "leadTimeDays",
           (SELECT count(*)::int FROM inbound_shipment i WHERE i.shop = s.shop AND i.supplier_id = s.supplier_id AND i.received_on IS NOT NULL) AS "deliveriesReceived"
      FROM supplier s WHERE s.shop = $1`,
  purchase_orders: `
    SELECT o.purchase_order_id || '/' || i.inbound_shipment_id || '/' || l.inventory_item_id AS key, o.number, s.name AS supplier, p.name AS location, o.status,
           o.ordered_on::text AS "orderedOn", i.deadline::text, i.received_on::text AS "receivedOn", v.product_title AS product, v.title AS variant, v.sku, l.units,
           l.units_received AS "unitsReceived"
      FROM inbound_shipment i JOIN purchase_order o ON o.shop = i.shop AND o.purchase_order_id = i.purchase_order_id
      JOIN supplier s ON s.shop = i.shop AND s.supplier_id = i.supplier_id
      JOIN inbound_line l ON l.shop = i.shop AND l.inbound_shipment_id = i.inbound_shipment_id
      LEFT JOIN location p ON p.shop = i.shop AND p.location_id = i.location_id
      LEFT JOIN variant v ON v.shop = l.shop AND v.inventory_item_id = l.inventory_item_id WHERE i.shop = $1`,
};

/** All rows, a page at a time. */
export async function* readExport(db: Sql, shop: ShopDomain, what: ExportName): AsyncGenerator<readonly ExportRow[]> {
  let after: string | null = "";
  while (after !== null) {
    const statement = `SELECT * FROM (${TABLES[what]}) AS t WHERE t.key > $2 ORDER BY t.key LIMIT ${ROWS_PER_READ}`;
    const read: ExportRow[] = (await db.query<ExportRow>(statement, [shop, after])).rows;
    if (read.length > 0) yield read.map(({ key: _key, ...row }) => row);
    after = read.length < ROWS_PER_READ ? null : String(read.at(-1)?.key);
  }
}
