/** Shops, and our copy of their locations and variants. */
import type pg from "pg";
import type { InventoryItemId, ShopDomain } from "../../domain/ids.ts";
import type { PolicySwitch, Shelves, Shops, ShopState } from "../../use-cases/ports/shops.ts";
import { sql } from "./database.server.ts";
import { unitsWaiting } from "./offer-rows.server.ts";

export function createShops(pool: pg.Pool): Shops {
  return {
    async install(tx, shop) {
      const { rowCount } = await sql(tx).query(
        `INSERT INTO shop (shop, stage) VALUES ($1, 'observe')
         ON CONFLICT (shop) DO UPDATE SET uninstalled_at = NULL, installed_at = now(), stage = 'observe', installed_read_seq = (SELECT last_value FROM read_seq)
         WHERE shop.uninstalled_at IS NOT NULL`,
        [shop],
      );
      return rowCount === 1;
    },
    async uninstall(tx, shop, at) {
      const { rowCount } = await sql(tx).query(`UPDATE shop SET uninstalled_at = $2 WHERE shop = $1 AND uninstalled_at IS NULL AND installed_at < $2`, [
        shop,
        at,
      ]);
      if (rowCount === 1) await sql(tx).query(`DELETE FROM session WHERE shop = $1`, [shop]);
      return rowCount === 1;
    },
    async find(shop) {
      const { rows } = await pool.query<ShopState>(`SELECT stage, time_zone AS "timeZone", uninstalled_at IS NULL AS "isInstalled" FROM shop WHERE shop = $1`, [
        shop,
      ]);
      return rows[0] ?? null;
    },
    async installed() {
      const { rows } = await pool.query<{ shop: ShopDomain; timeZone: string }>(
        `SELECT shop, time_zone AS "timeZone" FROM shop WHERE uninstalled_at IS NULL ORDER BY shop`,
      );
      return rows;
    },
  };
}

export function createShelves(pool: pg.Pool): Shelves {
  return {
    async saveShop(tx, shop, fact) {
      // The merchant's own sender stays; Shopify's address is only the first guess.
      await sql(tx).query(
        `UPDATE shop SET name = $2, currency = $3, time_zone = CASE WHEN mirrored_at IS NULL THEN $4 ELSE time_zone END,
                sender_name = CASE WHEN sender_name = '' THEN $2 ELSE sender_name END,
                sender_email = CASE WHEN sender_email = '' THEN $5 ELSE sender_email END, mirrored_at = now()
          WHERE shop = $1`,
        [shop, fact.name, fact.currency, fact.timeZone, fact.email],
      );
    },
    async saveLocations(tx, shop, locations) {
      await sql(tx).query(
        `INSERT INTO location (shop, location_id, name, is_active, fulfils_online)
         SELECT $1, l."locationId", l.name, l."isActive", l."fulfilsOnline"
           FROM json_to_recordset($2::json) AS l("locationId" text, name text, "isActive" boolean, "fulfilsOnline" boolean)
         ON CONFLICT (shop, location_id) DO UPDATE
           SET name = EXCLUDED.name, is_active = EXCLUDED.is_active, fulfils_online = EXCLUDED.fulfils_online`,
        [shop, JSON.stringify(locations)],
      );
      await sql(tx).query(`UPDATE location SET is_active = false WHERE shop = $1 AND is_active AND NOT location_id = ANY($2)`, [
        shop,
        locations.map((location) => location.locationId),
      ]);
    },
    async saveVariants(tx, shop, variants) {
      const { rows } = await sql(tx).query<{ inventoryItemId: InventoryItemId }>(SAVE_VARIANTS, [shop, JSON.stringify(variants)]);
      return rows.map((row) => row.inventoryItemId);
    },
    async dropVariants(tx, shop, { productIds, kept }) {
      await sql(tx).query(
        `UPDATE variant SET deleted_at = now() WHERE shop = $1 AND product_id = ANY($2) AND deleted_at IS NULL AND NOT variant_id = ANY($3)`,
        [shop, productIds, kept],
      );
    },
    async productsOf(shop, inventoryItemIds) {
      const { rows } = await pool.query<{ productId: string }>(
        `SELECT DISTINCT product_id AS "productId" FROM variant WHERE shop = $1 AND inventory_item_id = ANY($2) ORDER BY 1`,
        [shop, inventoryItemIds],
      );
      return rows.map((row) => row.productId);
    },
    async switchOf(shop, variantId) {
      const { rows } = await pool.query<PolicySwitch>(POLICY_SWITCH, [shop, variantId]);
      return rows[0] ?? null;
    },
    async ownSwitch(tx, shop, variantId, policy) {
      await sql(tx).query(
        `UPDATE variant SET inherited_policy = CASE WHEN switch_owner = 'theirs' THEN inventory_policy ELSE inherited_policy END,
                switch_owner = 'ours', owned_policy = $3 WHERE shop = $1 AND variant_id = $2`,
        [shop, variantId, policy],
      );
    },
    async releaseSwitch(tx, shop, variantId) {
      await sql(tx).query(`UPDATE variant SET switch_owner = 'theirs', owned_policy = NULL, inherited_policy = NULL WHERE shop = $1 AND variant_id = $2`, [
        shop,
        variantId,
      ]);
    },
    async savePolicy(tx, shop, variantId, { policy, updatedAt }) {
      await sql(tx).query(`UPDATE variant SET inventory_policy = $3, source_updated_at = GREATEST(source_updated_at, $4) WHERE shop = $1 AND variant_id = $2`, [
        shop,
        variantId,
        policy,
        updatedAt,
      ]);
    },
  };
}

