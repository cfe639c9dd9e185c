import type { Location } from "./types.ts";

/**
 * Stock on its way between locations. A transfer is the plan (which items, how many, from where to where); its
 * shipments are the parcels that carry it out, so one transfer may arrive in several parts.
 */

export type InventoryTransferStatus = "CANCELED" | "DRAFT" | "IN_PROGRESS" | "READY_TO_SHIP" | "TRANSFERRED";
export type InventoryShipmentStatus = "DRAFT" | "IN_TRANSIT" | "PARTIALLY_RECEIVED" | "RECEIVED";

/** A location as it was when the transfer named it; it keeps its words when the location changes or goes. */
export type LocationSnapshot = Pick<Location, "name" | "address"> & { locationId: number; snapshottedAt: string };

export type InventoryTransferLine = {
  id: number;
  inventoryItemId: number;
  /** The product's title when the line was added. */
  title: string;
  totalQuantity: number;
};

export type InventoryTransfer = {
  id: number;
  /** `#T0001`, `#T0002`, ... */
  name: string;
  referenceName: string | null;
  note: string | null;
  tags: string[];
  status: InventoryTransferStatus;
  /** Null where goods come from outside of the shop. */
  origin: LocationSnapshot | null;
  destination: LocationSnapshot | null;
  lines: InventoryTransferLine[];
  dateCreated: string;
  createdAt: string;
  updatedAt: string;
};

export type InventoryShipmentLine = {
  id: number;
  inventoryItemId: number;
  quantity: number;
  acceptedQuantity: number;
  rejectedQuantity: number;
};

export type InventoryShipmentTracking = {
  company: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  arrivesAt: string | null;
};

export type InventoryShipment = {
  id: number;
  /** The transfer's name with a running number: `#T0001-1`. */
  name: string;
  transferId: number;
  status: InventoryShipmentStatus;
  barcode: string | null;
  tracking: InventoryShipmentTracking | null;
  lines: InventoryShipmentLine[];
  dateCreated: string;
  dateShipped: string | null;
  dateReceived: string | null;
};
