import type { ShipmentEvent, TransferEvent } from "../commerce/transfer-events.ts";
import { toGid } from "../state/gid.ts";
import type { InventoryShipmentTracking, LocationSnapshot } from "../state/transfer-types.ts";
import type { ShopState } from "../state/types.ts";
import { shopTime } from "./payload-parts.ts";

/** Bodies of inventory_transfers/* and inventory_shipments/*. They name what changed by global ids and little else. */

export function transferPayload(shop: ShopState, event: TransferEvent, happenedAt: string): Record<string, unknown> {
  const transfer = shop.inventoryTransfers.get(event.transferId);
  if (transfer === undefined) throw new Error(`transfer ${event.transferId} is gone`);
  const lineGid = (id: number): string => toGid("InventoryTransferLineItem", id);
  const base = {
    id: toGid("InventoryTransfer", transfer.id),
    happened_at: shopTime(happenedAt, shop.profile),
    origin: placePayload(transfer.origin),
    destination: placePayload(transfer.destination),
  };
  switch (event.topic) {
    case "inventory_transfers/updated":
      return base;
    case "inventory_transfers/cancel":
    case "inventory_transfers/complete":
      return { ...base, status: transfer.status };
    case "inventory_transfers/ready_to_ship":
      return { ...base, status: transfer.status, line_items: transfer.lines.map(({ id, totalQuantity }) => ({ id: lineGid(id), quantity: totalQuantity })) };
    case "inventory_transfers/add_items":
      return { ...base, items_added: event.lines.map(({ id, quantity }) => ({ line_item_id: lineGid(id), quantity })) };
    case "inventory_transfers/remove_items":
      return { ...base, items_removed: event.lineIds.map((id) => ({ line_item_id: lineGid(id) })) };
    case "inventory_transfers/update_item_quantities":
      return {
        ...base,
        status: transfer.status,
        items_updated: event.lines.map(({ id, oldQuantity, newQuantity }) => ({
          line_item_id: lineGid(id),
          old_quantity: oldQuantity,
          new_quantity: newQuantity,
        })),
      };
  }
}

function placePayload(place: LocationSnapshot | null): { id: string } | null {
  return place && { id: toGid("Location", place.locationId) };
}

export function shipmentPayload(shop: ShopState, event: ShipmentEvent, happenedAt: string): Record<string, unknown> {
  const happened_at = shopTime(happenedAt, shop.profile);
  const id = toGid("InventoryShipment", event.shipmentId);
  if (event.topic === "inventory_shipments/delete") return { id, happened_at };
  const shipment = shop.inventoryShipments.get(event.shipmentId);
  if (shipment === undefined) throw new Error(`shipment ${event.shipmentId} is gone`);
  const { status } = shipment;
  const lineGid = (lineId: number): string => toGid("InventoryShipmentLineItem", lineId);
  switch (event.topic) {
    case "inventory_shipments/create": {
      const line_items = shipment.lines.map((line) => ({ id: lineGid(line.id), quantity: line.quantity }));
      return { id, status, happened_at, tracking: trackingPayload(shop, shipment.tracking), line_items };
    }
    case "inventory_shipments/mark_in_transit":
      return { id, status, happened_at };
    case "inventory_shipments/update_tracking":
      return { shipment_id: id, updated_tracking: trackingPayload(shop, shipment.tracking), happened_at };
    case "inventory_shipments/add_items":
      return { id, items_added: event.lines.map((line) => ({ id: lineGid(line.id), quantity: line.quantity })), happened_at };
    case "inventory_shipments/remove_items":
      return { id, items_removed: event.lineIds.map((lineId) => ({ id: lineGid(lineId) })), happened_at };
    case "inventory_shipments/update_item_quantities": {
      const items_updated = event.lines.map((line) => ({ id: lineGid(line.id), old_quantity: line.oldQuantity, new_quantity: line.newQuantity }));
      return { id, items_updated, happened_at };
    }
    case "inventory_shipments/receive_items": {
      const items_received = event.lines.map((line) => ({
        id: lineGid(line.id),
        old_accepted_quantity: line.oldAccepted,
        old_rejected_quantity: line.oldRejected,
        new_accepted_quantity: line.newAccepted,
        new_rejected_quantity: line.newRejected,
        remaining_quantity_to_receive: line.remaining,
      }));
      return { id, status, items_received, happened_at };
    }
  }
}

function trackingPayload({ profile }: ShopState, tracking: InventoryShipmentTracking | null): object | null {
  return (
    tracking && {
      arrives_at: shopTime(tracking.arrivesAt, profile),
      tracking_number: tracking.trackingNumber,
      tracking_url: tracking.trackingUrl,
      company: tracking.company,
    }
  );
}
