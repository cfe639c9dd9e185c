import type { InventoryShipment, InventoryTransfer } from "../state/transfer-types.ts";
import type { ShopState } from "../state/types.ts";
import { levelOf } from "./context.ts";
import type { UserError } from "./outcome.ts";
import { unitsOf } from "./transfer-units.ts";

/** What Shopify refuses of transfers and shipments, in its words. Each check answers the errors it found, none when all is well. */

const MAX_QUANTITY = 1_000_000_000;
const MAX_TAG_LENGTH = 255;
const MAX_BARCODE_LENGTH = 255;

const MESSAGES = {
  ALL_QUANTITY_SHIPPED: "The item cannot be removed because all of its quantity is fully allocated to one or more shipments.",
  BARCODE_DUPLICATE: "This barcode is already assigned to another shipment.",
  BARCODE_TOO_LONG: "Barcode must be 255 characters or less.",
  CANT_REMOVE_ALL_ITEMS_FROM_READY_TO_SHIP_TRANSFER: "A `READY_TO_SHIP` transfer must have at least one line item; you cannot remove every line item from one.",
  DUPLICATE_ITEM: "A single item can't be listed twice.",
  INVALID_ITEM: "One or more items are not valid.",
  INVALID_QUANTITY: "The quantity is invalid.",
  INVALID_SHIPMENT_STATUS: "Current shipment status does not support this operation.",
  INVALID_TAG: "One or more tags are not valid.",
  INVALID_TRANSFER_STATUS: "Current transfer status does not support this operation.",
  INVALID_URL: "The URL is invalid.",
  INVENTORY_STATE_NOT_ACTIVE: "The item is not stocked at the intended location.",
  ITEMS_EMPTY: "The list of line items is empty.",
  ITEM_NOT_FOUND: "The item was not found.",
  ITEM_PRESENT_ON_DRAFT_SHIPMENT_WITH_ZERO_QUANTITY: "The line item cannot be removed because it appears on a draft shipment with quantity `0`.",
  LOCATION_NOT_ACTIVE: "The location selected is not active.",
  LOCATION_NOT_FOUND: "The location selected can't be found.",
  LOCATION_REQUIRED: "A location is required for this operation.",
  SHIPMENT_EXISTS: "Shipment already exists for the transfer.",
  SHIPMENT_NOT_FOUND: "The shipment was not found.",
  TAG_EXCEEDS_MAX_LENGTH: "The tag exceeds the maximum length.",
  TRANSFER_LOCATION_IMMUTABLE: "The location of a transfer cannot be updated. Only Draft Transfers can mutate their locations.",
  TRANSFER_NOT_FOUND: "The transfer was not found.",
  TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION: "The origin location cannot be the same as the destination location.",
  UNTRACKED_ITEM: "The item does not track inventory.",
} as const;

export type MovementErrorCode = keyof typeof MESSAGES;

export function movementError(field: string[], code: MovementErrorCode): UserError {
  return { field, message: MESSAGES[code], code };
}

export function movementRefused(field: string[], code: MovementErrorCode): { ok: false; errors: UserError[] } {
  return { ok: false, errors: [movementError(field, code)] };
}

/** One item of a list as a caller names it; null where the id names nothing. */
export type WantedItem = { inventoryItemId: number | null; quantity: number };

/** A location by id; null where the caller names none. */
export function locationErrors({ locations }: ShopState, locationId: number | null, field: string[]): UserError[] {
  if (locationId === null) return [];
  const location = locations.get(locationId);
  if (location === undefined) return [movementError(field, "LOCATION_NOT_FOUND")];
  return location.isActive ? [] : [movementError(field, "LOCATION_NOT_ACTIVE")];
}

/** Items of a transfer: each once, tracked, and stocked where the transfer takes them from. */
export function itemErrors(
  shop: ShopState,
  items: readonly WantedItem[],
  { field, originId, leastUnits }: { field: string[]; originId: number | null; leastUnits: 0 | 1 },
): UserError[] {
  return items.flatMap((item, index): UserError[] => {
    const at = (name: string): string[] => [...field, String(index), name];
    const code = itemProblem(shop, items, index, originId);
    if (code !== null) return [movementError(at("inventoryItemId"), code)];
    const isPossible = item.quantity >= leastUnits && item.quantity <= MAX_QUANTITY;
    return isPossible ? [] : [movementError(at("quantity"), "INVALID_QUANTITY")];
  });
}

function itemProblem(shop: ShopState, items: readonly WantedItem[], index: number, originId: number | null): MovementErrorCode | null {
  const inventoryItemId = items[index]?.inventoryItemId ?? null;
  const item = inventoryItemId === null ? undefined : shop.inventoryItems.get(inventoryItemId);
  if (inventoryItemId === null || item === undefined) return "ITEM_NOT_FOUND";
  if (items.findIndex((other) => other.inventoryItemId === inventoryItemId) < index) return "DUPLICATE_ITEM";
  if (!item.tracked) return "UNTRACKED_ITEM";
  return originId !== null && levelOf(shop, inventoryItemId, originId) === undefined ? "INVENTORY_STATE_NOT_ACTIVE" : null;
}

/** Items of a shipment: each once, on the transfer, and no more than no other shipment has taken. */
export function shipmentItemErrors(
  shop: ShopState,
  transfer: InventoryTransfer,
  items: readonly WantedItem[],
  { field, leastUnits }: { field: string[]; leastUnits: 0 | 1 },
): UserError[] {
  return items.flatMap((item, index): UserError[] => {
    const at = (name: string): string[] => [...field, String(index), name];
    const line = transfer.lines.find(({ inventoryItemId }) => inventoryItemId === item.inventoryItemId);
    if (line === undefined) return [movementError(at("inventoryItemId"), "ITEM_NOT_FOUND")];
    if (items.findIndex(({ inventoryItemId }) => inventoryItemId === item.inventoryItemId) < index) {
      return [movementError(at("inventoryItemId"), "DUPLICATE_ITEM")];
    }
    const isPossible = item.quantity >= leastUnits && item.quantity <= unitsOf(shop, transfer, line).processable;
    return isPossible ? [] : [movementError(at("quantity"), "INVALID_QUANTITY")];
  });
}

export function tagErrors(tags: readonly string[], field: string[]): UserError[] {
  if (tags.some((tag) => tag.trim() === "")) return [movementError(field, "INVALID_TAG")];
  return tags.some((tag) => tag.length > MAX_TAG_LENGTH) ? [movementError(field, "TAG_EXCEEDS_MAX_LENGTH")] : [];
}

export function urlErrors(url: string | null, field: string[]): UserError[] {
  return url === null || /^https?:$/.test(URL.parse(url)?.protocol ?? "") ? [] : [movementError(field, "INVALID_URL")];
}

export function barcodeErrors(shop: ShopState, barcode: string | null, field: string[], own: InventoryShipment | null = null): UserError[] {
  if (barcode === null) return [];
  if (barcode.length > MAX_BARCODE_LENGTH) return [movementError(field, "BARCODE_TOO_LONG")];
  const isTaken = [...shop.inventoryShipments.values()].some((shipment) => shipment !== own && shipment.barcode === barcode);
  return isTaken ? [movementError(field, "BARCODE_DUPLICATE")] : [];
}
