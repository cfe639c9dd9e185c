import { lineCents } from "../../commerce/order-money.ts";
import { fulfillmentLineOf, returnableUnits } from "../../commerce/returns.ts";
import { toGid } from "../../state/gid.ts";
import type { Return, ReturnDisposition, ReturnLine } from "../../state/sales-types.ts";
import type { Fulfillment, FulfillmentLine, Order, ShopState } from "../../state/types.ts";
import { named } from "../api-context.ts";
import type { ResolverMap, TypeResolvers } from "../api-context.ts";
import { listConnection } from "../connections.ts";
import { definitionOf } from "../return-reasons.ts";
import { moneyBag } from "../views.ts";
import { orderOf } from "./order-types.ts";

const orderOfReturn = (shop: ShopState, { id }: { id: number }): Order => orderOf(shop, "return", id);

const returned: TypeResolvers<Return> = {
  id: ({ id }) => toGid("Return", id),
  name: ({ name }) => name,
  status: ({ status }) => status,
  order: (record, _args, { shop }) => orderOfReturn(shop, record),
  totalQuantity: ({ lines }) => lines.reduce((sum, { quantity }) => sum + quantity, 0),
  decline: ({ decline }) => decline,
  returnLineItems: ({ lines }, args, api) =>
    listConnection(
      lines.map((line) => named(api, "ReturnLineItem", line)),
      args,
    ),
  exchangeLineItems: (_record, args) => listConnection([], args),
  returnShippingFees: (record, _args, { shop }) =>
    record.shippingFeeCents === 0
      ? []
      : [{ id: toGid("ReturnShippingFee", record.id), amountSet: moneyBag(record.shippingFeeCents, orderOfReturn(shop, record).currencyCode) }],
  refunds: (record, args, { shop }) =>
    listConnection(
      orderOfReturn(shop, record).refunds.filter(({ returnId }) => returnId === record.id),
      args,
    ),
  transactions: (record, args, { shop }) => {
    const order = orderOfReturn(shop, record);
    const refundIds = new Set(order.refunds.filter(({ returnId }) => returnId === record.id).map(({ id }) => id));
    return listConnection(
      order.transactions.filter(({ refundId }) => refundId !== null && refundIds.has(refundId)),
      args,
    );
  },
  reverseFulfillmentOrders: (record, args) => listConnection(reverseOrders(record), args),
  staffMember: () => null,
  createdAt: ({ createdAt }) => createdAt,
  requestApprovedAt: ({ requestApprovedAt }) => requestApprovedAt,
  closedAt: ({ closedAt }) => closedAt,
};

/** A return that is only asked for expects nothing yet. */
function reverseOrders(record: Return): Return[] {
  return record.status === "REQUESTED" || record.status === "DECLINED" ? [] : [record];
}

function fulfillmentLine(shop: ShopState, line: ReturnLine): FulfillmentLine | null {
  return fulfillmentLineOf(orderOfReturn(shop, line), line.fulfillmentLineId)?.line ?? null;
}

const returnLineItem: TypeResolvers<ReturnLine> = {
  id: ({ id }) => toGid("ReturnLineItem", id),
  quantity: ({ quantity }) => quantity,
  processedQuantity: ({ processedQuantity }) => processedQuantity,
  processableQuantity: ({ quantity, processedQuantity }) => quantity - processedQuantity,
  unprocessedQuantity: ({ quantity, processedQuantity }) => quantity - processedQuantity,
  refundedQuantity: ({ refundedQuantity }) => refundedQuantity,
  refundableQuantity: ({ quantity, refundedQuantity }) => quantity - refundedQuantity,
  returnReason: ({ reason }) => reason,
  returnReasonDefinition: ({ reason }) => definitionOf(reason),
  returnReasonNote: ({ reasonNote }) => reasonNote,
  customerNote: ({ customerNote }) => customerNote,
  totalWeight: () => null,
  fulfillmentLineItem: (line, _args, { shop }) => fulfillmentLine(shop, line),
  restockingFee: (line, _args, { shop }) => {
    if (line.restockingFeePercent === null) return null;
    const order = orderOfReturn(shop, line);
    const cents = Math.round((returnedCents(order, line) * line.restockingFeePercent) / 100);
    return { id: toGid("RestockingFee", line.id), percentage: line.restockingFeePercent, amountSet: moneyBag(cents, order.currencyCode) };
  },
  withCodeDiscountedTotalPriceSet: (line, _args, { shop }) => {
    const order = orderOfReturn(shop, line);
    return moneyBag(returnedCents(order, line), order.currencyCode);
  },
};

