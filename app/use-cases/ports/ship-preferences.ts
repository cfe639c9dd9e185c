/** How an order ships, as the merchant may change it. */
import type { Instant, InventoryItemId, OrderId, ShopDomain } from "../../domain/ids.ts";
import type { ShipPreference } from "../../domain/units-to-hold.ts";
import type { Transaction } from "./transaction.ts";

export interface ShipPreferences {
  /** Locks the order's items and the order. Null: unknown. */
  lock(tx: Transaction, shop: ShopDomain, orderId: OrderId): Promise<{ preference: ShipPreference; inventoryItemIds: readonly InventoryItemId[] } | null>;
  /** From now on the merchant's word counts, whatever later readings of the order say; kept with who said it. */
  choose(tx: Transaction, shop: ShopDomain, choice: ShipPreferenceChoice): Promise<void>;
}

export interface ShipPreferenceChoice {
  readonly orderId: OrderId;
  readonly before: ShipPreference;
  readonly after: ShipPreference;
  readonly actor: string;
  readonly at: Instant;
}
