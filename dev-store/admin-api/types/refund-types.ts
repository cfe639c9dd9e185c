import { lineCents, lineTaxCents, refundableCents, shippingLineCents } from "../../commerce/order-money.ts";
import { toGid } from "../../state/gid.ts";
import type { OrderTransaction, ShippingLine } from "../../state/sales-types.ts";
import type { Order, Refund, RefundLine, ShopState } from "../../state/types.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { money, moneyBag, moneyV2 } from "../views.ts";
import { lineOf, orderOf } from "./order-types.ts";
import { taxLine } from "./tax-views.ts";

/** Money and shipping of orders: transactions, refunds, shipping lines. */

const refund: TypeResolvers<Refund> = {
  id: ({ id }) => toGid("Refund", id),
  legacyResourceId: ({ id }) => id,
  note: ({ note }) => note,
  order: ({ id }, _args, { shop }) => orderOf(shop, "refund", id),
  return: (record, _args, { shop }) => orderOf(shop, "refund", record.id).returns.find(({ id }) => id === record.returnId) ?? null,
  totalRefunded: (record, _args, { shop }) => moneyV2(record.amountCents, orderOf(shop, "refund", record.id).currencyCode),
  totalRefundedSet: (record, _args, { shop }) => moneyBag(record.amountCents, orderOf(shop, "refund", record.id).currencyCode),
  refundLineItems: ({ lines }, args) => listConnection(lines, args),
  refundShippingLines: (record, args, { shop }) => listConnection(refundedShipping(orderOf(shop, "refund", record.id), record), args),
  orderAdjustments: (record, args, { shop }) => {
    const { currencyCode } = orderOf(shop, "refund", record.id);
    const shown = record.adjustments.map(({ id, cents, reason }) => ({
      id: toGid("OrderAdjustment", id),
      reason,
      amountSet: moneyBag(cents, currencyCode),
      taxAmountSet: moneyBag(0, currencyCode),
    }));
    return listConnection(shown, args);
  },
  transactions: (record, args, { shop }) =>
    listConnection(
      orderOf(shop, "refund", record.id).transactions.filter(({ refundId }) => refundId === record.id),
      args,
    ),
  duties: () => [],
  staffMember: () => null,
  createdAt: ({ createdAt }) => createdAt,
  processedAt: ({ processedAt }) => processedAt,
  updatedAt: ({ createdAt }) => createdAt,
};

function refundedShipping(order: Order, { id, shippingCents }: Refund): (object & { id: string })[] {
  const shippingLine = order.shippingLines[0];
  if (shippingCents === 0 || shippingLine === undefined) return [];
  const sums = { subtotalAmountSet: moneyBag(shippingCents, order.currencyCode), taxAmountSet: moneyBag(0, order.currencyCode) };
  const shown = { id: toGid("RefundShippingLine", id), shippingLine, ...sums };
  return [shown];
}

function parentOf(shop: ShopState, { lineItemId }: RefundLine): Order {
  return orderOf(shop, "lineItem", lineItemId);
}

function refundedCents(shop: ShopState, { lineItemId, quantity }: RefundLine, part: typeof lineCents): number {
  const line = lineOf(shop, lineItemId);
  return line === undefined ? 0 : part(line, quantity);
}

const refundLineItem: TypeResolvers<RefundLine> = {
  id: ({ id }) => (id === 0 ? null : toGid("RefundLineItem", id)),
  quantity: ({ quantity }) => quantity,
  restockType: ({ restockType }) => restockType,
  restocked: ({ restockType }) => restockType !== "NO_RESTOCK",
  location: ({ locationId }, _args, { shop }) => (locationId === null ? null : shop.locations.get(locationId)),
  lineItem: ({ lineItemId }, _args, { shop }) => lineOf(shop, lineItemId),
  price: (record, _args, { shop }) => money(lineOf(shop, record.lineItemId)?.priceCents ?? 0),
  priceSet: (record, _args, { shop }) => moneyBag(lineOf(shop, record.lineItemId)?.priceCents ?? 0, parentOf(shop, record).currencyCode),
  subtotal: (record, _args, { shop }) => money(refundedCents(shop, record, lineCents)),
  subtotalSet: (record, _args, { shop }) => moneyBag(refundedCents(shop, record, lineCents), parentOf(shop, record).currencyCode),
  totalTax: (record, _args, { shop }) => money(refundedCents(shop, record, lineTaxCents)),
  totalTaxSet: (record, _args, { shop }) => moneyBag(refundedCents(shop, record, lineTaxCents), parentOf(shop, record).currencyCode),
};

