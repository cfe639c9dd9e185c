/** What was sold beyond its limit: each order, and the date that its customer was told. */
import type { LineItemId, ShopDomain, VariantId } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import { decodeCursor, ROWS_PER_PAGE, toPage } from "./page-cursor.ts";
import type { ListPage } from "./page-cursor.ts";

export interface OvershootRow {
  readonly lineItemId: LineItemId;
  readonly place: string;
  readonly orderName: string;
  readonly orderedAt: string;
  readonly variantId: VariantId;
  readonly productTitle: string;
  readonly title: string;
  readonly units: number;
  readonly unitsWaiting: number;
  /** What the customer was told; null without `isTold`: nothing yet, with it: that there is no date. */
  readonly promisedOn: string | null;
  readonly isTold: boolean;
  readonly estimatedOn: string | null;
}

/** A line that the shelf could serve after all was not sold beyond anything. */
const WAS_BACKORDER = `(q.shop IS NULL OR q.is_backorder OR q.units_waiting > 0)`;

const SORT_KEY = `(x.ordered_at, x.line_item_id || '/' || x.cohort || '/' || x.location_id)`;

export async function listOvershoot(db: Sql, { shop, cursor: text }: { shop: ShopDomain; cursor: string | null }): Promise<ListPage<OvershootRow>> {
  const cursor = decodeCursor(text, 2);
  const isBackwards = cursor?.direction === "before";
  const order = isBackwards ? "ASC" : "DESC";
  const { rows } = await db.query<OvershootRow>(
    `SELECT x.line_item_id AS "lineItemId", x.line_item_id || '/' || x.cohort || '/' || x.location_id AS place, o.name AS "orderName", x.ordered_at AS "orderedAt",
            v.variant_id AS "variantId", v.product_title AS "productTitle", v.title, x.units, COALESCE(q.units_waiting, 0) AS "unitsWaiting",
            p.ship_by AS "promisedOn", p.seq IS NOT NULL AS "isTold", q.estimated_on AS "estimatedOn"
       FROM overshoot x
       JOIN "order" o ON o.shop = x.shop AND o.order_id = x.order_id
       JOIN variant v ON v.shop = x.shop AND v.inventory_item_id = x.inventory_item_id
       LEFT JOIN queue_entry q ON q.shop = x.shop AND q.line_item_id = x.line_item_id AND q.cohort = x.cohort AND q.location_id = x.location_id
       LEFT JOIN LATERAL (SELECT seq, ship_by FROM promise WHERE shop = x.shop AND line_item_id = x.line_item_id ORDER BY seq DESC LIMIT 1) p ON true
      WHERE x.shop = $1 AND ${WAS_BACKORDER} ${cursor === null ? "" : `AND ${SORT_KEY} ${isBackwards ? ">" : "<"} ($2::timestamptz, $3)`}
      ORDER BY x.ordered_at ${order}, 2 ${order} LIMIT ${ROWS_PER_PAGE + 1}`,
    [shop, ...(cursor === null ? [] : cursor.key)],
  );
  return toPage(rows, cursor, ({ orderedAt, place }) => [new Date(orderedAt).toISOString(), place]);
}

/** Units sold beyond a limit that still wait. */
export async function countOvershoot(db: Sql, shop: ShopDomain): Promise<number> {
  const { rows } = await db.query<{ units: number }>(
    `SELECT COALESCE(sum(LEAST(x.units, q.units_waiting)), 0)::int AS units FROM overshoot x
       JOIN queue_entry q ON q.shop = x.shop AND q.line_item_id = x.line_item_id AND q.cohort = x.cohort AND q.location_id = x.location_id WHERE x.shop = $1 AND ${WAS_BACKORDER}`,
    [shop],
  );
  return rows[0]?.units ?? 0;
}
