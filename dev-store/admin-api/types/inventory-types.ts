import { levelKey, levelOf } from "../../commerce/context.ts";
import { levelsOf, quantityOf } from "../../commerce/inventory.ts";
import { deactivationErrors } from "../../commerce/stocking.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { InventoryItem, InventoryLevel, QuantityName, ShopState } from "../../state/types.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import type { Connection } from "../connections.ts";
import { invalidFieldArguments } from "../api-error.ts";
import { byNumber, byTime, matcherOf } from "../search.ts";
import type { SearchField } from "../search.ts";
import { count, moneyV2 } from "../views.ts";

/** Names in the order in which Shopify lists them in its refusal. */
const QUANTITY_NAMES: readonly QuantityName[] = ["available", "committed", "damaged", "incoming", "on_hand", "quality_control", "reserved", "safety_stock"];

function isQuantityName(name: string): name is QuantityName {
  return QUANTITY_NAMES.some((known) => known === name);
}

export function levelGid(level: InventoryLevel): string {
  return `${toGid("InventoryLevel", level.locationId)}?inventory_item_id=${level.inventoryItemId}`;
}

/** `gid://shopify/InventoryLevel/LOCATION?inventory_item_id=ITEM` */
export function levelByGid(shop: ShopState, gid: string, { includeInactive }: { includeInactive: boolean }): InventoryLevel | null {
  const match = /InventoryLevel\/(\d+)\?inventory_item_id=(\d+)$/.exec(gid);
  return match === null ? null : levelAt(shop, { inventoryItemId: Number(match[2]), locationId: Number(match[1]) }, includeInactive);
}

export function levelAt(shop: ShopState, place: { inventoryItemId: number; locationId: number }, includeInactive: boolean): InventoryLevel | null {
  const active = levelOf(shop, place.inventoryItemId, place.locationId);
  if (active !== undefined || !includeInactive) return active ?? null;
  return shop.inactiveInventoryLevels.get(levelKey(place.inventoryItemId, place.locationId)) ?? null;
}

const LEVEL_FIELDS: Record<string, SearchField<InventoryLevel>> = {
  id: byNumber(({ id }) => id),
  inventory_item_id: byNumber(({ inventoryItemId }) => inventoryItemId),
  created_at: byTime(({ createdAt }) => createdAt),
  updated_at: byTime(({ updatedAt }) => updatedAt),
};

/** Levels by age, as `inventoryLevels` pages them. */
export function levelConnection(levels: readonly InventoryLevel[], args: Args): Connection<InventoryLevel> {
  const found = levels.filter(matcherOf(args["query"], LEVEL_FIELDS));
  return connection(
    found.map((node) => ({ id: node.id, sortValue: node.id, node })),
    args,
  );
}

export function inactiveLevels(shop: ShopState, where: Partial<Pick<InventoryLevel, "inventoryItemId" | "locationId">>): InventoryLevel[] {
  return [...shop.inactiveInventoryLevels.values()].filter(
    (level) => level.inventoryItemId === (where.inventoryItemId ?? level.inventoryItemId) && level.locationId === (where.locationId ?? level.locationId),
  );
}

const inventoryItem: TypeResolvers<InventoryItem> = {
  id: ({ id }) => toGid("InventoryItem", id),
  legacyResourceId: ({ id }) => id,
  sku: ({ sku }) => sku,
  tracked: ({ tracked }) => tracked,
  trackedEditable: () => ({ locked: false, reason: null }),
  requiresShipping: ({ requiresShipping }) => requiresShipping,
  countryCodeOfOrigin: ({ countryCodeOfOrigin }) => countryCodeOfOrigin,
  provinceCodeOfOrigin: ({ provinceCodeOfOrigin }) => provinceCodeOfOrigin,
  harmonizedSystemCode: ({ harmonizedSystemCode }) => harmonizedSystemCode,
  countryHarmonizedSystemCodes: ({ countryHarmonizedSystemCodes }, args) =>
    listConnection(
      countryHarmonizedSystemCodes.map((code, index) => ({ ...code, id: index })),
      args,
    ),
  measurement: ({ id, weight }) => ({ id: toGid("InventoryItemMeasurement", id), weight }),
  duplicateSkuCount: (record, _args, { shop }) =>
    record.sku === null ? 0 : [...shop.inventoryItems.values()].filter(({ sku }) => sku === record.sku).length - 1,
  inventoryHistoryUrl: ({ id, variantId }, _args, { shop }) => {
    const productId = shop.variants.get(variantId)?.productId;
    return `https://${shop.profile.domain}/admin/products/${productId}/variants/${variantId}/inventory_history?inventory_item_id=${id}`;
  },
  unitCost: ({ unitCostCents }, _args, { shop }) => (unitCostCents === null ? null : moneyV2(unitCostCents, shop.profile.currencyCode)),
  variant: ({ variantId }, _args, { shop }) => shop.variants.get(variantId),
  variants: ({ variantId }, args, { shop }) => {
    const variant = shop.variants.get(variantId);
    return listConnection(variant === undefined ? [] : [variant], args);
  },
  inventoryLevel: ({ id }, args, { shop }) =>
    levelAt(shop, { inventoryItemId: id, locationId: idOf("Location", args["locationId"]) ?? 0 }, args["includeInactive"] === true),
  inventoryLevels: ({ id }, args, { shop }) => {
    const inactive = args["includeInactive"] === true ? inactiveLevels(shop, { inventoryItemId: id }) : [];
    return levelConnection([...levelsOf(shop, id), ...inactive], args);
  },
  locationsCount: ({ id }, _args, { shop }) => count(levelsOf(shop, id).length),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

const inventoryLevel: TypeResolvers<InventoryLevel> = {
  id: levelGid,
  isActive: (level, _args, { shop }) => isActive(shop, level),
  canDeactivate: (level, _args, { shop }) => isActive(shop, level) && deactivationErrors(shop, level).length === 0,
  deactivationAlert: (level, _args, { shop }) => (isActive(shop, level) ? (deactivationErrors(shop, level)[0]?.message ?? null) : null),
  item: ({ inventoryItemId }, _args, { shop }) => shop.inventoryItems.get(inventoryItemId),
  location: ({ locationId }, _args, { shop }) => shop.locations.get(locationId),
  quantities: (level, args, api) => {
    const names: string[] = args["names"];
    return names.map((name) => quantityView(level, name, api));
  },
  scheduledChanges: (_level, args) => listConnection([], args),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

function isActive(shop: ShopState, level: InventoryLevel): boolean {
  return levelOf(shop, level.inventoryItemId, level.locationId) === level;
}

function quantityView(level: InventoryLevel, name: string, { consistency, commerce }: ApiContext): object {
  if (!isQuantityName(name)) throw invalidFieldArguments(`The specified quantity name is invalid. Valid values are: ${QUANTITY_NAMES.join(", ")}.`);
  return {
    id: `${toGid("InventoryQuantity", level.id)}?name=${name}`,
    name,
    quantity: quantityOf({ quantities: consistency.quantitiesSeen(level, commerce.now().getTime()) }, name),
    // A sum has no moment of its own.
    updatedAt: name === "on_hand" ? null : (level.changedAt[name] ?? null),
  };
}

export const inventoryTypes: ResolverMap = { InventoryItem: inventoryItem, InventoryLevel: inventoryLevel };
