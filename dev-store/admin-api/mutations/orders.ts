import { randomUUID } from "node:crypto";
import { cancelOrder } from "../../commerce/cancel-order.ts";
import { deleteOrder } from "../../commerce/delete-order.ts";
import { changeOrder, closeOrder, openOrder, setOrderCustomer } from "../../commerce/order-state.ts";
import type { OrderChange } from "../../commerce/order-state.ts";
import { outstandingCents } from "../../commerce/order-money.ts";
import { capture, markAsPaid, takePayment, voidAuthorization } from "../../commerce/transactions.ts";
import type { Order } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { addressFrom, attributesFrom, idIn, requireUnderstood, tagsFrom } from "../inputs.ts";
import { setOwnedMetafields } from "../owned-metafields.ts";
import { centsOf } from "../views.ts";
import { createOrder } from "./create-order.ts";

const NO_ORDER = "Order does not exist";
const UPDATABLE = ["id", "customAttributes", "email", "metafields", "note", "phone", "poNumber", "shippingAddress", "tags"];

function orderIn(api: ApiContext, gid: string): Order | undefined {
  return api.shop.orders.get(idIn("Order", gid));
}

/** A mutation that answers with the order: refuses what does not exist, else does it. */
function onOrder(api: ApiContext, gid: string, act: (order: Order) => ReturnType<typeof closeOrder>): object {
  const order = orderIn(api, gid);
  if (order === undefined) return { order: null, userErrors: [{ field: ["id"], message: NO_ORDER, code: "NOT_FOUND" }] };
  const outcome = act(order);
  return { order: outcome.ok ? outcome.value : order, userErrors: outcome.ok ? [] : outcome.errors };
}

