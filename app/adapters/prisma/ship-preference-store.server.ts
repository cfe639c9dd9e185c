/** How an order ships: the order's row, its entries in the queue, and who changed it. */
import type { InventoryItemId } from "../../domain/ids.ts";
import type { ShipPreference } from "../../domain/units-to-hold.ts";
import type { ShipPreferences } from "../../use-cases/ports/ship-preferences.ts";
import { sql } from "./database.server.ts";

export function createShipPreferences(): ShipPreferences {
  return {
    async lock(tx, shop, orderId) {
      const items = await sql(tx).query<{ inventoryItemId: InventoryItemId }>(
        `SELECT inventory_item_id AS "inventoryItemId" FROM variant
          WHERE shop = $1 AND inventory_item_id IN (SELECT inventory_item_id FROM queue_entry WHERE shop = $1 AND order_id = $2)
          ORDER BY inventory_item_id FOR NO KEY UPDATE`,
        [shop, orderId],
      );
      const { rows } = await sql(tx).query<{ preference: ShipPreference }>(
        `SELECT ship_preference AS preference FROM "order" WHERE shop = $1 AND order_id = $2 FOR NO KEY UPDATE`,
        [shop, orderId],
      );
      return rows[0] === undefined ? null : { ...rows[0], inventoryItemIds: items.rows.map(({ inventoryItemId }) => inventoryItemId) };
    },
    async choose(tx, shop, { orderId, before, after, actor, at }) {
      await sql(tx).query(
        `WITH chosen AS (UPDATE "order" SET ship_preference = $4, ship_preference_by = 'merchant' WHERE shop = $1 AND order_id = $2),
         entries AS (UPDATE queue_entry SET ships_together = $4 = 'together' WHERE shop = $1 AND order_id = $2)
         INSERT INTO ship_preference_change (shop, order_id, before, after, actor, at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [shop, orderId, before, after, actor, at],
      );
    },
  };
}
