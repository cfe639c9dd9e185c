import type { Address, LineProperty } from "./types.ts";

/** Records of money, discounts, returns, draft orders and consent. What belongs to one order is kept inside it. */

export type TransactionKind = "AUTHORIZATION" | "CAPTURE" | "CHANGE" | "EMV_AUTHORIZATION" | "REFUND" | "SALE" | "SUGGESTED_REFUND" | "VOID";
export type TransactionStatus = "AWAITING_RESPONSE" | "ERROR" | "FAILURE" | "PENDING" | "SUCCESS" | "UNKNOWN";

/** Money asked for, taken or given back. */
export type OrderTransaction = {
  id: number;
  kind: TransactionKind;
  status: TransactionStatus;
  gateway: string;
  amountCents: number;
  /** The authorisation that a capture or void settles, the payment that a refund gives back. */
  parentId: number | null;
  authorizationCode: string | null;
  /** The refund that it belongs to. */
  refundId: number | null;
  test: boolean;
  processedAt: string;
  createdAt: string;
};

export type TaxLine = { title: string; rate: number | null; cents: number; channelLiable: boolean };

export type ShippingLine = {
  id: number;
  title: string;
  code: string | null;
  source: string | null;
  priceCents: number;
  discounts: DiscountAllocation[];
  taxLines: TaxLine[];
  /** Taken off by an order edit. */
  isRemoved: boolean;
};

/** A reduction: a code that the customer entered, or what the merchant or an app gave by hand. */
export type OrderDiscount = {
  id: number;
  kind: "CODE" | "MANUAL";
  /** The code, or the title of a manual discount. */
  title: string | null;
  description: string | null;
  value: DiscountValue;
  /** LINE: chosen lines only. */
  level: "LINE" | "ORDER";
  target: "LINE_ITEM" | "SHIPPING_LINE";
};

export type DiscountValue = { percentage: number } | { cents: number };

/** What a discount takes off one line, for all of the line's units together. */
export type DiscountAllocation = { discountId: number; cents: number };

export type ReturnStatus = "CANCELED" | "CLOSED" | "DECLINED" | "OPEN" | "REQUESTED";
export type ReturnDeclineReason = "FINAL_SALE" | "OTHER" | "RETURN_PERIOD_ENDED";
export type DispositionType = "MISSING" | "NOT_RESTOCKED" | "PROCESSING_REQUIRED" | "RESTOCKED";

/** What became of returned units when they arrived. */
export type ReturnDisposition = { id: number; type: DispositionType; quantity: number; locationId: number | null; createdAt: string };

export type ReturnLine = {
  id: number;
  fulfillmentLineId: number;
  quantity: number;
  processedQuantity: number;
  refundedQuantity: number;
  reason: string;
  reasonNote: string;
  customerNote: string | null;
  restockingFeePercent: number | null;
  /** Its line in the return's reverse fulfillment order. */
  reverseLineId: number;
  dispositions: ReturnDisposition[];
};

/** Units that a customer sends back; open returns have one reverse fulfillment order, which expects them. */
export type Return = {
  id: number;
  name: string;
  status: ReturnStatus;
  reverseFulfillmentOrderId: number;
  lines: ReturnLine[];
  shippingFeeCents: number;
  decline: { reason: ReturnDeclineReason; note: string | null } | null;
  createdAt: string;
  requestApprovedAt: string | null;
  closedAt: string | null;
};

export type DraftDiscount = { title: string | null; description: string; value: number; isPercentage: boolean };

export type DraftLine = {
  id: number;
  uuid: string;
  /** Null: a custom line. */
  variantId: number | null;
  title: string;
  sku: string | null;
  quantity: number;
  priceCents: number;
  requiresShipping: boolean;
  taxable: boolean;
  properties: LineProperty[];
  discount: DraftDiscount | null;
};

export type DraftShipping = { title: string; priceCents: number; rateHandle: string | null };

/** What a draft order says; calculating one needs no more. */
export type DraftContent = {
  customerId: number | null;
  email: string | null;
  phone: string | null;
  note: string | null;
  poNumber: string | null;
  sourceName: string | null;
  tags: string[];
  attributes: LineProperty[];
  billingAddress: Address | null;
  shippingAddress: Address | null;
  taxExempt: boolean;
  visibleToCustomer: boolean;
  reserveInventoryUntil: string | null;
  lines: DraftLine[];
  discount: DraftDiscount | null;
  shipping: DraftShipping | null;
};

export type DraftOrder = DraftContent & {
  id: number;
  number: number;
  status: "COMPLETED" | "INVOICE_SENT" | "OPEN";
  /** Unguessable part of the invoice's address. */
  token: string;
  orderId: number | null;
  invoiceSentAt: string | null;
  completedAt: string | null;
  /** Units taken out of `available` until `reserveInventoryUntil`. */
  reserved: { inventoryItemId: number; locationId: number; units: number }[];
  createdAt: string;
  updatedAt: string;
};

export type EmailConsentState = "INVALID" | "NOT_SUBSCRIBED" | "PENDING" | "REDACTED" | "SUBSCRIBED" | "UNSUBSCRIBED";
export type SmsConsentState = "NOT_SUBSCRIBED" | "PENDING" | "REDACTED" | "SUBSCRIBED" | "UNSUBSCRIBED";
export type OptInLevel = "CONFIRMED_OPT_IN" | "SINGLE_OPT_IN" | "UNKNOWN";

/** Whether the customer wants to hear of offers by one channel. */
export type Consent<State extends string> = { state: State; optInLevel: OptInLevel | null; updatedAt: string | null; sourceLocationId: number | null };

/** What one edit of an order has staged and not committed yet, in the order in which it was staged. */
export type StagedChange =
  | { kind: "QUANTITY"; lineItemId: number; quantity: number; restock: boolean }
  | { kind: "VARIANT"; addition: StagedLine }
  | { kind: "CUSTOM_ITEM"; addition: StagedLine }
  | { kind: "DISCOUNT"; discountId: number; target: LineTarget; description: string | null; value: DiscountValue }
  | { kind: "REMOVE_DISCOUNT"; discountId: number }
  | { kind: "SHIPPING_LINE"; shippingLineId: number; title: string; priceCents: number }
  | { kind: "REMOVE_SHIPPING_LINE"; shippingLineId: number };

/** A line that an edit adds. Its id is a uuid, as it is no line item yet. */
export type StagedLine = {
  uuid: string;
  variantId: number | null;
  title: string;
  priceCents: number;
  quantity: number;
  locationId: number | null;
  requiresShipping: boolean;
  taxable: boolean;
};

/** A line of the order, or one that the same edit adds. */
export type LineTarget = { lineItemId: number } | { uuid: string };
