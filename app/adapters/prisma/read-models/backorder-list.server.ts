/** The backorders page: one row per order line that waits or has waited, filtered, searched, sorted, 50 at a time. */
import type { CalendarDate, LineItemId, ShopDomain } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import { containing, decodeCursor, ROWS_PER_PAGE, toPage } from "./page-cursor.ts";
import type { ListPage, PageCursor } from "./page-cursor.ts";

export const BACKORDER_VIEWS = ["open", "waiting", "allocated", "late", "finished", "all"] as const;
export type BackorderView = (typeof BACKORDER_VIEWS)[number];

export const BACKORDER_SORTS = ["placed", "promise", "estimate", "units"] as const;
export type BackorderSort = (typeof BACKORDER_SORTS)[number];

export interface BackorderListQuery {
  readonly shop: ShopDomain;
  readonly today: CalendarDate;
  readonly view: BackorderView;
  /** Finds order names, customers, product titles and SKUs. */
  readonly search: string;
  readonly sort: BackorderSort;
  readonly descending: boolean;
  readonly cursor: string | null;
}

export type LineStatus = "waiting" | "partly_allocated" | "allocated" | "fulfilled" | "cancelled";

export interface BackorderRow {
  readonly lineItemId: LineItemId;
  readonly orderName: string;
  readonly customerName: string | null;
  readonly title: string;
  readonly sku: string;
  readonly rankAt: string;
  readonly status: LineStatus;
  readonly ineligible: string | null;
  readonly unitsOrdered: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly estimatedOn: string | null;
  readonly promisedOn: string | null;
  /** The promise has passed, or today's estimate lies behind it. */
  readonly isLate: boolean;
}

/** `late` compares what was promised with today and with today's estimate. $2 is today. */
const IS_LATE = `(u.open > 0 AND p.ship_by < $2 OR u.waiting > 0 AND u.estimated_on > p.ship_by)`;

/**
 * A view looks at entries first, by their own columns, and at what the line adds up to only for those that pass: most of
 * a shop's backorders are long finished.
 */
const VIEW_CONDITIONS: Record<BackorderView, { readonly entry: (alias: string) => string; readonly line: string }> = {
  open: { entry: (e) => `${e}.units_waiting + ${e}.units_allocated > 0`, line: "true" },
  waiting: { entry: (e) => `${e}.units_waiting > 0`, line: "true" },
  allocated: { entry: (e) => `${e}.units_allocated > 0`, line: "true" },
  late: { entry: (e) => `${e}.units_waiting + ${e}.units_allocated > 0`, line: IS_LATE },
  finished: { entry: (e) => `${e}.units_waiting + ${e}.units_allocated = 0`, line: "u.open = 0" },
  all: { entry: () => "true", line: "true" },
};

/** A line without a date sorts behind every date. */
const SORT_COLUMNS: Record<BackorderSort, { expression: string; type: string }> = {
  placed: { expression: "e.rank_at", type: "timestamptz" },
  promise: { expression: "COALESCE(p.ship_by, 'infinity')", type: "date" },
  estimate: { expression: "COALESCE(u.estimated_on, 'infinity')", type: "date" },
  units: { expression: "u.waiting", type: "bigint" },
};

export async function listBackorders(db: Sql, query: BackorderListQuery): Promise<ListPage<BackorderRow>> {
  const cursor = decodeCursor(query.cursor, 2);
  const { rows } = await db.query<BackorderRow & { sortKey: string }>(statement(query, cursor), [
    query.shop,
    query.today,
    query.search === "" ? null : containing(query.search),
    ...(cursor === null ? [] : cursor.key),
  ]);
  const page = toPage(rows, cursor, (row) => [row.sortKey, row.lineItemId]);
  return { ...page, rows: page.rows.map(({ sortKey: _sortKey, ...row }) => row) };
}

/** A line's first entry in the view stands for it; the laterals add the line up. */
function statement({ view, sort, descending }: BackorderListQuery, cursor: PageCursor | null): string {
  const { expression, type } = SORT_COLUMNS[sort];
  const { entry, line } = VIEW_CONDITIONS[view];
  const isUpwards = descending === (cursor?.direction === "before");
  const order = isUpwards ? "ASC" : "DESC";
  const keyset = cursor === null ? "" : `AND (${expression}, e.line_item_id) ${isUpwards ? ">" : "<"} ($4::${type}, $5)`;
  return `
    SELECT e.line_item_id AS "lineItemId", o.name AS "orderName", o.customer_name AS "customerName",
           l.title, l.sku, e.rank_at AS "rankAt", u.ineligible, ${STATUS_OF_SUMS} AS status,
           u.ordered AS "unitsOrdered", u.waiting AS "unitsWaiting", u.allocated AS "unitsAllocated",
           u.estimated_on AS "estimatedOn", p.ship_by AS "promisedOn",
           COALESCE(${IS_LATE}, false) AS "isLate", (${expression})::text AS "sortKey"
    FROM queue_entry e
    JOIN "order" o ON o.shop = e.shop AND o.order_id = e.order_id
    JOIN order_line l ON l.shop = e.shop AND l.line_item_id = e.line_item_id
    JOIN LATERAL (
      SELECT sum(units_ordered) AS ordered, sum(units_waiting) AS waiting, sum(units_allocated) AS allocated,
             sum(units_fulfilled) AS fulfilled, sum(units_waiting + units_allocated) AS open, max(ineligible) AS ineligible,
             CASE WHEN bool_or(units_waiting > 0 AND estimated_on IS NULL) THEN NULL
                  ELSE max(estimated_on) FILTER (WHERE units_waiting > 0) END AS estimated_on
      FROM queue_entry s WHERE s.shop = e.shop AND s.line_item_id = e.line_item_id
    ) u ON true
    LEFT JOIN LATERAL (
      SELECT ship_by FROM promise WHERE shop = e.shop AND line_item_id = e.line_item_id ORDER BY seq DESC LIMIT 1
    ) p ON true
    WHERE e.shop = $1 AND e.is_backorder AND ${entry("e")} AND ${line}
      AND NOT EXISTS (
        SELECT FROM queue_entry s WHERE s.shop = e.shop AND s.line_item_id = e.line_item_id AND s.is_backorder AND ${entry("s")}
          AND (s.rank_at, s.cohort, s.location_id) < (e.rank_at, e.cohort, e.location_id))
      AND ($3::text IS NULL OR o.name ILIKE $3 OR o.customer_name ILIKE $3 OR l.title ILIKE $3 OR l.sku ILIKE $3)
      AND $2::date IS NOT NULL ${keyset}
    ORDER BY ${expression} ${order}, e.line_item_id ${order}
    LIMIT ${ROWS_PER_PAGE + 1}`;
}

const STATUS_OF_SUMS = `CASE
  WHEN u.open = 0 AND u.fulfilled = 0 THEN 'cancelled' WHEN u.open = 0 THEN 'fulfilled'
  WHEN u.allocated = 0 THEN 'waiting' WHEN u.waiting > 0 THEN 'partly_allocated' ELSE 'allocated' END`;