function returnedCents(order: Order, { fulfillmentLineId, quantity }: ReturnLine): number {
  const lineItemId = fulfillmentLineOf(order, fulfillmentLineId)?.line.lineItemId;
  const line = order.lineItems.find(({ id }) => id === lineItemId);
  return line === undefined ? 0 : lineCents(line, quantity);
}

/** Every return has one, so it is shown from the return itself. */
const reverseFulfillmentOrder: TypeResolvers<Return> = {
  id: ({ reverseFulfillmentOrderId }) => toGid("ReverseFulfillmentOrder", reverseFulfillmentOrderId),
  status: ({ status, lines }) => {
    if (status === "CANCELED") return "CANCELED";
    return lines.every((line) => disposedUnits(line) >= line.quantity) ? "CLOSED" : "OPEN";
  },
  order: (record, _args, { shop }) => orderOfReturn(shop, record),
  lineItems: ({ lines }, args) => listConnection(lines, args),
  reverseDeliveries: (_record, args) => listConnection([], args),
  thirdPartyConfirmation: () => null,
};

function disposedUnits({ dispositions }: ReturnLine): number {
  return dispositions.reduce((sum, { quantity }) => sum + quantity, 0);
}

const reverseFulfillmentOrderLineItem: TypeResolvers<ReturnLine> = {
  id: ({ reverseLineId }) => toGid("ReverseFulfillmentOrderLineItem", reverseLineId),
  totalQuantity: ({ quantity }) => quantity,
  fulfillmentLineItem: (line, _args, { shop }) => fulfillmentLine(shop, line),
  dispositions: ({ dispositions }) => dispositions,
};

const disposition: TypeResolvers<ReturnDisposition> = {
  id: ({ id }) => toGid("ReverseFulfillmentOrderDisposition", id),
  type: ({ type }) => type,
  quantity: ({ quantity }) => quantity,
  location: ({ locationId }, _args, { shop }) => (locationId === null ? null : (shop.locations.get(locationId) ?? null)),
  createdAt: ({ createdAt }) => createdAt,
};

export type ReturnableFulfillment = { id: number; order: Order; fulfillment: Fulfillment };

export function returnableFulfillmentsOf(order: Order): ReturnableFulfillment[] {
  return order.fulfillments
    .filter(({ status, lines }) => status === "SUCCESS" && lines.some((line) => returnableUnits(order, line) > 0))
    .map((fulfillment) => ({ id: fulfillment.id, order, fulfillment }));
}

const returnableFulfillment: TypeResolvers<ReturnableFulfillment> = {
  id: ({ id }) => toGid("ReturnableFulfillment", id),
  fulfillment: ({ fulfillment }) => fulfillment,
  returnableFulfillmentLineItems: ({ order, fulfillment }, args) =>
    listConnection(
      fulfillment.lines
        .map((line) => ({ id: line.id, fulfillmentLineItem: line, quantity: returnableUnits(order, line) }))
        .filter(({ quantity }) => quantity > 0),
      args,
    ),
};

export const returnTypes: ResolverMap = {
  Return: returned,
  ReturnLineItem: returnLineItem,
  ReverseFulfillmentOrder: reverseFulfillmentOrder,
  ReverseFulfillmentOrderLineItem: reverseFulfillmentOrderLineItem,
  ReverseFulfillmentOrderDisposition: disposition,
  ReturnableFulfillment: returnableFulfillment,
};
