/**
 * No more will come: of a whole purchase order, of one delivery, or of one item in it. What is still outstanding leaves
 * the supply, and dates that stood on it move. What came in stays; a delivery of which something came is over with it.
 */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome, Problem } from "../domain/errors.ts";
import type { InboundShipmentId, InventoryItemId, PurchaseOrderId, ShopDomain } from "../domain/ids.ts";
import { checkText } from "../domain/input-checks.ts";
import { giveUp, openUnitsOf } from "../domain/purchase-order.ts";
import { checkSeen, openShipmentOf, saveChangedOrder } from "./change-purchase-order.ts";
import type { LockedPurchaseOrder } from "./ports/supply.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export interface CancelInput {
  readonly purchaseOrderId: PurchaseOrderId;
  readonly expectedVersion: number;
  /** Null: all of them. */
  readonly inboundShipmentId?: InboundShipmentId | null;
  /** Null: all of the delivery. */
  readonly inventoryItemId?: InventoryItemId | null;
  readonly reason?: string;
  readonly actor?: string;
}

export async function cancelPurchaseOrder(deps: SupplyDeps, { shop, ...input }: { shop: ShopDomain } & CancelInput): Promise<Outcome<null>> {
  const { inboundShipmentId = null, inventoryItemId = null, reason = "", actor = "" } = input;
  const typed = checkText(reason, "reason", { isRequired: false });
  if (typed !== null) return refused(typed);
  return deps.database.transaction(async (tx) => {
    const locked = await deps.supply.lockPurchaseOrder(tx, shop, input.purchaseOrderId);
    if (locked === null) return refused(problem("purchase_order_unknown", "purchaseOrderId"));
    const problems = [...checkSeen(locked, input.expectedVersion), ...checkOpen(locked, { inboundShipmentId, inventoryItemId })];
    if (problems.length > 0) return refused(...problems);
    const { order: before } = locked;
    const after = giveUp(before, {
      ...(inboundShipmentId === null ? {} : { inboundShipmentId }),
      ...(inventoryItemId === null ? {} : { inventoryItemId }),
    });
    await saveChangedOrder(deps, tx, { shop, before, after, reason, actor });
    return done(null);
  });
}

function checkOpen(
  locked: LockedPurchaseOrder,
  { inboundShipmentId, inventoryItemId }: Required<Pick<CancelInput, "inboundShipmentId" | "inventoryItemId">>,
): Problem[] {
  const { number, status } = locked.order;
  if (status === "received" || status === "cancelled") return [problem("purchase_order_closed", "purchaseOrderId", { number })];
  if (inboundShipmentId === null) return [];
  const shipment = openShipmentOf(locked, inboundShipmentId);
  if ("code" in shipment) return [shipment];
  return inventoryItemId !== null && openUnitsOf(shipment, inventoryItemId) === 0 ? [problem("not_in_shipment", "inventoryItemId")] : [];
}
