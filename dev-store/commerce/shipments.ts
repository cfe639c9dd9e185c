import type {
  InventoryShipment,
  InventoryShipmentLine,
  InventoryShipmentStatus,
  InventoryShipmentTracking,
  InventoryTransfer,
} from "../state/transfer-types.ts";
import type { ShopState } from "../state/types.ts";
import { takeId, timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { barcodeErrors, locationErrors, movementError, movementRefused, shipmentItemErrors, urlErrors } from "./transfer-errors.ts";
import type { WantedItem } from "./transfer-errors.ts";
import { sendOff, shipmentsOf, unitsOf } from "./transfer-units.ts";
import { touchTransfer } from "./transfers.ts";

/** Packing and sending shipments of a transfer: Shopify's rules of `inventoryShipment…`. Receiving them is in receive-shipment.ts. */

export type NewShipment = {
  /** Null where the id names no transfer. */
  transfer: InventoryTransfer | null;
  items: readonly WantedItem[];
  tracking: InventoryShipmentTracking | null;
  barcode: string | null;
  dateCreated: string | null;
};

const CHANGEABLE: ReadonlySet<InventoryShipmentStatus> = new Set(["DRAFT", "IN_TRANSIT"]);

/** Makes a draft, or with `isSent` a shipment that has left at once. */
export function createShipment(context: ShopContext, wanted: NewShipment, { isSent }: { isSent: boolean }): Outcome<InventoryShipment> {
  const { shop } = context;
  const { transfer, items, tracking, barcode } = wanted;
  if (transfer === null) return movementRefused(["input", "movementId"], "TRANSFER_NOT_FOUND");
  if (transfer.status !== "READY_TO_SHIP" && transfer.status !== "IN_PROGRESS") return movementRefused(["input", "movementId"], "INVALID_TRANSFER_STATUS");
  const field = ["input", "lineItems"];
  if (isSent && items.length === 0) return movementRefused(field, "ITEMS_EMPTY");
  const errors = [
    ...transitErrors(shop, transfer, ["input", "movementId"]),
    ...shipmentItemErrors(shop, transfer, items, { field, leastUnits: isSent ? 1 : 0 }),
    ...urlErrors(tracking?.trackingUrl ?? null, ["input", "trackingInput", "trackingUrl"]),
    ...barcodeErrors(shop, barcode, ["input", "barcode"]),
  ];
  if (errors.length > 0) return { ok: false, errors };
  const shipment = newShipment(context, transfer, wanted);
  shop.inventoryShipments.set(shipment.id, shipment);
  if (isSent) leave(context, shipment, transfer, shipment.dateCreated);
  context.emit({ topic: "inventory_shipments/create", shipmentId: shipment.id });
  return done(shipment);
}

function transitErrors(shop: ShopState, { origin, destination }: InventoryTransfer, field: string[]): UserError[] {
  return [origin, destination].flatMap((place) =>
    locationErrors(shop, place?.locationId ?? null, field).map(() => movementError(field, "LOCATION_NOT_ACTIVE")),
  );
}

function newShipment(context: ShopContext, transfer: InventoryTransfer, { items, tracking, barcode, dateCreated }: NewShipment): InventoryShipment {
  const latest = shipmentsOf(context.shop, transfer).map(({ name }) => Number(name.slice(transfer.name.length + 1)));
  return {
    id: takeId(context),
    name: `${transfer.name}-${Math.max(0, ...latest) + 1}`,
    transferId: transfer.id,
    status: "DRAFT",
    barcode,
    tracking,
    lines: newLines(context, items),
    dateCreated: dateCreated ?? timestamp(context),
    dateShipped: null,
    dateReceived: null,
  };
}

function newLines(context: ShopContext, items: readonly WantedItem[]): InventoryShipmentLine[] {
  return items.flatMap(({ inventoryItemId, quantity }) =>
    inventoryItemId === null ? [] : [{ id: takeId(context), inventoryItemId, quantity, acceptedQuantity: 0, rejectedQuantity: 0 }],
  );
}

/** The parcel leaves: its units are on their way and the transfer is in progress. */
function leave(context: ShopContext, shipment: InventoryShipment, transfer: InventoryTransfer, dateShipped: string | null): void {
  shipment.status = "IN_TRANSIT";
  shipment.dateShipped = dateShipped ?? timestamp(context);
  transfer.status = "IN_PROGRESS";
  touchTransfer(context, transfer);
  sendOff(
    context,
    transfer,
    shipment.lines.map(({ inventoryItemId, quantity }) => ({ inventoryItemId, units: quantity })),
  );
}

export function markInTransit(context: ShopContext, shipment: InventoryShipment, dateShipped: string | null): Outcome<InventoryShipment> {
  const { shop } = context;
  const transfer = transferOf(shop, shipment);
  if (shipment.status !== "DRAFT") return movementRefused(["id"], "INVALID_SHIPMENT_STATUS");
  if (shipment.lines.length === 0) return movementRefused(["id"], "ITEMS_EMPTY");
  const errors = transitErrors(shop, transfer, ["id"]);
  if (errors.length > 0) return { ok: false, errors };
  if (shipment.lines.some(({ quantity }) => quantity === 0)) return movementRefused(["id"], "INVALID_QUANTITY");
  if (shipment.lines.some(({ inventoryItemId }) => shop.inventoryItems.get(inventoryItemId)?.tracked !== true))
    return movementRefused(["id"], "UNTRACKED_ITEM");
  leave(context, shipment, transfer, dateShipped);
  context.emit({ topic: "inventory_shipments/mark_in_transit", shipmentId: shipment.id });
  return done(shipment);
}

/** Adds items of the transfer that the shipment does not carry yet; answers their lines. */
export function addShipmentItems(context: ShopContext, shipment: InventoryShipment, items: readonly WantedItem[]): Outcome<InventoryShipmentLine[]> {
  const { shop } = context;
  const transfer = transferOf(shop, shipment);
  if (!CHANGEABLE.has(shipment.status)) return movementRefused(["id"], "INVALID_SHIPMENT_STATUS");
  const repeated = items.findIndex((item) => shipment.lines.some(({ inventoryItemId }) => inventoryItemId === item.inventoryItemId));
  if (repeated !== -1) return movementRefused(["lineItems", String(repeated), "inventoryItemId"], "DUPLICATE_ITEM");
  const errors = shipmentItemErrors(shop, transfer, items, { field: ["lineItems"], leastUnits: shipment.status === "DRAFT" ? 0 : 1 });
  if (errors.length > 0) return { ok: false, errors };
  const added = newLines(context, items);
  shipment.lines.push(...added);
  sendWhatLeft(
    context,
    shipment,
    added.map(({ inventoryItemId, quantity }) => ({ inventoryItemId, units: quantity })),
  );
  context.emit({ topic: "inventory_shipments/add_items", shipmentId: shipment.id, lines: added.map(({ id, quantity }) => ({ id, quantity })) });
  return done(added);
}

export function removeShipmentItems(context: ShopContext, shipment: InventoryShipment, lineIds: readonly (number | null)[]): Outcome<InventoryShipment> {
  if (!CHANGEABLE.has(shipment.status)) return movementRefused(["id"], "INVALID_SHIPMENT_STATUS");
  const errors = lineIds.flatMap((id, index) =>
    shipment.lines.some((line) => line.id === id) ? [] : [movementError(["lineItems", String(index)], "ITEM_NOT_FOUND")],
  );
  if (errors.length > 0) return { ok: false, errors };
  const removed = shipment.lines.filter(({ id }) => lineIds.includes(id));
  shipment.lines = shipment.lines.filter((line) => !removed.includes(line));
  sendWhatLeft(
    context,
    shipment,
    removed.map(({ inventoryItemId, quantity }) => ({ inventoryItemId, units: -quantity })),
  );
  context.emit({ topic: "inventory_shipments/remove_items", shipmentId: shipment.id, lineIds: removed.map(({ id }) => id) });
  return done(shipment);
}

/** Sets how many units of its lines the shipment carries; answers the lines that were named. */
export function updateShipmentItems(
  context: ShopContext,
  shipment: InventoryShipment,
  items: readonly { lineId: number | null; quantity: number }[],
): Outcome<InventoryShipmentLine[]> {
  if (!CHANGEABLE.has(shipment.status)) return movementRefused(["id"], "INVALID_SHIPMENT_STATUS");
  const errors = items.flatMap((item, index) => updateErrors(context.shop, shipment, item, ["items", String(index)]));
  if (errors.length > 0) return { ok: false, errors };
  const updated = items.flatMap(({ lineId, quantity }) => {
    const line = shipment.lines.find(({ id }) => id === lineId);
    if (line === undefined) return [];
    const change = { line, oldQuantity: line.quantity, newQuantity: quantity };
    line.quantity = quantity;
    return [change];
  });
  sendWhatLeft(
    context,
    shipment,
    updated.map(({ line, oldQuantity, newQuantity }) => ({ inventoryItemId: line.inventoryItemId, units: newQuantity - oldQuantity })),
  );
  const lines = updated.map(({ line, oldQuantity, newQuantity }) => ({ id: line.id, oldQuantity, newQuantity }));
  context.emit({ topic: "inventory_shipments/update_item_quantities", shipmentId: shipment.id, lines });
  return done(updated.map(({ line }) => line));
}

function updateErrors(shop: ShopState, shipment: InventoryShipment, item: { lineId: number | null; quantity: number }, field: string[]): UserError[] {
  const transfer = transferOf(shop, shipment);
  const line = shipment.lines.find(({ id }) => id === item.lineId);
  const planned = transfer.lines.find(({ inventoryItemId }) => inventoryItemId === line?.inventoryItemId);
  if (line === undefined || planned === undefined) return [movementError([...field, "shipmentLineItemId"], "ITEM_NOT_FOUND")];
  const least = shipment.status === "DRAFT" ? 0 : 1;
  const most = line.quantity + unitsOf(shop, transfer, planned).processable;
  return item.quantity >= least && item.quantity <= most ? [] : [movementError([...field, "quantity"], "INVALID_QUANTITY")];
}

/** A change of a shipment that has left changes what is on its way; a draft only packs. */
function sendWhatLeft(context: ShopContext, shipment: InventoryShipment, items: readonly { inventoryItemId: number; units: number }[]): void {
  const transfer = transferOf(context.shop, shipment);
  touchTransfer(context, transfer);
  if (shipment.status !== "DRAFT") sendOff(context, transfer, items);
}

/** Changes what is known of the parcel's way; what is left out stays. */
export function setTracking(context: ShopContext, shipment: InventoryShipment, changes: Partial<InventoryShipmentTracking>): Outcome<InventoryShipment> {
  const errors = urlErrors(changes.trackingUrl ?? null, ["tracking", "trackingUrl"]);
  if (errors.length > 0) return { ok: false, errors };
  shipment.tracking = { ...(shipment.tracking ?? NO_TRACKING), ...changes };
  context.emit({ topic: "inventory_shipments/update_tracking", shipmentId: shipment.id });
  return done(shipment);
}

export const NO_TRACKING: InventoryShipmentTracking = { company: null, trackingNumber: null, trackingUrl: null, arrivesAt: null };

export function setBarcode(context: ShopContext, shipment: InventoryShipment, barcode: string): Outcome<InventoryShipment> {
  const errors = barcodeErrors(context.shop, barcode, ["barcode"], shipment);
  if (errors.length > 0) return { ok: false, errors };
  shipment.barcode = barcode;
  return done(shipment);
}

/** Only a draft can be deleted: what has left cannot be undone. */
export function deleteShipment(context: ShopContext, shipment: InventoryShipment): Outcome<number> {
  if (shipment.status !== "DRAFT") return movementRefused(["id"], "INVALID_SHIPMENT_STATUS");
  context.shop.inventoryShipments.delete(shipment.id);
  touchTransfer(context, transferOf(context.shop, shipment));
  context.emit({ topic: "inventory_shipments/delete", shipmentId: shipment.id });
  return done(shipment.id);
}

export function transferOf(shop: ShopState, shipment: InventoryShipment): InventoryTransfer {
  const transfer = shop.inventoryTransfers.get(shipment.transferId);
  if (transfer === undefined) throw new Error(`shipment ${shipment.id} has no transfer ${shipment.transferId}`);
  return transfer;
}
