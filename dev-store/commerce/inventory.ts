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

export function isPartOfOnHand(name: StoredQuantityName): boolean {
  return PARTS_OF_ON_HAND.some((part) => part === name);
}

export type QuantityChange = {
  inventoryItemId: number;
  locationId: number;
  name: StoredQuantityName;
  delta: number;
};

type Counted = Pick<InventoryLevel, "quantities">;

export function onHand({ quantities }: Counted): number {
  return PARTS_OF_ON_HAND.reduce((sum, name) => sum + quantities[name], 0);
}

export function quantityOf(level: Counted, name: QuantityName): number {
  return name === "on_hand" ? onHand(level) : level.quantities[name];
}

/** Where the item is stocked, in the order of the shop's locations. */
export function levelsOf(shop: ShopState, inventoryItemId: number): InventoryLevel[] {
  return [...shop.locations.keys()].flatMap((locationId) => levelOf(shop, inventoryItemId, locationId) ?? []);
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
 * Starts to stock the item at the location with zero of everything, or returns the level that is there. One that was
 * stocked before comes back as it was. Emits `inventory_levels/connect` unless it was active.
 */
export function stockItem(context: ShopContext, { inventoryItemId, locationId }: { inventoryItemId: number; locationId: number }): InventoryLevel {
  const { inventoryLevels, inactiveInventoryLevels } = context.shop;
  const existing = levelOf(context.shop, inventoryItemId, locationId);
  if (existing !== undefined) return existing;
  const key = levelKey(inventoryItemId, locationId);
  const level = inactiveInventoryLevels.get(key) ?? emptyLevel(context, { inventoryItemId, locationId });
  level.updatedAt = timestamp(context);
  inactiveInventoryLevels.delete(key);
  inventoryLevels.set(key, level);
  context.emit({ topic: "inventory_levels/connect", inventoryItemId, locationId });
  return level;
}

function emptyLevel(context: ShopContext, { inventoryItemId, locationId }: { inventoryItemId: number; locationId: number }): InventoryLevel {
  const now = timestamp(context);
  return {
    id: takeId(context),
    inventoryItemId,
    locationId,
    quantities: { available: 0, committed: 0, damaged: 0, incoming: 0, quality_control: 0, reserved: 0, safety_stock: 0 },
    changedAt: { available: now },
    createdAt: now,
    updatedAt: now,
  };
}

/** Stops to stock the item at the location; what was available there is given up. Emits `inventory_levels/disconnect`. */
export function unstockItem(context: ShopContext, level: InventoryLevel): void {
  const { inventoryItemId, locationId } = level;
  const key = levelKey(inventoryItemId, locationId);
  context.beforeLevelChange?.(level);
  level.quantities.available = 0;
  level.updatedAt = timestamp(context);
  context.shop.inventoryLevels.delete(key);
  context.shop.inactiveInventoryLevels.set(key, level);
  context.emit({ topic: "inventory_levels/disconnect", inventoryItemId, locationId });
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
    if (!availableBefore.has(level)) {
      availableBefore.set(level, level.quantities.available);
      context.beforeLevelChange?.(level);
    }
    level.quantities[name] += delta;
    level.changedAt[name] = now;
    level.updatedAt = now;
  }
  for (const [level, before] of availableBefore) {
    if (level.quantities.available === before) continue;
    const { inventoryItemId, locationId } = level;
    context.emit({ topic: "inventory_levels/update", inventoryItemId, locationId });
  }
  tellStockedOut(context, availableBefore);
}

/** Emits `variants/in_stock` and `variants/out_of_stock` where what is available everywhere together crossed zero. */
function tellStockedOut(context: ShopContext, availableBefore: ReadonlyMap<InventoryLevel, number>): void {
  const { shop } = context;
  const risen = new Map<number, number>();
  for (const [{ inventoryItemId, quantities }, before] of availableBefore) {
    const units = quantities.available - before;
    if (units !== 0) risen.set(inventoryItemId, (risen.get(inventoryItemId) ?? 0) + units);
  }
  for (const [inventoryItemId, units] of risen) {
    const item = shop.inventoryItems.get(inventoryItemId);
    const now = levelsOf(shop, inventoryItemId).reduce((sum, { quantities }) => sum + quantities.available, 0);
    const isInStock = now > 0;
    if (item === undefined || !item.tracked || isInStock === now - units > 0) continue;
    context.emit({ topic: isInStock ? "variants/in_stock" : "variants/out_of_stock", variantId: item.variantId });
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
