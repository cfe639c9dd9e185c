import { randomUUID } from "node:crypto";
import { cancelOrder } from "../../commerce/cancel-order.ts";
import { deleteOrder } from "../../commerce/delete-order.ts";
import { touchOrder } from "../../commerce/context.ts";
import { beginOrderEdit, commitOrderEdit, editedOrder, stageQuantity, stageVariant } from "../../commerce/order-edit.ts";
import { refundOrder } from "../../commerce/refund.ts";
import type { RefundRequest } from "../../commerce/refund.ts";
import { idOf, toGid } from "../../state/gid.ts";
import type { LineItem, Order, OrderEditSession, Variant } from "../../state/types.ts";
import type { ApiContext, Args, ResolverMap, TypeResolvers } from "../api-context.ts";
import { notImplemented, resourceNotFound } from "../api-error.ts";
import { listConnection } from "../connections.ts";
import { createOrder } from "./create-order.ts";
import { centsOf, moneyBag } from "../views.ts";

function orderOrThrow(api: ApiContext, gid: string): Order {
  const order = api.shop.orders.get(idOf("Order", gid) ?? 0);
  if (order === undefined) throw resourceNotFound(gid);
  return order;
}

function sessionOrThrow(api: ApiContext, gid: string): OrderEditSession {
  const session = api.shop.orderEdits.get(idOf("CalculatedOrder", gid) ?? idOf("OrderEditSession", gid) ?? 0);
  if (session === undefined) throw resourceNotFound(gid);
  return session;
}

export const orderMutations: TypeResolvers<unknown> = {
  orderCreate: (_source, args, api) => createOrder(args, api),

  orderDelete: (_source, args, api) => {
    const order = orderOrThrow(api, args["orderId"]);
    deleteOrder(api.commerce, order);
    return { deletedId: args["orderId"], userErrors: [] };
  },

  orderCancel: (_source, args, api) => {
    const order = api.shop.orders.get(idOf("Order", args["orderId"]) ?? 0);
    if (order === undefined) return cancelRefusal("Order does not exist", "NOT_FOUND");
    const outcome = cancelOrder(api.commerce, order, {
      reason: args["reason"],
      restock: args["restock"],
      refund: args["refund"] === true || args["refundMethod"]?.originalPaymentMethodsRefund === true,
      staffNote: args["staffNote"] ?? null,
    });
    const [error] = outcome.ok ? [] : outcome.errors;
    if (error !== undefined) return cancelRefusal(error.message, error.code);
    return { job: { id: `gid://shopify/Job/${randomUUID()}`, done: false }, orderCancelUserErrors: [], userErrors: [] };
  },

  orderUpdate: (_source, { input }, api) => {
    const order = orderOrThrow(api, input.id);
    for (const name of Object.keys(input)) {
      if (!["id", "tags", "note", "email"].includes(name)) throw notImplemented(`orderUpdate with ${name}`);
    }
    if (input.tags != null) order.tags = input.tags;
    if ("note" in input) order.note = input.note;
    if (input.email != null) order.email = input.email;
    touchOrder(api.commerce, order);
    api.commerce.emit({ topic: "orders/updated", orderId: order.id });
    return { order, userErrors: [] };
  },

  refundCreate: (_source, { input }, api) => {
    const order = orderOrThrow(api, input.orderId);
    const outcome = refundOrder(api.commerce, order, refundRequest(input, api));
    if (!outcome.ok) return { refund: null, order: null, userErrors: outcome.errors };
    return { refund: outcome.value, order, userErrors: [] };
  },

  orderEditBegin: (_source, args, api) => {
    const outcome = beginOrderEdit(api.commerce, orderOrThrow(api, args["id"]));
    if (!outcome.ok) return { calculatedOrder: null, orderEditSession: null, userErrors: outcome.errors };
    return {
      calculatedOrder: outcome.value,
      orderEditSession: { id: toGid("OrderEditSession", outcome.value.id) },
      userErrors: [],
    };
  },

  orderEditSetQuantity: (_source, args, api) => {
    const session = sessionOrThrow(api, args["id"]);
    const lineItemId = idOf("CalculatedLineItem", args["lineItemId"]) ?? 0;
    const outcome = stageQuantity(api.commerce, session, {
      lineItemId,
      quantity: args["quantity"],
      restock: args["restock"] === true,
    });
    if (!outcome.ok) return { calculatedOrder: null, calculatedLineItem: null, orderEditSession: null, userErrors: outcome.errors };
    return {
      calculatedOrder: session,
      calculatedLineItem: calculatedLines(api, session).find(({ id }) => id === lineItemId) ?? null,
      orderEditSession: { id: toGid("OrderEditSession", session.id) },
      userErrors: [],
    };
  },

  orderEditAddVariant: (_source, args, api) => {
    const session = sessionOrThrow(api, args["id"]);
    const outcome = stageVariant(api.commerce, session, {
      variantId: idOf("ProductVariant", args["variantId"]) ?? 0,
      quantity: args["quantity"],
      locationId: args["locationId"] == null ? null : idOf("Location", args["locationId"]),
    });
    if (!outcome.ok) return { calculatedOrder: null, calculatedLineItem: null, orderEditSession: null, userErrors: outcome.errors };
    return {
      calculatedOrder: session,
      calculatedLineItem: addedLines(api, session).find(({ id }) => id === outcome.value.calculatedLineId) ?? null,
      orderEditSession: { id: toGid("OrderEditSession", session.id) },
      userErrors: [],
    };
  },

  orderEditCommit: (_source, args, api) => {
    const outcome = commitOrderEdit(api.commerce, sessionOrThrow(api, args["id"]), api.app.id);
    if (!outcome.ok) return { order: null, successMessages: [], userErrors: outcome.errors };
    return { order: outcome.value, successMessages: ["Order updated"], userErrors: [] };
  },
};

