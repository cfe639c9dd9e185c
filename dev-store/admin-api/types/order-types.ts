import { fulfillableUnits, remainingUnits } from "../../commerce/fulfillment-orders.ts";
import { currentTotalCents, goodsCents, isUnpaid, receivedCents, refundedForOrder } from "../../commerce/order-money.ts";
import { unshippedUnits } from "../../commerce/remove-units.ts";
import { toGid } from "../../state/gid.ts";
import type { Agreement, Customer, LineItem, Order, Refund, RefundLine, ShopState } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ApiContext, ResolverMap, TypeResolvers } from "../api-context.ts";
import { connection, listConnection } from "../connections.ts";
import { mailingAddress, moneyBag } from "../views.ts";
import { metafieldFields } from "./metafield-types.ts";

/** The order that a line item, fulfillment or refund belongs to. */
export function orderOf(shop: ShopState, kind: keyof ShopState["orderIdOf"], id: number): Order {
  const orderId = shop.orderIdOf[kind].get(id);
  const order = orderId === undefined ? undefined : shop.orders.get(orderId);
  if (order === undefined) throw new Error(`${kind} ${id} belongs to no order`);
  return order;
}

/** What the order list shows. Nothing shipped and everything held is ON_HOLD; a part held is not. */
export function displayFulfillmentStatus(order: Order): string {
  const open = order.fulfillmentOrders.filter((fulfillmentOrder) => remainingUnits(fulfillmentOrder) > 0);
  const shipped = order.fulfillments.some(({ status }) => status === "SUCCESS");
  if (shipped) return open.length === 0 ? "FULFILLED" : "PARTIALLY_FULFILLED";
  if (open.length > 0 && open.every(({ status }) => status === "ON_HOLD")) return "ON_HOLD";
  return open.some(({ status }) => status === "IN_PROGRESS") ? "IN_PROGRESS" : "UNFULFILLED";
}

const bag = (order: Order, cents: number): object => moneyBag(cents, order.currencyCode);

const order: TypeResolvers<Order> = {
  id: ({ id }) => toGid("Order", id),
  legacyResourceId: ({ id }) => id,
  name: ({ name }) => name,
  number: ({ number }) => number,
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  note: ({ note }) => note,
  tags: ({ tags }) => tags,
  test: ({ test }) => test,
  sourceName: ({ sourceName }) => sourceName,
  confirmed: () => true,
  edited: ({ agreements }) => agreements.some(({ reason }) => reason === "ORDER_EDIT"),
  closed: ({ closedAt }) => closedAt !== null,
  closedAt: ({ closedAt }) => closedAt,
  cancelledAt: ({ cancelledAt }) => cancelledAt,
  cancelReason: ({ cancelReason }) => cancelReason,
  cancellation: ({ cancelledAt, refunds }) => (cancelledAt === null ? null : { staffNote: refunds.at(-1)?.note ?? null }),
  currencyCode: ({ currencyCode }) => currencyCode,
  presentmentCurrencyCode: ({ currencyCode }) => currencyCode,
  customAttributes: ({ attributes }) => attributes.map(({ name, value }) => ({ key: name, value })),
  customer: ({ customerId }, _args, { shop }) => (customerId === null ? null : (shop.customers.get(customerId) ?? null)),
  customerLocale: ({ customerLocale }) => customerLocale,
  displayFinancialStatus: ({ financialStatus }) => financialStatus,
  displayFulfillmentStatus,
  fullyPaid: ({ financialStatus }) => financialStatus === "PAID" || financialStatus === "PARTIALLY_REFUNDED",
  unpaid: isUnpaid,
  merchantEditable: ({ cancelledAt }) => cancelledAt === null,
  merchantEditableErrors: ({ cancelledAt }) => (cancelledAt === null ? [] : ["The order is cancelled."]),
  fulfillable: (record) => record.lineItems.some(({ id }) => fulfillableUnits(record, id) > 0),
  requiresShipping: ({ lineItems }) => lineItems.some(({ requiresShipping }) => requiresShipping),
  restockable: (record) => record.lineItems.some(({ id }) => unshippedUnits(record, id) > 0),
  refundable: ({ financialStatus }) => financialStatus === "PAID" || financialStatus === "PARTIALLY_REFUNDED",
  shippingAddress: ({ shippingAddress, id }) => shippingAddress && mailingAddress(shippingAddress, id),
  billingAddress: ({ shippingAddress, id }) => shippingAddress && mailingAddress(shippingAddress, id),
  subtotalLineItemsQuantity: ({ lineItems }) => lineItems.reduce((sum, { quantity }) => sum + quantity, 0),
  currentSubtotalLineItemsQuantity: ({ lineItems }) => lineItems.reduce((sum, { currentQuantity }) => sum + currentQuantity, 0),
  subtotalPriceSet: (record) => bag(record, goodsCents(record, "quantity")),
  currentSubtotalPriceSet: (record) => bag(record, goodsCents(record, "currentQuantity")),
  totalPriceSet: (record) => bag(record, goodsCents(record, "quantity") + record.shippingCents),
  originalTotalPriceSet: (record) => bag(record, goodsCents(record, "quantity") + record.shippingCents),
  currentTotalPriceSet: (record) => bag(record, currentTotalCents(record)),
  totalShippingPriceSet: (record) => bag(record, record.shippingCents),
  totalReceivedSet: (record) => bag(record, receivedCents(record)),
  totalRefundedSet: (record) => bag(record, refundedForOrder(record)),
  netPaymentSet: (record) => bag(record, receivedCents(record) - refundedForOrder(record)),
  totalOutstandingSet: (record) => bag(record, isUnpaid(record) ? currentTotalCents(record) : 0),
  currentTotalTaxSet: (record) => bag(record, 0),
  currentTotalDiscountsSet: (record) => bag(record, 0),
  totalTaxSet: (record) => bag(record, 0),
  totalDiscountsSet: (record) => bag(record, 0),
  currentTaxLines: () => [],
  taxLines: () => [],
  taxesIncluded: () => true,
  statusPageUrl: ({ token }, _args, { shop }) => `https://${shop.profile.domain}/${shop.profile.id}/orders/${token}`,
  lineItems: ({ lineItems }, args) => listConnection(lineItems, args),
  fulfillmentOrders: ({ fulfillmentOrders }, args) => listConnection(fulfillmentOrders, args),
  fulfillments: ({ fulfillments }, args) => fulfillments.slice(0, args["first"] ?? fulfillments.length),
  refunds: ({ refunds }, args) => refunds.slice(0, args["first"] ?? refunds.length),
  agreements: ({ agreements }, args, api) =>
    listConnection(
      agreements.map((agreement) => named(api, agreementType(agreement), agreement)),
      args,
    ),
  createdAt: ({ createdAt }) => createdAt,
  processedAt: ({ processedAt }) => processedAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Order>(({ id }) => toGid("Order", id)),
};

