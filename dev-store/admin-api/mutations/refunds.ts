import { refundOrder } from "../../commerce/refund.ts";
import type { RefundRequest } from "../../commerce/refund.ts";
import type { ApiContext, Args, TypeResolvers } from "../api-context.ts";
import { idIn, requireUnderstood } from "../inputs.ts";
import { centsOf } from "../views.ts";

const UNDERSTOOD = [
  ...["allowOverRefunding", "currency", "discrepancyReason", "note", "notify", "orderId", "processedAt", "refundDuties"],
  ...["refundLineItems", "refundMethods", "shipping", "transactions"],
];

/** `refundCreate`: units off an order, money back, or both. */
export const refundMutations: TypeResolvers<unknown> = {
  refundCreate: (_source, { input }, api) => {
    requireUnderstood("refundCreate", input, UNDERSTOOD);
    requireUnderstood("refundCreate", { duties: input.refundDuties?.[0], refundMethods: input.refundMethods?.[0] }, []);
    const order = api.shop.orders.get(idIn("Order", input.orderId));
    if (order === undefined) return { refund: null, order: null, userErrors: [{ field: ["orderId"], message: "Order does not exist" }] };
    const outcome = refundOrder(api.commerce, order, refundRequest(input, api));
    if (!outcome.ok) return { refund: null, order, userErrors: outcome.errors };
    return { refund: outcome.value, order, userErrors: [] };
  },
};

function refundRequest(input: Args, api: ApiContext): RefundRequest {
  const transactions: Args[] = input["transactions"] ?? [];
  return {
    note: input["note"] ?? null,
    lines: refundLinesFrom(input["refundLineItems"]),
    payments: transactions.map(({ amount, gateway, parentId }) => ({
      amountCents: centsOf(amount),
      gateway,
      parentId: parentId == null ? null : idIn("OrderTransaction", parentId),
    })),
    shipping: shippingFrom(input["shipping"]),
    allowOverRefunding: input["allowOverRefunding"] === true,
    discrepancyReason: input["discrepancyReason"] ?? null,
    processedAt: input["processedAt"] ?? null,
    appId: api.app.id,
  };
}

/** Without a restock type nothing is put back. */
export function refundLinesFrom(lines: readonly Args[] | null | undefined): RefundRequest["lines"] {
  return (lines ?? []).map((line) => ({
    lineItemId: idIn("LineItem", line["lineItemId"]),
    quantity: line["quantity"],
    restockType: line["restockType"] ?? "NO_RESTOCK",
    locationId: line["locationId"] == null ? null : idIn("Location", line["locationId"]),
  }));
}

function shippingFrom(shipping: Args | null | undefined): RefundRequest["shipping"] {
  if (shipping == null) return null;
  if (shipping["fullRefund"] === true) return "FULL";
  return { cents: centsOf(shipping["amount"] ?? 0) };
}
