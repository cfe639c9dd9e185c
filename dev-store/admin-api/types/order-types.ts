import { fulfillableUnits } from "../../commerce/fulfillment-orders.ts";
import {
  capturableCents,
  currentTotalCents,
  discountCents,
  discrepancyCents,
  isUnpaid,
  lineCents,
  netPaymentCents,
  outstandingCents,
  receivedCents,
  refundedForOrder,
  refundedShippingCents,
  shippingCents,
  subtotalCents,
  taxCents,
  totalCents,
} from "../../commerce/order-money.ts";
import { displayFulfillmentStatus, returnStatus } from "../../commerce/order-status.ts";
import { unshippedUnits } from "../../commerce/remove-units.ts";
import { canMarkAsPaid } from "../../commerce/transactions.ts";
import { toGid } from "../../state/gid.ts";
import type { LineItem, Order, ShopState } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { isVisible } from "../fulfillment-access.ts";
import { count, mailingAddress, money, moneyBag } from "../views.ts";
import { agreementType } from "./agreement-types.ts";
import { discountApplication } from "./discount-views.ts";
import { orderEvents } from "./order-events.ts";
import { suggestedRefund } from "./suggested-refund.ts";
import { shownTaxLines } from "./tax-views.ts";
import { metafieldFields } from "./metafield-types.ts";

/** The order that a line item, fulfillment, refund, return or transaction belongs to. */
export function orderOf(shop: ShopState, kind: keyof ShopState["orderIdOf"], id: number): Order {
  const orderId = shop.orderIdOf[kind].get(id);
  const order = orderId === undefined ? undefined : shop.orders.get(orderId);
  if (order === undefined) throw new Error(`${kind} ${id} belongs to no order`);
  return order;
}

export function lineOf(shop: ShopState, lineItemId: number): LineItem | undefined {
  return orderOf(shop, "lineItem", lineItemId).lineItems.find(({ id }) => id === lineItemId);
}

const bag = (order: Order, cents: number): object => moneyBag(cents, order.currencyCode);
const first = <T>(items: readonly T[], args: Args): T[] => items.slice(0, args["first"] ?? items.length);
const isEditable = ({ cancelledAt }: Order): boolean => cancelledAt === null;

/** As the customer ordered, before any edit: the sums of the first agreement. */
function originalTotalCents(order: Order): number {
  const [sold] = order.agreements;
  const goods = sold?.sales.reduce((sum, { cents }) => sum + cents, 0) ?? subtotalCents(order, "quantity") + shippingCents(order);
  return goods + (order.taxesIncluded ? 0 : taxCents(order, "quantity"));
}

/** A cancelled order is worth nothing, in each part of its sums too. */
function current(order: Order, cents: number): object {
  return bag(order, order.cancelledAt === null ? cents : 0);
}

