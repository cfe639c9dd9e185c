/** What a merchant picks from in forms: variants, suppliers, locations. */
import type { InventoryItemId, ShopDomain, SupplierId } from "../../../domain/ids.ts";
import type { Sql } from "../database.server.ts";
import { containing } from "./page-cursor.ts";

export interface VariantChoice {
  readonly inventoryItemId: InventoryItemId;
  readonly productTitle: string;
  readonly title: string;
  readonly sku: string;
  readonly unitsWaiting: number;
}

export interface SupplierChoice {
  readonly supplierId: SupplierId;
  readonly name: string;
  /** ISO 4217 code of what it is paid in. */
  readonly currency: string;
}

const MAX_CHOICES = 25;
const FIRST_ORDER_NUMBER = 1001;

/** Tracked variants that match the words, those somebody waits for first. */
export async function findVariantChoices(db: Sql, { shop, search }: { shop: ShopDomain; search: string }): Promise<VariantChoice[]> {
  const { rows } = await db.query<VariantChoice>(
    `SELECT v.inventory_item_id AS "inventoryItemId", v.product_title AS "productTitle", v.title, v.sku, COALESCE(q.waiting, 0) AS "unitsWaiting"
     FROM variant v
     LEFT JOIN LATERAL (
       SELECT sum(units_waiting) AS waiting FROM queue_total WHERE shop = v.shop AND inventory_item_id = v.inventory_item_id
     ) q ON true
     WHERE v.shop = $1 AND v.deleted_at IS NULL AND v.is_tracked
       AND ($2::text IS NULL OR v.product_title ILIKE $2 OR v.title ILIKE $2 OR v.sku ILIKE $2)
     ORDER BY COALESCE(q.waiting, 0) DESC, v.product_title, v.title, v.variant_id LIMIT ${MAX_CHOICES}`,
    [shop, search === "" ? null : containing(search)],
  );
  return rows;
}

export async function listSupplierChoices(db: Sql, shop: ShopDomain): Promise<SupplierChoice[]> {
  const { rows } = await db.query<SupplierChoice>(
    `SELECT p.supplier_id AS "supplierId", p.name, COALESCE(NULLIF(p.currency, ''), s.currency, '') AS currency
       FROM supplier p LEFT JOIN shop s ON s.shop = p.shop WHERE p.shop = $1 ORDER BY p.name LIMIT 500`,
    [shop],
  );
  return rows;
}

/** "PO-1044" after "PO-1043"; numbers of other shapes are left alone. */
export async function suggestOrderNumber(db: Sql, shop: ShopDomain): Promise<string> {
  const { rows } = await db.query<{ last: number | null }>(
    `SELECT max(substring(number FROM '^PO-([0-9]{1,9})$')::int) AS last FROM purchase_order WHERE shop = $1`,
    [shop],
  );
  return `PO-${(rows[0]?.last ?? FIRST_ORDER_NUMBER - 1) + 1}`;
}
