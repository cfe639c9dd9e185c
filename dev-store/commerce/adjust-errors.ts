import type { QuantityName, ShopState, StoredQuantityName } from "../state/types.ts";
import { levelOf } from "./context.ts";
import { quantityOf } from "./inventory.ts";
import type { UserError } from "./outcome.ts";

/** What Shopify refuses in a change of stock, in its words. Each check answers the errors it found, none when all is well. */

const MAX_TOTAL = 1_000_000_000;
const MAX_DELTA = 2_000_000_000;
const ADJUSTABLE_NAMES = ["available", "damaged", "incoming", "quality_control", "reserved", "safety_stock"] as const satisfies readonly StoredQuantityName[];
const REASONS = [
  "correction",
  "cycle_count_available",
  "damaged",
  "movement_canceled",
  "movement_created",
  "movement_received",
  "movement_updated",
  "other",
  "promotion",
  "quality_control",
  "received",
  "reservation_created",
  "reservation_deleted",
  "reservation_updated",
  "restock",
  "safety_stock",
  "shrinkage",
];
const INTERNAL_DOCUMENT = "gid://shopify/";
/** A scheme, a colon and something: `gid://warehouse-app/Receipt/1`, `logistics://pallet`, `urn:receipt:7`. */
const URI = /^[a-z][a-z0-9+.-]*:\S+$/i;

/** An item at a location as a caller names them; null where an id names nothing. */
export type Place = { inventoryItemId: number | null; locationId: number | null };
export type KnownPlace = { inventoryItemId: number; locationId: number };

export function isAdjustable(name: string): name is (typeof ADJUSTABLE_NAMES)[number] {
  return ADJUSTABLE_NAMES.some((known) => known === name);
}

export function nameErrors(name: string, field: string[]): UserError[] {
  if (isAdjustable(name)) return [];
  const message = `The specified quantity name is invalid. Valid values are: ${ADJUSTABLE_NAMES.join(", ")}.`;
  return [{ field, message, code: "INVALID_QUANTITY_NAME" }];
}

export function reasonErrors(reason: string): UserError[] {
  if (REASONS.includes(reason)) return [];
  const message = `The specified reason is invalid. Valid values are: ${REASONS.join(", ")}.`;
  return [{ field: ["input", "reason"], message, code: "INVALID_REASON" }];
}

export function referenceErrors(uri: string | null): UserError[] {
  if (uri === null || URI.test(uri)) return [];
  return [{ field: ["input", "referenceDocumentUri"], message: "The specified reference document is invalid.", code: "INVALID_REFERENCE_DOCUMENT" }];
}

/** Bounds of what a quantity is set to. */
export function totalErrors(quantity: number, field: string[]): UserError[] {
  if (quantity > MAX_TOTAL) return [{ field, message: "The quantity can't be higher than 1,000,000,000.", code: "INVALID_QUANTITY_TOO_HIGH" }];
  if (quantity < -MAX_TOTAL) return [{ field, message: "The quantity can't be lower than -1,000,000,000.", code: "INVALID_QUANTITY_TOO_LOW" }];
  return [];
}

/** Bounds of how much a quantity is changed by. */
export function deltaErrors(delta: number, field: string[]): UserError[] {
  if (delta > MAX_DELTA) return [{ field, message: "The quantity can't be higher than 2,000,000,000.", code: "INVALID_QUANTITY_TOO_HIGH" }];
  if (delta < -MAX_DELTA) return [{ field, message: "The quantity can't be lower than -2,000,000,000.", code: "INVALID_QUANTITY_TOO_LOW" }];
  return [];
}

export function negativeErrors(quantity: number, field: string[]): UserError[] {
  return quantity < 0 ? [{ field, message: "The quantity can't be negative.", code: "INVALID_QUANTITY_NEGATIVE" }] : [];
}

export function itemErrors({ inventoryItems }: ShopState, inventoryItemId: number | null, field: string[]): UserError[] {
  if (inventoryItemId !== null && inventoryItems.has(inventoryItemId)) return [];
  return [{ field: [...field, "inventoryItemId"], message: "The specified inventory item could not be found.", code: "INVALID_INVENTORY_ITEM" }];
}

export function locationErrors({ locations }: ShopState, locationId: number | null, field: string[]): UserError[] {
  if (locationId !== null && locations.get(locationId)?.isActive === true) return [];
  return [{ field: [...field, "locationId"], message: "The specified location could not be found.", code: "INVALID_LOCATION" }];
}

export function placeErrors(shop: ShopState, { inventoryItemId, locationId }: Place, field: string[]): UserError[] {
  const wrongItem = itemErrors(shop, inventoryItemId, field);
  return wrongItem.length > 0 ? wrongItem : locationErrors(shop, locationId, field);
}

export function isKnown(place: Place): place is KnownPlace {
  return place.inventoryItemId !== null && place.locationId !== null;
}

/** The quantity there; none where the item is not stocked. */
export function currentQuantity(shop: ShopState, name: QuantityName, place: Place): number {
  const level = isKnown(place) ? levelOf(shop, place.inventoryItemId, place.locationId) : undefined;
  return level === undefined ? 0 : quantityOf(level, name);
}

/** Compares with what the caller last saw; null compares nothing. */
export function staleErrors(shop: ShopState, name: QuantityName, wanted: Place & { changeFromQuantity: number | null }, field: string[]): UserError[] {
  const { changeFromQuantity } = wanted;
  if (changeFromQuantity === null || changeFromQuantity === currentQuantity(shop, name, wanted)) return [];
  const message = "The changeFromQuantity argument no longer matches the persisted quantity.";
  return [{ field: [...field, "changeFromQuantity"], message, code: "CHANGE_FROM_QUANTITY_STALE" }];
}

/** Only `available` changes without a document of the ledger that explains it. */
export function documentErrors(name: string, uri: string | null, field: string[]): UserError[] {
  const refuse = (message: string, code: string): UserError[] => [{ field: [...field, "ledgerDocumentUri"], message, code }];
  if (name === "available" && uri !== null) return refuse("A ledger document URI is not allowed when adjusting available.", "INVALID_AVAILABLE_DOCUMENT");
  if (name === "available") return [];
  if (uri === null) return refuse("A ledger document URI is required except when adjusting available.", "INVALID_QUANTITY_DOCUMENT");
  if (uri.startsWith(INTERNAL_DOCUMENT)) {
    return refuse("Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API.", "INTERNAL_LEDGER_DOCUMENT");
  }
  return URI.test(uri) ? [] : refuse("The specified ledger document is invalid.", "INVALID_LEDGER_DOCUMENT");
}

export function duplicateErrors(places: readonly Place[], field: string[]): UserError[] {
  const keyOf = ({ inventoryItemId, locationId }: Place): string => `${inventoryItemId}:${locationId}`;
  const times = new Map<string, number>();
  for (const place of places) times.set(keyOf(place), (times.get(keyOf(place)) ?? 0) + 1);
  return places.flatMap((place, index) => {
    if (times.get(keyOf(place)) === 1) return [];
    const message = "The combination of inventoryItemId and locationId must be unique.";
    return [{ field: [...field, String(index), "locationId"], message, code: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR" }];
  });
}
