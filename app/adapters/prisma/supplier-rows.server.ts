/** Suppliers and what they sell us. */
import type { ShopDomain, SupplierId } from "../../domain/ids.ts";
import type { SavedSupplier, SavedSupplierItem } from "../../use-cases/ports/supply.ts";
import { takeName } from "./database.server.ts";
import type { Sql } from "./database.server.ts";

export async function findSupplier(db: Sql, shop: ShopDomain, supplierId: SupplierId): Promise<SavedSupplier | null> {
  const { rows } = await db.query<SavedSupplier>(
    `SELECT supplier_id AS "supplierId", name, email, country, lead_time_days AS "leadTimeDays", currency, minimum_units AS "minimumUnits",
            minimum_cents AS "minimumCents", order_weekdays AS "orderWeekdays"
       FROM supplier WHERE shop = $1 AND supplier_id = $2`,
    [shop, supplierId],
  );
  return rows[0] ?? null;
}

export async function saveSupplier(db: Sql, shop: ShopDomain, supplier: SavedSupplier): Promise<boolean> {
  const { supplierId, name, email, country, leadTimeDays, currency, minimumUnits, minimumCents, orderWeekdays } = supplier;
  await takeName(db, `supplier ${shop} ${name}`);
  const { rowCount } = await db.query(
    `INSERT INTO supplier (shop, supplier_id, name, email, country, lead_time_days, currency, minimum_units, minimum_cents, order_weekdays)
     SELECT $1, $2, $3, $4, $5, $6::int, $7, $8::int, $9::bigint, $10::int[]
      WHERE NOT EXISTS (SELECT FROM supplier WHERE shop = $1 AND name = $3 AND supplier_id <> $2)
     ON CONFLICT (shop, supplier_id) DO UPDATE
       SET name = EXCLUDED.name, email = EXCLUDED.email, country = EXCLUDED.country, lead_time_days = EXCLUDED.lead_time_days, currency = EXCLUDED.currency,
           minimum_units = EXCLUDED.minimum_units, minimum_cents = EXCLUDED.minimum_cents, order_weekdays = EXCLUDED.order_weekdays`,
    [shop, supplierId, name, email, country, leadTimeDays, currency, minimumUnits, minimumCents, orderWeekdays],
  );
  return rowCount === 1;
}

export async function saveSupplierItem(db: Sql, shop: ShopDomain, item: SavedSupplierItem): Promise<void> {
  await db.query(
    `INSERT INTO supplier_item (shop, supplier_id, inventory_item_id, supplier_sku, unit_cost_cents, pack_size, minimum_units, lead_time_days, rank)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     ON CONFLICT (shop, supplier_id, inventory_item_id) DO UPDATE
       SET supplier_sku = EXCLUDED.supplier_sku, unit_cost_cents = EXCLUDED.unit_cost_cents, pack_size = EXCLUDED.pack_size,
           minimum_units = EXCLUDED.minimum_units, lead_time_days = EXCLUDED.lead_time_days, rank = EXCLUDED.rank`,
    [shop, item.supplierId, item.inventoryItemId, item.supplierSku, item.unitCostCents, item.packSize, item.minimumUnits, item.leadTimeDays, item.rank],
  );
}
