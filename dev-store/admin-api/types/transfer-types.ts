import { receivedUnits, unreceivedUnits } from "../../commerce/receive-shipment.ts";
import { shipmentsOf, unitsOf } from "../../commerce/transfer-units.ts";
import { toGid } from "../../state/gid.ts";
import type { InventoryShipment, InventoryShipmentLine, InventoryTransfer, InventoryTransferLine, LocationSnapshot } from "../../state/transfer-types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { count } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";
import { addressView } from "./location-types.ts";

const transfer: TypeResolvers<InventoryTransfer> = {
  id: ({ id }) => toGid("InventoryTransfer", id),
  name: ({ name }) => name,
  referenceName: ({ referenceName }) => referenceName,
  note: ({ note }) => note,
  tags: ({ tags }) => tags,
  status: ({ status }) => status,
  origin: ({ origin }) => origin,
  destination: ({ destination }) => destination,
  lineItems: (record, args) => listConnection(transferLines(record), args),
  lineItemsCount: ({ lines }) => count(lines.length),
  shipments: (record, args, { shop }) => listConnection(shipmentsOf(shop, record), args),
  totalQuantity: ({ lines }) => lines.reduce((sum, line) => sum + line.totalQuantity, 0),
  receivedQuantity: (record, _args, { shop }) => receivedUnits(shipmentsOf(shop, record).flatMap(({ lines }) => lines)),
  dateCreated: ({ dateCreated }) => dateCreated,
  hasTimelineComment: () => false,
  events: (_record, args) => listConnection([], args),
  ...metafieldFields<InventoryTransfer>(({ id }) => toGid("InventoryTransfer", id)),
};

/** A line with its transfer, which alone knows how its units are spread. */
type TransferLineView = InventoryTransferLine & { transfer: InventoryTransfer };

export function transferLines(record: InventoryTransfer): TransferLineView[] {
  return record.lines.map((line) => ({ ...line, transfer: record }));
}

const transferLine: TypeResolvers<TransferLineView> = {
  id: ({ id }) => toGid("InventoryTransferLineItem", id),
  inventoryItem: ({ inventoryItemId }, _args, { shop }) => shop.inventoryItems.get(inventoryItemId) ?? null,
  title: ({ title }) => title,
  totalQuantity: ({ totalQuantity }) => totalQuantity,
  shippedQuantity: (line, _args, { shop }) => unitsOf(shop, line.transfer, line).shipped,
  pickedForShipmentQuantity: (line, _args, { shop }) => unitsOf(shop, line.transfer, line).picked,
  processableQuantity: (line, _args, { shop }) => unitsOf(shop, line.transfer, line).processable,
  shippableQuantity: (line, _args, { shop }) => line.totalQuantity - unitsOf(shop, line.transfer, line).shipped,
};

const snapshot: TypeResolvers<LocationSnapshot> = {
  name: ({ name }) => name,
  address: ({ address }) => addressView(address),
  location: ({ locationId }, _args, { shop }) => shop.locations.get(locationId) ?? null,
  snapshottedAt: ({ snapshottedAt }) => snapshottedAt,
};

function sumOf(lines: readonly InventoryShipmentLine[], units: (line: InventoryShipmentLine) => number): number {
  return lines.reduce((sum, line) => sum + units(line), 0);
}

const shipment: TypeResolvers<InventoryShipment> = {
  id: ({ id }) => toGid("InventoryShipment", id),
  name: ({ name }) => name,
  status: ({ status }) => status,
  barcode: ({ barcode }) => barcode,
  tracking: ({ tracking }) => tracking,
  dateCreated: ({ dateCreated }) => dateCreated,
  dateShipped: ({ dateShipped }) => dateShipped,
  dateReceived: ({ dateReceived }) => dateReceived,
  lineItems: ({ lines }, args) => listConnection(lines, args),
  lineItemsCount: ({ lines }) => count(lines.length),
  lineItemTotalQuantity: ({ lines }) => sumOf(lines, ({ quantity }) => quantity),
  totalAcceptedQuantity: ({ lines }) => sumOf(lines, ({ acceptedQuantity }) => acceptedQuantity),
  totalRejectedQuantity: ({ lines }) => sumOf(lines, ({ rejectedQuantity }) => rejectedQuantity),
  totalReceivedQuantity: ({ lines }) => receivedUnits(lines),
};

const shipmentLine: TypeResolvers<InventoryShipmentLine> = {
  id: ({ id }) => toGid("InventoryShipmentLineItem", id),
  inventoryItem: ({ inventoryItemId }, _args, { shop }) => shop.inventoryItems.get(inventoryItemId) ?? null,
  quantity: ({ quantity }) => quantity,
  acceptedQuantity: ({ acceptedQuantity }) => acceptedQuantity,
  rejectedQuantity: ({ rejectedQuantity }) => rejectedQuantity,
  unreceivedQuantity: unreceivedUnits,
};

export const transferTypes: ResolverMap = {
  InventoryTransfer: transfer,
  InventoryTransferLineItem: transferLine,
  LocationSnapshot: snapshot,
  InventoryShipment: shipment,
  InventoryShipmentLineItem: shipmentLine,
};
