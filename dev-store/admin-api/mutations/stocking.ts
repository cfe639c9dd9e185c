import { itemChangeErrors, updateItem } from "../../commerce/inventory-items.ts";
import type { ItemChanges } from "../../commerce/inventory-items.ts";
import { activateItem, deactivateLevel, toggleItem } from "../../commerce/stocking.ts";
import { idOf } from "../../state/gid.ts";
import type { Args, TypeResolvers } from "../api-context.ts";
import { levelByGid } from "../types/inventory-types.ts";
import { centsOf } from "../views.ts";

/** Mutations about which locations stock an item, and about the item itself. */
export const stockingMutations: TypeResolvers<unknown> = {
  inventoryActivate: (_source, args, api) => {
    const { level, errors } = activateItem(api.commerce, {
      inventoryItemId: idOf("InventoryItem", args["inventoryItemId"]) ?? 0,
      locationId: idOf("Location", args["locationId"]) ?? 0,
      available: args["available"] ?? null,
      onHand: args["onHand"] ?? null,
    });
    return { inventoryLevel: level, userErrors: errors };
  },

  inventoryDeactivate: (_source, args, api) => {
    const level = levelByGid(api.shop, args["inventoryLevelId"], { includeInactive: true });
    if (level === null) {
      return { userErrors: [{ field: ["inventoryLevelId"], message: "The inventory level couldn't be found.", code: null }] };
    }
    const outcome = deactivateLevel(api.commerce, level);
    return { userErrors: outcome.ok ? [] : outcome.errors };
  },

  inventoryBulkToggleActivation: (_source, args, api) => {
    const inventoryItemId = idOf("InventoryItem", args["inventoryItemId"]) ?? 0;
    const inputs: Args[] = args["inventoryItemUpdates"];
    const toggles = inputs.map(({ locationId, activate }) => ({
      location: api.shop.locations.get(idOf("Location", locationId) ?? 0) ?? null,
      activate,
    }));
    const outcome = toggleItem(api.commerce, inventoryItemId, toggles);
    if (!outcome.ok) return { inventoryItem: null, inventoryLevels: null, userErrors: outcome.errors };
    return { inventoryItem: api.shop.inventoryItems.get(inventoryItemId), inventoryLevels: outcome.value, userErrors: [] };
  },

  inventoryItemUpdate: (_source, args, api) => {
    const item = api.shop.inventoryItems.get(idOf("InventoryItem", args["id"]) ?? 0);
    if (item === undefined) return { inventoryItem: null, userErrors: [{ field: ["id"], message: "The inventory item couldn't be found.", code: null }] };
    const changes = itemChangesOf(args["input"]);
    const userErrors = itemChangeErrors(changes);
    if (userErrors.length > 0) return { inventoryItem: null, userErrors };
    updateItem(api.commerce, item, changes);
    return { inventoryItem: item, userErrors: [] };
  },
};

/** An `InventoryItemInput` as changes of the item: fields that are left out do not appear, and null clears what may be empty. */
export function itemChangesOf(input: Args): ItemChanges {
  const { cost, measurement, tracked, requiresShipping, countryHarmonizedSystemCodes } = input;
  const changes: ItemChanges = {};
  for (const name of ["countryCodeOfOrigin", "harmonizedSystemCode", "provinceCodeOfOrigin", "sku"] as const) {
    if (name in input) changes[name] = input[name];
  }
  if ("cost" in input) changes.unitCostCents = cost === null ? null : centsOf(cost);
  if (tracked != null) changes.tracked = tracked;
  if (requiresShipping != null) changes.requiresShipping = requiresShipping;
  if (countryHarmonizedSystemCodes != null) changes.countryHarmonizedSystemCodes = countryHarmonizedSystemCodes;
  if (measurement?.weight != null) changes.weight = measurement.weight;
  return changes;
}
