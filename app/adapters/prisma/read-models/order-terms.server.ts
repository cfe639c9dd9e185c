/** What is known of suppliers' terms while a purchase order is written. */
import type { InventoryItemId, ShopDomain, SupplierId } from "../../../domain/ids.ts";
import type { ItemTerms, SupplierOffer, SupplierTerms } from "../../../domain/supplier-terms.ts";
import type { Sql } from "../database.server.ts";

export interface OfferRow extends SupplierOffer, ItemTerms {
  readonly unitCostCents: number | null;
}

/** Null when the shop has no such supplier. */
export async function readSupplierTerms(db: Sql, { shop, supplierId }: { shop: ShopDomain; supplierId: SupplierId }): Promise<SupplierTerms | null> {
  const { rows } = await db.query<SupplierTerms>(
    `SELECT minimum_units AS "minimumUnits", minimum_cents AS "minimumCents", order_weekdays AS "orderWeekdays", email
       FROM supplier WHERE shop = $1 AND supplier_id = $2`,
    [shop, supplierId],
  );
  return rows[0] ?? null;
}

/** What all suppliers offer of the items. */
export async function readOffers(db: Sql, { shop, inventoryItemIds }: { shop: ShopDomain; inventoryItemIds: readonly InventoryItemId[] }): Promise<OfferRow[]> {
  const { rows } = await db.query<OfferRow>(
    `SELECT i.supplier_id AS "supplierId", i.inventory_item_id AS "inventoryItemId", i.rank, COALESCE(i.lead_time_days, p.lead_time_days) AS "leadTimeDays",
            i.pack_size AS "packSize", i.minimum_units AS "minimumUnits", i.unit_cost_cents AS "unitCostCents"
       FROM supplier_item i JOIN supplier p ON p.shop = i.shop AND p.supplier_id = i.supplier_id
      WHERE i.shop = $1 AND i.inventory_item_id = ANY($2) ORDER BY i.inventory_item_id, i.rank, i.supplier_id`,
    [shop, inventoryItemIds],
  );
  return rows;
}
