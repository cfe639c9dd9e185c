import type { ShopContext, ShopEvent } from "../commerce/context.ts";
import { draftTotals } from "../commerce/draft-money.ts";
import { toGid } from "../state/gid.ts";
import type { DraftLine, DraftOrder, Return } from "../state/sales-types.ts";
import type { Customer, Order, ShopState } from "../state/types.ts";
import { customerPayload } from "./order-payloads.ts";
import { price, priceSet, restAddress, shopTime } from "./payload-parts.ts";

/** Payloads of returns, draft orders and of what customers agree to. */

export function returnPayload(topic: string, order: Order, returned: Return): Record<string, unknown> {
  const base = { id: returned.id, admin_graphql_api_id: toGid("Return", returned.id), status: returned.status.toLowerCase() };
  const ofOrder = { id: order.id, admin_graphql_api_id: toGid("Order", order.id) };
  switch (topic) {
    case "returns/cancel":
    case "returns/close":
    case "returns/reopen":
      return { ...base, order_id: order.id };
    case "returns/decline":
      return { ...base, order: ofOrder, decline: { reason: returned.decline?.reason.toLowerCase() ?? "other", note: returned.decline?.note ?? "" } };
    case "returns/process":
      return {};
    default:
      return requestedReturnPayload(order, returned, { ...base, order: ofOrder });
  }
}

function requestedReturnPayload(order: Order, returned: Return, base: object): Record<string, unknown> {
  const fees = returned.shippingFeeCents === 0 ? [] : [returned.shippingFeeCents];
  return {
    ...base,
    total_return_line_items: returned.lines.length,
    name: returned.name,
    return_line_items: returned.lines.map((line) => ({
      id: line.id,
      admin_graphql_api_id: toGid("ReturnLineItem", line.id),
      fulfillment_line_item: { id: line.fulfillmentLineId, admin_graphql_api_id: toGid("FulfillmentLineItem", line.fulfillmentLineId) },
      quantity: line.quantity,
      return_reason: line.reason.toLowerCase(),
      return_reason_note: line.reasonNote,
      customer_note: line.customerNote,
    })),
    return_shipping_fees: fees.map((cents) => ({
      id: returned.id,
      admin_graphql_api_id: toGid("ReturnShippingFee", returned.id),
      price: priceSet(cents, order.currencyCode),
    })),
    exchange_line_items: [],
    total_exchange_line_items: 0,
  };
}

export function dispositionsPayload(order: Order, event: Extract<ShopEvent, { topic: "reverse_fulfillment_orders/dispose" }>): Record<string, unknown> {
  const returned = order.returns.find(({ id }) => id === event.returnId);
  const made = (returned?.lines ?? []).flatMap(({ reverseLineId, dispositions }) =>
    dispositions.filter(({ id }) => event.dispositionIds.includes(id)).map((disposition) => ({ ...disposition, reverseLineId })),
  );
  const reverseId = returned?.reverseFulfillmentOrderId ?? 0;
  return {
    id: reverseId,
    admin_graphql_api_id: toGid("ReverseFulfillmentOrder", reverseId),
    dispositions: made.map(({ type, quantity, locationId, reverseLineId }) => ({
      reverse_fulfillment_order_line_item: { id: reverseLineId, admin_graphql_api_id: toGid("ReverseFulfillmentOrderLineItem", reverseLineId) },
      reverse_delivery_line_item: null,
      type: type.toLowerCase(),
      location: locationId === null ? null : { id: locationId, admin_graphql_api_id: toGid("Location", locationId) },
      quantity,
    })),
    total_dispositions: made.length,
  };
}

