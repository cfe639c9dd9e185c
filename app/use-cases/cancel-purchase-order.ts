/** A purchase order will not come: what is still outstanding leaves the supply, and dates that stood on it move. */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { PurchaseOrderId, ShopDomain } from "../domain/ids.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export async function cancelPurchaseOrder(
  deps: SupplyDeps,
  { shop, purchaseOrderId, expectedVersion }: { shop: ShopDomain; purchaseOrderId: PurchaseOrderId; expectedVersion: number },
): Promise<Outcome<null>> {
  return deps.database.transaction(async (tx) => {
    const order = await deps.supply.lockPurchaseOrder(tx, shop, purchaseOrderId);
    if (order === null) return refused(problem("purchase_order_unknown", "purchaseOrderId"));
    if (order.version !== expectedVersion) return refused(problem("changed_meanwhile", "expectedVersion"));
    if (order.status !== "ordered") return refused(problem("purchase_order_closed", "purchaseOrderId", { number: order.number }));
    await deps.supply.cancelPurchaseOrder(tx, shop, { purchaseOrderId, at: deps.clock.now() });
    await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds: order.lines.map(({ inventoryItemId }) => inventoryItemId) }]);
    return done(null);
  });
}