const lineItem: TypeResolvers<LineItem> = {
  id: ({ id }) => toGid("LineItem", id),
  title: ({ title }) => title,
  name: ({ title, variantTitle }) => (variantTitle === null ? title : `${title} - ${variantTitle}`),
  variantTitle: ({ variantTitle }) => variantTitle,
  sku: ({ sku }) => sku,
  vendor: ({ vendor }) => vendor,
  quantity: ({ quantity }) => quantity,
  currentQuantity: ({ currentQuantity }) => currentQuantity,
  fulfillableQuantity: ({ id }, _args, { shop }) => fulfillableUnits(orderOf(shop, "lineItem", id), id),
  unfulfilledQuantity: ({ id }, _args, { shop }) => unshippedUnits(orderOf(shop, "lineItem", id), id),
  nonFulfillableQuantity: ({ id, quantity }, _args, { shop }) => quantity - unshippedUnits(orderOf(shop, "lineItem", id), id),
  refundableQuantity: ({ currentQuantity }) => currentQuantity,
  requiresShipping: ({ requiresShipping }) => requiresShipping,
  restockable: ({ commitsInventory }) => commitsInventory,
  taxable: ({ taxable }) => taxable,
  isGiftCard: () => false,
  sellingPlan: () => null,
  merchantEditable: ({ id }, _args, { shop }) => orderOf(shop, "lineItem", id).cancelledAt === null,
  customAttributes: ({ properties }) => properties.map(({ name, value }) => ({ key: name, value })),
  variant: ({ variantId }, _args, { shop }) => (variantId === null ? null : (shop.variants.get(variantId) ?? null)),
  product: ({ productId }, _args, { shop }) => (productId === null ? null : (shop.products.get(productId) ?? null)),
  originalUnitPriceSet: (record, _args, { shop }) => moneyBag(record.priceCents, shop.profile.currencyCode),
  discountedUnitPriceSet: (record, _args, { shop }) => moneyBag(record.priceCents, shop.profile.currencyCode),
  originalTotalSet: (record, _args, { shop }) => moneyBag(record.priceCents * record.quantity, shop.profile.currencyCode),
  discountedTotalSet: (record, _args, { shop }) => moneyBag(record.priceCents * record.quantity, shop.profile.currencyCode),
};