/** A switch that stood as we had set it and stands otherwise now was moved by somebody else; moved back, it is ours as before. */
const OWNER_AFTER_READING = `CASE
      WHEN variant.switch_owner = 'ours' AND variant.inventory_policy = variant.owned_policy AND EXCLUDED.inventory_policy <> variant.owned_policy THEN 'drifted'
      WHEN variant.switch_owner = 'drifted' AND EXCLUDED.inventory_policy = variant.owned_policy THEN 'ours'
      ELSE variant.switch_owner END`;

/** Variants are locked in the order of their items, as everybody locks them, so that nobody waits in a circle. */
const SAVE_VARIANTS = `
  WITH fact AS (
    SELECT * FROM json_to_recordset($2::json) AS v("variantId" text, "productId" text, "inventoryItemId" text, "productTitle" text,
      title text, sku text, "imageUrl" text, "isTracked" boolean, "inventoryPolicy" text, "updatedAt" timestamptz)
    ORDER BY "inventoryItemId"
  ), saved AS (
    INSERT INTO variant (shop, variant_id, product_id, inventory_item_id, product_title, title, sku, image_url, is_tracked, inventory_policy, source_updated_at)
    SELECT $1, "variantId", "productId", "inventoryItemId", "productTitle", title, sku, "imageUrl", "isTracked", "inventoryPolicy", "updatedAt" FROM fact
    ON CONFLICT (shop, variant_id) DO UPDATE SET product_id = EXCLUDED.product_id, inventory_item_id = EXCLUDED.inventory_item_id,
      product_title = EXCLUDED.product_title, title = EXCLUDED.title, sku = EXCLUDED.sku, image_url = EXCLUDED.image_url,
      is_tracked = EXCLUDED.is_tracked, inventory_policy = EXCLUDED.inventory_policy, switch_owner = ${OWNER_AFTER_READING}, source_updated_at = EXCLUDED.source_updated_at, deleted_at = NULL
    WHERE variant.source_updated_at <= EXCLUDED.source_updated_at
    RETURNING inventory_item_id AS "inventoryItemId", xmax = 0 AS "isNew"
  )
  SELECT "inventoryItemId" FROM saved WHERE "isNew"`;

const POLICY_SWITCH = `
  SELECT v.product_id AS "productId", v.inventory_item_id AS "inventoryItemId", v.backorder_mode AS mode, v.backorder_limit AS "limit", v.switch_owner AS owner, v.inventory_policy AS current,
         v.inherited_policy AS inherited, ${unitsWaiting("v")} AS "unitsWaiting",
         CASE WHEN p.shop IS NOT NULL THEN json_build_object('cap', p.payload->'cap', 'unitsWaiting', p.units_waiting) END AS offer
    FROM variant v LEFT JOIN publication p ON p.shop = v.shop AND p.variant_id = v.variant_id AND p.rev = v.publication_rev
   WHERE v.shop = $1 AND v.variant_id = $2 AND v.deleted_at IS NULL`;
