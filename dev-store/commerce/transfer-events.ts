/** What happened to a transfer or a shipment, with what its record does not show any more. */

type LineQuantity = { id: number; quantity: number };
type LineChange = { id: number; oldQuantity: number; newQuantity: number };

export type LineReceipt = { id: number; oldAccepted: number; oldRejected: number; newAccepted: number; newRejected: number; remaining: number };

export type TransferEvent = { transferId: number } & (
  | { topic: "inventory_transfers/cancel" | "inventory_transfers/complete" | "inventory_transfers/ready_to_ship" | "inventory_transfers/updated" }
  | { topic: "inventory_transfers/add_items"; lines: LineQuantity[] }
  | { topic: "inventory_transfers/remove_items"; lineIds: number[] }
  | { topic: "inventory_transfers/update_item_quantities"; lines: LineChange[] }
);

export type ShipmentEvent = { shipmentId: number } & (
  | { topic: "inventory_shipments/create" | "inventory_shipments/delete" | "inventory_shipments/mark_in_transit" | "inventory_shipments/update_tracking" }
  | { topic: "inventory_shipments/add_items"; lines: LineQuantity[] }
  | { topic: "inventory_shipments/remove_items"; lineIds: number[] }
  | { topic: "inventory_shipments/update_item_quantities"; lines: LineChange[] }
  | { topic: "inventory_shipments/receive_items"; lines: LineReceipt[] }
);