const AGREEMENT_TYPES: Record<Agreement["reason"], string> = {
  ORDER: "OrderAgreement",
  ORDER_EDIT: "OrderEditAgreement",
  REFUND: "RefundAgreement",
  RETURN: "ReturnAgreement",
};

function agreementType({ reason }: Agreement): string {
  return AGREEMENT_TYPES[reason];
}

const agreement: TypeResolvers<Agreement> = {
  id: (record) => toGid(agreementType(record), record.id),
  reason: ({ reason }) => reason,
  happenedAt: ({ happenedAt }) => happenedAt,
  app: ({ appId }, _args, { shop }) => [...shop.apps.values()].find(({ id }) => id === appId) ?? null,
  user: () => null,
  sales: ({ sales }, args, api) =>
    listConnection(
      sales.map((sale) => named(api, "ProductSale", sale)),
      args,
    ),
};

const productSale: TypeResolvers<Agreement["sales"][number]> = {
  id: ({ id }) => toGid("ProductSale", id),
  actionType: ({ action }) => action,
  lineType: () => "PRODUCT",
  quantity: ({ quantity }) => quantity,
  lineItem: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId),
  taxes: () => [],
};

export function lineOf(shop: ShopState, lineItemId: number): LineItem | undefined {
  return orderOf(shop, "lineItem", lineItemId).lineItems.find(({ id }) => id === lineItemId);
}

const refund: TypeResolvers<Refund> = {
  id: ({ id }) => toGid("Refund", id),
  legacyResourceId: ({ id }) => id,
  note: ({ note }) => note,
  order: ({ id }, _args, { shop }) => orderOf(shop, "refund", id),
  totalRefundedSet: (record, _args, { shop }) => moneyBag(record.amountCents, shop.profile.currencyCode),
  refundLineItems: ({ lines }, args) => listConnection(lines, args),
  createdAt: ({ createdAt }) => createdAt,
  processedAt: ({ createdAt }) => createdAt,
  updatedAt: ({ createdAt }) => createdAt,
};

const refundLineItem: TypeResolvers<RefundLine> = {
  id: ({ id }) => toGid("RefundLineItem", id),
  quantity: ({ quantity }) => quantity,
  restockType: ({ restockType }) => restockType,
  restocked: ({ restockType }) => restockType !== "NO_RESTOCK",
  location: ({ locationId }, _args, { shop }) => (locationId === null ? null : shop.locations.get(locationId)),
  lineItem: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId),
};

const customer: TypeResolvers<Customer> = {
  id: ({ id }) => toGid("Customer", id),
  legacyResourceId: ({ id }) => id,
  firstName: ({ firstName }) => firstName,
  lastName: ({ lastName }) => lastName,
  displayName: ({ firstName, lastName, email }) => `${firstName} ${lastName}`.trim() || email,
  email: ({ email }) => email,
  phone: ({ phone }) => phone,
  locale: ({ locale }) => locale,
  tags: ({ tags }) => tags,
  note: () => null,
  state: () => "ENABLED",
  verifiedEmail: () => true,
  defaultEmailAddress: ({ email }) => ({
    emailAddress: email,
    marketingState: "NOT_SUBSCRIBED",
    marketingOptInLevel: null,
    marketingUpdatedAt: null,
    validFormat: true,
  }),
  defaultPhoneNumber: ({ phone }) => (phone === null ? null : { phoneNumber: phone, marketingState: "NOT_SUBSCRIBED" }),
  defaultAddress: ({ defaultAddress, id }) => defaultAddress && mailingAddress(defaultAddress, id),
  numberOfOrders: (record, _args, api) => ordersOf(api, record).length,
  orders: (record, args, api) =>
    connection(
      ordersOf(api, record).map((node) => ({ id: node.id, sortValue: node.id, node })),
      args,
    ),
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  ...metafieldFields<Customer>(({ id }) => toGid("Customer", id)),
};

function ordersOf(api: ApiContext, { id }: Customer): Order[] {
  return [...api.shop.orders.values()].filter(({ customerId }) => customerId === id);
}

export const orderTypes: ResolverMap = {
  Order: order,
  LineItem: lineItem,
  OrderAgreement: agreement,
  OrderEditAgreement: agreement,
  RefundAgreement: agreement,
  ReturnAgreement: agreement,
  ProductSale: productSale,
  Refund: refund,
  RefundLineItem: refundLineItem,
  Customer: customer,
};
