import type { QuantityName, StoredQuantityName } from "../state/types.ts";
import { levelOf } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { changeQuantities, quantityOf } from "./inventory.ts";
import { done } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";

/** Changing stock by API: Shopify's checks for `inventoryAdjustQuantities` and `inventorySetQuantities`. */

const MAX_QUANTITY = 1_000_000_000;
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
const ADJUSTABLE_NAMES = ["available", "damaged", "incoming", "quality_control", "reserved", "safety_stock"];

/** One line of an adjustment as the API answers it. */
export type MadeChange = {
  name: QuantityName;
  delta: number;
  inventoryItemId: number;
  locationId: number;
  ledgerDocumentUri: string | null;
};

export type WantedChange = {
  inventoryItemId: number | null;
  locationId: number | null;
  delta: number;
  /** Null: do not compare. */
  changeFromQuantity: number | null;
  ledgerDocumentUri: string | null;
};

export type WantedQuantity = {
  inventoryItemId: number | null;
  locationId: number | null;
  quantity: number;
  changeFromQuantity: number | null;
};

export function adjustQuantities(
  context: ShopContext,
  { name, reason, changes }: { name: string; reason: string; changes: readonly WantedChange[] },
): Outcome<MadeChange[]> {
  if (!isAdjustable(name)) {
    const message = `The specified quantity name is invalid. Valid values are: ${ADJUSTABLE_NAMES.join(", ")}.`;
    return { ok: false, errors: [{ field: ["input", "name"], message, code: "INVALID_QUANTITY_NAME" }] };
  }
  const wrongReason = reasonErrors(reason);
  if (wrongReason.length > 0) return { ok: false, errors: wrongReason };
  const errors = [
    ...documentErrors(name, changes),
    ...changes.flatMap((change, index) => placeErrors(context, change, ["input", "changes", String(index)])),
    ...changes.flatMap((change, index) => staleErrors(context, name, change, ["input", "changes", String(index)])),
  ];
  if (errors.length > 0) return { ok: false, errors };
  return done(make(context, name, changes));
}

export function setQuantities(
  context: ShopContext,
  { name, reason, quantities }: { name: string; reason: string; quantities: readonly WantedQuantity[] },
): Outcome<MadeChange[]> {
  if (name !== "available" && name !== "on_hand") {
    const message = "The quantity name must be either 'available' or 'on_hand'.";
    return { ok: false, errors: [{ field: ["input", "name"], message, code: "INVALID_NAME" }] };
  }
  const field = (index: number): string[] => ["input", "quantities", String(index)];
  const wrongReason = reasonErrors(reason);
  if (wrongReason.length > 0) return { ok: false, errors: wrongReason };
  const errors = [
    ...quantities.flatMap(({ quantity }, index) => limitErrors(quantity, [...field(index), "quantity"])),
    ...duplicateErrors(quantities),
    ...quantities.flatMap((wanted, index) => placeErrors(context, wanted, field(index))),
    ...quantities.flatMap((wanted, index) => staleErrors(context, name, wanted, field(index))),
  ];
  if (errors.length > 0) return { ok: false, errors };
  // Setting on hand moves available by the same amount: the other parts of on hand are not touched.
  const changes = quantities.map((wanted) => ({
    ...wanted,
    delta: wanted.quantity - currentQuantity(context, name, wanted),
    ledgerDocumentUri: null,
  }));
  return done(make(context, "available", changes));
}

function make(context: ShopContext, name: StoredQuantityName, changes: readonly WantedChange[]): MadeChange[] {
  const made = changes.flatMap(({ inventoryItemId, locationId, delta, ledgerDocumentUri }) => {
    if (inventoryItemId === null || locationId === null || delta === 0) return [];
    return [{ name, delta, inventoryItemId, locationId, ledgerDocumentUri }];
  });
  changeQuantities(context, made);
  if (name === "incoming") return made;
  return made.flatMap((change) => [change, { ...change, name: "on_hand" as const }]);
}

function isAdjustable(name: string): name is StoredQuantityName {
  return ADJUSTABLE_NAMES.includes(name);
}

