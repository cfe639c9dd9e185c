/** A draft has been sent to the supplier: from now on what it brings is supply. */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { PurchaseOrderId, ShopDomain } from "../domain/ids.ts";
import { place } from "../domain/purchase-order.ts";
import { checkSeen, saveChangedOrder } from "./change-purchase-order.ts";
import { todayOf } from "./save-purchase-order.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export async function placePurchaseOrder(
  deps: SupplyDeps,
  { shop, ...input }: { shop: ShopDomain; purchaseOrderId: PurchaseOrderId; expectedVersion: number; actor: string },
): Promise<Outcome<null>> {
  const today = await todayOf(deps, shop);
  return deps.database.transaction(async (tx) => {
    const locked = await deps.supply.lockPurchaseOrder(tx, shop, input.purchaseOrderId);
    if (locked === null) return refused(problem("purchase_order_unknown", "purchaseOrderId"));
    const seen = checkSeen(locked, input.expectedVersion);
    if (seen.length > 0) return refused(...seen);
    const { order: before } = locked;
    if (before.status !== "draft") return refused(problem("purchase_order_not_draft", "purchaseOrderId", { number: before.number }));
    await saveChangedOrder(deps, tx, { shop, before, after: place(before, today), reason: "", actor: input.actor });
    return done(null);
  });
}
