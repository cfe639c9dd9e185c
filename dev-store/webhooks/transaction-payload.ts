import { toGid } from "../state/gid.ts";
import type { OrderTransaction } from "../state/sales-types.ts";
import type { Order, ShopState } from "../state/types.ts";
import { price, shopTime } from "./payload-parts.ts";

/** One movement of an order's money, as its own webhook and refunds show it. */
export function transactionPayload({ profile }: ShopState, order: Order, transaction: OrderTransaction): Record<string, unknown> {
  const { id, kind, gateway, status, amountCents } = transaction;
  const unsettled = { amount: "0.0", currency: order.currencyCode };
  return {
    id,
    admin_graphql_api_id: toGid("OrderTransaction", id),
    order_id: order.id,
    kind: kind.toLowerCase(),
    gateway,
    status: status.toLowerCase(),
    message: null,
    created_at: shopTime(transaction.createdAt, profile),
    test: transaction.test,
    authorization: transaction.authorizationCode,
    location_id: null,
    user_id: null,
    parent_id: transaction.parentId,
    processed_at: shopTime(transaction.processedAt, profile),
    device_id: null,
    error_code: null,
    source_name: order.sourceName,
    payment_details: null,
    receipt: {},
    amount: price(amountCents),
    currency: order.currencyCode,
    payment_id: `${order.name}.${order.transactions.findIndex((one) => one.id === id) + 1}`,
    total_unsettled_set: { presentment_money: unsettled, shop_money: unsettled },
    manual_payment_gateway: gateway === "manual",
    amount_rounding: null,
  };
}