function currentQuantity(context: ShopContext, name: QuantityName, place: Place): number {
  const level = place.inventoryItemId === null || place.locationId === null ? undefined : levelOf(context.shop, place.inventoryItemId, place.locationId);
  return level === undefined ? 0 : quantityOf(level, name);
}

type Place = { inventoryItemId: number | null; locationId: number | null };

export function reasonErrors(reason: string): UserError[] {
  if (REASONS.includes(reason)) return [];
  const message = `The specified reason is invalid. Valid values are: ${REASONS.join(", ")}.`;
  return [{ field: ["input", "reason"], message, code: "INVALID_REASON" }];
}

function limitErrors(quantity: number, field: string[]): UserError[] {
  if (quantity > MAX_QUANTITY) {
    return [{ field, message: "The quantity can't be higher than 1,000,000,000.", code: "INVALID_QUANTITY_TOO_HIGH" }];
  }
  if (quantity < -MAX_QUANTITY) {
    return [{ field, message: "The quantity can't be lower than -1,000,000,000.", code: "INVALID_QUANTITY_TOO_LOW" }];
  }
  return [];
}

function duplicateErrors(quantities: readonly WantedQuantity[]): UserError[] {
  const keyOf = ({ inventoryItemId, locationId }: Place): string => `${inventoryItemId}:${locationId}`;
  const times = new Map<string, number>();
  for (const wanted of quantities) times.set(keyOf(wanted), (times.get(keyOf(wanted)) ?? 0) + 1);
  return quantities.flatMap((wanted, index) => {
    if (times.get(keyOf(wanted)) === 1) return [];
    const field = ["input", "quantities", String(index), "locationId"];
    const message = "The combination of inventoryItemId and locationId must be unique.";
    return [{ field, message, code: "NO_DUPLICATE_INVENTORY_ITEM_ID_GROUP_ID_PAIR" }];
  });
}

function placeErrors({ shop }: ShopContext, { inventoryItemId, locationId }: Place, field: string[]): UserError[] {
  if (inventoryItemId === null || !shop.inventoryItems.has(inventoryItemId)) {
    const message = "The specified inventory item could not be found.";
    return [{ field: [...field, "inventoryItemId"], message, code: "INVALID_INVENTORY_ITEM" }];
  }
  if (locationId === null || shop.locations.get(locationId)?.isActive !== true) {
    return [{ field: [...field, "locationId"], message: "The specified location could not be found.", code: "INVALID_LOCATION" }];
  }
  return [];
}

function staleErrors(context: ShopContext, name: QuantityName, wanted: Place & { changeFromQuantity: number | null }, field: string[]): UserError[] {
  const { changeFromQuantity } = wanted;
  if (changeFromQuantity === null || changeFromQuantity === currentQuantity(context, name, wanted)) return [];
  const message = "The changeFromQuantity argument no longer matches the persisted quantity.";
  return [{ field: [...field, "changeFromQuantity"], message, code: "CHANGE_FROM_QUANTITY_STALE" }];
}

function documentErrors(name: string, changes: readonly WantedChange[]): UserError[] {
  const errors = changes.flatMap(({ ledgerDocumentUri: uri }, index) => {
    const field = ["input", "changes", String(index), "ledgerDocumentUri"];
    if (name === "available" && uri !== null) {
      return [{ field, message: "A ledger document URI is not allowed when adjusting available.", code: "INVALID_AVAILABLE_DOCUMENT" }];
    }
    if (name !== "available" && uri === null) {
      return [{ field, message: "A ledger document URI is required except when adjusting available.", code: "INVALID_QUANTITY_DOCUMENT" }];
    }
    if (uri?.startsWith("gid://shopify/") === true) {
      return [{ field, message: "Internal (gid://shopify/) ledger documents are not allowed to be adjusted via API.", code: "INTERNAL_LEDGER_DOCUMENT" }];
    }
    return [];
  });
  if (errors.length > 0 || new Set(changes.map(({ ledgerDocumentUri }) => ledgerDocumentUri)).size <= 1) return errors;
  const message = "All changes must have the same ledger document URI or, in the case of adjusting available, no ledger document URI.";
  return [{ field: ["input", "changes"], message, code: "MAX_ONE_LEDGER_DOCUMENT" }];
}
