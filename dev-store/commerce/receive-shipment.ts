import type { InventoryShipment, InventoryShipmentLine, InventoryTransfer } from "../state/transfer-types.ts";
import { timestamp } from "./context.ts";
import type { ShopContext } from "./context.ts";
import { done } from "./outcome.ts";
import type { Outcome, UserError } from "./outcome.ts";
import { transferOf } from "./shipments.ts";
import { locationErrors, movementError, movementRefused } from "./transfer-errors.ts";
import type { LineReceipt } from "./transfer-events.ts";
import { shipmentsOf, takeIn } from "./transfer-units.ts";
import { touchTransfer } from "./transfers.ts";

/**
 * Unpacking a shipment: of each line some units are accepted and some rejected. A shipment may be received in several
 * parts; when all of a transfer's units have been received, the transfer is done.
 */

export type Receiving = {
  items: readonly { lineId: number | null; quantity: number; reason: "ACCEPTED" | "REJECTED" }[];
  /** What becomes of all units that no item names; null: they stay on their way. */
  rest: "ACCEPTED" | "REJECTED" | null;
  dateReceived: string | null;
};

export function receiveShipment(context: ShopContext, shipment: InventoryShipment, receiving: Receiving): Outcome<InventoryShipment> {
  const { shop } = context;
  const transfer = transferOf(shop, shipment);
  if (shipment.status !== "IN_TRANSIT" && shipment.status !== "PARTIALLY_RECEIVED") return movementRefused(["id"], "INVALID_SHIPMENT_STATUS");
  const wrongPlace = locationErrors(shop, transfer.destination?.locationId ?? null, ["id"]);
  if (wrongPlace.length > 0) return { ok: false, errors: wrongPlace };
  const errors = receivingErrors(shipment, receiving);
  if (errors.length > 0) return { ok: false, errors };
  const receipts = shipment.lines.flatMap((line) => receiveLine(line, receiving));
  if (receipts.length === 0) return done(shipment);
  takeIn(
    context,
    transfer,
    receipts.map(({ line, accepted, rejected }) => ({ inventoryItemId: line.inventoryItemId, accepted, rejected })),
  );
  shipment.dateReceived ??= receiving.dateReceived ?? timestamp(context);
  shipment.status = shipment.lines.every((line) => unreceivedUnits(line) === 0) ? "RECEIVED" : "PARTIALLY_RECEIVED";
  touchTransfer(context, transfer);
  context.emit({ topic: "inventory_shipments/receive_items", shipmentId: shipment.id, lines: receipts.map(({ receipt }) => receipt) });
  completeWhenReceived(context, transfer);
  return done(shipment);
}

export function unreceivedUnits({ quantity, acceptedQuantity, rejectedQuantity }: InventoryShipmentLine): number {
  return quantity - acceptedQuantity - rejectedQuantity;
}

function receivingErrors({ lines }: InventoryShipment, { items }: Receiving): UserError[] {
  const left = new Map(lines.map((line) => [line.id, unreceivedUnits(line)]));
  return items.flatMap(({ lineId, quantity }, index): UserError[] => {
    const units = lineId === null ? undefined : left.get(lineId);
    if (lineId === null || units === undefined) return [movementError(["lineItems", String(index), "shipmentLineItemId"], "ITEM_NOT_FOUND")];
    if (quantity < 1 || quantity > units) return [movementError(["lineItems", String(index), "quantity"], "INVALID_QUANTITY")];
    left.set(lineId, units - quantity);
    return [];
  });
}

type ReceivedLine = { line: InventoryShipmentLine; accepted: number; rejected: number; receipt: LineReceipt };

function receiveLine(line: InventoryShipmentLine, { items, rest }: Receiving): ReceivedLine[] {
  const named = { ACCEPTED: 0, REJECTED: 0 };
  for (const { lineId, quantity, reason } of items) if (lineId === line.id) named[reason] += quantity;
  if (rest !== null) named[rest] += unreceivedUnits(line) - named.ACCEPTED - named.REJECTED;
  const { ACCEPTED: accepted, REJECTED: rejected } = named;
  if (accepted + rejected === 0) return [];
  const { id, acceptedQuantity: oldAccepted, rejectedQuantity: oldRejected } = line;
  line.acceptedQuantity += accepted;
  line.rejectedQuantity += rejected;
  const receipt = { id, oldAccepted, oldRejected, newAccepted: line.acceptedQuantity, newRejected: line.rejectedQuantity, remaining: unreceivedUnits(line) };
  return [{ line, accepted, rejected, receipt }];
}

export function receivedUnits(lines: readonly InventoryShipmentLine[]): number {
  return lines.reduce((sum, line) => sum + line.acceptedQuantity + line.rejectedQuantity, 0);
}

function completeWhenReceived(context: ShopContext, transfer: InventoryTransfer): void {
  const received = receivedUnits(shipmentsOf(context.shop, transfer).flatMap(({ lines }) => lines));
  const planned = transfer.lines.reduce((sum, { totalQuantity }) => sum + totalQuantity, 0);
  if (received < planned) return;
  transfer.status = "TRANSFERRED";
  context.emit({ topic: "inventory_transfers/complete", transferId: transfer.id });
}