export function draftOrderPayload(shop: ShopState, draft: DraftOrder): Record<string, unknown> {
  const { profile } = shop;
  const totals = draftTotals(draft);
  const customer = draft.customerId === null ? undefined : shop.customers.get(draft.customerId);
  return {
    id: draft.id,
    admin_graphql_api_id: toGid("DraftOrder", draft.id),
    note: draft.note,
    email: draft.email,
    taxes_included: true,
    currency: profile.currencyCode,
    invoice_sent_at: shopTime(draft.invoiceSentAt, profile),
    created_at: shopTime(draft.createdAt, profile),
    updated_at: shopTime(draft.updatedAt, profile),
    tax_exempt: draft.taxExempt,
    completed_at: shopTime(draft.completedAt, profile),
    name: `#D${draft.number}`,
    "allow_discount_codes_in_checkout?": false,
    "b2b?": false,
    status: draft.status.toLowerCase(),
    line_items: draft.lines.map((line) => draftLinePayload(shop, line)),
    api_client_id: null,
    shipping_address: draft.shippingAddress === null ? null : restAddress(draft.shippingAddress),
    billing_address: draft.billingAddress === null ? null : restAddress(draft.billingAddress),
    invoice_url: `https://${profile.domain}/${profile.id}/invoices/${draft.token}`,
    created_on_api_version_handle: null,
    applied_discount: appliedDiscount(draft.discount, totals.orderDiscountCents),
    order_id: draft.orderId,
    shipping_line:
      draft.shipping === null
        ? null
        : {
            custom: draft.shipping.rateHandle === null,
            handle: draft.shipping.rateHandle,
            title: draft.shipping.title,
            price: price(draft.shipping.priceCents),
          },
    tax_lines: [],
    tags: draft.tags.join(", "),
    note_attributes: draft.attributes,
    total_price: price(totals.totalCents),
    subtotal_price: price(totals.subtotalCents),
    total_tax: "0.00",
    payment_terms: null,
    customer: customer === undefined ? null : customerPayload(shop, customer),
  };
}

function appliedDiscount(discount: DraftOrder["discount"], cents: number): object | null {
  if (discount === null) return null;
  const { title, description, value, isPercentage } = discount;
  return { description, value: value.toFixed(1), title: title ?? "", amount: price(cents), value_type: isPercentage ? "percentage" : "fixed_amount" };
}

function draftLinePayload({ variants, products }: ShopState, line: DraftLine): Record<string, unknown> {
  const variant = line.variantId === null ? undefined : variants.get(line.variantId);
  const product = variant === undefined ? undefined : products.get(variant.productId);
  const variantTitle = variant === undefined || variant.title === "Default Title" ? null : variant.title;
  return {
    id: line.id,
    admin_graphql_api_id: toGid("DraftOrderLineItem", line.id),
    variant_id: line.variantId,
    product_id: product?.id ?? null,
    title: line.title,
    variant_title: variantTitle,
    sku: line.sku,
    vendor: product?.vendor ?? null,
    quantity: line.quantity,
    requires_shipping: line.requiresShipping,
    taxable: line.taxable,
    gift_card: false,
    fulfillment_service: "manual",
    grams: 0,
    tax_lines: [],
    applied_discount: null,
    name: variantTitle === null ? line.title : `${line.title} - ${variantTitle}`,
    properties: line.properties,
    custom: line.variantId === null,
    price: price(line.priceCents),
  };
}

export function emailConsentPayload({ profile }: ShopState, { id, email, emailConsent }: Customer): Record<string, unknown> {
  const { state, optInLevel, updatedAt } = emailConsent;
  return {
    customer_id: id,
    email_address: email,
    email_marketing_consent: {
      state: state.toLowerCase(),
      opt_in_level: optInLevel?.toLowerCase() ?? null,
      consent_updated_at: shopTime(updatedAt, profile),
    },
  };
}

export function smsConsentPayload({ profile }: ShopState, { id, phone, smsConsent }: Customer): Record<string, unknown> {
  const { state, optInLevel, updatedAt } = smsConsent;
  return {
    id,
    phone,
    sms_marketing_consent: {
      state: state.toLowerCase(),
      opt_in_level: optInLevel?.toLowerCase() ?? null,
      consent_updated_at: shopTime(updatedAt, profile),
      consent_collected_from: "other",
    },
  };
}

export function customerTagsPayload({ now }: ShopContext, { customerId, tags }: { customerId: number; tags: string[] }): Record<string, unknown> {
  return { customerId: toGid("Customer", customerId), tags, occurredAt: now().toISOString() };
}
