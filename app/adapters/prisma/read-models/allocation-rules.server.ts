/** By which rules the shop gives units, as its settings page shows them. */
import type { AllocationPolicy } from "../../../domain/allocation.ts";
import type { ShopDomain } from "../../../domain/ids.ts";
import type { PriorityRule } from "../../../domain/priority-class.ts";
import type { Sql } from "../database.server.ts";

export interface AllocationRulesRow {
  readonly policy: AllocationPolicy;
  readonly priorityRules: readonly PriorityRule[];
  readonly reserves: readonly ReserveRow[];
}

export interface ReserveRow {
  readonly locationId: string;
  /** "": each item. */
  readonly inventoryItemId: string;
  readonly item: string;
  readonly channel: string;
  readonly units: number;
}

export async function readAllocationRules(db: Sql, shop: ShopDomain): Promise<AllocationRulesRow> {
  const rules = await db.query<Pick<AllocationRulesRow, "policy" | "priorityRules">>(
    `SELECT allocation_policy AS policy, priority_rules AS "priorityRules" FROM shop WHERE shop = $1`,
    [shop],
  );
  const reserves = await db.query<ReserveRow>(
    `SELECT r.location_id AS "locationId", r.inventory_item_id AS "inventoryItemId", concat_ws(', ', v.product_title, NULLIF(v.title, '')) AS item, r.channel, r.units
       FROM reserve r LEFT JOIN variant v ON v.shop = r.shop AND v.inventory_item_id = r.inventory_item_id
      WHERE r.shop = $1 ORDER BY r.location_id, item, r.channel`,
    [shop],
  );
  return { policy: "first_come", priorityRules: [], ...rules.rows[0], reserves: reserves.rows };
}
