/** What going live would do, variant by variant: who is held, who is written to, which date the storefront shows. */
import type { ShopDomain, VariantId } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";

export interface WouldDoRow {
  readonly variantId: VariantId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly mode: "on" | "autopilot";
  /** It acts already, or would if the shop were live; false: only planned. */
  readonly isSwitchedOn: boolean;
  readonly unitsWaiting: number;
  /** Orders that would be held. */
  readonly ordersToHold: number;
  /** Of these, orders whose customer knows no date yet. */
  readonly ordersUntold: number;
  /** Units given to who waited since the installation. */
  readonly unitsGiven: number;
  readonly firstShipBy: string | null;
  readonly lastShipBy: string | null;
  readonly unitsWithoutDate: number;
}

/** A merchant decides over one page; whoever has more goes live with all of them. */
const MOST_ROWS = 100;

export async function listWouldDo(db: Sql, shop: ShopDomain): Promise<WouldDoRow[]> {
  const { rows } = await db.query<WouldDoRow>(
    `SELECT v.variant_id AS "variantId", v.product_title AS "productTitle", v.title, v.sku,
            CASE WHEN v.backorder_mode <> 'off' THEN v.backorder_mode ELSE v.planned_mode END AS mode, v.backorder_mode <> 'off' AS "isSwitchedOn",
            COALESCE(w.units, 0) AS "unitsWaiting", COALESCE(w.orders, 0) AS "ordersToHold", COALESCE(w.untold, 0) AS "ordersUntold",
            COALESCE(g.units, 0) AS "unitsGiven", w.first AS "firstShipBy", w.last AS "lastShipBy", COALESCE(w.undated, 0) AS "unitsWithoutDate"
       FROM variant v
       LEFT JOIN LATERAL (
         SELECT sum(q.units_waiting)::int AS units, count(DISTINCT q.order_id)::int AS orders,
                count(DISTINCT q.order_id) FILTER (WHERE NOT EXISTS (SELECT FROM promise p WHERE p.shop = q.shop AND p.line_item_id = q.line_item_id))::int AS untold,
                min(q.estimated_on) AS first, max(q.estimated_on) AS last, COALESCE(sum(q.units_waiting) FILTER (WHERE q.estimated_on IS NULL), 0)::int AS undated
           FROM queue_entry q WHERE q.shop = v.shop AND q.inventory_item_id = v.inventory_item_id AND q.units_waiting > 0 AND q.is_backorder) w ON true
       LEFT JOIN LATERAL (
         SELECT sum(q.units_allocated)::int AS units FROM queue_entry q
          WHERE q.shop = v.shop AND q.inventory_item_id = v.inventory_item_id AND q.units_allocated > 0 AND q.is_backorder) g ON true
      WHERE v.shop = $1 AND v.deleted_at IS NULL AND (v.backorder_mode <> 'off' OR v.planned_mode IS NOT NULL)
      ORDER BY v.product_title, v.title, v.variant_id LIMIT ${MOST_ROWS}`,
    [shop],
  );
  return rows;
}
