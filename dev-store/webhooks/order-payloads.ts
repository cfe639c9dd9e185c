import { fulfillableUnits } from "../commerce/fulfillment-orders.ts";
import {
  currentTotalCents,
  discountCents,
  goodsCents,
  lineDiscountCents,
  outstandingCents,
  refundedShippingCents,
  shippingCents,
  shippingLineCents,
  subtotalCents,
  taxCents,
  totalCents,
} from "../commerce/order-money.ts";
import { shipmentStatus } from "../commerce/shipment-tracking.ts";
import { addressesOf } from "../commerce/customers.ts";
import { shippedUnits } from "../commerce/order-status.ts";
import { toGid } from "../state/gid.ts";
import type { OrderTransaction, ShippingLine } from "../state/sales-types.ts";
import type { Address, Customer, Fulfillment, LineItem, Order, OriginAddress, Refund, ShopState } from "../state/types.ts";
import { price, priceSet, restAddress, shopTime } from "./payload-parts.ts";
import { transactionPayload } from "./transaction-payload.ts";

/** Payloads of orders/*, fulfillments/* and refunds/create, in REST's shapes. */

const OPEN_TAX = { tax_lines: [], duties: [], discount_allocations: [] };

function lineFulfillmentStatus(order: Order, line: LineItem): string | null {
  const shipped = shippedUnits(order, line.id);
  if (shipped === 0) return null;
  return shipped >= line.quantity - line.unshippedRemovedQuantity ? "fulfilled" : "partial";
}

function orderFulfillmentStatus(order: Order): string | null {
  const statuses = order.lineItems.map((line) => lineFulfillmentStatus(order, line));
  if (statuses.every((status) => status === null)) return null;
  return statuses.every((status) => status === "fulfilled") ? "fulfilled" : "partial";
}

/** A line item as every payload shows it; `quantity` differs where a fulfillment or a refund shows only its own units. */
function lineItemPayload(order: Order, line: LineItem, quantity = line.quantity): Record<string, unknown> {
  return {
    id: line.id,
    admin_graphql_api_id: toGid("LineItem", line.id),
    fulfillable_quantity: fulfillableUnits(order, line.id),
    fulfillment_service: "manual",
    fulfillment_status: lineFulfillmentStatus(order, line),
    gift_card: false,
    grams: 0,
    name: line.variantTitle === null ? line.title : `${line.title} - ${line.variantTitle}`,
    price: price(line.priceCents),
    price_set: priceSet(line.priceCents, order.currencyCode),
    product_exists: line.productId !== null,
    product_id: line.productId,
    properties: line.properties,
    quantity,
    requires_shipping: line.requiresShipping,
    sku: line.sku,
    taxable: line.taxable,
    title: line.title,
    total_discount: price(lineDiscountCents(line, line.quantity)),
    total_discount_set: priceSet(lineDiscountCents(line, line.quantity), order.currencyCode),
    variant_id: line.variantId,
    variant_inventory_management: line.commitsInventory ? "shopify" : null,
    variant_title: line.variantTitle,
    vendor: line.vendor,
    ...OPEN_TAX,
  };
}

/** An order's own lines show more than those of its fulfillments and refunds. */
function orderLinePayload(order: Order, line: LineItem): Record<string, unknown> {
  return { ...lineItemPayload(order, line), attributed_staffs: [], current_quantity: line.currentQuantity, sales_line_item_group_id: null };
}

export function orderPayload(shop: ShopState, order: Order): Record<string, unknown> {
  const { profile } = shop;
  const address = order.shippingAddress === null ? null : restAddress(order.shippingAddress);
  const customer = order.customerId === null ? undefined : shop.customers.get(order.customerId);
  return {
    id: order.id,
    admin_graphql_api_id: toGid("Order", order.id),
    app_id: order.appId,
    browser_ip: null,
    buyer_accepts_marketing: order.acceptsMarketing,
    cancel_reason: order.cancelReason?.toLowerCase() ?? null,
    cancelled_at: shopTime(order.cancelledAt, profile),
    cart_token: null,
    checkout_token: null,
    client_details: null,
    closed_at: shopTime(order.closedAt, profile),
    confirmation_number: null,
    confirmed: true,
    contact_email: order.email,
    created_at: shopTime(order.createdAt, profile),
    currency: order.currencyCode,
    customer_locale: order.customerLocale,
    device_id: null,
    discount_codes: [],
    duties_included: false,
    email: order.email,
    estimated_taxes: false,
    financial_status: (order.financialStatus ?? "PENDING").toLowerCase(),
    fulfillment_status: orderFulfillmentStatus(order),
    landing_site: null,
    landing_site_ref: null,
    location_id: null,
    merchant_business_entity_id: `entity-${profile.id}`,
    merchant_of_record_app_id: null,
    name: order.name,
    note: order.note,
    note_attributes: order.attributes,
    number: order.number - 1000,
    order_number: order.number,
    order_status_url: `https://${profile.domain}/${profile.id}/orders/${order.token}/authenticate?key=${order.token}`,
    ...orderMoney(order),
    payment_gateway_names: [...new Set(order.transactions.map(({ gateway }) => gateway))],
    phone: order.phone,
    po_number: order.poNumber,
    presentment_currency: order.currencyCode,
    processed_at: shopTime(order.processedAt, profile),
    reference: null,
    referring_site: null,
    source_identifier: order.sourceIdentifier,
    source_name: order.sourceName,
    source_url: null,
    tags: order.tags.join(", "),
    tax_exempt: false,
    tax_lines: [],
    taxes_included: order.taxesIncluded,
    test: order.test,
    token: order.token,
    total_weight: 0,
    updated_at: shopTime(order.updatedAt, profile),
    user_id: null,
    billing_address: order.billingAddress === null ? null : restAddress(order.billingAddress),
    customer: customer === undefined ? null : customerPayload(shop, customer),
    discount_applications: [],
    fulfillments: order.fulfillments.map((fulfillment) => orderFulfillmentPayload(shop, order, fulfillment)),
    line_items: order.lineItems.map((line) => orderLinePayload(order, line)),
    payment_terms: null,
    refunds: order.refunds.map((refund) => refundPayload(shop, order, refund)),
    shipping_address: address,
    shipping_lines: order.shippingLines.map((line) => shippingLinePayload(order, line)),
    returns: order.returns.map((returned) => ({ id: returned.id, admin_graphql_api_id: toGid("Return", returned.id), status: returned.status.toLowerCase() })),
    line_item_groups: [],
  };
}