const GATEWAY_NAMES: Record<string, string> = { bogus: "(For Testing) Bogus Gateway", shopify_store_credit: "Store Credit" };

const orderTransaction: TypeResolvers<OrderTransaction> = {
  id: ({ id }) => toGid("OrderTransaction", id),
  kind: ({ kind }) => kind,
  status: ({ status }) => status,
  gateway: ({ gateway }) => gateway,
  formattedGateway: ({ gateway }) => GATEWAY_NAMES[gateway] ?? gateway.charAt(0).toUpperCase() + gateway.slice(1).replaceAll("_", " "),
  manualPaymentGateway: ({ gateway }) => gateway === "manual",
  manuallyCapturable: ({ kind, status }) => kind === "AUTHORIZATION" && status === "SUCCESS",
  multiCapturable: () => false,
  amount: ({ amountCents }) => money(amountCents),
  amountSet: (record, _args, { shop }) => moneyBag(record.amountCents, orderOf(shop, "transaction", record.id).currencyCode),
  amountV2: (record, _args, { shop }) => moneyV2(record.amountCents, orderOf(shop, "transaction", record.id).currencyCode),
  amountRoundingSet: () => null,
  maximumRefundable: (record, _args, { shop }) => money(refundableCents(orderOf(shop, "transaction", record.id), record.id)),
  maximumRefundableV2: (record, _args, { shop }) => {
    const order = orderOf(shop, "transaction", record.id);
    return moneyV2(refundableCents(order, record.id), order.currencyCode);
  },
  totalUnsettledSet: (record, _args, { shop }) => moneyBag(0, orderOf(shop, "transaction", record.id).currencyCode),
  parentTransaction: (record, _args, { shop }) => orderOf(shop, "transaction", record.id).transactions.find(({ id }) => id === record.parentId) ?? null,
  order: ({ id }, _args, { shop }) => orderOf(shop, "transaction", id),
  authorizationCode: ({ authorizationCode }) => authorizationCode,
  authorizationExpiresAt: () => null,
  accountNumber: () => null,
  errorCode: () => null,
  fees: () => [],
  location: () => null,
  paymentDetails: () => null,
  paymentId: (record, _args, { shop }) => {
    const order = orderOf(shop, "transaction", record.id);
    return `${order.name}.${order.transactions.findIndex(({ id }) => id === record.id) + 1}`;
  },
  receiptJson: () => ({}),
  settlementCurrency: () => null,
  settlementCurrencyRate: () => null,
  test: ({ test }) => test,
  user: () => null,
  createdAt: ({ createdAt }) => createdAt,
  processedAt: ({ processedAt }) => processedAt,
};

/** A draft order shows its shipping in the same type, so the currency is the shop's wherever the order's is not at hand. */
const shippingLine: TypeResolvers<ShippingLine> = {
  id: ({ id }) => toGid("ShippingLine", id),
  title: ({ title }) => title,
  code: ({ code }) => code,
  source: ({ source }) => source,
  custom: ({ source }) => source === null,
  isRemoved: ({ isRemoved }) => isRemoved,
  carrierIdentifier: () => null,
  deliveryCategory: () => null,
  phone: () => null,
  shippingRateHandle: () => null,
  price: ({ priceCents }) => money(priceCents),
  originalPriceSet: ({ priceCents }, _args, { shop }) => moneyBag(priceCents, shop.profile.currencyCode),
  originalPrice: ({ priceCents }, _args, { shop }) => moneyV2(priceCents, shop.profile.currencyCode),
  discountedPriceSet: (record, _args, { shop }) => moneyBag(shippingLineCents(record), shop.profile.currencyCode),
  discountedPrice: (record, _args, { shop }) => moneyV2(shippingLineCents(record), shop.profile.currencyCode),
  currentDiscountedPriceSet: (record, _args, { shop }) => moneyBag(record.isRemoved ? 0 : shippingLineCents(record), shop.profile.currencyCode),
  taxLines: ({ taxLines }, _args, { shop }) => taxLines.map((line) => taxLine(line, shop.profile.currencyCode)),
};

export const refundTypes: ResolverMap = { Refund: refund, RefundLineItem: refundLineItem, OrderTransaction: orderTransaction, ShippingLine: shippingLine };
