/** Work that outlives a request. A job is saved in the transaction that gives the reason for it. */
import type { InboundShipmentId, InventoryItemId, NoticeId, OrderId, ReceiptId, ShopDomain, VariantId } from "../../domain/ids.ts";
import type { Transaction } from "./transaction.ts";

export type Job =
  /** Re-read orders and fold them into the queue, then settle what they touch. */
  | { readonly name: "record-orders"; readonly shop: ShopDomain; readonly orderIds: readonly OrderId[] }
  /** Read levels last and give or take back units. `afterSeconds`: not before that much time has passed. */
  | { readonly name: "settle-items"; readonly shop: ShopDomain; readonly inventoryItemIds: readonly InventoryItemId[]; readonly afterSeconds?: number }
  /** New promise curve, new estimates, delays found, publication written. */
  | { readonly name: "estimate-items"; readonly shop: ShopDomain; readonly inventoryItemIds: readonly InventoryItemId[] }
  /** First promise of an order's waiting lines, and the mail that states it. */
  | { readonly name: "confirm-backorder"; readonly shop: ShopDomain; readonly orderId: OrderId; readonly afterSeconds?: number }
  /** Make Shopify's holds of one order equal what is still waiting. */
  | { readonly name: "apply-holds"; readonly shop: ShopDomain; readonly orderId: OrderId }
  /** Bring waiting units of one order to the locations that are to serve them. */
  | { readonly name: "move-units"; readonly shop: ShopDomain; readonly orderId: OrderId }
  /** Send the newest unpublished promises of a shop to the storefront, 25 at a time. */
  | { readonly name: "publish-promises"; readonly shop: ShopDomain }
  /** Make Shopify's continue-selling switch equal the variant's mode. `isUrgent`: before all that wait, because units sell until it is done. */
  | { readonly name: "set-inventory-policy"; readonly shop: ShopDomain; readonly variantId: VariantId; readonly isUrgent?: boolean }
  /** Take back what is ours in the shop: switches, holds, dates on the storefront. */
  | { readonly name: "give-back"; readonly shop: ShopDomain }
  /** Put a receipt's units on Shopify's shelf. */
  | { readonly name: "confirm-receipt"; readonly shop: ShopDomain; readonly receiptId: ReceiptId }
  /** Take units that never came off Shopify's shelf. */
  | { readonly name: "correct-stock"; readonly shop: ShopDomain; readonly stockRiseId: number }
  /** Make Shopify's incoming stock show what a delivery still brings. */
  | { readonly name: "mirror-inbound"; readonly shop: ShopDomain; readonly inboundShipmentId: InboundShipmentId }
  | { readonly name: "send-notice"; readonly shop: ShopDomain; readonly noticeId: NoticeId }
  /** Read shop, locations and variants anew; `cursor`: go on with the variants where an earlier job stopped. */
  | { readonly name: "mirror-catalog"; readonly shop: ShopDomain; readonly cursor?: string }
  /** Compare every open order and level with Shopify and settle what differs, or go on with it. */
  | { readonly name: "reconcile"; readonly shop: ShopDomain; readonly afterSeconds?: number }
  /** Privacy request: personal data gone. `customerId` null: the whole shop. */
  | { readonly name: "redact"; readonly shop: ShopDomain; readonly customerId: string | null };

export interface Jobs {
  /**
   * Saves jobs within `tx`: they exist exactly if the transaction commits. Equal waiting jobs may be merged.
   * `unlessOpen`: only those of which no equal one waits or runs, for work that is looked for again until it is done.
   */
  enqueue(tx: Transaction, jobs: readonly Job[], options?: { readonly unlessOpen: boolean }): Promise<void>;
}