export const orderMutations: TypeResolvers<unknown> = {
  orderCreate: (_source, args, api, info) => createOrder(args, api, info),

  orderDelete: (_source, args, api) => {
    const order = orderIn(api, args["orderId"]);
    if (order === undefined) return { deletedId: null, userErrors: [{ field: ["orderId"], message: NO_ORDER, code: "NOT_FOUND" }] };
    deleteOrder(api.commerce, order);
    return { deletedId: args["orderId"], userErrors: [] };
  },

  orderCancel: (_source, args, api) => {
    const order = orderIn(api, args["orderId"]);
    if (order === undefined) return cancelRefusal(["orderId"], NO_ORDER, "NOT_FOUND");
    const { refundMethod } = args;
    if (args["refund"] != null && refundMethod != null) {
      return cancelRefusal(["refund"], "Only one of refund and refundMethod can be given", "INVALID");
    }
    const outcome = cancelOrder(api.commerce, order, {
      reason: args["reason"],
      restock: args["restock"],
      refund: args["refund"] === true || refundMethod?.originalPaymentMethodsRefund === true || refundMethod?.storeCreditRefund != null,
      toStoreCredit: refundMethod?.storeCreditRefund != null,
      staffNote: args["staffNote"] ?? null,
    });
    const [error] = outcome.ok ? [] : outcome.errors;
    if (error !== undefined) return cancelRefusal(error.field, error.message, error.code);
    return { job: { id: `gid://shopify/Job/${randomUUID()}`, done: false }, orderCancelUserErrors: [], userErrors: [] };
  },

  orderUpdate: (_source, { input }, api, info) => {
    requireUnderstood("orderUpdate", input, UPDATABLE);
    return onOrder(api, input.id, (order) => {
      const errors = setOwnedMetafields(api, info, { ownerGid: input.id, metafields: input.metafields });
      return errors.length > 0 ? { ok: false, errors } : changeOrder(api.commerce, order, changeFrom(input));
    });
  },

  orderClose: (_source, { input }, api) => onOrder(api, input.id, (order) => closeOrder(api.commerce, order)),
  orderOpen: (_source, { input }, api) => onOrder(api, input.id, (order) => openOrder(api.commerce, order)),
  orderMarkAsPaid: (_source, { input }, api) => onOrder(api, input.id, (order) => markAsPaid(api.commerce, order)),

  orderCreateManualPayment: (_source, args, api) => {
    const order = orderIn(api, args["id"]);
    if (order === undefined) return { order: null, userErrors: [{ field: ["id"], message: NO_ORDER, code: "ORDER_NOT_FOUND" }] };
    const balance = outstandingCents(order);
    const amountCents = args["amount"] == null ? balance : centsOf(args["amount"].amount);
    const refusal = paymentRefusal(order, { amountCents, balance, currencyCode: args["amount"]?.currencyCode ?? order.currencyCode });
    if (refusal !== null) return { order: null, userErrors: [refusal] };
    const processedAt = args["processedAt"] == null ? {} : { processedAt: args["processedAt"] };
    takePayment(api.commerce, order, { kind: "SALE", amountCents, gateway: args["paymentMethodName"] ?? "manual", ...processedAt });
    return { order, userErrors: [] };
  },

  orderCapture: (_source, { input }, api) => {
    const order = orderIn(api, input.id);
    if (order === undefined) return { transaction: null, userErrors: [{ field: ["id"], message: NO_ORDER }] };
    const outcome = capture(api.commerce, order, { parentId: idIn("OrderTransaction", input.parentTransactionId), amountCents: centsOf(input.amount) });
    return { transaction: outcome.ok ? outcome.value : null, userErrors: outcome.ok ? [] : outcome.errors };
  },

  transactionVoid: (_source, args, api) => {
    const id = idIn("OrderTransaction", args["parentTransactionId"]);
    const order = api.shop.orders.get(api.shop.orderIdOf.transaction.get(id) ?? 0);
    const authorization = order?.transactions.find((transaction) => transaction.id === id);
    if (order === undefined || authorization === undefined) {
      const error = { field: ["parentTransactionId"], message: "Transaction does not exist", code: "TRANSACTION_NOT_FOUND" };
      return { transaction: null, userErrors: [error] };
    }
    const outcome = voidAuthorization(api.commerce, order, authorization);
    if (outcome.ok) return { transaction: outcome.value, userErrors: [] };
    return { transaction: null, userErrors: outcome.errors.map((error) => ({ ...error, code: "AUTH_NOT_VOIDABLE" })) };
  },

  orderCustomerSet: (_source, args, api) => {
    const order = orderIn(api, args["orderId"]);
    if (order === undefined) return { order: null, userErrors: [{ field: ["orderId"], message: NO_ORDER, code: "NOT_FOUND" }] };
    const customer = api.shop.customers.get(idIn("Customer", args["customerId"]));
    if (customer === undefined) return { order: null, userErrors: [{ field: ["customerId"], message: "Customer does not exist", code: "NOT_FOUND" }] };
    setOrderCustomer(api.commerce, order, customer);
    return { order, userErrors: [] };
  },

  orderCustomerRemove: (_source, args, api) => {
    const order = orderIn(api, args["orderId"]);
    if (order === undefined) return { order: null, userErrors: [{ field: ["orderId"], message: NO_ORDER, code: "NOT_FOUND" }] };
    setOrderCustomer(api.commerce, order, null);
    return { order, userErrors: [] };
  },
};

function cancelRefusal(field: string[] | null, message: string, code: string | null): object {
  return { job: null, orderCancelUserErrors: [{ field, message, code }], userErrors: [{ field, message }] };
}

function paymentRefusal(
  order: Order,
  { amountCents, balance, currencyCode }: { amountCents: number; balance: number; currencyCode: string },
): { field: string[]; message: string; code: string } | null {
  const field = ["amount"];
  if (currencyCode !== order.currencyCode) return { field, message: "Currency does not match the order's currency", code: "CURRENCY_MISMATCH" };
  if (amountCents <= 0) return { field, message: "Amount must be positive", code: "AMOUNT_NOT_POSITIVE" };
  return amountCents > balance ? { field, message: "Amount exceeds the remaining balance", code: "AMOUNT_EXCEEDS_BALANCE" } : null;
}

/** What the input names; a null clears, what is not there stays. */
function changeFrom(input: Args): OrderChange {
  const change: OrderChange = {};
  if (input["tags"] != null) change.tags = tagsFrom(input["tags"]);
  if ("note" in input) change.note = input["note"];
  if ("email" in input) change.email = input["email"];
  if ("phone" in input) change.phone = input["phone"];
  if ("poNumber" in input) change.poNumber = input["poNumber"];
  if (input["customAttributes"] != null) change.attributes = attributesFrom(input["customAttributes"]);
  if (input["shippingAddress"] != null) change.shippingAddress = addressFrom(input["shippingAddress"]);
  return change;
}
