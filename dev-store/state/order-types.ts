import type { DiscountAllocation, OrderDiscount, OrderTransaction, Return, ShippingLine, StagedChange, TaxLine } from "./sales-types.ts";
import type { SellingPlanReserve } from "./selling-plan-types.ts";
import type { Address, Fulfillment, FulfillmentOrder, LineProperty } from "./types.ts";

/** An order and what lives and dies with it. */

/** A bundle as it was sold: its components are the lines that name it. */
export type LineItemGroup = {
  id: number;
  title: string;
  /** Bundles, not components. */
  quantity: number;
  variantId: number | null;
};

export type LineItem = {
  id: number;
  variantId: number | null;
  productId: number | null;
  inventoryItemId: number | null;
  title: string;
  variantTitle: string | null;
  sku: string | null;
  vendor: string | null;
  /** As ordered, order edits that add units included; never lowered. */
  quantity: number;
  /** `quantity` less what cancels, refunds and edits removed. */
  currentQuantity: number;
  /** Units removed before shipping, so that they need no shipping any more. */
  unshippedRemovedQuantity: number;
  priceCents: number;
  properties: LineProperty[];
  requiresShipping: boolean;
  taxable: boolean;
  /** False where Shopify took no stock for the line: untracked items and orders that bypass inventory. */
  commitsInventory: boolean;
  /** The terms it was sold under, as they were then. A line that reserves ON_FULFILLMENT takes its units when it is shipped. */
  sellingPlan: { id: number; name: string; reserve: SellingPlanReserve } | null;
  /** The bundle that the line is a component of. */
  group: LineItemGroup | null;
  discounts: DiscountAllocation[];
  /** For all units as ordered. */
  taxLines: TaxLine[];
};

export type RestockType = "CANCEL" | "LEGACY_RESTOCK" | "NO_RESTOCK" | "RETURN";

export type RefundLine = {
  id: number;
  lineItemId: number;
  quantity: number;
  restockType: RestockType;
  locationId: number | null;
};

export type Refund = {
  id: number;
  note: string | null;
  lines: RefundLine[];
  /** What its transactions gave back. */
  amountCents: number;
  shippingCents: number;
  /** What was given back less than the units and shipping were worth; negative when it was more. */
  adjustments: { id: number; cents: number; reason: string }[];
  returnId: number | null;
  processedAt: string;
  createdAt: string;
};

/** What a sale, an edit or a refund agreed about units; the base of a line's cohorts. */
export type Agreement = {
  id: number;
  reason: "ORDER" | "ORDER_EDIT" | "REFUND" | "RETURN";
  happenedAt: string;
  /** Null when a person did it in the admin or the storefront did. */
  appId: number | null;
  /** The refund or return that was agreed on. */
  subjectId: number | null;
  sales: Sale[];
};

/** One line of an agreement, with the sign of what it changed: a removal is negative. */
export type Sale = {
  id: number;
  action: "ORDER" | "RETURN" | "UPDATE";
  quantity: number | null;
  /** After discounts. */
  cents: number;
  discountCents: number;
} & ({ lineType: "PRODUCT"; lineItemId: number } | { lineType: "SHIPPING"; shippingLineId: number } | { lineType: "ADJUSTMENT" });

export type FinancialStatus = "AUTHORIZED" | "EXPIRED" | "PAID" | "PARTIALLY_PAID" | "PARTIALLY_REFUNDED" | "PENDING" | "REFUNDED" | "VOIDED";

export type CancelReason = "CUSTOMER" | "DECLINED" | "FRAUD" | "INVENTORY" | "OTHER" | "STAFF";

export type Order = {
  id: number;
  /** The number that people read: 1001, 1002, ... */
  number: number;
  name: string;
  /** Unguessable part of the order status page's address. */
  token: string;
  email: string | null;
  phone: string | null;
  customerId: number | null;
  customerLocale: string;
  currencyCode: string;
  /** Null for an order made by API without any payment. */
  financialStatus: FinancialStatus | null;
  note: string | null;
  tags: string[];
  attributes: LineProperty[];
  sourceName: string;
  test: boolean;
  /** The app that made it; null for the storefront and people. */
  appId: number | null;
  poNumber: string | null;
  sourceIdentifier: string | null;
  acceptsMarketing: boolean;
  billingAddress: Address | null;
  shippingAddress: Address | null;
  shippingLines: ShippingLine[];
  discounts: OrderDiscount[];
  taxesIncluded: boolean;
  transactions: OrderTransaction[];
  lineItems: LineItem[];
  fulfillmentOrders: FulfillmentOrder[];
  fulfillments: Fulfillment[];
  refunds: Refund[];
  returns: Return[];
  agreements: Agreement[];
  /** What the merchant noted for colleagues when cancelling. */
  cancelNote: string | null;
  cancelReason: CancelReason | null;
  cancelledAt: string | null;
  closedAt: string | null;
  createdAt: string;
  processedAt: string;
  updatedAt: string;
};

/** Changes of one order edit that is begun and not yet committed. */
export type OrderEditSession = {
  id: number;
  orderId: number;
  changes: StagedChange[];
};
