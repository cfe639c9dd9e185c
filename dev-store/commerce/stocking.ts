import type { InventoryLevel, Location, ShopState } from "../state/types.ts";
import { levelKey, levelOf } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities, levelsOf, stockItem, unstockItem } from "./inventory.ts";
import { done, refused } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";

/** Which locations stock an item: Shopify's checks for `inventoryActivate`, `inventoryDeactivate` and the toggle of several. */

const MAX_QUANTITY = 1_000_000_000;
const ONLY_LOCATION = "Cannot unstock an inventory item from the only location at which it is stocked.";

export type Activation = {
  inventoryItemId: number;
  locationId: number;
  /** Null where the caller sets none. */
  available: number | null;
  onHand: number | null;
};

/** Stocks the item at the location, with opening units where they are given. Refused, the level that is there is told too. */
export function activateItem(context: ShopContext, activation: Activation): { level: InventoryLevel | null; errors: UserError[] } {
  const { inventoryItemId, locationId, available, onHand } = activation;
  const { shop } = context;
  const existing = levelOf(shop, inventoryItemId, locationId) ?? null;
  const errors = activationErrors(shop, activation, existing !== null);
  if (errors.length > 0) return { level: existing, errors };
  const level = stockItem(context, { inventoryItemId, locationId });
  changeQuantities(context, [{ inventoryItemId, locationId, name: "available", delta: available ?? onHand ?? 0 }]);
  return { level, errors: [] };
}

function activationErrors(shop: ShopState, activation: Activation, isActive: boolean): UserError[] {
  const { available, onHand } = activation;
  const refuse = (fields: string[], message: string): UserError[] => fields.map((field) => ({ field: [field], message, code: null }));
  if (!shop.inventoryItems.has(activation.inventoryItemId)) {
    return refuse(["inventoryItemId"], "The product couldn't be stocked because it wasn't found.");
  }
  const location = shop.locations.get(activation.locationId);
  if (location === undefined) return refuse(["locationId"], "The product couldn't be stocked because the location wasn't found.");
  const couldNot = `The product couldn't be stocked at ${location.name} because`;
  if (!location.isActive) return refuse(["locationId"], `${couldNot} the location is not active.`);
  if (available !== null && onHand !== null) {
    return refuse(["available", "onHand"], `${couldNot} not allowed to set available and on_hand quantities at the same time.`);
  }
  const field = onHand === null ? "available" : "onHand";
  if (Math.abs(available ?? onHand ?? 0) > MAX_QUANTITY) return refuse([field], `${couldNot} the quantity needs to be between -1 billion and 1 billion.`);
  if (!isActive || (available === null && onHand === null)) return [];
  const what = onHand === null ? "available" : "an on_hand";
  return refuse([field], `Not allowed to set ${what} quantity when the item is already active at the location.`);
}

/** Why the location cannot stop to stock the item; nothing when it can. */
export function deactivationErrors(shop: ShopState, level: InventoryLevel): UserError[] {
  if (levelsOf(shop, level.inventoryItemId).length > 1) return keptQuantityErrors(level);
  return [{ field: null, message: ONLY_LOCATION, code: "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION" }];
}

/** Units that somebody counts on there. What is merely available is given up. */
function keptQuantityErrors({ quantities }: InventoryLevel): UserError[] {
  const { committed, incoming, damaged, quality_control, reserved, safety_stock } = quantities;
  const isKept = (units: number): boolean => units !== 0;
  const error = (what: string, code: string): UserError => ({
    field: null,
    message: `Cannot unstock this inventory item from this location because it has ${what} quantities.`,
    code,
  });
  return [
    ...(isKept(committed) ? [error("committed", "COMMITTED_INVENTORY_AT_LOCATION")] : []),
    ...(isKept(incoming) ? [error("incoming", "INCOMING_INVENTORY_AT_LOCATION")] : []),
    ...([damaged, quality_control, reserved, safety_stock].some(isKept) ? [error("unavailable", "RESERVED_INVENTORY_AT_LOCATION")] : []),
  ];
}

/** Stops to stock the item at the location. Already stopped is done. */
export function deactivateLevel(context: ShopContext, level: InventoryLevel): Outcome<InventoryLevel> {
  const { shop } = context;
  if (shop.inventoryLevels.get(levelKey(level.inventoryItemId, level.locationId)) !== level) return done(level);
  const errors = deactivationErrors(shop, level);
  if (errors.length > 0) return { ok: false, errors };
  unstockItem(context, level);
  return done(level);
}

export type Toggle = { location: Location | null; activate: boolean };

/** Starts and stops to stock the item at several locations, all or none. Answers the levels that are active now. */
export function toggleItem(context: ShopContext, inventoryItemId: number, toggles: readonly Toggle[]): Outcome<InventoryLevel[]> {
  const { shop } = context;
  if (!shop.inventoryItems.has(inventoryItemId)) return refused(["inventoryItemId"], "The inventory item was not found.", "INVENTORY_ITEM_NOT_FOUND");
  const errors = toggles.flatMap(({ location, activate }, index): UserError[] => {
    const field = ["inventoryItemUpdates", String(index), "locationId"];
    if (location === null || !location.isActive) return [{ field, message: "The location was not found.", code: "LOCATION_NOT_FOUND" }];
    const level = levelOf(shop, inventoryItemId, location.id);
    return activate || level === undefined ? [] : keptQuantityErrors(level).map((error) => ({ ...error, field }));
  });
  if (errors.length > 0) return { ok: false, errors };
  if (stockingAfter(shop, inventoryItemId, toggles).size === 0) {
    const field = ["inventoryItemUpdates", String(toggles.length - 1), "locationId"];
    return refused(field, ONLY_LOCATION, "CANNOT_DEACTIVATE_FROM_ONLY_LOCATION");
  }
  return done(toggles.flatMap((toggle) => toggled(context, inventoryItemId, toggle)));
}

function stockingAfter(shop: ShopState, inventoryItemId: number, toggles: readonly Toggle[]): Set<number> {
  const stocking = new Set(levelsOf(shop, inventoryItemId).map(({ locationId }) => locationId));
  for (const { location, activate } of toggles) {
    if (location === null) continue;
    if (activate) stocking.add(location.id);
    else stocking.delete(location.id);
  }
  return stocking;
}

function toggled(context: ShopContext, inventoryItemId: number, { location, activate }: Toggle): InventoryLevel[] {
  if (location === null) return [];
  if (activate) return [stockItem(context, { inventoryItemId, locationId: location.id })];
  const level = levelOf(context.shop, inventoryItemId, location.id);
  if (level !== undefined) unstockItem(context, level);
  return [];
}
