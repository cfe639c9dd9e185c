/**
 * The merchant says that a number was typed: the units in doubt never came. They are taken off Shopify's shelf, once: the
 * key is the question's. Until Shopify has done it nobody is given them; what is left of the rise is then as it should be.
 *
 * Example: 5 wait, 3 came, somebody typed 3 as available, and Shopify shows 8 on the shelf. 5 are taken off.
 */
import { done, problem, refused } from "../domain/errors.ts";
import type { Outcome } from "../domain/errors.ts";
import type { ShopDomain } from "../domain/ids.ts";
import type { ConfirmReceiptDeps } from "./confirm-receipt.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";

export async function askCorrection(
  deps: SupplyDeps,
  { shop, stockRiseId, actor }: { shop: ShopDomain; stockRiseId: number; actor: string },
): Promise<Outcome<{ unitsTakenOff: number }>> {
  return deps.database.transaction(async (tx) => {
    const rise = await deps.supply.lockStockRise(tx, shop, stockRiseId);
    if (rise === null) return refused(problem("rise_unknown", "stockRiseId"));
    if (rise.isAnswered || rise.unitsDoubted === 0) return refused(problem("rise_answered", "stockRiseId"));
    if (!rise.isCorrecting) {
      await deps.supply.askCorrection(tx, shop, { stockRiseId, actor, at: deps.clock.now() });
      await deps.jobs.enqueue(tx, [{ name: "correct-stock", shop, stockRiseId }]);
    }
    return done({ unitsTakenOff: rise.unitsDoubted });
  });
}

/** Throws `ShopifyUnavailable` when it may be repeated. A refusal is saved with Shopify's reason for the merchant to act on. */
export async function correctStock(deps: ConfirmReceiptDeps, { shop, stockRiseId }: { shop: ShopDomain; stockRiseId: number }): Promise<void> {
  const rise = await deps.database.transaction((tx) => deps.supply.lockStockRise(tx, shop, stockRiseId));
  if (rise === null || !rise.isCorrecting) return;
  const { inventoryItemId, locationId, unitsDoubted } = rise;
  const outcome = await deps.stock.addAvailable(shop, {
    idempotencyKey: `correct-stock-${stockRiseId}`,
    locationId,
    lines: [{ inventoryItemId, units: -unitsDoubted }],
    reason: "correction",
    reference: `promised://correction/${stockRiseId}`,
  });
  await deps.database.transaction(async (tx) => {
    const now = await deps.supply.lockStockRise(tx, shop, stockRiseId);
    if (now?.isCorrecting !== true) return;
    if (outcome.ok) await deps.supply.corrected(tx, shop, { stockRiseId, at: deps.clock.now() });
    else await deps.supply.correctionRefused(tx, shop, { stockRiseId, reason: outcome.reason });
    await deps.jobs.enqueue(tx, [{ name: "settle-items", shop, inventoryItemIds: [inventoryItemId] }]);
  });
}
