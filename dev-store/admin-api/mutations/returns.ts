import { disposeArrivals, processReturn } from "../../commerce/process-return.ts";
import type { Arrival, Processing } from "../../commerce/process-return.ts";
import { approveReturn, cancelReturn, closeReturn, createReturn, declineReturn, reopenReturn } from "../../commerce/returns.ts";
import type { WantedReturn, WantedReturnLine } from "../../commerce/returns.ts";
import type { Outcome } from "../../commerce/outcome.ts";
import type { Return } from "../../state/sales-types.ts";
import type { Order } from "../../state/types.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { idIn, requireUnderstood } from "../inputs.ts";
import { reasonFrom } from "../return-reasons.ts";
import { centsOf } from "../views.ts";

/** Returns of shipped units. */

type FoundReturn = { order: Order; returned: Return };

function returnIn(api: ApiContext, gid: unknown): FoundReturn | null {
  const id = idIn("Return", gid);
  const order = api.shop.orders.get(api.shop.orderIdOf.return.get(id) ?? 0);
  const returned = order?.returns.find((one) => one.id === id);
  return order === undefined || returned === undefined ? null : { order, returned };
}

function answer(outcome: Outcome<Return>, prefix: readonly string[] = []): object {
  if (outcome.ok) return { return: outcome.value, userErrors: [] };
  return { return: null, userErrors: outcome.errors.map((error) => ({ ...error, field: error.field && [...prefix, ...error.field] })) };
}

function onReturn(api: ApiContext, { gid, field }: { gid: unknown; field: string[] }, act: (found: FoundReturn) => Outcome<Return>): object {
  const found = returnIn(api, gid);
  if (found === null) return { return: null, userErrors: [{ field, message: "Return not found.", code: "NOT_FOUND" }] };
  return answer(act(found));
}

function createFrom(api: ApiContext, input: Args, { name, status }: { name: string; status: WantedReturn["status"] }): object {
  requireUnderstood("returns", { exchangeLineItems: input["exchangeLineItems"]?.[0] }, []);
  const order = api.shop.orders.get(idIn("Order", input["orderId"]));
  if (order === undefined) return { return: null, userErrors: [{ field: [name, "orderId"], message: "Order not found.", code: "NOT_FOUND" }] };
  const wanted: WantedReturn = {
    lines: input["returnLineItems"].map(lineFrom),
    shippingFeeCents: input["returnShippingFee"] == null ? 0 : centsOf(input["returnShippingFee"].amount.amount),
    status,
    requestedAt: input["requestedAt"] ?? null,
  };
  return answer(createReturn(api.commerce, order, wanted), [name]);
}

function lineFrom(input: Args): WantedReturnLine {
  return {
    fulfillmentLineId: idIn("FulfillmentLineItem", input["fulfillmentLineItemId"]),
    quantity: input["quantity"],
    reason: reasonFrom(input),
    reasonNote: input["returnReasonNote"] ?? "",
    customerNote: input["customerNote"] ?? null,
    restockingFeePercent: input["restockingFee"]?.percentage ?? null,
  };
}

export const returnMutations: TypeResolvers<unknown> = {
  returnCreate: (_source, { returnInput }, api) => createFrom(api, returnInput, { name: "returnInput", status: "OPEN" }),
  returnRequest: (_source, { input }, api) => createFrom(api, input, { name: "input", status: "REQUESTED" }),

  returnApproveRequest: (_source, { input }, api) =>
    onReturn(api, { gid: input.id, field: ["input", "id"] }, ({ order, returned }) => approveReturn(api.commerce, order, returned)),

  returnDeclineRequest: (_source, { input }, api) =>
    onReturn(api, { gid: input.id, field: ["input", "id"] }, ({ order, returned }) =>
      declineReturn(api.commerce, order, returned, { reason: input.declineReason, note: input.declineNote ?? null }),
    ),

  returnClose: (_source, args, api) => onReturn(api, { gid: args["id"], field: ["id"] }, ({ order, returned }) => closeReturn(api.commerce, order, returned)),
  returnReopen: (_source, args, api) => onReturn(api, { gid: args["id"], field: ["id"] }, ({ order, returned }) => reopenReturn(api.commerce, order, returned)),
  returnCancel: (_source, args, api) => onReturn(api, { gid: args["id"], field: ["id"] }, ({ order, returned }) => cancelReturn(api.commerce, order, returned)),

  returnProcess: (_source, { input }, api) => {
    requireUnderstood("returnProcess", { duties: input.refundDuties?.[0], exchangeLineItems: input.exchangeLineItems?.[0], tip: input.tipLineId }, []);
    return onReturn(api, { gid: input.returnId, field: ["input", "returnId"] }, ({ order, returned }) =>
      processReturn(api.commerce, order, returned, processingFrom(input, api)),
    );
  },

  reverseFulfillmentOrderDispose: (_source, args, api) => {
    const arrivals = arrivalsFrom(args["dispositionInputs"]);
    const order = api.shop.orders.get(api.shop.orderIdOf.return.get(arrivals[0]?.reverseLineId ?? 0) ?? 0);
    const returned = order?.returns.find(({ lines }) => lines.some(({ reverseLineId }) => reverseLineId === arrivals[0]?.reverseLineId));
    if (order === undefined || returned === undefined) {
      const error = { field: ["dispositionInputs", "0"], message: "Reverse fulfillment order line item not found.", code: "NOT_FOUND" };
      return { reverseFulfillmentOrderLineItems: null, userErrors: [error] };
    }
    const outcome = disposeArrivals(api.commerce, order, returned, arrivals);
    if (!outcome.ok) return { reverseFulfillmentOrderLineItems: null, userErrors: outcome.errors };
    return { reverseFulfillmentOrderLineItems: outcome.value, userErrors: [] };
  },
};

function arrivalsFrom(inputs: readonly Args[] | null | undefined): Arrival[] {
  return (inputs ?? []).map((input) => ({
    reverseLineId: idIn("ReverseFulfillmentOrderLineItem", input["reverseFulfillmentOrderLineItemId"]),
    quantity: input["quantity"],
    type: input["dispositionType"],
    locationId: input["locationId"] == null ? null : idIn("Location", input["locationId"]),
  }));
}

function processingFrom(input: Args, api: ApiContext): Processing {
  const lines: Args[] = input["returnLineItems"] ?? [];
  return {
    lines: lines.map(({ id, quantity, dispositions }) => ({ returnLineId: idIn("ReturnLineItem", id), quantity, arrivals: arrivalsFrom(dispositions) })),
    refund: refundFrom(input),
    appId: api.app.id,
  };
}

function refundFrom(input: Args): Processing["refund"] {
  const transfer: Args | undefined = input["financialTransfer"]?.issueRefund;
  if (transfer === undefined) return null;
  const { refundShipping } = input;
  const transactions: Args[] = transfer["orderTransactions"] ?? [];
  return {
    note: input["note"] ?? null,
    allowOverRefunding: transfer["allowOverRefunding"] === true,
    payments: transactions.map(({ parentId, transactionAmount }) => ({
      amountCents: centsOf(transactionAmount.amount),
      gateway: "manual",
      parentId: idIn("OrderTransaction", parentId),
    })),
    shipping:
      refundShipping == null ? null : refundShipping.fullRefund === true ? "FULL" : { cents: centsOf(refundShipping.shippingRefundAmount?.amount ?? 0) },
  };
}
