import type { InventoryTransfer, InventoryTransferLine, LocationSnapshot } from "../state/transfer-types.ts";
import { levelOf, takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { itemErrors, locationErrors, movementError, movementRefused, tagErrors } from "./transfer-errors.ts";
import type { WantedItem } from "./transfer-errors.ts";
import { reserveAtOrigin, shipmentsOf, unitsOf } from "./transfer-units.ts";

/** Planning and changing transfers: Shopify's rules of `inventoryTransfer…`. What they do to stock is in transfer-units.ts. */

export type TransferWords = Pick<InventoryTransfer, "note" | "referenceName" | "tags"> & { dateCreated: string | null };

export type NewTransfer = TransferWords & {
  /** Null where the caller names none; an id that names nothing is refused. */
  originId: number | null;
  destinationId: number | null;
  items: readonly WantedItem[];
};

/** One line of an answer that says how many units a line has now, and how many more that is. */
export type LineUpdate = { inventoryItemId: number; newQuantity: number; deltaQuantity: number };

const NAME_DIGITS = 4;

/** Makes a draft, or with `isReady` a transfer whose units are set aside at once. */
export function createTransfer(context: ShopContext, wanted: NewTransfer, { isReady }: { isReady: boolean }): Outcome<InventoryTransfer> {
  const { shop } = context;
  const { originId, destinationId, items } = wanted;
  const field = ["input", "lineItems"];
  if (isReady && originId === null && destinationId === null) return movementRefused(["input"], "LOCATION_REQUIRED");
  if (isReady && items.length === 0) return movementRefused(field, "ITEMS_EMPTY");
  const errors = [
    ...placeErrors(context, { originId, destinationId }, { origin: "originLocationId", destination: "destinationLocationId" }),
    ...tagErrors(wanted.tags, ["input", "tags"]),
    ...itemErrors(shop, items, { field, originId: shop.locations.has(originId ?? 0) ? originId : null, leastUnits: isReady ? 1 : 0 }),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const transfer = newTransfer(context, wanted);
  transfer.lines = items.flatMap(({ inventoryItemId, quantity }) => (inventoryItemId === null ? [] : newLine(context, inventoryItemId, quantity)));
  shop.inventoryTransfers.set(transfer.id, transfer);
  if (isReady) becomeReady(context, transfer);
  return done(transfer);
}

function placeErrors(
  { shop }: ShopContext,
  { originId, destinationId }: Pick<NewTransfer, "destinationId" | "originId">,
  names: { origin: string; destination: string },
): UserError[] {
  const errors = [...locationErrors(shop, originId, ["input", names.origin]), ...locationErrors(shop, destinationId, ["input", names.destination])];
  if (errors.length > 0 || originId === null || originId !== destinationId) return errors;
  return [movementError(["input", names.destination], "TRANSFER_ORIGIN_CANNOT_BE_THE_SAME_AS_DESTINATION")];
}

function newTransfer(
  context: ShopContext,
  { originId, destinationId, dateCreated, note, referenceName, tags }: TransferWords & Pick<NewTransfer, "destinationId" | "originId">,
): InventoryTransfer {
  const { shop } = context;
  const now = timestamp(context);
  const number = shop.nextTransferNumber;
  shop.nextTransferNumber += 1;
  return {
    id: takeId(context),
    name: `#T${String(number).padStart(NAME_DIGITS, "0")}`,
    referenceName,
    note,
    tags: sortedTags(tags),
    status: "DRAFT",
    origin: snapshotOf(context, originId),
    destination: snapshotOf(context, destinationId),
    lines: [],
    dateCreated: dateCreated ?? now,
    createdAt: now,
    updatedAt: now,
  };
}

function sortedTags(tags: readonly string[]): string[] {
  return [...new Set(tags.map((tag) => tag.trim()))].sort();
}

function snapshotOf(context: ShopContext, locationId: number | null): LocationSnapshot | null {
  const location = locationId === null ? undefined : context.shop.locations.get(locationId);
  if (location === undefined) return null;
  return { locationId: location.id, name: location.name, address: { ...location.address }, snapshottedAt: timestamp(context) };
}

function newLine(context: ShopContext, inventoryItemId: number, quantity: number): InventoryTransferLine {
  const { shop } = context;
  const variant = shop.variants.get(shop.inventoryItems.get(inventoryItemId)?.variantId ?? 0);
  const title = shop.products.get(variant?.productId ?? 0)?.title ?? "";
  return { id: takeId(context), inventoryItemId, title, totalQuantity: quantity };
}

export function markTransferReady(context: ShopContext, transfer: InventoryTransfer): Outcome<InventoryTransfer> {
  const { shop } = context;
  const { origin, destination, lines, status } = transfer;
  if (status !== "DRAFT") return movementRefused(["id"], "INVALID_TRANSFER_STATUS");
  if (origin === null && destination === null) return movementRefused(["id"], "LOCATION_REQUIRED");
  const errors = [origin, destination].flatMap((place) => locationErrors(shop, place?.locationId ?? null, ["id"]));
  if (errors.length > 0) return { ok: false, errors };
  if (lines.length === 0) return movementRefused(["id"], "ITEMS_EMPTY");
  const isValid = ({ inventoryItemId, totalQuantity }: InventoryTransferLine): boolean =>
    totalQuantity > 0 &&
    shop.inventoryItems.get(inventoryItemId)?.tracked === true &&
    (origin === null || levelOf(shop, inventoryItemId, origin.locationId) !== undefined);
  if (!lines.every(isValid)) return movementRefused(["id"], "INVALID_ITEM");
  becomeReady(context, transfer);
  return done(transfer);
}

function becomeReady(context: ShopContext, transfer: InventoryTransfer): void {
  transfer.status = "READY_TO_SHIP";
  touchTransfer(context, transfer);
  reserveAtOrigin(
    context,
    transfer,
    transfer.lines.map(({ inventoryItemId, totalQuantity }) => ({ inventoryItemId, units: totalQuantity })),
  );
  context.emit({ topic: "inventory_transfers/ready_to_ship", transferId: transfer.id });
}

/**
 * Sets how many units of each item are in no shipment yet; what shipments have taken stays. An item that is not on the
 * transfer is added. Units of a transfer that is ready are set aside or given back at once.
 */
export function setTransferItems(context: ShopContext, transfer: InventoryTransfer, items: readonly WantedItem[]): Outcome<LineUpdate[]> {
  const { shop } = context;
  const { origin, status } = transfer;
  if (status !== "DRAFT" && status !== "READY_TO_SHIP" && status !== "IN_PROGRESS") return movementRefused(["input", "id"], "INVALID_TRANSFER_STATUS");
  const field = ["input", "lineItems"];
  const errors = itemErrors(shop, items, { field, originId: origin?.locationId ?? null, leastUnits: status === "DRAFT" ? 0 : 1 });
  if (errors.length > 0) return { ok: false, errors };
  const before = new Map(transfer.lines.map((line) => [line.id, line.totalQuantity]));
  const updates = items.flatMap(({ inventoryItemId, quantity }) => (inventoryItemId === null ? [] : [setItem(context, transfer, inventoryItemId, quantity)]));
  if (status !== "DRAFT") {
    const units = updates.map(({ inventoryItemId, deltaQuantity }) => ({ inventoryItemId, units: deltaQuantity }));
    reserveAtOrigin(context, transfer, units);
  }
  touchTransfer(context, transfer);
  tellItems(context, transfer, before);
  return done(updates);
}

function setItem(context: ShopContext, transfer: InventoryTransfer, inventoryItemId: number, quantity: number): LineUpdate {
  const line = transfer.lines.find((known) => known.inventoryItemId === inventoryItemId);
  if (line === undefined) {
    transfer.lines.push(newLine(context, inventoryItemId, quantity));
    return { inventoryItemId, newQuantity: quantity, deltaQuantity: quantity };
  }
  const deltaQuantity = quantity - unitsOf(context.shop, transfer, line).processable;
  line.totalQuantity += deltaQuantity;
  return { inventoryItemId, newQuantity: line.totalQuantity, deltaQuantity };
}

function tellItems(context: ShopContext, { id: transferId, lines }: InventoryTransfer, before: ReadonlyMap<number, number>): void {
  const added = lines.filter(({ id }) => !before.has(id)).map(({ id, totalQuantity }) => ({ id, quantity: totalQuantity }));
  const updated = lines.flatMap(({ id, totalQuantity }) => {
    const oldQuantity = before.get(id) ?? totalQuantity;
    return oldQuantity === totalQuantity ? [] : [{ id, oldQuantity, newQuantity: totalQuantity }];
  });
  if (added.length > 0) context.emit({ topic: "inventory_transfers/add_items", transferId, lines: added });
  if (updated.length > 0) context.emit({ topic: "inventory_transfers/update_item_quantities", transferId, lines: updated });
}

/** Takes off the lines what is in no shipment; a line of which nothing is left goes. */
export function removeTransferItems(context: ShopContext, transfer: InventoryTransfer, lineIds: readonly (number | null)[]): Outcome<LineUpdate[]> {
  if (transfer.status !== "DRAFT" && transfer.status !== "READY_TO_SHIP") return movementRefused(["input", "id"], "INVALID_TRANSFER_STATUS");
  const errors = lineIds.flatMap((id, index) => removalErrors(context, transfer, id, ["input", "transferLineItemIds", String(index)]));
  if (errors.length > 0) return { ok: false, errors };
  const chosen = transfer.lines.filter(({ id }) => lineIds.includes(id));
  const isWhole = (line: InventoryTransferLine): boolean => unitsOf(context.shop, transfer, line).processable === line.totalQuantity;
  if (transfer.status === "READY_TO_SHIP" && chosen.length === transfer.lines.length && chosen.every(isWhole)) {
    return movementRefused(["input", "transferLineItemIds"], "CANT_REMOVE_ALL_ITEMS_FROM_READY_TO_SHIP_TRANSFER");
  }
  if (chosen.length === 0) return done([]);
  const removed = chosen.map((line) => {
    const units = unitsOf(context.shop, transfer, line).processable;
    line.totalQuantity -= units;
    return { inventoryItemId: line.inventoryItemId, newQuantity: line.totalQuantity, deltaQuantity: -units };
  });
  const gone = new Set(chosen.filter(({ totalQuantity }) => totalQuantity === 0).map(({ id }) => id));
  transfer.lines = transfer.lines.filter(({ id }) => !gone.has(id));
  if (transfer.status === "READY_TO_SHIP") {
    const units = removed.map(({ inventoryItemId, deltaQuantity }) => ({ inventoryItemId, units: deltaQuantity }));
    reserveAtOrigin(context, transfer, units);
  }
  touchTransfer(context, transfer);
  context.emit({ topic: "inventory_transfers/remove_items", transferId: transfer.id, lineIds: chosen.map(({ id }) => id) });
  return done(removed);
}

function removalErrors({ shop }: ShopContext, transfer: InventoryTransfer, lineId: number | null, field: string[]): UserError[] {
  const line = transfer.lines.find(({ id }) => id === lineId);
  if (line === undefined) return [movementError(field, "ITEM_NOT_FOUND")];
  const isListedEmpty = shipmentsOf(shop, transfer).some(
    ({ status, lines }) => status === "DRAFT" && lines.some(({ inventoryItemId, quantity }) => inventoryItemId === line.inventoryItemId && quantity === 0),
  );
  if (isListedEmpty) return [movementError(field, "ITEM_PRESENT_ON_DRAFT_SHIPMENT_WITH_ZERO_QUANTITY")];
  const { processable } = unitsOf(shop, transfer, line);
  return processable === 0 && line.totalQuantity > 0 ? [movementError(field, "ALL_QUANTITY_SHIPPED")] : [];
}

export type TransferChanges = Partial<TransferWords> & { originId?: number | null; destinationId?: number | null };

/** Changes the words of a transfer; of a draft its locations too. */
export function editTransfer(context: ShopContext, transfer: InventoryTransfer, changes: TransferChanges): Outcome<InventoryTransfer> {
  const { shop } = context;
  const originId = changes.originId === undefined ? (transfer.origin?.locationId ?? null) : changes.originId;
  const destinationId = changes.destinationId === undefined ? (transfer.destination?.locationId ?? null) : changes.destinationId;
  const movesOrigin = originId !== (transfer.origin?.locationId ?? null);
  const movesDestination = destinationId !== (transfer.destination?.locationId ?? null);
  if ((movesOrigin || movesDestination) && transfer.status !== "DRAFT") {
    return movementRefused(["input", movesOrigin ? "originId" : "destinationId"], "TRANSFER_LOCATION_IMMUTABLE");
  }
  const errors = [
    ...(movesOrigin || movesDestination ? placeErrors(context, { originId, destinationId }, { origin: "originId", destination: "destinationId" }) : []),
    ...tagErrors(changes.tags ?? [], ["input", "tags"]),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const isStocked = ({ inventoryItemId }: InventoryTransferLine): boolean => originId === null || levelOf(shop, inventoryItemId, originId) !== undefined;
  if (movesOrigin && !transfer.lines.every(isStocked)) return movementRefused(["input", "originId"], "INVENTORY_STATE_NOT_ACTIVE");
  if (movesOrigin) transfer.origin = snapshotOf(context, originId);
  if (movesDestination) transfer.destination = snapshotOf(context, destinationId);
  if (changes.note !== undefined) transfer.note = changes.note;
  if (changes.referenceName !== undefined) transfer.referenceName = changes.referenceName;
  if (changes.tags !== undefined) transfer.tags = sortedTags(changes.tags);
  transfer.dateCreated = changes.dateCreated ?? transfer.dateCreated;
  touchTransfer(context, transfer);
  context.emit({ topic: "inventory_transfers/updated", transferId: transfer.id });
  return done(transfer);
}

/** Gives up a transfer that is ready; what was set aside is for sale again. */
export function cancelTransfer(context: ShopContext, transfer: InventoryTransfer): Outcome<InventoryTransfer> {
  if (transfer.status !== "READY_TO_SHIP" && transfer.status !== "IN_PROGRESS") return movementRefused(["id"], "INVALID_TRANSFER_STATUS");
  if (shipmentsOf(context.shop, transfer).length > 0) return movementRefused(["id"], "SHIPMENT_EXISTS");
  reserveAtOrigin(
    context,
    transfer,
    transfer.lines.map(({ inventoryItemId, totalQuantity }) => ({ inventoryItemId, units: -totalQuantity })),
  );
  transfer.status = "CANCELED";
  touchTransfer(context, transfer);
  context.emit({ topic: "inventory_transfers/cancel", transferId: transfer.id });
  return done(transfer);
}

export function deleteTransfer(context: ShopContext, transfer: InventoryTransfer): Outcome<number> {
  if (transfer.status !== "DRAFT") return movementRefused(["id"], "INVALID_TRANSFER_STATUS");
  context.shop.inventoryTransfers.delete(transfer.id);
  return done(transfer.id);
}

/** A draft of the same items between the same locations, without shipments. */
export function duplicateTransfer(context: ShopContext, original: InventoryTransfer): InventoryTransfer {
  const { note, referenceName, tags, origin, destination } = original;
  const places = { originId: origin?.locationId ?? null, destinationId: destination?.locationId ?? null };
  const transfer = newTransfer(context, { ...places, note, referenceName, tags, dateCreated: null });
  transfer.lines = original.lines.map(({ inventoryItemId, totalQuantity }) => newLine(context, inventoryItemId, totalQuantity));
  context.shop.inventoryTransfers.set(transfer.id, transfer);
  return transfer;
}

export function touchTransfer(context: ShopContext, transfer: InventoryTransfer): void {
  transfer.updatedAt = timestamp(context);
}
