/** How every change of a purchase order ends: saved whole, with its history, and with new dates for the items whose supply it touches. */
import { problem } from "../domain/errors.ts";
import type { Problem } from "../domain/errors.ts";
import type { InboundShipmentId, InventoryItemId, ShopDomain } from "../domain/ids.ts";
import { changesBetween } from "../domain/purchase-order-change.ts";
import { isOpen } from "../domain/purchase-order.ts";
import type { InboundShipment, PurchaseOrder } from "../domain/purchase-order.ts";
import type { LockedPurchaseOrder } from "./ports/supply.ts";
import type { Transaction } from "./ports/transaction.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export interface OrderChange {
  readonly shop: ShopDomain;
  /** Null: it is new. */
  readonly before: PurchaseOrder | null;
  readonly after: PurchaseOrder;
  readonly reason: string;
  readonly actor: string;
}

/** False: its number is another one's, and nothing was saved. */
export async function saveChangedOrder(deps: SupplyDeps, tx: Transaction, { shop, before, after, reason, actor }: OrderChange): Promise<boolean> {
  const changes = changesBetween(before, after);
  const isSaved = await deps.supply.savePurchaseOrder(tx, shop, { order: after, changes, reason: reason.trim(), actor, at: deps.clock.now() });
  if (!isSaved) return false;
  const inventoryItemIds = itemsTouched(before, after);
  const mirrors = await deps.supply.mirrorsInbound(tx, shop);
  await deps.jobs.enqueue(tx, [
    ...(inventoryItemIds.length > 0 ? [{ name: "estimate-items" as const, shop, inventoryItemIds }] : []),
    ...(mirrors ? shipmentsOf(before, after).map((inboundShipmentId) => ({ name: "mirror-inbound" as const, shop, inboundShipmentId })) : []),
  ]);
  return true;
}

/** Whoever decides on what they saw is told when somebody else was faster. */
export function checkSeen(locked: LockedPurchaseOrder, expectedVersion: number): Problem[] {
  return locked.version === expectedVersion ? [] : [problem("changed_meanwhile", "expectedVersion")];
}

/** The shipment of the order, or why nothing can come in or move there. */
export function openShipmentOf({ order }: LockedPurchaseOrder, inboundShipmentId: string): InboundShipment | Problem {
  const shipment = order.shipments.find((one) => one.inboundShipmentId === inboundShipmentId);
  if (shipment === undefined) return problem("shipment_unknown", "inboundShipmentId");
  if (order.status === "received" || order.status === "cancelled") return problem("purchase_order_closed", "inboundShipmentId", { number: order.number });
  return isOpen(shipment) ? shipment : problem("shipment_closed", "inboundShipmentId");
}

/** Deliveries of an order before and after: one that was removed is shown no more. */
function shipmentsOf(before: PurchaseOrder | null, after: PurchaseOrder): InboundShipmentId[] {
  const all = [...(before?.shipments ?? []), ...after.shipments];
  return [...new Set(all.map(({ inboundShipmentId }) => inboundShipmentId))];
}

/** All items of an order whose supply counts, or counted. */
function itemsTouched(before: PurchaseOrder | null, after: PurchaseOrder): InventoryItemId[] {
  const counting = [before, after].filter((order) => order !== null && order.status !== "draft");
  return [...new Set(counting.flatMap((order) => order?.lines ?? []).map(({ inventoryItemId }) => inventoryItemId))].sort();
}
