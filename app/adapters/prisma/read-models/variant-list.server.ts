/** The variants page: what may be backordered, what is on the shelf, who waits, what arrives and when it ships. */
import type { InventoryItemId, ShopDomain, VariantId } from "../../../domain/ids.ts";
import type { Criterion } from "../../../domain/readiness.ts";
import type { Sql } from "../database.server.ts";
import { containing, decodeCursor, ROWS_PER_PAGE, toPage } from "./page-cursor.ts";
import type { ListPage } from "./page-cursor.ts";

export const VARIANT_VIEWS = ["all", "on", "off", "waiting", "sold_out", "gap", "ready", "drifted"] as const;
export type VariantView = (typeof VARIANT_VIEWS)[number];

export interface VariantListQuery {
  readonly shop: ShopDomain;
  readonly view: VariantView;
  readonly search: string;
  readonly cursor: string | null;
}

export interface VariantRow {
  readonly variantId: VariantId;
  readonly inventoryItemId: InventoryItemId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly imageUrl: string | null;
  readonly isTracked: boolean;
  readonly inventoryPolicy: string;
  readonly switchOwner: "theirs" | "ours" | "drifted" | "left";
  /** The four criteria by the last estimate; null: never estimated. */
  readonly readiness: readonly Criterion[] | null;
  readonly backorderMode: "off" | "on" | "autopilot";
  readonly backorderLimit: number | null;
  readonly leastShippable: number | null;
  readonly madeToOrder: boolean;
  /** Who is asked first for it; null: nobody is known to supply it. */
  readonly supplier: string | null;
  readonly available: number;
  readonly onHand: number;
  readonly unitsWaiting: number;
  readonly unitsAllocated: number;
  readonly unitsInbound: number;
  /** The earliest deadline of what is on its way. */
  readonly nextDeadline: string | null;
  /** What the next buyer of one unit is shown: the day it ships, null without one. */
  readonly nextShipBy: string | null;
  readonly publishedState: string | null;
}

const VIEW_CONDITIONS: Record<VariantView, string> = {
  all: "true",
  on: "v.backorder_mode <> 'off'",
  off: "v.backorder_mode = 'off'",
  waiting: "q.waiting > 0",
  sold_out: "v.is_tracked AND COALESCE(k.available, 0) <= 0",
  ready: `v.readiness IS NOT NULL AND NOT v.readiness @> '[{"holds": false}]'`,
  drifted: "v.switch_owner = 'drifted'",
  gap: "q.waiting > COALESCE(i.units, 0)",
};

const SORT_KEY = "(v.product_title, v.title, v.variant_id)";

export async function listVariants(db: Sql, query: VariantListQuery): Promise<ListPage<VariantRow>> {
  const cursor = decodeCursor(query.cursor, 3);
  const isBackwards = cursor?.direction === "before";
  const order = isBackwards ? "DESC" : "ASC";
  const { rows } = await db.query<VariantRow>(
    `SELECT ${COLUMNS} FROM variant v ${LATERALS}
     WHERE v.shop = $1 AND v.deleted_at IS NULL AND ${VIEW_CONDITIONS[query.view]}
       AND ($2::text IS NULL OR v.product_title ILIKE $2 OR v.title ILIKE $2 OR v.sku ILIKE $2)
       ${cursor === null ? "" : `AND ${SORT_KEY} ${isBackwards ? "<" : ">"} ($3, $4, $5)`}
     ORDER BY v.product_title ${order}, v.title ${order}, v.variant_id ${order} LIMIT ${ROWS_PER_PAGE + 1}`,
    [query.shop, query.search === "" ? null : containing(query.search), ...(cursor === null ? [] : cursor.key)],
  );
  return toPage(rows, cursor, ({ productTitle, title, variantId }) => [productTitle, title, variantId]);
}

/** Null when the shop has no such variant. */
export async function readVariant(db: Sql, { shop, variantId }: { shop: ShopDomain; variantId: VariantId }): Promise<VariantRow | null> {
  const { rows } = await db.query<VariantRow>(`SELECT ${COLUMNS} FROM variant v ${LATERALS} WHERE v.shop = $1 AND v.variant_id = $2`, [shop, variantId]);
  return rows[0] ?? null;
}

const COLUMNS = `
  v.variant_id AS "variantId", v.inventory_item_id AS "inventoryItemId", v.product_title AS "productTitle", v.title, v.sku,
  v.image_url AS "imageUrl", v.is_tracked AS "isTracked", v.inventory_policy AS "inventoryPolicy", v.switch_owner AS "switchOwner", v.readiness,
  v.backorder_mode AS "backorderMode",
  v.backorder_limit AS "backorderLimit", v.least_shippable AS "leastShippable", v.made_to_order AS "madeToOrder",
  (SELECT f.name FROM supplier_item t JOIN supplier f ON f.shop = t.shop AND f.supplier_id = t.supplier_id
    WHERE t.shop = v.shop AND t.inventory_item_id = v.inventory_item_id ORDER BY t.rank, t.supplier_id LIMIT 1) AS supplier,
  COALESCE(k.available, 0) AS available, COALESCE(k.on_hand, 0) AS "onHand",
  COALESCE(q.waiting, 0) AS "unitsWaiting", COALESCE(q.allocated, 0) AS "unitsAllocated",
  COALESCE(i.units, 0) AS "unitsInbound", i.next_deadline AS "nextDeadline",
  (SELECT min(tranche->>1) FROM jsonb_array_elements(p.payload->'tranches') tranche) AS "nextShipBy", p.payload->>'state' AS "publishedState"`;

/** Each lateral reads one variant's rows by key, for the rows of the page only once the page is cut. */
const LATERALS = `
  LEFT JOIN LATERAL (
    SELECT sum(available) AS available, sum(on_hand) AS on_hand FROM stock_level
    WHERE shop = v.shop AND inventory_item_id = v.inventory_item_id
  ) k ON true
  LEFT JOIN LATERAL (
    SELECT sum(units_waiting) AS waiting, sum(units_allocated) AS allocated FROM queue_total
    WHERE shop = v.shop AND inventory_item_id = v.inventory_item_id
  ) q ON true
  LEFT JOIN LATERAL (
    SELECT sum(l.units - l.units_received) AS units, min(s.deadline) AS next_deadline
    FROM inbound_line l JOIN inbound_shipment s ON s.shop = l.shop AND s.inbound_shipment_id = l.inbound_shipment_id
    WHERE l.shop = v.shop AND l.inventory_item_id = v.inventory_item_id AND l.units > l.units_received
      AND s.cancelled_at IS NULL AND s.received_on IS NULL
  ) i ON true
  LEFT JOIN LATERAL (
    SELECT payload FROM publication WHERE shop = v.shop AND variant_id = v.variant_id ORDER BY rev DESC LIMIT 1
  ) p ON true`;