const identity: TypeResolvers<Order> = {
  id: ({ id }) => toGid("Order", id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  number: ({ number }) => number,
  confirmationNumber: ({ token }) => token.slice(0, 9).toUpperCase(),
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  note: ({ note }) => note,
  tags: ({ tags }) => tags,
  test: ({ test }) => test,
  poNumber: ({ poNumber }) => poNumber,
  sourceName: ({ sourceName }) => sourceName,
  sourceIdentifier: ({ sourceIdentifier }) => sourceIdentifier,
  registeredSourceUrl: () => null,
  app: ({ appId }, _args, { shop }) => {
    const app = [...shop.apps.values()].find(({ id }) => id === appId);
    return app === undefined ? null : { id: toGid("App", app.id), name: app.title, icon: null };
  },
  customAttributes: ({ attributes }) => attributes.map(({ name, value }) => ({ key: name, value })),
  customer: ({ customerId }, _args, { shop }) => (customerId === null ? null : (shop.customers.get(customerId) ?? null)),
  customerAcceptsMarketing: ({ acceptsMarketing }) => acceptsMarketing,
  customerLocale: ({ customerLocale }) => customerLocale,
  currencyCode: ({ currencyCode }) => currencyCode,
  presentmentCurrencyCode: ({ currencyCode }) => currencyCode,
  shippingAddress: ({ shippingAddress, id }) => shippingAddress && mailingAddress(shippingAddress, id),
  billingAddress: ({ billingAddress, id }) => billingAddress && mailingAddress(billingAddress, id),
  displayAddress: ({ shippingAddress, billingAddress, id }) => {
    const address = shippingAddress ?? billingAddress;
    return address && mailingAddress(address, id);
  },
  billingAddressMatchesShippingAddress: ({ billingAddress, shippingAddress }) => JSON.stringify(billingAddress) === JSON.stringify(shippingAddress),
  statusPageUrl: ({ token }, _args, { shop }) => `https://${shop.profile.domain}/${shop.profile.id}/orders/${token}`,
  clientIp: () => null,
  staffMember: () => null,
  retailLocation: () => null,
  createdAt: ({ createdAt }) => createdAt,
  processedAt: ({ processedAt }) => processedAt,
  updatedAt: ({ updatedAt }) => updatedAt,
};

const state: TypeResolvers<Order> = {
  confirmed: () => true,
  edited: ({ agreements }) => agreements.some(({ reason }) => reason === "ORDER_EDIT"),
  closed: ({ closedAt }) => closedAt !== null,
  closedAt: ({ closedAt }) => closedAt,
  cancelledAt: ({ cancelledAt }) => cancelledAt,
  cancelReason: ({ cancelReason }) => cancelReason,
  cancellation: ({ cancelledAt, cancelNote }) => (cancelledAt === null ? null : { staffNote: cancelNote }),
  displayFinancialStatus: ({ financialStatus }) => financialStatus,
  displayFulfillmentStatus,
  returnStatus,
  fullyPaid: ({ financialStatus }) => financialStatus === "PAID" || financialStatus === "PARTIALLY_REFUNDED",
  unpaid: isUnpaid,
  canMarkAsPaid,
  canNotifyCustomer: ({ email, phone }) => email !== null || phone !== null,
  capturable: (record) => capturableCents(record) > 0,
  merchantEditable: isEditable,
  merchantEditableErrors: (record) => (isEditable(record) ? [] : ["The order is cancelled."]),
  fulfillable: (record) => record.lineItems.some(({ id }) => fulfillableUnits(record, id) > 0),
  requiresShipping: ({ lineItems }) => lineItems.some(({ requiresShipping }) => requiresShipping),
  restockable: (record) => record.lineItems.some(({ id }) => unshippedUnits(record, id) > 0),
  refundable: ({ financialStatus }) => financialStatus === "PAID" || financialStatus === "PARTIALLY_PAID" || financialStatus === "PARTIALLY_REFUNDED",
  dutiesIncluded: () => false,
  estimatedTaxes: () => false,
  taxExempt: ({ customerId }, _args, { shop }) => (customerId === null ? false : (shop.customers.get(customerId)?.taxExempt ?? false)),
  taxesIncluded: ({ taxesIncluded }) => taxesIncluded,
  hasTimelineComment: () => false,
  paymentGatewayNames: ({ transactions }) => [...new Set(transactions.map(({ gateway }) => gateway))],
  paymentTerms: () => null,
  purchasingEntity: ({ customerId }, _args, api) => {
    const customer = customerId === null ? undefined : api.shop.customers.get(customerId);
    return customer === undefined ? null : named(api, "Customer", customer);
  },
  risk: () => ({ assessments: [], recommendation: "ACCEPT" }),
};

const sums: TypeResolvers<Order> = {
  subtotalLineItemsQuantity: ({ lineItems }) => lineItems.reduce((sum, { quantity }) => sum + quantity, 0),
  currentSubtotalLineItemsQuantity: ({ lineItems }) => lineItems.reduce((sum, { currentQuantity }) => sum + currentQuantity, 0),
  subtotalPrice: (record) => money(subtotalCents(record, "quantity")),
  subtotalPriceSet: (record) => bag(record, subtotalCents(record, "quantity")),
  currentSubtotalPriceSet: (record) => current(record, subtotalCents(record, "currentQuantity")),
  totalPrice: (record) => money(totalCents(record)),
  totalPriceSet: (record) => bag(record, totalCents(record)),
  originalTotalPriceSet: (record) => bag(record, originalTotalCents(record)),
  currentTotalPriceSet: (record) => bag(record, currentTotalCents(record)),
  totalShippingPrice: (record) => money(shippingCents(record)),
  totalShippingPriceSet: (record) => bag(record, shippingCents(record)),
  currentShippingPriceSet: (record) => current(record, shippingCents(record) - refundedShippingCents(record)),
  totalRefundedShippingSet: (record) => bag(record, refundedShippingCents(record)),
  totalReceived: (record) => money(receivedCents(record)),
  totalReceivedSet: (record) => bag(record, receivedCents(record)),
  totalRefunded: (record) => money(refundedForOrder(record)),
  totalRefundedSet: (record) => bag(record, refundedForOrder(record)),
  netPayment: (record) => money(netPaymentCents(record)),
  netPaymentSet: (record) => bag(record, netPaymentCents(record)),
  totalOutstandingSet: (record) => bag(record, outstandingCents(record)),
  totalCapturable: (record) => money(capturableCents(record)),
  totalCapturableSet: (record) => bag(record, capturableCents(record)),
  refundDiscrepancySet: (record) => bag(record, discrepancyCents(record)),
  totalTax: (record) => money(taxCents(record, "quantity")),
  totalTaxSet: (record) => bag(record, taxCents(record, "quantity")),
  currentTotalTaxSet: (record) => current(record, taxCents(record, "currentQuantity")),
  taxLines: (record) => shownTaxLines(record, "quantity"),
  currentTaxLines: (record) => (record.cancelledAt === null ? shownTaxLines(record, "currentQuantity") : []),
  totalDiscounts: (record) => money(discountCents(record, "quantity")),
  totalDiscountsSet: (record) => bag(record, discountCents(record, "quantity")),
  currentTotalDiscountsSet: (record) => current(record, discountCents(record, "currentQuantity")),
  cartDiscountAmountSet: (record) => bag(record, cartDiscountCents(record, "quantity")),
  currentCartDiscountAmountSet: (record) => current(record, cartDiscountCents(record, "currentQuantity")),
  totalTipReceivedSet: (record) => bag(record, 0),
  totalWeight: () => 0,
  currentTotalWeight: () => 0,
  additionalFees: () => [],
  currentTotalAdditionalFeesSet: () => null,
  currentTotalDutiesSet: () => null,
  originalTotalAdditionalFeesSet: () => null,
  originalTotalDutiesSet: () => null,
  suggestedRefund,
};

/** Discounts of the whole order only. */
function cartDiscountCents(order: Order, units: "currentQuantity" | "quantity"): number {
  const ofOrder = new Set(order.discounts.filter(({ level, target }) => level === "ORDER" && target === "LINE_ITEM").map(({ id }) => id));
  return order.lineItems.reduce((sum, line) => {
    const discounts = line.discounts.filter(({ discountId }) => ofOrder.has(discountId));
    return sum + line.priceCents * line[units] - lineCents({ ...line, discounts }, line[units]);
  }, 0);
}

const parts: TypeResolvers<Order> = {
  lineItems: ({ lineItems }, args) => listConnection(lineItems, args),
  nonFulfillableLineItems: (record, args) =>
    listConnection(
      record.lineItems.filter(({ id }) => unshippedUnits(record, id) === 0),
      args,
    ),
  shippingLine: ({ shippingLines }) => shippingLines.find(({ isRemoved }) => !isRemoved) ?? null,
  shippingLines: ({ shippingLines }, args) =>
    listConnection(
      shippingLines.filter(({ isRemoved }) => !isRemoved || args["includeRemovals"] === true),
      args,
    ),
  discountCode: ({ discounts }) => discounts.find(({ kind }) => kind === "CODE")?.title ?? null,
  discountCodes: ({ discounts }) => discounts.flatMap(({ kind, title }) => (kind === "CODE" && title !== null ? [title] : [])),
  discountApplications: (record, args, api) => {
    const listed = listConnection(record.discounts, args);
    const shown = (discount: Order["discounts"][number]): object => discountApplication(api, record, discount);
    return { ...listed, nodes: listed.nodes.map(shown), edges: listed.edges.map(({ cursor, node }) => ({ cursor, node: shown(node) })) };
  },
  fulfillmentOrders: ({ fulfillmentOrders }, args, api) =>
    listConnection(
      fulfillmentOrders.filter((one) => isVisible(api, one)),
      args,
    ),
  fulfillments: ({ fulfillments }, args) => first(fulfillments, args),
  fulfillmentsCount: ({ fulfillments }) => count(fulfillments.length),
  refunds: ({ refunds }, args) => first(refunds, args),
  returns: ({ returns }, args) => listConnection(returns, args),
  transactions: (record, args) =>
    first(
      args["capturable"] === true ? record.transactions.filter(({ kind }) => kind === "AUTHORIZATION" && capturableCents(record) > 0) : record.transactions,
      args,
    ),
  transactionsCount: ({ transactions }) => count(transactions.length),
  agreements: ({ agreements }, args, api) =>
    listConnection(
      agreements.map((agreement) => named(api, agreementType(agreement), agreement)),
      args,
    ),
  events: (record, args, api) => listConnection(orderEvents(api, record, args["query"]), args),
  ...metafieldFields<Order>(({ id }) => toGid("Order", id)),
};

export const orderTypes: ResolverMap = { Order: { ...identity, ...state, ...sums, ...parts } };
