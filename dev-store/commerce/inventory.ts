import type { InventoryLevel, QuantityName, ShopState, StoredQuantityName } from "../state/types.ts";
import { levelKey, levelOf, takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";

/**
 * Shopify's inventory arithmetic. Of the quantities of an item at a location only `on_hand` is a sum:
 *
 *   on_hand = available + committed + damaged + quality_control + reserved + safety_stock
 *
 * A sale of 2 moves 2 from `available` to `committed`; shipping takes 2 from `committed`, and only then does
 * `on_hand` fall. `available` may go below zero (oversold); then `on_hand` still counts what lies there:
 * 5 sold with nothing on the shelf is available -5, committed 5, on hand 0.
 */

const PARTS_OF_ON_HAND = ["available", "committed", "damaged", "quality_control", "reserved", "safety_stock"] as const satisfies readonly StoredQuantityName[];

export type QuantityChange = {
  inventoryItemId: number;
  locationId: number;
  name: StoredQuantityName;
  delta: number;
};

export function onHand(level: InventoryLevel): number {
  return PARTS_OF_ON_HAND.reduce((sum, name) => sum + level.quantities[name], 0);
}

export function quantityOf(level: InventoryLevel, name: QuantityName): number {
  return name === "on_hand" ? onHand(level) : level.quantities[name];
}

/** Units that can be sold without a backorder, over active locations that fulfil online orders. */
export function sellableUnits(shop: ShopState, inventoryItemId: number): number {
  let units = 0;
  for (const location of shop.locations.values()) {
    if (!location.isActive || !location.fulfillsOnlineOrders) continue;
    units += levelOf(shop, inventoryItemId, location.id)?.quantities.available ?? 0;
  }
  return units;
}

/**
 * Starts to stock the item at the location with zero of everything, or returns the level that is there.
 * Emits `inventory_levels/connect` when it is new.
 */
export function stockItem(context: ShopContext, { inventoryItemId, locationId }: { inventoryItemId: number; locationId: number }): InventoryLevel {
  const existing = levelOf(context.shop, inventoryItemId, locationId);
  if (existing !== undefined) return existing;
  const now = timestamp(context);
  const level: InventoryLevel = {
    id: takeId(context),
    inventoryItemId,
    locationId,
    quantities: {
      available: 0,
      committed: 0,
      damaged: 0,
      incoming: 0,
      quality_control: 0,
      reserved: 0,
      safety_stock: 0,
    },
    createdAt: now,
    updatedAt: now,
  };
  context.shop.inventoryLevels.set(levelKey(inventoryItemId, locationId), level);
  context.emit({ topic: "inventory_levels/connect", inventoryItemId, locationId });
  return level;
}

/**
 * Applies the changes and emits one `inventory_levels/update` for each level whose `available` moved: the
 * payload shows nothing else, and shipping a committed unit is told by the fulfillment topics.
 */
export function changeQuantities(context: ShopContext, changes: readonly QuantityChange[]): void {
  const availableBefore = new Map<InventoryLevel, number>();
  const now = timestamp(context);
  for (const { inventoryItemId, locationId, name, delta } of changes) {
    if (delta === 0) continue;
    const level = stockItem(context, { inventoryItemId, locationId });
    if (!availableBefore.has(level)) availableBefore.set(level, level.quantities.available);
    level.quantities[name] += delta;
    level.updatedAt = now;
  }
  for (const [level, before] of availableBefore) {
    if (level.quantities.available === before) continue;
    const { inventoryItemId, locationId } = level;
    context.emit({ topic: "inventory_levels/update", inventoryItemId, locationId });
  }
}

/** What a merchant does in the stock field of the admin: `available` becomes this number, `on_hand` follows. */
export function setAvailable(
  context: ShopContext,
  { inventoryItemId, locationId, available }: { inventoryItemId: number; locationId: number; available: number },
): void {
  const level = stockItem(context, { inventoryItemId, locationId });
  const delta = available - level.quantities.available;
  changeQuantities(context, [{ inventoryItemId, locationId, name: "available", delta }]);
}
