/** Schemas of what jobs carry. Ids are ours or Shopify's numbers; they were checked when the job was made. */
import { z } from "zod";
import type { InboundShipmentId, InventoryItemId, NoticeId, OrderId, ReceiptId, ShopDomain, VariantId } from "../domain/ids.ts";

const id = <Id extends string>() => z.string().min(1) as unknown as z.ZodType<Id>; // a brand is a name at compile time only

export const shop = id<ShopDomain>();
export const orderId = id<OrderId>();
export const variantId = id<VariantId>();
export const noticeId = id<NoticeId>();
export const inboundShipmentId = id<InboundShipmentId>();
export const receiptId = id<ReceiptId>();

export const shopJob = z.object({ shop });
export const ordersJob = z.object({ shop, orderIds: z.array(orderId) });
export const itemsJob = z.object({ shop, inventoryItemIds: z.array(id<InventoryItemId>()) });
export const orderJob = z.object({ shop, orderId });
