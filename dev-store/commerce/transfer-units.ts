import type { InventoryShipment, InventoryTransfer, InventoryTransferLine } from "../state/transfer-types.ts";
import type { ShopState } from "../state/types.ts";
import { changeQuantities, stockItem } from "./inventory.ts";
import type { QuantityChange } from "./inventory.ts";
import type { ShopContext } from "./context.ts";

/**
 * What a transfer does to stock, one step at a time. Ten lamps from Berlin to Hamburg:
 *
 *   ready to ship   Berlin available -10, reserved +10        (they lie there and are promised to Hamburg)
 *   in transit      Berlin reserved -10; Hamburg incoming +10
 *   received        Hamburg incoming -10, available +9        (one was rejected, which nobody has any more)
 */

export type ItemUnits = { inventoryItemId: number; units: number };

/** How the units of a transfer's line are spread over its shipments. */
export type LineSpread = {
  /** In shipments that have left. */
  shipped: number;
  /** In shipments that are being packed. */
  picked: number;
  /** In no shipment. */
  processable: number;
};

export function shipmentsOf(shop: ShopState, transfer: Pick<InventoryTransfer, "id">): InventoryShipment[] {
  return [...shop.inventoryShipments.values()].filter(({ transferId }) => transferId === transfer.id);
}

export function unitsOf(shop: ShopState, transfer: InventoryTransfer, line: InventoryTransferLine): LineSpread {
  let shipped = 0;
  let picked = 0;
  for (const { status, lines } of shipmentsOf(shop, transfer)) {
    for (const { inventoryItemId, quantity } of lines) {
      if (inventoryItemId !== line.inventoryItemId) continue;
      if (status === "DRAFT") picked += quantity;
      else shipped += quantity;
    }
  }
  return { shipped, picked, processable: line.totalQuantity - shipped - picked };
}

/** Sets units aside at the origin, or gives back those that are negative. Goods from outside lie nowhere yet. */
export function reserveAtOrigin(context: ShopContext, { origin }: InventoryTransfer, items: readonly ItemUnits[]): void {
  if (origin === null) return;
  const { locationId } = origin;
  changeQuantities(
    context,
    items.flatMap(({ inventoryItemId, units }): QuantityChange[] => [
      { inventoryItemId, locationId, name: "available", delta: -units },
      { inventoryItemId, locationId, name: "reserved", delta: units },
    ]),
  );
}

/** Reserved units leave the origin and are on their way to the destination; negative units come back. */
export function sendOff(context: ShopContext, { origin, destination }: InventoryTransfer, items: readonly ItemUnits[]): void {
  for (const { inventoryItemId } of destination === null ? [] : items) stockItem(context, { inventoryItemId, locationId: destination?.locationId ?? 0 });
  changeQuantities(
    context,
    items.flatMap(({ inventoryItemId, units }): QuantityChange[] => [
      ...(origin === null ? [] : [{ inventoryItemId, locationId: origin.locationId, name: "reserved" as const, delta: -units }]),
      ...(destination === null ? [] : [{ inventoryItemId, locationId: destination.locationId, name: "incoming" as const, delta: units }]),
    ]),
  );
}

/** Units arrive at the destination: accepted ones are for sale, rejected ones are gone. */
export function takeIn(
  context: ShopContext,
  { destination }: InventoryTransfer,
  items: readonly { inventoryItemId: number; accepted: number; rejected: number }[],
): void {
  if (destination === null) return;
  const { locationId } = destination;
  changeQuantities(
    context,
    items.flatMap(({ inventoryItemId, accepted, rejected }): QuantityChange[] => [
      { inventoryItemId, locationId, name: "incoming", delta: -accepted - rejected },
      { inventoryItemId, locationId, name: "available", delta: accepted },
    ]),
  );
}