function orderMoney(order: Order): Record<string, unknown> {
  const set = (cents: number): object => priceSet(cents, order.currencyCode);
  const shipping = shippingCents(order);
  const discounts = discountCents(order, "quantity");
  const tax = taxCents(order, "quantity");
  const units = order.cancelledAt === null ? order : { ...order, lineItems: [] };
  const currentSubtotal = subtotalCents(units, "currentQuantity");
  const currentDiscounts = discountCents(units, "currentQuantity");
  const currentTax = taxCents(units, "currentQuantity");
  const current = currentTotalCents(order);
  return {
    current_shipping_price_set: set(shipping - refundedShippingCents(order)),
    current_subtotal_price: price(currentSubtotal),
    current_subtotal_price_set: set(currentSubtotal),
    current_total_additional_fees_set: null,
    current_total_discounts: price(currentDiscounts),
    current_total_discounts_set: set(currentDiscounts),
    current_total_duties_set: null,
    current_total_price: price(current),
    current_total_price_set: set(current),
    current_total_tax: price(currentTax),
    current_total_tax_set: set(currentTax),
    original_total_additional_fees_set: null,
    original_total_duties_set: null,
    subtotal_price: price(subtotalCents(order, "quantity")),
    subtotal_price_set: set(subtotalCents(order, "quantity")),
    total_cash_rounding_payment_adjustment_set: set(0),
    total_cash_rounding_refund_adjustment_set: set(0),
    total_discounts: price(discounts),
    total_discounts_set: set(discounts),
    total_line_items_price: price(goodsCents(order, "quantity")),
    total_line_items_price_set: set(goodsCents(order, "quantity")),
    total_outstanding: price(outstandingCents(order)),
    total_price: price(totalCents(order)),
    total_price_set: set(totalCents(order)),
    total_shipping_price_set: set(shipping),
    total_tax: price(tax),
    total_tax_set: set(tax),
    total_tip_received: "0.00",
  };
}

function shippingLinePayload({ currencyCode }: Order, line: ShippingLine): Record<string, unknown> {
  const cents = shippingLineCents(line);
  return {
    id: line.id,
    carrier_identifier: null,
    code: line.code,
    current_discounted_price_set: priceSet(line.isRemoved ? 0 : cents, currencyCode),
    discounted_price: price(cents),
    discounted_price_set: priceSet(cents, currencyCode),
    is_removed: line.isRemoved,
    phone: null,
    price: price(line.priceCents),
    price_set: priceSet(line.priceCents, currencyCode),
    requested_fulfillment_service_id: null,
    source: line.source,
    title: line.title,
    tax_lines: [],
    discount_allocations: [],
  };
}

export function customerPayload({ profile }: ShopState, customer: Customer): Record<string, unknown> {
  const address = customer.defaultAddress;
  return {
    id: customer.id,
    admin_graphql_api_id: toGid("Customer", customer.id),
    created_at: shopTime(customer.createdAt, profile),
    updated_at: shopTime(customer.updatedAt, profile),
    first_name: customer.firstName,
    last_name: customer.lastName,
    state: "disabled",
    note: customer.note,
    verified_email: true,
    multipass_identifier: null,
    tax_exempt: customer.taxExempt,
    email: customer.email,
    phone: customer.phone,
    currency: profile.currencyCode,
    tax_exemptions: [],
    ...(address === null ? {} : { default_address: customerAddress(customer, address) }),
  };
}

/** A customer of its own, not of an order, shows all addresses. */
export function customerTopicPayload(shop: ShopState, customer: Customer): Record<string, unknown> {
  return {
    ...customerPayload(shop, customer),
    addresses: addressesOf(customer).map((entry) => ({ ...customerAddress(customer, entry), id: entry.id, default: entry.id === customer.id })),
  };
}

