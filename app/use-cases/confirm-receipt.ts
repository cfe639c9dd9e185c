/**
 * Puts a receipt's units on Shopify's shelf, once: the receipt's id is the idempotency key, saved with the receipt. What
 * we count as received and what Shopify shows change hands in one transaction.
 */
import type { ReceiptId, ShopDomain } from "../domain/ids.ts";
import type { SupplyDeps } from "./save-purchase-order.ts";
import type { Stock } from "./ports/shopify.ts";

export interface ConfirmReceiptDeps extends SupplyDeps {
  readonly stock: Stock;
}

/**
 * Throws `ShopifyUnavailable` when it may be repeated: the same key makes a repeat harmless. A refusal is saved with
 * Shopify's reason for the merchant to act on.
 */
export async function confirmReceipt(deps: ConfirmReceiptDeps, { shop, receiptId }: { shop: ShopDomain; receiptId: ReceiptId }): Promise<void> {
  const receipt = await deps.supply.readReceipt(shop, receiptId);
  if (receipt === null || receipt.isConfirmed || receipt.isRefused) return;
  const { locationId, lines } = receipt;
  const inventoryItemIds = lines.map(({ inventoryItemId }) => inventoryItemId);
  await deps.supply.markReceiptSent(shop, receiptId, deps.clock.now());
  const outcome = await deps.stock.addAvailable(shop, { idempotencyKey: receiptId, locationId, lines, reference: `promised://receipt/${receiptId}` });
  if (!outcome.ok) {
    await deps.database.transaction(async (tx) => {
      await deps.supply.refuseReceipt(tx, shop, { receiptId, reason: outcome.reason });
      await deps.jobs.enqueue(tx, [{ name: "estimate-items", shop, inventoryItemIds }]);
    });
    return;
  }
  // A reading that begins now surely shows the units; where the recorded levels say the same, they show them too.
  const reading = await deps.stock.readLevels(shop, inventoryItemIds);
  await deps.database.transaction(async (tx) => {
    await deps.supply.confirmReceipt(tx, shop, { receiptId, at: deps.clock.now(), reading });
    await deps.jobs.enqueue(tx, [
      { name: "settle-items", shop, inventoryItemIds },
      { name: "estimate-items", shop, inventoryItemIds },
    ]);
  });
}