function cancelRefusal(message: string, code: string | null): object {
  const field = ["orderId"];
  return { job: null, orderCancelUserErrors: [{ field, message, code }], userErrors: [{ field, message }] };
}

function refundRequest(input: Args, api: ApiContext): RefundRequest {
  const lines: Args[] = input["refundLineItems"] ?? [];
  const transactions: Args[] | null = input["transactions"] ?? null;
  return {
    note: input["note"] ?? null,
    lines: lines.map((line) => ({
      lineItemId: idOf("LineItem", line["lineItemId"]) ?? 0,
      quantity: line["quantity"],
      restockType: line["restockType"] ?? "NO_RESTOCK",
      locationId: line["locationId"] == null ? null : idOf("Location", line["locationId"]),
    })),
    amountCents: transactions === null ? null : transactions.reduce((sum, { amount }) => sum + centsOf(amount), 0),
    appId: api.app.id,
  };
}

/** A line of an order under edit; `lineItem` is null for one that is being added. */
type CalculatedLine = { id: number; quantity: number; lineItem: LineItem | null; variant: Variant | null };

function calculatedLines(api: ApiContext, session: OrderEditSession): CalculatedLine[] {
  return editedOrder(api, session).lineItems.map((lineItem) => ({
    id: lineItem.id,
    quantity: session.changes.find(({ lineItemId }) => lineItemId === lineItem.id)?.quantity ?? lineItem.currentQuantity,
    lineItem,
    variant: lineItem.variantId === null ? null : (api.shop.variants.get(lineItem.variantId) ?? null),
  }));
}

function addedLines(api: ApiContext, session: OrderEditSession): CalculatedLine[] {
  return session.additions.map(({ calculatedLineId, variantId, quantity }) => ({
    id: calculatedLineId,
    quantity,
    lineItem: null,
    variant: api.shop.variants.get(variantId) ?? null,
  }));
}

const calculatedOrder: TypeResolvers<OrderEditSession> = {
  id: ({ id }) => toGid("CalculatedOrder", id),
  originalOrder: (session, _args, api) => editedOrder(api, session),
  lineItems: (session, args, api) => listConnection(calculatedLines(api, session), args),
  addedLineItems: (session, args, api) => listConnection(addedLines(api, session), args),
};

const calculatedLineItem: TypeResolvers<CalculatedLine> = {
  id: ({ id }) => toGid("CalculatedLineItem", id),
  quantity: ({ quantity }) => quantity,
  title: ({ lineItem, variant }, _args, { shop }) => lineItem?.title ?? shop.products.get(variant?.productId ?? 0)?.title ?? "",
  variantTitle: ({ lineItem, variant }) => lineItem?.variantTitle ?? variant?.title ?? null,
  sku: ({ lineItem, variant }) => lineItem?.sku ?? variant?.sku ?? null,
  variant: ({ variant }) => variant,
  restockable: ({ lineItem }) => lineItem?.commitsInventory ?? true,
  originalUnitPriceSet: ({ lineItem, variant }, _args, { shop }) => moneyBag(lineItem?.priceCents ?? variant?.priceCents ?? 0, shop.profile.currencyCode),
};

export const orderMutationTypes: ResolverMap = {
  CalculatedOrder: calculatedOrder,
  CalculatedLineItem: calculatedLineItem,
};
