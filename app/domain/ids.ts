/**
 * Names of things, branded so that a LocationId cannot land where a LineItemId belongs.
 *
 * Ids of Shopify's objects are the number at the end of their gid, as text: `gid://shopify/Order/450789469` is the
 * OrderId "450789469". Only adapters/shopify knows gids.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

/** "example.myshopify.com" */
export type ShopDomain = Branded<"ShopDomain">;
export type LocationId = Branded<"LocationId">;
export type ProductId = Branded<"ProductId">;
export type VariantId = Branded<"VariantId">;
export type InventoryItemId = Branded<"InventoryItemId">;
export type OrderId = Branded<"OrderId">;
export type LineItemId = Branded<"LineItemId">;
export type CustomerId = Branded<"CustomerId">;
export type FulfillmentOrderId = Branded<"FulfillmentOrderId">;
export type SupplierId = Branded<"SupplierId">;
export type PurchaseOrderId = Branded<"PurchaseOrderId">;
export type InboundShipmentId = Branded<"InboundShipmentId">;
export type ReceiptId = Branded<"ReceiptId">;
export type NoticeId = Branded<"NoticeId">;

/** A day in the shop's calendar, "YYYY-MM-DD"; compares with < and > as text does. Made by domain/calendar-date.ts. */
export type CalendarDate = Branded<"CalendarDate">;
/** A moment, ISO 8601 in UTC with a trailing Z; compares with < and > as text does. */
export type Instant = Branded<"Instant">;

/** The location of units that Shopify has not routed yet. */
export const UNROUTED = "" as LocationId; // "" is no id of Shopify's: a brand cannot be inferred for a literal