function customerAddress({ id }: Customer, address: Address): object {
  const { latitude: _latitude, longitude: _longitude, ...rest } = restAddress(address);
  return { ...rest, id, customer_id: id, country_name: address.country, default: true };
}

/** Within an order a fulfillment does not repeat where the order goes, and its lines show what is left of them. */
function orderFulfillmentPayload(shop: ShopState, order: Order, fulfillment: Fulfillment): Record<string, unknown> {
  const { destination: _destination, email: _email, ...rest } = fulfillmentPayload(shop, order, fulfillment);
  const lines = fulfilledLines(order, fulfillment).map(({ line, quantity }) => ({
    ...lineItemPayload(order, line, quantity),
    current_quantity: line.currentQuantity,
  }));
  return { ...rest, origin_address: {}, line_items: lines };
}

function fulfilledLines(order: Order, { lines }: Fulfillment): { line: LineItem; quantity: number }[] {
  return lines.flatMap(({ lineItemId, quantity }) => {
    const line = order.lineItems.find(({ id }) => id === lineItemId);
    return line === undefined ? [] : [{ line, quantity }];
  });
}

export function fulfillmentPayload(shop: ShopState, order: Order, fulfillment: Fulfillment): Record<string, unknown> {
  const { profile } = shop;
  const { tracking, originAddress } = fulfillment;
  const numbers = tracking.flatMap(({ number }) => number ?? []);
  const urls = tracking.flatMap(({ url }) => url ?? []);
  return {
    id: fulfillment.id,
    admin_graphql_api_id: toGid("Fulfillment", fulfillment.id),
    order_id: order.id,
    status: fulfillment.status.toLowerCase(),
    created_at: shopTime(fulfillment.createdAt, profile),
    updated_at: shopTime(fulfillment.updatedAt, profile),
    service: "manual",
    tracking_company: tracking[0]?.company ?? null,
    shipment_status: shipmentStatus(fulfillment)?.toLowerCase() ?? null,
    location_id: fulfillment.locationId,
    origin_address: originAddress && restOrigin(originAddress),
    email: order.email,
    destination: order.shippingAddress === null ? null : restAddress(order.shippingAddress),
    line_items: fulfilledLines(order, fulfillment).map(({ line, quantity }) => lineItemPayload(order, line, quantity)),
    tracking_number: numbers[0] ?? null,
    tracking_numbers: numbers,
    tracking_url: urls[0] ?? null,
    tracking_urls: urls,
    receipt: {},
    name: fulfillment.name.replace("-F", "."),
  };
}

function restOrigin({ address1, address2, city, zip, provinceCode, countryCode }: OriginAddress): object {
  return { address1, address2, city, zip, province_code: provinceCode, country_code: countryCode };
}

/** A refund shows how it was paid only where a card was. */
function givenBackPayload(shop: ShopState, order: Order, given: OrderTransaction): Record<string, unknown> {
  const { payment_details: _details, ...shown } = transactionPayload(shop, order, given);
  return shown;
}

export function refundPayload(shop: ShopState, order: Order, refund: Refund): Record<string, unknown> {
  const { currencyCode } = order;
  return {
    id: refund.id,
    admin_graphql_api_id: toGid("Refund", refund.id),
    order_id: order.id,
    created_at: shopTime(refund.createdAt, shop.profile),
    processed_at: shopTime(refund.processedAt, shop.profile),
    note: refund.note,
    user_id: null,
    duties: [],
    total_duties_set: priceSet(0, currencyCode),
    return: refund.returnId === null ? null : { id: refund.returnId, admin_graphql_api_id: toGid("Return", refund.returnId) },
    refund_shipping_lines: [],
    restock: refund.lines.some(({ restockType }) => restockType !== "NO_RESTOCK"),
    order_adjustments: refund.adjustments.map(({ id, cents, reason }) => ({
      id,
      order_id: order.id,
      refund_id: refund.id,
      amount: price(cents),
      amount_set: priceSet(cents, currencyCode),
      kind: "refund_discrepancy",
      reason: reason === "REFUND_DISCREPANCY" ? "Refund discrepancy" : reason.toLowerCase(),
      tax_amount: "0.00",
      tax_amount_set: priceSet(0, currencyCode),
    })),
    transactions: order.transactions.filter(({ refundId }) => refundId === refund.id).map((given) => givenBackPayload(shop, order, given)),
    refund_line_items: refund.lines.flatMap(({ id, lineItemId, quantity, restockType, locationId }) => {
      const line = order.lineItems.find((candidate) => candidate.id === lineItemId);
      if (line === undefined) return [];
      const cents = line.priceCents * quantity;
      return [
        {
          id,
          quantity,
          line_item_id: lineItemId,
          location_id: locationId,
          restock_type: restockType.toLowerCase(),
          subtotal: cents / 100,
          total_tax: 0,
          subtotal_set: priceSet(cents, currencyCode),
          total_tax_set: priceSet(0, currencyCode),
          line_item: lineItemPayload(order, line),
        },
      ];
    }),
  };
}
